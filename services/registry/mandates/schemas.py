"""Mandates, as the API takes and gives them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.mandates.operations import MOST_BODIES
from services.registry.mandates.rules import BodyState, DataKind, holds
from services.registry.mandates.store import MandateRecord, SendingRight
from shared.free_text import WITHOUT_CONTACTS
from shared.http.schema import ApiModel, Moment, OptionalDay

PartyKey = Annotated[str, Field(min_length=1, max_length=800)]
Basis = Annotated[
    str, Field(min_length=3, max_length=2000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+$"), WITHOUT_CONTACTS
]
Bodies = Annotated[list[PartyKey], Field(min_length=1, max_length=MOST_BODIES)]


class NewMandate(ApiModel):
    """A proposal: it holds for a body once another person granted it for that body."""

    mandatary: PartyKey = Field(description="Key of the party that will send.")
    bodies: Bodies = Field(description="Keys of the bodies for which it will send.")
    kinds: Annotated[list[DataKind], Field(min_length=1, max_length=8)]
    valid_from: OptionalDay = Field(None, description="First day; today when left out.")
    valid_until: OptionalDay = Field(None, description="First day on which it no longer holds; null has no end.")
    basis: Basis = Field(description="On what it rests, such as a contract or a decision, by its name and date.")


class NewGrant(ApiModel):
    """The bodies for which a mandate is granted, all in one act."""

    bodies: Bodies
    basis: Basis | None = Field(None, description="On what an administrator grants for a body that is not his own.")


class NewWithdrawal(ApiModel):
    """The bodies for which a mandate is withdrawn from today on; null: for all."""

    bodies: Bodies | None = None


class MandateBodyOut(ApiModel):
    """How a mandate stands for one body."""

    body: str
    name: str | None
    state: BodyState
    granted_on: OptionalDay
    withdrawn_on: OptionalDay = Field(description="First day on which it no longer holds for this body.")
    holds_today: bool


class MandateOut(ApiModel):
    """Who may send what for whom. The version for `If-Match` is the header `ETag`."""

    id: UUID
    mandatary: str
    mandatary_name: str | None
    kinds: list[DataKind]
    valid_from: date
    valid_until: OptionalDay = Field(description="First day on which it no longer holds.")
    basis: str
    proposed_at: Moment
    version: int
    bodies: list[MandateBodyOut]

    @classmethod
    def of(cls, record: MandateRecord, names: dict[str, str], *, on: date) -> "MandateOut":
        """The mandate as it stands on a day; `names` of the parties in it."""
        first, until = record.valid_from, record.valid_until
        bodies = [
            MandateBodyOut.like(
                body, name=names.get(body.body), holds_today=holds(body, valid_from=first, valid_until=until, on=on)
            )
            for body in record.bodies
        ]
        return cls.like(record, mandatary_name=names.get(record.mandatary), bodies=bodies)


class SendingRightOut(ApiModel):
    """A body for which a party may send, under which mandate, and until which day (exclusive; null: no end)."""

    buyer: str
    kinds: list[DataKind]
    until: OptionalDay
    mandate: UUID


class SendingRightsOut(ApiModel):
    """For whom a party may send on a day, beside itself."""

    party: str
    as_of: Moment
    rights: list[SendingRightOut]

    @classmethod
    def of(cls, party: str, rights: list[SendingRight], *, at: Moment) -> "SendingRightsOut":
        """The answer at this moment."""
        return cls(
            party=party,
            as_of=at,
            rights=[
                SendingRightOut(buyer=right.buyer, kinds=list(right.kinds), until=right.until, mandate=right.mandate)
                for right in rights
            ],
        )
