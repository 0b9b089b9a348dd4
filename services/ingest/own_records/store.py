"""Statements on own records: locks on units, versions, and the rows that are compiled from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from services.ingest.database import Rows, columns_of, copy_rows
from services.ingest.own_records.rules.versions import NewOwnRecord, Version
from services.ingest.own_records.tables import OwnRecordVersion
from services.ingest.procedures.store.writing import any_of, lock_keys, moving_to_history
from shared.procurement.own_record import RecordKind, RecordState, Release
from shared.tables.base import Base

VERSION: Final = columns_of(OwnRecordVersion)


def lock_units(session: Session, ids: Iterable[UUID]) -> None:
    """Keep other writers away from these units or records until the end of the transaction, in one order for all."""
    lock_keys(session, sorted(f"unit:{each}" for each in ids))


def units_of(session: Session, records: Sequence[NewOwnRecord]) -> set[UUID]:
    """The units that hold any version of these records."""
    if not records:
        return set()
    query = """
        select distinct o.unit from procurement.own_record o
        join unnest(cast(:bodies as text[]), cast(:kinds as text[]), cast(:keys as text[])) as r(body, kind, key)
            using (body, kind, key)
    """
    values = {
        "bodies": [each.body for each in records],
        "kinds": [each.record.kind.value for each in records],
        "keys": [each.record.key for each in records],
    }
    return set(session.scalars(text(query), values))


def sent_by_others(session: Session, records: Sequence[NewOwnRecord]) -> set[tuple[str, str, str]]:
    """Those of these records (body, kind, key) of which somebody else than their sender sent a version."""
    if not records:
        return set()
    query = """
        select distinct o.body, o.kind, o.key from procurement.own_record o
        join unnest(cast(:bodies as text[]), cast(:kinds as text[]), cast(:keys as text[]), cast(:senders as text[]))
            as r(body, kind, key, sender) using (body, kind, key)
        where o.sender <> r.sender
    """
    values = {
        "bodies": [each.body for each in records],
        "kinds": [each.record.kind.value for each in records],
        "keys": [each.record.key for each in records],
        "senders": [each.sender for each in records],
    }
    return {(body, kind, key) for body, kind, key in session.execute(text(query), values)}


def versions_of(session: Session, units: Iterable[UUID]) -> dict[UUID, list[Version]]:
    """Every kept version of each record that has one in these units, by unit; in a later statement than the lock."""
    query = """
        with member as (select distinct unit, body, kind, key from procurement.own_record where unit = any(:units))
        select m.unit, o.id, o.kind, o.body, o.key, o.version, o.state, o.release, o.digest, o.content, o.unit
        from member m join procurement.own_record o using (body, kind, key)
    """
    kept: dict[UUID, list[Version]] = {}
    for of_unit, ident, kind, body, key, number, state, release, digest, content, unit in session.execute(
        text(query), {"units": list(units)}
    ):
        version = Version(
            *(ident, RecordKind(kind), body, key, number, RecordState(state), Release(release), digest, content, unit)
        )
        kept.setdefault(of_unit, []).append(version)
    return kept


def add_versions(session: Session, rows: Rows) -> None:
    """Add versions; values in the order of VERSION."""
    copy_rows(session, OwnRecordVersion, VERSION, rows)


def standing_rows(session: Session, table: type[Base], units: Sequence[UUID]) -> list[Mapping[str, Any]]:
    """The rows of these units as they stand, without the change that brought them."""
    columns = [each for each in table.__table__.columns if each.name != "since_change"]
    return [
        dict(row)
        for row in session.execute(select(*columns).where(table.__table__.c["unit"] == any_of(units))).mappings()
    ]


def replace_rows(
    session: Session,
    table: type[Base],
    history: type[Base],
    *,
    units: Sequence[UUID],
    rows: Sequence[Mapping[str, Any]],
    change: int,
) -> None:
    """Move the standing rows of these units to history and add the new ones."""
    session.execute(moving_to_history(table, history, "unit", units, change=change))
    columns = columns_of(table)
    copy_rows(session, table, columns, ([{**row, "since_change": change}[name] for name in columns] for row in rows))
