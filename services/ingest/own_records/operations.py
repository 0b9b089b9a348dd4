"""From new versions of own records to the facts as they now stand, within the transaction of one batch.

Locks first, reads in later statements, as with procedures: what is compiled follows from all versions together, and a
row is written only when it reads otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from services.ingest.own_records import store
from services.ingest.own_records.rules.findings import OF_ANOTHER_SENDER, beside
from services.ingest.own_records.rules.versions import NewOwnRecord, Ruling, Version, record_id, rulings
from services.ingest.procedures.operations import RegisterMoved
from services.ingest.procedures.store.writing import add_places
from services.ingest.register.rules import Register
from services.ingest.register.store.reading import RegisterAsOf, register_position
from shared.log.change_log import open_change
from shared.log.places import Place, places_of
from shared.procurement.finding import Finding
from shared.procurement.own_record import OwnRecord, RecordKind, RecordState
from shared.tables.base import Base

Row: TypeAlias = Mapping[str, Any]
"""A row of a fact, by the names of its columns."""


@dataclass(frozen=True, slots=True)
class FactTable:
    """A table of facts and its history; `dates` are its counted days.

    A column of many days counts in each of their months, as what stands at the end of each. `scope` names its places in
    the change log: those of the `fact` itself, unless it is read into rows of another.
    """

    fact: str
    current: type[Base]
    history: type[Base]
    dates: tuple[str, ...]
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What becomes of some kinds of records.

    `unit_of` gives the names of what a record is compiled into together with others; `compile` gives, for the rulings
    of one unit, the rows of each of the `tables`; `beside` what the sender of a new version should know of the rulings
    of its unit, this version among them. `moving` are kinds of records whose unit may differ by version. `keep`
    keeps what of new versions does not stand in their content.
    """

    kinds: tuple[RecordKind, ...]
    unit_of: Callable[[OwnRecord, str], tuple[str, ...]]
    compile: Callable[[Sequence[Ruling], Register], Mapping[str, Sequence[Row]]]
    tables: tuple[FactTable, ...]
    beside: Callable[[OwnRecord, Sequence[Ruling]], Iterator[Finding]] | None = None
    moving: frozenset[RecordKind] = frozenset()
    keep: Callable[[Session, Sequence[NewOwnRecord]], None] | None = None
    of_supplier: Callable[[NewOwnRecord, Sequence[Ruling], Register], Finding | None] | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What a batch did: versions that were there already, what was found about new ones, and the change if any.

    `refused` are those that their sender, as a supplier, may not send.
    """

    unchanged: frozenset[UUID] = frozenset()
    findings: Mapping[UUID, Sequence[Finding]] = field(default_factory=dict)
    change: int | None = None
    refused: Mapping[UUID, Finding] = field(default_factory=dict)


def keep_own_records(
    session: Session,
    records: Sequence[NewOwnRecord],
    *,
    subjects: Sequence[Subject],
    register: RegisterAsOf,
    submission: UUID | None,
    received_on: date | None,
    change: int | None,
) -> Kept:
    """Keep the versions that are new and bring the facts of their units up to date.

    `change` is that of the same transaction when it has one already. The caller takes the position and commits.

    Raises RegisterMoved when the register was read before its newest change, as `compile_batch` does.
    """
    if not records:
        return Kept(change=change)
    by_kind = {kind: subject for subject in subjects for kind in subject.kinds}
    units = {each.unit for each in records}
    moving = [each for each in records if each.record.kind in by_kind[each.record.kind].moving]
    store.lock_units(session, units | {record_id(each.record, body=each.body) for each in moving})
    left = store.units_of(session, moving) - units
    if left:
        store.lock_units(session, left)
    if register_position(session) != register.position:
        raise RegisterMoved("The register changed while this batch was prepared.")
    before = store.versions_of(session, units)
    refused = _refused(session, records, before, by_kind, register.register)
    records = [each for each in records if each.id not in refused]
    known = {version.id for versions in before.values() for version in versions}
    fresh: dict[UUID, NewOwnRecord] = {}
    for each in records:
        if each.id not in known:
            fresh.setdefault(each.id, each)
    unchanged = frozenset(each.id for each in records if each.id in known)
    if not fresh:
        return Kept(unchanged, change=change, refused=refused)
    if change is None:
        change = open_change(session.connection(), "procurement", cause="submission", submission=submission)
    findings = {each.id: said for each in fresh.values() if (said := list(beside(each, before.get(each.unit, ()))))}
    store.add_versions(
        session,
        (_version_row(each, submission=submission, day=received_on, change=change) for each in fresh.values()),
    )
    for subject in subjects:
        if subject.keep is not None:
            subject.keep(session, [each for each in fresh.values() if each.record.kind in subject.kinds])
    touched = {each.unit for each in fresh.values() if each.record.state is not RecordState.DRAFT} | left
    compile_units(session, touched, subjects=subjects, register=register.register, change=change, cause="submission")
    for ident, said in _among(session, fresh.values(), by_kind):
        if said:
            findings.setdefault(ident, []).extend(said)
    return Kept(unchanged, findings, change, refused)


def refused_of_supplier(session: Session, new: NewOwnRecord, *, subject: Subject, register: Register) -> Finding | None:
    """Why a sender may not send this as a supplier; None when it may, or sends it by another right."""
    before = store.versions_of(session, [new.unit])
    return _refused(session, [new], before, {new.record.kind: subject}, register).get(new.id)


def _refused(
    session: Session,
    records: Sequence[NewOwnRecord],
    before: Mapping[UUID, Sequence[Version]],
    by_kind: Mapping[RecordKind, Subject],
    register: Register,
) -> dict[UUID, Finding]:
    """What suppliers sent of what is not theirs: records that others sent a version of, and what the subject says."""
    sent = [each for each in records if each.by_supplier]
    of_others = store.sent_by_others(session, sent)
    refused: dict[UUID, Finding] = {}
    for each in sent:
        of_supplier = by_kind[each.record.kind].of_supplier
        said = (
            None if of_supplier is None else of_supplier(each, rulings(before.get(each.unit, ()), each.unit), register)
        )
        if said is None and (each.body, each.record.kind.value, each.record.key) in of_others:
            said = OF_ANOTHER_SENDER.at("/senderKey", each.record.key)
        if said is not None:
            refused[each.id] = said
    return refused


def _among(
    session: Session, fresh: Iterable[NewOwnRecord], by_kind: Mapping[RecordKind, Subject]
) -> Iterator[tuple[UUID, list[Finding]]]:
    """What their subjects say of new versions among all that their units hold by now."""
    asked = [(each, said) for each in fresh if (said := by_kind[each.record.kind].beside) is not None]
    versions = store.versions_of(session, {each.unit for each, _ in asked}) if asked else {}
    for new, of_subject in asked:
        yield new.id, list(of_subject(new.record, rulings(versions[new.unit], new.unit)))


def recompile_units(
    session: Session,
    units: Sequence[UUID],
    *,
    subjects: Sequence[Subject],
    register: Register,
    cause: str,
    change: int | None = None,
) -> int | None:
    """Compile these units again; gives the change, that of the same transaction if it has one, None without any."""
    if not units:
        return change
    store.lock_units(session, units)
    written = compile_units(session, units, subjects=subjects, register=register, change=change, cause=cause)
    return change if written is None else written


def compile_units(
    session: Session,
    units: Iterable[UUID],
    *,
    subjects: Sequence[Subject],
    register: Register,
    change: int | None,
    cause: str,
) -> int | None:
    """Bring the facts of these units, which are locked, up to date; gives the change, opened when a row differs."""
    by_kind = {kind: subject for subject in subjects for kind in subject.kinds}
    of_subject: dict[int, list[tuple[UUID, list[Version]]]] = {}
    for unit, versions in sorted(store.versions_of(session, units).items()):
        of_subject.setdefault(id(by_kind[versions[0].kind]), []).append((unit, versions))
    places: set[Place] = set()
    for subject in subjects:
        compiled: dict[str, list[Row]] = {table.fact: [] for table in subject.tables}
        members = of_subject.get(id(subject), [])
        for unit, versions in members:
            for fact, rows in subject.compile(rulings(versions, unit), register).items():
                compiled[fact].extend({**row, "unit": unit} for row in rows)
        for table in subject.tables:
            differing = _differing(session, table, [unit for unit, _ in members], compiled[table.fact])
            if differing.units:
                change = change or open_change(session.connection(), "procurement", cause=cause)
                store.replace_rows(
                    session, table.current, table.history, units=differing.units, rows=differing.after, change=change
                )
                places.update(place for row in differing.rows for place in _places(table, row))
    if change is not None:
        add_places(session, places, change=change)
    return change


@dataclass(frozen=True, slots=True)
class _Differing:
    """Units of which the rows read otherwise now: the rows before and after."""

    units: Sequence[UUID]
    before: Sequence[Row]
    after: Sequence[Row]

    @property
    def rows(self) -> Sequence[Row]:
        """Both."""
        return [*self.before, *self.after]


def _differing(session: Session, table: FactTable, units: list[UUID], rows: list[Row]) -> _Differing:
    standing, new = _by_unit(store.standing_rows(session, table.current, units)), _by_unit(rows)
    differing = [unit for unit in units if _comparable(standing.get(unit, ())) != _comparable(new.get(unit, ()))]
    return _Differing(
        differing,
        [row for unit in differing for row in standing.get(unit, ())],
        [row for unit in differing for row in new.get(unit, ())],
    )


def _by_unit(rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    grouped: dict[UUID, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["unit"], []).append(row)
    return grouped


def _comparable(rows: Iterable[Row]) -> list[bytes]:
    return sorted(orjson.dumps(dict(row), default=_decimal, option=orjson.OPT_SORT_KEYS) for row in rows)


def _decimal(value: object) -> str:
    """A decimal as it is compared: 62000.00 and 62000 are one number."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    raise TypeError(f"A fact holds no value of type {type(value).__name__}.")


def _places(table: FactTable, row: Row) -> Iterator[Place]:
    if row["counted"]:
        for name in table.dates:
            for day in row[name] if isinstance(row[name], list) else (row[name],):
                yield from places_of(table.scope or table.fact, row["lead_body"], row["tier"], **{name: day})


def _version_row(new: NewOwnRecord, *, submission: UUID | None, day: date | None, change: int) -> Sequence[object]:
    record = new.record
    row = {
        "id": new.id,
        "kind": record.kind.value,
        "body": new.body,
        "key": record.key,
        "version": record.version,
        "state": record.state.value,
        "release": record.release.value,
        "unit": new.unit,
        "digest": new.digest,
        "content": orjson.dumps(record.content).decode(),
        "sender": new.sender,
        "source": new.source,
        "submission": submission,
        "record": new.ordinal,
        "received_on": day,
        "since_change": change,
    }
    return [row[name] for name in store.VERSION]
