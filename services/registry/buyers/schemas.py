"""Unmatched buyers with candidates, links and objections, as the API gives and takes them."""

from pydantic import Field

from services.registry.buyers.operations.unmatched import StatedBuyer, StatedKey
from services.registry.buyers.rules import Candidate, Reason
from services.registry.buyers.store import LinkRecord, ObjectionRecord
from services.registry.parties.rules.words import PartyKind
from shared.free_text import WrittenReason
from shared.http.schema import ApiModel, Moment, OptionalDay, OptionalMoment
from shared.procurement.buyer_keys import KeyScheme


class CandidateOut(ApiModel):
    """A party that the buyer may be: a proposal for a person to judge."""

    party: str
    name: str
    kind: PartyKind = Field(description="Two bodies of two kinds may have one name.")
    score: int = Field(ge=0, le=100, description="100: they share a number; from names, how alike they are.")
    because: list[Reason]

    @classmethod
    def of(cls, candidate: Candidate) -> "CandidateOut":
        return cls.model_validate(candidate)


class UnmatchedBuyerOut(ApiModel):
    """A buyer in notices that no party is, and the parties it may be, best first."""

    id: str
    name: str | None = Field(description="As last written.")
    keys: list[StatedKey] = Field(description="By what it can be linked: identifiers, else its normalised name.")
    procedures: int
    lots: int
    first_on: OptionalDay = Field(description="First day on which one of its procedures was launched or awarded.")
    last_on: OptionalDay
    candidates: list[CandidateOut]

    @classmethod
    def of(cls, buyer: StatedBuyer, candidates: list[Candidate]) -> "UnmatchedBuyerOut":
        return cls.like(buyer, candidates=[CandidateOut.of(candidate) for candidate in candidates])


class ReasonIn(ApiModel):
    """Why an act is undone."""

    reason: WrittenReason


class NewBuyerLink(ApiModel):
    """Which party a buyer is that notices name by this key."""

    scheme: KeyScheme
    value: str = Field(min_length=1, max_length=300, description="A name may be given as it is written.")
    party: str = Field(min_length=1, max_length=300)
    reason: WrittenReason


class BuyerLinkOut(ApiModel):
    """A link, undone or not. A person is named by a pseudonym."""

    id: int
    scheme: KeyScheme
    value: str
    party: str
    reason: str
    linked_by: str
    linked_at: Moment
    unlinked_by: str | None
    unlinked_at: OptionalMoment
    unlinking_reason: str | None

    @classmethod
    def of(cls, link: LinkRecord) -> "BuyerLinkOut":
        return cls.model_validate(link)


class NewObjection(ApiModel):
    """A body's objection to what others harvested about it."""

    party: str = Field(min_length=1, max_length=300)
    valid_from: OptionalDay = Field(None, description="First day of dispatch it covers; null: the whole past.")
    valid_until: OptionalDay = Field(None, description="First day it no longer covers; null: no end.")
    reason: WrittenReason


class ObjectionOut(ApiModel):
    """An objection, withdrawn or not. A person is named by a pseudonym."""

    id: int
    party: str
    valid_from: OptionalDay
    valid_until: OptionalDay
    reason: str
    recorded_by: str
    recorded_at: Moment
    withdrawn_by: str | None
    withdrawn_at: OptionalMoment
    withdrawal_reason: str | None

    @classmethod
    def of(cls, objection: ObjectionRecord) -> "ObjectionOut":
        return cls.model_validate(objection)
