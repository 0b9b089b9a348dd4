"""Statements on own records: locks on units, versions, and the rows that are compiled from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Uuid, any_, delete, insert, literal, select, text
from sqlalchemy.orm import Session

from services.ingest.database import Rows, columns_of, copy_rows
from services.ingest.own_records.rules.versions import NewOwnRecord, Version
from services.ingest.own_records.tables import OwnRecordVersion
from shared.log.places import Place
from shared.procurement.own_record import RecordKind, RecordState, Release
from shared.tables.base import Base
from shared.tables.procurement import ChangeScope

VERSION: Final = columns_of(OwnRecordVersion)
_PLACE: Final = ("change", "fact", "counted_on", "body", "tier", "month")


def lock_units(session: Session, ids: Iterable[UUID]) -> None:
    """Keep other writers away from these units or records until the end of the transaction, in one order for all."""
    keys = sorted(f"unit:{each}" for each in ids)
    add = "insert into procurement.identity_key select unnest(cast(:keys as text[])) on conflict do nothing"
    session.execute(text(add), {"keys": keys})
    lock = "select from procurement.identity_key where key = any(cast(:keys as text[])) order by key for update"
    session.execute(text(lock), {"keys": keys})


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
    return [dict(row) for row in session.execute(select(*columns).where(_of(table, units))).mappings()]


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
    columns = columns_of(table)
    taken = (
        delete(table).where(_of(table, units)).returning(*(table.__table__.c[name] for name in columns)).cte("taken")
    )
    until = literal(change, BigInteger).label("until_change")
    session.execute(insert(history).from_select([*columns, "until_change"], select(*taken.c, until)))
    copy_rows(session, table, columns, ([{**row, "since_change": change}[name] for name in columns] for row in rows))


def add_places(session: Session, places: Iterable[Place], *, change: int) -> None:
    """Write the places that a change touched."""
    copy_rows(session, ChangeScope, _PLACE, ((change, *place) for place in sorted(places)))


def _of(table: type[Base], units: Sequence[UUID]) -> Any:  # noqa: ANN401 - SQLAlchemy says no more of it
    return table.__table__.c["unit"] == any_(literal(list(units), ARRAY(Uuid)))
