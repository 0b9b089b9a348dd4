"""Procedures as they stand and as they stood, read for the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from shared.tables.procurement import (
    Lot,
    LotHistory,
    Notice,
    Procedure,
    ProcedureHistory,
    Winner,
    WinnerHistory,
)
from shared.tables.procurement_log import Change


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which procedures were asked for; None: any. Days are inclusive."""

    buyer: str | None = None
    state: str | None = None
    awarded_from: date | None = None
    awarded_until: date | None = None
    launched_from: date | None = None
    launched_until: date | None = None
    supplement: Literal["missing", "final"] | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """A procedure (or an earlier version of it) with its lots and winners."""

    procedure: Procedure | ProcedureHistory
    lots: Sequence[Lot | LotHistory]
    winners: Sequence[Winner | WinnerHistory]
    notice_ids: Sequence[UUID]
    publication_numbers: Sequence[str] = ()


def procedures(session: Session, wanted: Wanted, *, after: tuple[int, UUID] | None, fetch: int) -> Sequence[Procedure]:
    """List procedures in the order in which they last changed, then by id; after this place when given."""
    query = select(Procedure).order_by(Procedure.since_change, Procedure.id).limit(fetch)
    if after is not None:
        change, last = after
        query = query.where(
            or_(Procedure.since_change > change, and_(Procedure.since_change == change, Procedure.id > last))
        )
    return session.scalars(_filtered(query, wanted)).all()


def _filtered(query: Select[Any], wanted: Wanted) -> Select[Any]:
    conditions = (
        (wanted.buyer, lambda value: Procedure.took_part.contains([value])),
        (wanted.state, lambda value: Procedure.state == value),
        (wanted.awarded_from, lambda value: Procedure.awarded_on >= value),
        (wanted.awarded_until, lambda value: Procedure.awarded_on <= value),
        (wanted.launched_from, lambda value: and_(Procedure.launch_known, Procedure.launched_on >= value)),
        (wanted.launched_until, lambda value: and_(Procedure.launch_known, Procedure.launched_on <= value)),
        (wanted.supplement, lambda value: Procedure.supplemented.is_(value == "final")),
    )
    for value, condition in conditions:
        if value is not None:
            query = query.where(condition(value))
    return query


def whole(session: Session, procedures: Sequence[Procedure]) -> list[Whole]:
    """Complete these procedures with their lots, winners and notices."""
    ids = [procedure.id for procedure in procedures]
    lots = session.scalars(select(Lot).where(Lot.procedure.in_(ids)).order_by(Lot.procedure, Lot.lot_id)).all()
    winners = session.scalars(
        select(Winner).where(Winner.procedure.in_(ids)).order_by(Winner.procedure, Winner.lot_id, Winner.tender_id)
    ).all()
    published = Notice.content["publication_number"].astext
    notices = session.execute(
        select(Notice.procedure, Notice.id, published).where(Notice.procedure.in_(ids)).order_by(Notice.id)
    )
    ids_of: dict[UUID, list[UUID]] = {each: [] for each in ids}
    numbers_of: dict[UUID, set[str]] = {each: set() for each in ids}
    for procedure, notice, number in notices:
        ids_of[procedure].append(notice)
        if number is not None:
            numbers_of[procedure].add(number)
    return [
        Whole(
            procedure,
            [lot for lot in lots if lot.procedure == procedure.id],
            [winner for winner in winners if winner.procedure == procedure.id],
            ids_of[procedure.id],
            sorted(numbers_of[procedure.id]),
        )
        for procedure in procedures
    ]


def procedure(session: Session, procedure_id: UUID) -> Procedure | None:
    """Find a procedure as it stands."""
    return session.get(Procedure, procedure_id)


@dataclass(frozen=True, slots=True)
class Version:
    """A replaced version, and the positions between which it stood."""

    row: ProcedureHistory
    since: int
    until: int
    recorded_at: datetime


def history(session: Session, procedure_id: UUID, *, after: int, fetch: int) -> list[Version]:
    """List replaced versions by the position that began them."""
    began, ended = aliased(Change), aliased(Change)
    rows = session.execute(
        select(ProcedureHistory, began.position, ended.position, began.recorded_at)
        .join(began, began.id == ProcedureHistory.since_change)
        .join(ended, ended.id == ProcedureHistory.until_change)
        .where(ProcedureHistory.id == procedure_id, began.position > after)
        .order_by(began.position)
        .limit(fetch)
    )
    return [
        Version(version, since, until, recorded_at)
        for version, since, until, recorded_at in rows
        if since is not None and until is not None and recorded_at is not None
    ]


def version_whole(session: Session, version: ProcedureHistory) -> Whole:
    """Complete a replaced version with the lots and winners that stood beside it."""
    lots = session.scalars(
        select(LotHistory)
        .where(LotHistory.procedure == version.id, LotHistory.until_change == version.until_change)
        .order_by(LotHistory.lot_id)
    ).all()
    winners = session.scalars(
        select(WinnerHistory)
        .where(WinnerHistory.procedure == version.id, WinnerHistory.until_change == version.until_change)
        .order_by(WinnerHistory.lot_id, WinnerHistory.tender_id)
    ).all()
    return Whole(version, lots, winners, ())


def since(session: Session, procedure: Procedure) -> tuple[int, datetime]:
    """Position and moment of the change that made the version that stands."""
    change = session.execute(select(Change).where(Change.id == procedure.since_change)).scalar_one()
    if change.position is None or change.recorded_at is None:
        raise LookupError(f"Change {change.id} has no position, yet its rows are visible.")
    return change.position, change.recorded_at
