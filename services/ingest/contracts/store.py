"""Statements on contracts: those that a party may see, how their commitments stand, and the notices beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select, text, tuple_
from sqlalchemy.orm import Session

from services.ingest.contracts.tables import Commitment, Contract

_SCHEMES: Final = {"kvk": "NL-KVK", "oin": "NL-OIN", "rsin": "NL-RSIN", "tooi": "NL-TOOI"}


@dataclass(frozen=True, slots=True)
class Visible:
    """Which contracts a caller may see: those of its body, and those in which it is the supplier by a number."""

    body: str | None
    numbers: Sequence[tuple[str, str]] = ()

    @property
    def condition(self) -> ColumnElement[bool]:
        """It as a condition on contracts."""
        return or_(
            literal(value=False) if self.body is None else Contract.lead_body == self.body,
            tuple_(Contract.supplier_scheme, Contract.supplier_id).in_(self.numbers),
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which contracts; None leaves a condition out."""

    buyer: str | None = None
    overdue: bool | None = None
    theme: str | None = None
    kind: str | None = None


def numbers_of(session: Session, party: str) -> list[tuple[str, str]]:
    """The numbers of a party in the register, as contracts name suppliers by them."""
    rows = session.execute(
        text("select scheme, value from registry.party_identifier_current where party = :party"), {"party": party}
    )
    return [(_SCHEMES[scheme], value) for scheme, value in rows if scheme in _SCHEMES]


def contracts(
    session: Session, visible: Visible, wanted: Wanted, *, today: date, after: tuple[int, UUID] | None, fetch: int
) -> Sequence[Contract]:
    """Contracts in the order in which they last changed."""
    query = select(Contract).where(visible.condition)
    if wanted.buyer is not None:
        query = query.where(Contract.lead_body == wanted.buyer)
    if wanted.kind is not None:
        query = query.where(Contract.kind == wanted.kind)
    if wanted.theme is not None:
        query = query.where(Contract.themes.contains([wanted.theme]))
    if wanted.overdue is not None:
        late = exists().where(
            and_(Commitment.unit == Contract.unit, Commitment.due_on < today, Commitment.met.is_(None))
        )
        query = query.where(late if wanted.overdue else ~late)
    if after is not None:
        query = query.where(tuple_(Contract.since_change, Contract.unit) > after)
    return session.scalars(query.order_by(Contract.since_change, Contract.unit).limit(fetch)).all()


def contract(session: Session, visible: Visible, unit: UUID) -> Contract | None:
    """A contract that the caller may see."""
    return session.scalars(select(Contract).where(Contract.unit == unit, visible.condition)).one_or_none()


def standings(session: Session, units: Collection[UUID], *, today: date) -> Mapping[UUID, Mapping[str, int]]:
    """How many commitments of each contract stand how on a day."""
    query = """
        select unit, case when due_on is null then 'undated' when due_on >= :today then 'not-yet-due'
            when met then 'met' when not met then 'not-met' else 'not-shown' end as status, count(*)
        from procurement.commitment where unit = any(:units) group by 1, 2
    """
    counted: dict[UUID, dict[str, int]] = {}
    for unit, status, number in session.execute(text(query), {"units": list(units), "today": today}):
        counted.setdefault(unit, {})[status] = number
    return counted


@dataclass(frozen=True, slots=True)
class KnownNotice:
    """A notice of the procedure of a contract."""

    stage: str
    notice_id: str
    version: str
    publication_number: str | None
    dispatched_on: date


def notices_of(session: Session, procedure_id: str, lot_id: str | None) -> list[KnownNotice]:
    """The notices of a procedure (BT-04) that name this lot, or no lot at all; the oldest first."""
    query = """
        select stage, notice_id, version, publication_number, day from (
            select distinct on (notice_id) stage, notice_id, version, content ->> 'publication_number' as
                publication_number, coalesce((content ->> 'dispatched_on')::date, dispatched_at::date) as day
            from procurement.notice
            where strong_key = 'bt04:' || lower(:procedure)
                and coalesce(content ->> 'dispatched_on', dispatched_at::text) is not null
                and (cast(:lot as text) is null or jsonb_array_length(coalesce(content -> 'lots', '[]')) = 0 or exists (
                    select from jsonb_array_elements(content -> 'lots') l where l ->> 'lot_id' = :lot
                ))
            order by notice_id, version desc, id
        ) n order by day, notice_id
    """
    values: dict[str, Any] = {"procedure": procedure_id, "lot": lot_id}
    return [KnownNotice(*row) for row in session.execute(text(query), values)]
