"""What an administrator states of a party, and what can be wrong with it: pure, every fault at once, each in its place.

Identifiers are checked in full (length, characters, prefix, elfproef; a TOOI URI of the organisation itself). Names
follow each other without a gap, so that a party has one name on any day. A party is never its own ancestor.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from services.registry.faults import BAD_IDENTIFIER, EMPTY_PERIOD, NO_DAY_NAMED, TEST_BODY, UNKNOWN_PARTY
from services.registry.parties.rules.faults import (
    CYCLE,
    DUPLICATE_IDENTIFIER,
    GAP,
    HELD_BY_ANOTHER,
    IN_USE,
    NO_NAME,
    OVERLAPPING_LISTING,
    OVERLAPPING_MEMBERSHIP,
    OVERLAPPING_NAME,
    UNKNOWN_ASSOCIATION,
    UNKNOWN_PROVINCE,
    WRONG_TIER,
)
from services.registry.parties.rules.records import Identifier
from services.registry.parties.rules.words import TIER_OF_KIND, PartyKind
from services.registry.periods.rules import Period
from shared.procurement.finding import Finding, Rule, Text
from shared.procurement.identifiers import KvkNumber, Oin, RooNumber, Rsin, TooiUri
from shared.procurement.misread import Misread
from shared.reference.codes import Tier


@dataclass(frozen=True, slots=True)
class StatedName:
    """What a party is called during a period."""

    name: str
    official_name: str | None
    abbreviation: str | None
    period: Period


@dataclass(frozen=True, slots=True)
class StatedIdentifier:
    """A number or address of a party during a period."""

    identifier: Identifier
    period: Period


@dataclass(frozen=True, slots=True)
class StatedMembership:
    """Being a member of an umbrella association during a period."""

    association: str
    period: Period


@dataclass(frozen=True, slots=True)
class StatedListing:
    """Being a central government authority of Annex I to Directive 2014/24/EU during a period, and who says so."""

    source: str
    period: Period


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """All that an administrator keeps of a party."""

    kind: PartyKind
    tier: Tier | None
    names: tuple[StatedName, ...]
    identifiers: tuple[StatedIdentifier, ...]
    parent: str | None
    province: str | None
    memberships: tuple[StatedMembership, ...]
    annex_i: tuple[StatedListing, ...]
    valid_from: date | None

    def name_on(self, day: date) -> StatedName:
        """The name on a day; before the first name the first, after the last the last."""
        ordered = sorted(self.names, key=_begin)
        begun = [name for name in ordered if name.period.valid_from is None or name.period.valid_from <= day]
        return begun[-1] if begun else ordered[0]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The part of the register that a party's facts touch.

    `kinds` has the kind of every party that these facts name; `parents` the parent of every party that has one; `held`
    the periods in which others hold these identifiers; `needed_kind` is the kind this party must keep, because others
    have it as their province or association.
    """

    kinds: Mapping[str, str]
    parents: Mapping[str, str]
    held: Mapping[Identifier, Sequence[tuple[str, Period]]]
    needed_kind: str | None = None


def faults_of(facts: PartyFacts, neighbours: Neighbours, *, uri: str, test_body: bool) -> list[Finding]:
    """Everything that is wrong with these facts of this party; an empty list when they can stand."""
    return [
        *_wrong_kind(facts, neighbours),
        *_wrong_periods(facts),
        *_wrong_names(facts.names),
        *_wrong_identifiers(facts.identifiers, test_body=test_body),
        *_held_by_others(facts.identifiers, neighbours),
        *_wrong_parent(facts.parent, neighbours, uri=uri),
        *_wrong_province(facts.province, neighbours, uri=uri),
        *_wrong_memberships(facts.memberships, neighbours, uri=uri),
        *_overlapping("/annexI", OVERLAPPING_LISTING, [listing.period for listing in facts.annex_i]),
    ]


def faulty_identifier(identifier: Identifier) -> Text | None:
    """What is wrong with an identifier; None when it is well-formed."""
    parse = _PARSERS.get(identifier.scheme)
    if parse is None:
        known = ", ".join(_PARSERS)
        return Text(
            f"Er is geen stelsel {identifier.scheme!r}; wel: {known}.",
            f"There is no scheme {identifier.scheme!r}; known: {known}.",
        )
    try:
        parsed = parse(identifier.value)
    except Misread as problem:
        return problem.text
    return None if parsed == identifier.value else Text("Er staan spaties omheen.", "There are blanks around it.")


def cycle_from(uri: str, parent: str, parents: Mapping[str, str]) -> bool:
    """Whether a party with this parent would be its own ancestor."""
    seen: set[str] = set()
    ancestor: str | None = parent
    while ancestor is not None and ancestor not in seen:
        if ancestor == uri:
            return True
        seen.add(ancestor)
        ancestor = parents.get(ancestor)
    return False


def _wrong_kind(facts: PartyFacts, neighbours: Neighbours) -> Iterator[Finding]:
    if neighbours.needed_kind not in (None, facts.kind):
        yield IN_USE.at("/kind", kind=neighbours.needed_kind)
    if (facts.tier is None) != (TIER_OF_KIND.get(facts.kind) is None):
        yield WRONG_TIER.at("/tier")


def _wrong_periods(facts: PartyFacts) -> Iterator[Finding]:
    lists: tuple[tuple[str, Sequence[_Dated]], ...] = (
        ("names", facts.names),
        ("identifiers", facts.identifiers),
        ("memberships", facts.memberships),
        ("annexI", facts.annex_i),
    )
    for name, dated in lists:
        for place, fact in enumerate(dated):
            if fact.period.is_empty:
                yield EMPTY_PERIOD.at(f"/{name}/{place}/validUntil")


def _wrong_names(names: Sequence[StatedName]) -> Iterator[Finding]:
    if not names:
        yield NO_NAME.at("/names")
        return
    yield from _overlapping("/names", OVERLAPPING_NAME, [name.period for name in names])
    places = sorted(range(len(names)), key=lambda place: _begin(names[place]))
    for place, following in pairwise(places):
        end, begin = names[place].period.valid_until, names[following].period.valid_from
        if end is not None and begin is not None and end < begin:
            detail = f"Between {end} and {begin} the party has no name; let one begin on the day the other ends."
            nl = f"Tussen {end} en {begin} heeft de partij geen naam; laat de een beginnen waar de ander eindigt."
            yield GAP.at(f"/names/{following}/validFrom", what=Text(nl, detail))
    if names[places[-1]].period.valid_until is not None:
        detail = "The last name has no end: an ended party keeps it."
        nl = "De laatste naam heeft geen einde: een beëindigde partij houdt hem."
        yield GAP.at(f"/names/{places[-1]}/validUntil", what=Text(nl, detail))


def _wrong_identifiers(identifiers: Sequence[StatedIdentifier], *, test_body: bool) -> Iterator[Finding]:
    for place, identifier in enumerate(identifiers):
        wrong = faulty_identifier(identifier.identifier)
        if wrong is not None:
            yield BAD_IDENTIFIER.at(f"/identifiers/{place}/value", reason=wrong)
        elif identifier.identifier.scheme == "oin" and Oin.parse(identifier.identifier.value).is_test != test_body:
            yield TEST_BODY.at(f"/identifiers/{place}/value")
        if any(
            identifier.identifier == other.identifier and identifier.period.overlaps(other.period)
            for other in identifiers[:place]
        ):
            yield DUPLICATE_IDENTIFIER.at(f"/identifiers/{place}")


def _held_by_others(identifiers: Sequence[StatedIdentifier], neighbours: Neighbours) -> Iterator[Finding]:
    for place, identifier in enumerate(identifiers):
        for holder, period in neighbours.held.get(identifier.identifier, ()):
            if identifier.period.overlaps(period):
                yield HELD_BY_ANOTHER.at(f"/identifiers/{place}/value", holder=holder)
                break


def _wrong_parent(parent: str | None, neighbours: Neighbours, *, uri: str) -> Iterator[Finding]:
    if parent is None:
        return
    if parent not in neighbours.kinds and parent != uri:
        yield UNKNOWN_PARTY.at("/parent")
    elif cycle_from(uri, parent, neighbours.parents):
        yield CYCLE.at("/parent", before=NO_DAY_NAMED)


def _wrong_province(province: str | None, neighbours: Neighbours, *, uri: str) -> Iterator[Finding]:
    if province is None:
        return
    if neighbours.kinds.get(province) != "province" or province == uri:
        yield UNKNOWN_PROVINCE.at("/province")


def _wrong_memberships(
    memberships: Sequence[StatedMembership], neighbours: Neighbours, *, uri: str
) -> Iterator[Finding]:
    for place, membership in enumerate(memberships):
        if neighbours.kinds.get(membership.association) != "umbrella-association" or membership.association == uri:
            yield UNKNOWN_ASSOCIATION.at(f"/memberships/{place}/association")
        same = [other for other in memberships[:place] if other.association == membership.association]
        if any(membership.period.overlaps(other.period) for other in same):
            yield OVERLAPPING_MEMBERSHIP.at(f"/memberships/{place}")


def _overlapping(pointer: str, rule: Rule, periods: Sequence[Period]) -> Iterator[Finding]:
    for place, period in enumerate(periods):
        if any(period.overlaps(other) for other in periods[:place]):
            yield rule.at(f"{pointer}/{place}")


def _begin(name: StatedName) -> date:
    return name.period.valid_from or date.min


_Dated = StatedName | StatedIdentifier | StatedMembership | StatedListing
_PARSERS: Final[Mapping[str, Callable[[str], str]]] = {
    "oin": lambda text: Oin.parse(text).value,
    "kvk": lambda text: KvkNumber.parse(text).value,
    "rsin": lambda text: Rsin.parse(text).value,
    "tooi": lambda text: TooiUri.parse(text).value,
    "roo": lambda text: RooNumber.parse(text).value,
}
