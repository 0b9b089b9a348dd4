"""Parties, as the API gives them."""

from collections.abc import Sequence
from datetime import date

from pydantic import Field

from services.registry.parties.rules.records import Identifier
from services.registry.parties.rules.words import PartyKind
from services.registry.parties.schemas.facts import PartyFactsModel
from services.registry.parties.store.kinship import Kinship
from services.registry.parties.store.parties import PublishedParty
from services.registry.parties.store.party_writes import StoredParty
from services.registry.periods.rules import Period
from shared.http.schema import ApiModel, OptionalDay
from shared.reference.codes import SuccessionKind, Tier


class PartyIdentifierOut(ApiModel):
    """A number or address of a party."""

    scheme: str
    value: str


class PartyOut(ApiModel):
    """A party as it is today."""

    key: str = Field(description="TOOI URI, or a stable URI of this register.")
    name: str
    kind: PartyKind
    tier: Tier | None = Field(description="Null for a service provider: it buys nothing.")
    province: str | None = Field(description="Key of the province.")
    central_government_authority: bool = Field(description="Listed in Annex I of Directive 2014/24/EU today.")
    demo: bool = Field(description="A fictitious body of the demonstration.")
    valid_from: OptionalDay
    valid_until: OptionalDay = Field(description="First day on which it no longer exists.")
    identifiers: list[PartyIdentifierOut]

    @classmethod
    def of(cls, party: PublishedParty, identifiers: list[Identifier]) -> "PartyOut":
        listed = party.annex_i_central
        return cls.like(party, key=party.party, central_government_authority=listed, identifiers=identifiers)


class KinshipOut(ApiModel):
    """Another party that this one went over into, or came from."""

    party: str
    kind: SuccessionKind
    effective_on: date

    @classmethod
    def of(cls, kinship: Kinship) -> "KinshipOut":
        return cls(party=kinship.party, kind=kinship.kind, effective_on=kinship.effective_on)


class PartyDetailOut(PartyOut):
    """A party on a day, with all that the register has of it over time."""

    as_of: date = Field(description="The day for which name, identifiers, memberships and Annex I are shown.")
    exists: bool = Field(description="Whether the party exists on that day.")
    official_name: str | None
    abbreviation: str | None
    parent: str | None = Field(description="Key of the party it belongs to.")
    memberships: list[str] = Field(description="Umbrella associations on that day.")
    predecessors: list[KinshipOut] = Field(description="Other parties that went over into this one.")
    successors: list[KinshipOut] = Field(description="Other parties that this one went over into.")
    recorded: PartyFactsModel = Field(description="All facts with their periods; a change sends these back whole.")

    @classmethod
    def on(
        cls,
        party: StoredParty,
        day: date,
        *,
        predecessors: Sequence[Kinship],
        successors: Sequence[Kinship],
    ) -> "PartyDetailOut":
        facts = party.facts
        name = facts.name_on(day)
        return cls(
            key=party.uri,
            name=name.name,
            official_name=name.official_name,
            abbreviation=name.abbreviation,
            kind=facts.kind,
            tier=facts.tier,
            province=facts.province,
            parent=facts.parent,
            central_government_authority=any(listing.period.holds_on(day) for listing in facts.annex_i),
            demo=party.demo,
            valid_from=facts.valid_from,
            valid_until=party.valid_until,
            as_of=day,
            exists=Period(facts.valid_from, party.valid_until).holds_on(day),
            identifiers=[
                PartyIdentifierOut(scheme=identifier.identifier.scheme, value=identifier.identifier.value)
                for identifier in facts.identifiers
                if identifier.period.holds_on(day)
            ],
            memberships=[membership.association for membership in facts.memberships if membership.period.holds_on(day)],
            predecessors=[KinshipOut.of(predecessor) for predecessor in predecessors],
            successors=[KinshipOut.of(successor) for successor in successors],
            recorded=PartyFactsModel.of(facts),
        )
