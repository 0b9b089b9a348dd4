"""Allocations with their shares as they are kept, the newest first in a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from sqlalchemy import Connection, func, insert, select, text, update
from sqlalchemy.orm import Session

from services.kpi.allocations.rules.shares import Answer, Share
from services.kpi.allocations.tables import AllocationRow, AllocationShareRow
from services.kpi.deciding import keep_decision
from services.kpi.goals.rules.goal import Goal

State: TypeAlias = Literal["draft", "adopted", "rejected", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptShare:
    """A share as it was proposed, answered and decided on."""

    number: int
    organisation: str | None
    segment: str | None
    amount: Decimal
    reason: str
    answer: Answer | None
    counter: Decimal | None
    answer_reason: str | None
    answered_at: datetime | None
    decided: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """A division of a goal, or of one body's share in it."""

    id: int
    goal: str
    of_organisation: str | None
    tier: str | None
    holds_from: date
    total: Decimal
    unit: str | None
    state: State
    reason: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    since_position: int | None
    adopted_as: int | None
    revision: int
    shares: Sequence[KeptShare]


def add(
    session: Session,
    goal: Goal,
    shares: Sequence[Share],
    *,
    of_organisation: str | None,
    holds_from: date,
    total: Decimal,
    actor: str,
    reason: str,
) -> int:
    """Keep a proposal with its shares; gives its number."""
    tiers = goal.scope.tiers
    values = {
        "goal": goal.code,
        "of_organisation": of_organisation,
        "tier": tiers[0] if len(tiers) == 1 else None,
        "holds_from": holds_from,
        "total": total,
        "unit": goal.unit,
        "reason": reason,
    }
    added = insert(AllocationRow).values(**values, proposed_by=actor).returning(AllocationRow.id)
    identity: int = session.execute(added).scalar_one()
    rows = [
        {
            "allocation": identity,
            "number": number,
            "organisation": share.organisation,
            "segment": share.segment,
            "amount": share.amount,
            "reason": share.reason,
        }
        for number, share in enumerate(shares, start=1)
    ]
    session.execute(insert(AllocationShareRow), rows)
    return identity


def answer_share(
    session: Session, allocation: int, number: int, *, answer: Answer, counter: Decimal | None, reason: str, actor: str
) -> None:
    """Keep what a body answered; a later answer takes the place of an earlier one."""
    session.execute(
        update(AllocationShareRow)
        .where(AllocationShareRow.allocation == allocation, AllocationShareRow.number == number)
        .values(answer=answer, counter=counter, answer_reason=reason, answered_by=actor, answered_at=func.now()),
        execution_options={"synchronize_session": False},
    )
    touch(session, allocation)


def touch(session: Session, allocation: int) -> None:
    """Say that it changed: whoever read it before reads it again."""
    session.execute(
        update(AllocationRow).where(AllocationRow.id == allocation).values(revision=AllocationRow.revision + 1),
        execution_options={"synchronize_session": False},
    )


def decide_shares(session: Session, allocation: int, amounts: Mapping[int, Decimal]) -> None:
    """Keep what was decided of each share."""
    session.execute(
        text(
            "update kpi.allocation_share s set decided = d.amount"
            " from unnest(cast(:numbers as bigint[]), cast(:amounts as numeric[])) as d(number, amount)"
            " where s.allocation = :allocation and s.number = d.number"
        ),
        {"allocation": allocation, "numbers": list(amounts), "amounts": list(amounts.values())},
    )


def decide(
    session: Session, allocation: int, *, state: State, actor: str, decision: str, since_position: int | None
) -> None:
    """Adopt, reject or withdraw a proposal."""
    keep_decision(
        session,
        AllocationRow,
        AllocationRow.id == allocation,
        state=state,
        actor=actor,
        decision=decision,
        since_position=since_position,
        adopted_as=None if since_position is None else _NEXT_ADOPTED,
    )


_NEXT_ADOPTED: Final = select(func.coalesce(func.max(AllocationRow.adopted_as), 0) + 1).scalar_subquery()


def mark_stale(connection: Connection, goal: str, *, position: int) -> None:
    """Let the figures of every month in which a division of a goal holds or held be computed again."""
    connection.execute(_STALE, {"goal": goal, "position": max(position, 1)})


_STALE: Final = text(
    "insert into kpi.stale (fact, counted_on, level, place, starts_on, position)"
    " select distinct 'allocation', 'state_on', l.level, l.place, l.starts_on, cast(:position as bigint)"
    " from (select distinct coalesce(tier, '') as tier, date_trunc('month', state_on::timestamp)::date as month"
    " from procurement.fact_allocation_at where goal = :goal) c"
    " cross join lateral (values ('body-month', '', c.month), ('tier-month', c.tier, c.month),"
    " ('tier-year', c.tier, date_trunc('year', c.month::timestamp)::date)) as l(level, place, starts_on)"
    " on conflict do nothing"
)


def allocation(session: Session | Connection, identity: int) -> Allocation | None:
    """One allocation by its number."""
    return next(iter(_read(session, "id = :id", id=identity)), None)


def open_draft(session: Session, goal: str, of_organisation: str | None) -> Allocation | None:
    """What was proposed of a goal, or of one body's share in it, and is not decided."""
    return next(iter(_read(session, f"{_OF} and state = 'draft'", goal=goal, of=of_organisation)), None)


def page_of(session: Session, *, goal: str, state: State | None, before: int, limit: int) -> list[Allocation]:
    """Allocations of a goal, from the newest on."""
    where = "goal = :goal and (cast(:state as text) is null or state = :state) and id < :before"
    return _read(session, where, most=limit, goal=goal, state=state, before=before)


_OF = "goal = :goal and of_organisation is not distinct from cast(:of as text)"


def _read(session: Session | Connection, where: str, *, most: int | None = None, **values: object) -> list[Allocation]:
    statement = f"select * from kpi.allocation where {where} order by id desc limit cast(:most as bigint)"  # noqa: S608
    rows = session.execute(text(statement), {**values, "most": most}).mappings().all()
    shares: dict[int, list[KeptShare]] = {}
    of = text(
        "select allocation, number, organisation, segment, amount, reason, answer, counter, answer_reason,"
        " answered_at, decided from kpi.allocation_share where allocation = any(:ids) order by allocation, number"
    )
    for row in session.execute(of, {"ids": [row["id"] for row in rows]}).mappings():
        kept = {name: value for name, value in row.items() if name != "allocation"}
        shares.setdefault(row["allocation"], []).append(KeptShare(**kept))
    return [Allocation(**row, shares=shares.get(row["id"], [])) for row in rows]
