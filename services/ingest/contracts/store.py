"""Statements on contracts: those that a party may see, how their commitments stand, and the notices beside them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select, text, tuple_
from sqlalchemy.orm import Session

from services.ingest.contracts.rules.noticed import Noticed
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

    @property
    def numbers_in_notices(self) -> Mapping[str, list[str]]:
        """The numbers as contracts in notices name a supplier by them, in the list of a procedure and in one."""
        one = [{"suppliers": [{"identifier": number}]} for _, number in self.numbers]
        return {"supplied": [json.dumps([each]) for each in one], "supplying": [json.dumps(each) for each in one]}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which contracts; None leaves a condition out."""

    buyer: str | None = None
    overdue: bool | None = None
    theme: str | None = None
    kind: str | None = None
    due_until: date | None = None


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
    query = select(Contract).where(*_conditions(visible, wanted, today=today))
    if after is not None:
        query = query.where(tuple_(Contract.since_change, Contract.unit) > after)
    return session.scalars(query.order_by(Contract.since_change, Contract.unit).limit(fetch)).all()


def contracts_counted(session: Session, visible: Visible, wanted: Wanted, *, today: date) -> int:
    """How many contracts that bodies keep there are."""
    query = select(func.count()).select_from(Contract).where(*_conditions(visible, wanted, today=today))
    return int(session.scalar(query) or 0)


def _conditions(visible: Visible, wanted: Wanted, *, today: date) -> Iterator[ColumnElement[bool]]:
    yield visible.condition
    if wanted.buyer is not None:
        yield Contract.lead_body == wanted.buyer
    if wanted.kind is not None:
        yield Contract.kind == wanted.kind
    if wanted.theme is not None:
        yield Contract.themes.contains([wanted.theme])
    if wanted.overdue is not None:
        late = exists().where(
            and_(Commitment.unit == Contract.unit, Commitment.due_on < today, Commitment.met.is_(None))
        )
        yield late if wanted.overdue else ~late
    if wanted.due_until is not None:
        soon = and_(Commitment.unit == Contract.unit, Commitment.due_on.between(today, wanted.due_until))
        yield exists().where(soon, Commitment.met.is_(None))


def contract(session: Session, visible: Visible, unit: UUID) -> Contract | None:
    """A contract that the caller may see."""
    return session.scalars(select(Contract).where(Contract.unit == unit, visible.condition)).one_or_none()


def contracts_of_procedures(session: Session, visible: Visible, procedures: Collection[str]) -> Sequence[Contract]:
    """Contracts that bodies keep of these procedures (BT-04), among those that the caller may see."""
    if not procedures:
        return ()
    named = func.lower(Contract.procedure_id).in_([each.lower() for each in procedures])
    return session.scalars(select(Contract).where(visible.condition, named).order_by(Contract.unit)).all()


def noticed(
    session: Session, visible: Visible, wanted: Wanted, *, after: tuple[int, UUID] | None, fetch: int
) -> list[Noticed]:
    """Contracts that notices name, in the order in which their procedures last changed."""
    if wanted.overdue or wanted.theme is not None or wanted.due_until is not None:
        return []  # notices promise nothing
    return _noticed(
        session,
        """
        where p.contracts <> '[]' and (p.lead_body = :body or p.contracts @> any(cast(:supplied as jsonb[])))
            and (p.lead_body = :body or c @> any(cast(:supplying as jsonb[])))
            and (cast(:buyer as text) is null or p.lead_body = :buyer)
            and (cast(:kind as text) is null or c ->> 'kind' = :kind)
            and (p.since_change, (c ->> 'id')::uuid) > (:change, cast(:last as uuid))
        order by p.since_change, (c ->> 'id')::uuid limit :fetch
        """,
        **visible.numbers_in_notices,
        body=visible.body,
        buyer=wanted.buyer,
        kind=wanted.kind,
        change=-1 if after is None else after[0],
        last=UUID(int=0) if after is None else after[1],
        fetch=fetch,
    )


def noticed_with(session: Session, visible: Visible, ident: UUID) -> Noticed | None:
    """A contract that notices name, by its id, when the caller may see it."""
    found = _noticed(
        session,
        """
        where p.contracts @> cast(:named as jsonb) and c ->> 'id' = :id
            and (p.lead_body = :body or c @> any(cast(:supplying as jsonb[])))
        """,
        **visible.numbers_in_notices,
        body=visible.body,
        id=str(ident),
        named=json.dumps([{"id": str(ident)}]),
    )
    return found[0] if found else None


def contracts_numbered(session: Session, visible: Visible, number: str) -> Sequence[Contract]:
    """Contracts that bodies keep under this key, among those that the caller may see."""
    query = select(Contract).where(Contract.sender_key == number, visible.condition)
    return session.scalars(query.order_by(Contract.unit)).all()


def noticed_numbered(session: Session, visible: Visible, number: str) -> list[Noticed]:
    """Contracts to which notices give this number (BT-150), among those that the caller may see."""
    return _noticed(
        session,
        """
        where p.contracts @> cast(:named as jsonb) and c ->> 'number' = :number
            and (p.lead_body = :body or c @> any(cast(:supplying as jsonb[])))
        order by c ->> 'id'
        """,
        **visible.numbers_in_notices,
        body=visible.body,
        number=number,
        named=json.dumps([{"number": number}]),
    )


def noticed_in(session: Session, procedures: Collection[str]) -> dict[str, list[Noticed]]:
    """The contracts that the notices of these procedures (BT-04) name, by procedure in small letters."""
    by_procedure: dict[str, list[Noticed]] = {}
    if procedures:
        keys = [f"bt04:{each.lower()}" for each in procedures]
        where = """
            where p.id in (select procedure from procurement.notice where strong_key = any(:keys))
            order by p.id, c ->> 'id'
        """
        for each in _noticed(session, where, keys=keys):
            by_procedure.setdefault((each.procedure_id or "").lower(), []).append(each)
    return by_procedure


def _noticed(session: Session, where: str, **values: Any) -> list[Noticed]:  # noqa: ANN401 - bound values
    query = f"""
        select c, p.id as procedure, p.procedure_id, p.lead_body, p.since_change
        from procurement.procedure p cross join lateral jsonb_array_elements(p.contracts) c {where}
    """  # noqa: S608 - our own conditions; the values are bound
    return [
        Noticed.of(row["c"], **{name: row[name] for name in row if name != "c"})
        for row in session.execute(text(query), values).mappings()
    ]


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
