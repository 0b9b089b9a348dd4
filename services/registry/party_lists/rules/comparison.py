"""What a list of organisations would change in the register: pure, so that a dry run and the real import agree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from services.registry.parties.rules.facts import cycle_from
from services.registry.parties.rules.records import Aspect, Identifier, KnownParty, PartyChange, PartyRecord
from services.registry.party_lists.rules.organisation_list import ListFinding, ListProblem

ASSOCIATION: Final = "umbrella-association"


@dataclass(frozen=True, slots=True)
class PartyEnding:
    """A known party that has ended: on the day the list states, or None: the day of the import.

    `line` is where the list says so; 0 when it says so by leaving the party out.
    """

    known: KnownParty
    on: date | None
    line: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The register beside a list."""

    created: tuple[PartyRecord, ...]
    changed: tuple[PartyChange, ...]
    ended: tuple[PartyEnding, ...]
    unchanged: int
    findings: tuple[ListFinding, ...]

    @property
    def changes_nothing(self) -> bool:
        return not (self.created or self.changed or self.ended)


def compare(
    records: Iterable[PartyRecord], known: Mapping[str, KnownParty], *, complete: bool, demo: bool
) -> Comparison:
    """What an import changes.

    A blank in the list changes nothing. An umbrella association stays one whatever type a list gives it: lists file it
    by its legal form, and its members would be left with nothing to be members of. An identifier that another party
    holds is left out, and so is a parent or an association that nobody knows or that would make a party its own
    ancestor. A party ends on the day the list states; only a list that says it is complete ends those of a kind that it
    names and that it no longer has.
    """
    work = _Comparing(known, demo)
    stated = tuple(records)
    kept = tuple(_kept_an_association(record, known.get(record.uri)) for record in stated)
    work.note(kept)
    for record in kept:
        work.take(record)
    if complete:
        kinds, uris = {record.kind for record in stated}, {record.uri for record in stated}
        work.ended.extend(
            PartyEnding(party, None, 0)
            for party in known.values()
            if party.kind in kinds and party.uri not in uris and not party.ended and party.demo == demo
        )
    return Comparison(tuple(work.created), tuple(work.changed), tuple(work.ended), work.unchanged, tuple(work.findings))


@dataclass(slots=True)
class _Comparing:
    known: Mapping[str, KnownParty]
    demo: bool
    created: list[PartyRecord] = field(default_factory=list)
    changed: list[PartyChange] = field(default_factory=list)
    ended: list[PartyEnding] = field(default_factory=list)
    findings: list[ListFinding] = field(default_factory=list)
    unchanged: int = 0
    holders: dict[Identifier, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.holders = {identifier: party.uri for party in self.known.values() for identifier in party.identifiers}
        self.kinds = {party.uri: party.kind for party in self.known.values()}
        self.parents = {party.uri: party.parent for party in self.known.values() if party.parent is not None}

    def note(self, records: Iterable[PartyRecord]) -> None:
        """Know the parties of the list before any of them refers to another."""
        self.kinds |= {record.uri: record.kind for record in records}

    def take(self, stated: PartyRecord) -> None:
        record = self._without_what_cannot_be(stated)
        party = self.known.get(record.uri)
        if party is None:
            self.created.append(record)
            return
        if party.demo != self.demo:
            self.findings.append(ListFinding(record.line, "tooi_uri", "held-by-another", record.uri, row_refused=True))
            return
        new = tuple(identifier for identifier in record.identifiers if identifier not in party.identifiers)
        joined = tuple(membership for membership in record.memberships if membership not in party.memberships)
        aspects = tuple(_differences(party, record, has_new_identifiers=bool(new), has_joined=bool(joined)))
        ends = record.valid_until not in (None, party.valid_until)
        if ends:
            self.ended.append(PartyEnding(party, record.valid_until, record.line))
        if aspects:
            self.changed.append(PartyChange(party, record, aspects, new, joined))
        elif not ends:
            self.unchanged += 1

    def _without_what_cannot_be(self, record: PartyRecord) -> PartyRecord:
        """The record without identifiers that another party holds and without references that lead nowhere."""
        identifiers = []
        for identifier in record.identifiers:
            if self.holders.setdefault(identifier, record.uri) == record.uri:
                identifiers.append(identifier)
            else:
                self.findings.append(
                    ListFinding(record.line, identifier.scheme, "held-by-another", identifier.value, row_refused=False)
                )
        province = record.province
        if province is not None and self.kinds.get(province) != "province":
            self._leave_out(record, "province_tooi_uri", "unknown-province", province)
            province = None
        memberships = []
        for association in record.memberships:
            if self.kinds.get(association) == ASSOCIATION and association != record.uri:
                memberships.append(association)
            else:
                self._leave_out(record, "member_of", "unknown-association", association)
        return replace(
            record,
            province=province,
            parent=self._possible_parent(record),
            identifiers=tuple(identifiers),
            memberships=tuple(memberships),
            valid_until=self._possible_end(record),
        )

    def _possible_parent(self, record: PartyRecord) -> str | None:
        parent = record.parent
        if parent is None:
            return None
        if parent not in self.kinds:
            self._leave_out(record, "parent", "unknown-parent", parent)
            return None
        if cycle_from(record.uri, parent, self.parents):
            self._leave_out(record, "parent", "cycle", parent)
            return None
        self.parents[record.uri] = parent
        return parent

    def _possible_end(self, record: PartyRecord) -> date | None:
        party = self.known.get(record.uri)
        end = record.valid_until
        if end is None or party is None or party.valid_from is None or party.valid_from < end:
            return end
        self._leave_out(record, "valid_until", "bad-date", end.isoformat())
        return None

    def _leave_out(self, record: PartyRecord, column: str, problem: ListProblem, value: str) -> None:
        self.findings.append(ListFinding(record.line, column, problem, value, row_refused=False))


def _kept_an_association(record: PartyRecord, party: KnownParty | None) -> PartyRecord:
    if party is None or party.kind != ASSOCIATION:
        return record
    return replace(record, kind=party.kind, tier=party.tier)


def _differences(
    party: KnownParty, record: PartyRecord, *, has_new_identifiers: bool, has_joined: bool
) -> Iterable[Aspect]:
    if party.ended and record.valid_until is None:
        yield "reopened"
    if record.kind != party.kind:
        yield "kind"
    if record.tier != party.tier:
        yield "tier"
    if (
        record.name != party.name
        or record.official_name not in (None, party.official_name)
        or record.abbreviation not in (None, party.abbreviation)
    ):
        yield "name"
    if record.province not in (None, party.province):
        yield "province"
    if record.parent not in (None, party.parent):
        yield "parent"
    if has_joined:
        yield "membership"
    if has_new_identifiers:
        yield "identifier"
