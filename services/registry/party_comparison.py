"""What a list of organisations would change in the register: pure, so that a dry run and the real import agree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from services.registry.party_list import Identifier, ListFinding, PartyRecord

Aspect = Literal["kind", "tier", "name", "province", "identifier", "reopened"]


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A party as the register has it today."""

    id: int
    uri: str
    kind: str
    tier: str | None
    name: str
    official_name: str | None
    abbreviation: str | None
    province: str | None
    identifiers: frozenset[Identifier]
    ended: bool
    sandbox: bool
    demo: bool


@dataclass(frozen=True, slots=True)
class PartyChange:
    """A known party and what the list says differently about it."""

    known: KnownParty
    record: PartyRecord
    aspects: tuple[Aspect, ...]
    new_identifiers: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The register beside a list."""

    created: tuple[PartyRecord, ...]
    changed: tuple[PartyChange, ...]
    ended: tuple[KnownParty, ...]
    unchanged: int
    findings: tuple[ListFinding, ...]

    @property
    def changes_nothing(self) -> bool:
        return not (self.created or self.changed or self.ended)


def compare(
    records: Iterable[PartyRecord], known: Mapping[str, KnownParty], *, complete: bool, demo: bool
) -> Comparison:
    """What an import changes.

    A blank in the list changes nothing. An identifier that another party holds is left out. Only a list that says it is
    complete ends parties: those of a kind that the list names and that it no longer has.
    """
    work = _Comparing(known, demo)
    stated = tuple(records)
    work.note_provinces(stated)
    for record in stated:
        work.take(record)
    ended: tuple[KnownParty, ...] = ()
    if complete:
        kinds, uris = {record.kind for record in stated}, {record.uri for record in stated}
        ended = tuple(
            party
            for party in known.values()
            if party.kind in kinds
            and party.uri not in uris
            and not party.ended
            and not party.sandbox
            and party.demo == demo
        )
    return Comparison(tuple(work.created), tuple(work.changed), ended, work.unchanged, tuple(work.findings))


@dataclass(slots=True)
class _Comparing:
    known: Mapping[str, KnownParty]
    demo: bool
    created: list[PartyRecord] = field(default_factory=list)
    changed: list[PartyChange] = field(default_factory=list)
    findings: list[ListFinding] = field(default_factory=list)
    unchanged: int = 0
    holders: dict[Identifier, str] = field(default_factory=dict)
    provinces: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.holders = {one: party.uri for party in self.known.values() for one in party.identifiers}
        self.provinces = {party.uri for party in self.known.values() if party.kind == "province"}

    def note_provinces(self, records: Iterable[PartyRecord]) -> None:
        self.provinces |= {record.uri for record in records if record.kind == "province"}

    def take(self, stated: PartyRecord) -> None:
        record = self._without_what_cannot_be(stated)
        party = self.known.get(record.uri)
        if party is None:
            self.created.append(record)
            return
        if party.sandbox or party.demo != self.demo:
            self.findings.append(ListFinding(record.line, "tooi_uri", "held-by-another", record.uri, row_refused=True))
            return
        new = tuple(one for one in record.identifiers if one not in party.identifiers)
        aspects = tuple(_differences(party, record, has_new_identifiers=bool(new)))
        if not aspects:
            self.unchanged += 1
            return
        self.changed.append(PartyChange(party, record, aspects, new))

    def _without_what_cannot_be(self, record: PartyRecord) -> PartyRecord:
        """The record without identifiers that another party holds and without a province that nobody knows."""
        identifiers = []
        for one in record.identifiers:
            if self.holders.setdefault(one, record.uri) == record.uri:
                identifiers.append(one)
            else:
                self.findings.append(
                    ListFinding(record.line, one.scheme, "held-by-another", one.value, row_refused=False)
                )
        province = record.province
        if province is not None and province not in self.provinces:
            self.findings.append(
                ListFinding(record.line, "province_tooi_uri", "unknown-province", province, row_refused=False)
            )
            province = None
        return replace(record, province=province, identifiers=tuple(identifiers))


def _differences(party: KnownParty, record: PartyRecord, *, has_new_identifiers: bool) -> Iterable[Aspect]:
    if party.ended:
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
    if has_new_identifiers:
        yield "identifier"
