"""Procedures with their lots and winners in sets, for open data: the released view, as it stands."""

# ruff: noqa: S608 - statements are put together from our own names

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from services.ingest.open_data.rules.rows import LotRow, ProcedureRow, Published, Told, WinnerRow

AT_ONCE: Final = 1000
"""Procedures that are read together."""
_JSON: Final = frozenset({"buyers", "contracts", "evidence", "suppliers"})
_AMOUNTS: Final = frozenset({"estimated_value", "awarded_value", "value", "duration_months", "price_weight"})

R = TypeVar("R", bound=NamedTuple)


class Place(NamedTuple):
    """A place in the order in which procedures last changed."""

    change: int
    procedure: UUID


_TOLD_ON: Final = "coalesce(cast(dispatched_at at time zone 'Europe/Amsterdam' as date), received_on)"
START: Final = Place(-1, UUID(int=0))


def in_year(session: Session, year: int, *, after: Place, fetch: int, until: Place | None = None) -> list[Published]:
    """Read the procedures that stand in a year, in the order of change; `until` is the last place that is wanted."""
    bounded = "" if until is None else "and (since_change, id) <= (:last_change, :last_procedure)"
    query = f"""
        select {_columns(ProcedureRow)} from procurement.procedure
        where (since_change, id) > (:change, :procedure) {bounded}
          and {_STANDS_ON} >= make_date(:year, 1, 1) and {_STANDS_ON} < make_date(:year + 1, 1, 1)
        order by since_change, id limit :fetch
    """
    asked = {"year": year, "change": after.change, "procedure": after.procedure, "fetch": fetch}
    if until is not None:
        asked |= {"last_change": until.change, "last_procedure": until.procedure}
    return _whole(session, _read(session, query, asked, ProcedureRow))


_STANDS_ON: Final = f"""coalesce(launched_on, awarded_on, (
    select min({_TOLD_ON}) from procurement.notice where procedure = procedure.id
))"""
"""The day of the launch, else of the award, else of the first notice: by this a procedure stands in a year."""


def all_in_year(
    session: Session, year: int, *, after: Place = START, until: Place | None = None
) -> Iterator[Published]:
    """Read them all, a thousand at a time."""
    while rows := in_year(session, year, after=after, fetch=AT_ONCE, until=until):
        yield from rows
        after = Place(rows[-1].procedure.since_change, rows[-1].procedure.id)


def one(session: Session, procedure_id: UUID) -> Published | None:
    """Read one procedure; None when there is none."""
    query = f"select {_columns(ProcedureRow)} from procurement.procedure where id = :procedure"
    rows = _whole(session, _read(session, query, {"procedure": procedure_id}, ProcedureRow))
    return rows[0] if rows else None


def now(session: Session) -> datetime:
    """The moment of this transaction."""
    moment: datetime = session.execute(text("select now()")).scalar_one()
    return moment


def _whole(session: Session, procedures: Sequence[ProcedureRow]) -> list[Published]:
    if not procedures:
        return []
    ids = {"ids": [each.id for each in procedures]}
    lots: defaultdict[UUID, list[LotRow]] = defaultdict(list)
    winners: defaultdict[UUID, list[WinnerRow]] = defaultdict(list)
    of = "where procedure = any(:ids) order by procedure, lot_id"
    for lot in _read(session, f"select {_columns(LotRow)} from procurement.lot {of}", ids, LotRow):
        lots[lot.procedure].append(lot)
    query = f"select {_columns(WinnerRow)} from procurement.winner {of}, tender_id"
    for winner in _read(session, query, ids, WinnerRow):
        winners[winner.procedure].append(winner)
    told: defaultdict[UUID, dict[str, Told]] = defaultdict(dict)
    for procedure, stage, first, last in session.execute(text(_TOLD), ids):
        told[procedure][stage] = Told(first, last)
    recorded = _recorded(session, {each.since_change for each in procedures})
    identifiers = _identifiers(session, procedures)
    return [
        Published(
            each, lots[each.id], winners[each.id], told.get(each.id, {}), recorded[each.since_change], identifiers
        )
        for each in procedures
    ]


_TOLD: Final = f"""
    select procedure, stage, min(day), max(day)
    from (
        select procedure, stage, {_TOLD_ON} as day
        from procurement.notice where procedure = any(:ids) and stage <> 'supplement'
    ) told where day is not null group by procedure, stage
"""


def _recorded(session: Session, changes: set[int]) -> dict[int, datetime]:
    query = "select id, recorded_at from procurement.change where id = any(:ids)"
    rows = session.execute(text(query), {"ids": list(changes)})
    return {row.id: row.recorded_at for row in rows}


def _identifiers(session: Session, procedures: Sequence[ProcedureRow]) -> dict[str, dict[str, str]]:
    """The numbers of the parties that buy; of several of one scheme the first."""
    parties = {str(buyer["party"]) for each in procedures for buyer in each.buyers if buyer.get("party")}
    query = """
        select party, scheme, min(value) from registry.party_identifier_current
        where party = any(:parties) and scheme in ('kvk', 'oin', 'rsin') group by party, scheme
    """
    known: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for party, scheme, value in session.execute(text(query), {"parties": sorted(parties)}):
        known[party][scheme] = value
    return known


def _columns(row: type[tuple[Any, ...]]) -> str:
    return ", ".join(map(_column, row._fields))  # type: ignore[attr-defined]


def _column(name: str) -> str:
    if name in _JSON:
        return f"cast({name} as text)"
    return f"cast({name} as double precision)" if name in _AMOUNTS else name


def _read(session: Session, query: str, asked: dict[str, Any], row: type[R]) -> list[R]:
    read = row._make
    parsed = [place for place, name in enumerate(row._fields) if name in _JSON]
    rows = []
    for values in session.execute(text(query), asked):
        stated = list(values)
        for place in parsed:
            stated[place] = orjson.loads(stated[place])
        rows.append(read(stated))
    return rows
