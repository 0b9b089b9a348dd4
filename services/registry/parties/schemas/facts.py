"""What an administrator states of a party, as the API takes it and gives it back."""

from typing import Annotated

from pydantic import Field, StringConstraints

from services.registry.parties.rules.facts import (
    PartyFacts,
    StatedIdentifier,
    StatedListing,
    StatedMembership,
    StatedName,
)
from services.registry.parties.rules.records import LONGEST_NAME, Identifier
from services.registry.parties.rules.words import TIER_OF_KIND, PartyKind
from services.registry.periods.schemas import Dated
from shared.free_text import WITHOUT_CONTACTS
from shared.http.schema import ApiModel, OptionalDay
from shared.procurement.buyer_keys import IdentifierScheme
from shared.reference.codes import Tier

MOST_LISTED = 200

NameText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME, pattern=r"^[^\x00-\x1f\x7f]+$"),
]
SourceText = Annotated[NameText, WITHOUT_CONTACTS]
"""From where a fact is known, or why it ended, in the words of who says so."""
Uri = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class DatedName(Dated):
    """What the party is called during a period; the names follow each other without a gap."""

    name: NameText
    official_name: NameText | None = None
    abbreviation: NameText | None = None

    def stated(self) -> StatedName:
        return StatedName(self.name, self.official_name, self.abbreviation, self.period)


class DatedIdentifier(Dated):
    """A number or address of the party during a period; nobody else has it on the same day."""

    scheme: IdentifierScheme
    value: Annotated[str, StringConstraints(min_length=1, max_length=300)]

    def stated(self) -> StatedIdentifier:
        return StatedIdentifier(Identifier(self.scheme, self.value), self.period)


class DatedMembership(Dated):
    """Being a member of an umbrella association during a period."""

    association: Uri = Field(description="Key of the association.")

    def stated(self) -> StatedMembership:
        return StatedMembership(self.association, self.period)


class DatedListing(Dated):
    """Being listed in Annex I of Directive 2014/24/EU during a period."""

    source: SourceText = Field(description="Who says so.")

    def stated(self) -> StatedListing:
        return StatedListing(self.source, self.period)


class PartyFactsModel(ApiModel):
    """All that an administrator keeps of a party: read it, change it, and send it back whole."""

    kind: PartyKind
    tier: Tier | None = Field(default=None, description="Left out: the tier of the kind.")
    names: list[DatedName] = Field(min_length=1, max_length=MOST_LISTED)
    identifiers: list[DatedIdentifier] = Field(default=[], max_length=MOST_LISTED)
    parent: Uri | None = Field(default=None, description="Key of the party it belongs to.")
    province: Uri | None = Field(default=None, description="Key of the province.")
    memberships: list[DatedMembership] = Field(default=[], max_length=MOST_LISTED)
    annex_i: list[DatedListing] = Field(
        default=[], max_length=MOST_LISTED, description="Periods as a central government authority of Annex I."
    )
    valid_from: OptionalDay = Field(default=None, description="First day of the party; null: before the register.")

    @classmethod
    def of(cls, facts: PartyFacts) -> "PartyFactsModel":
        return PartyFactsModel.like(
            facts,
            names=[DatedName.of(name) for name in facts.names],
            identifiers=[
                DatedIdentifier.like(
                    stated.identifier, valid_from=stated.period.valid_from, valid_until=stated.period.valid_until
                )
                for stated in facts.identifiers
            ],
            memberships=[DatedMembership.of(membership) for membership in facts.memberships],
            annex_i=[DatedListing.of(listing) for listing in facts.annex_i],
        )

    def facts(self) -> PartyFacts:
        return PartyFacts(
            kind=self.kind,
            tier=self.tier or TIER_OF_KIND[self.kind],
            names=tuple(name.stated() for name in self.names),
            identifiers=tuple(identifier.stated() for identifier in self.identifiers),
            parent=self.parent,
            province=self.province,
            memberships=tuple(membership.stated() for membership in self.memberships),
            annex_i=tuple(listing.stated() for listing in self.annex_i),
            valid_from=self.valid_from,
        )


class NewParty(PartyFactsModel):
    """A party to add."""

    key: Uri | None = Field(default=None, description="TOOI URI; left out where none exists: the register makes a key.")
    source: SourceText = Field(description="Where the facts come from.")
