"""Goals as they stand and as they were, and what is proposed of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypeAlias

from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.orm import Session

from services.kpi.deciding import keep_decision
from services.kpi.goals.rules.goal import Goal, goal_of
from services.kpi.goals.tables import GoalVersionRow
from services.kpi.locks import GOALS
from shared.tables.registry import party_current

State: TypeAlias = Literal["draft", "adopted", "withdrawn"]
Origin: TypeAlias = Literal["program", "person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalVersion:
    """One version of a goal: who proposed it and why, and what became of it."""

    id: int
    code: str
    number: int
    goal: Goal
    origin: Origin
    state: State
    reason: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    revision: int


def lock(session: Session | Connection) -> None:
    """Wait until nobody else proposes or decides on goals."""
    session.execute(select(func.pg_advisory_xact_lock(GOALS)))


def standing(session: Session | Connection) -> dict[str, GoalVersion]:
    """Every goal in its newest adopted version, by code."""
    kept = "id in (select max(id) from kpi.goal_version where state = 'adopted' group by goal)"
    return {each.code: each for each in _read(session, kept, "goal")}


def measured_by(connection: Connection) -> dict[str, tuple[str, ...]]:
    """The codes of the goals that each indicator measures."""
    goals: dict[str, tuple[str, ...]] = {}
    for code, kept in standing(connection).items():
        for indicator in kept.goal.indicators:
            goals[indicator] = (*goals.get(indicator, ()), code)
    return goals


def version(session: Session, number: int) -> GoalVersion | None:
    """One version by its own number, whatever became of it."""
    return next(iter(_read(session, "id = :id", "id", id=number)), None)


def versions_of(session: Session, code: str) -> list[GoalVersion]:
    """Every version of a goal that holds or held, the newest first."""
    return _read(session, "goal = :goal and state = 'adopted'", "id desc", goal=code)


def proposals(session: Session, *, state: State | None, goal: str | None, before: int, limit: int) -> list[GoalVersion]:
    """What persons proposed, the newest first."""
    return _read(
        session,
        "origin = 'person' and (cast(:state as text) is null or state = :state)"
        " and (cast(:goal as text) is null or goal = :goal) and id < :before",
        "id desc limit :limit",
        state=state,
        goal=goal,
        before=before,
        limit=limit,
    )


def open_draft(session: Session, code: str) -> GoalVersion | None:
    """What was proposed of a goal and is not decided."""
    return next(iter(_read(session, "goal = :goal and state = 'draft'", "id", goal=code)), None)


def add(session: Session, goal: Goal, *, reason: str, actor: str) -> int:
    """Keep a draft; gives its id."""
    values = {"goal": goal.code, "content": goal.content, "origin": "person", "reason": reason, "proposed_by": actor}
    added = insert(GoalVersionRow).values(**values, number=_next(goal.code)).returning(GoalVersionRow.id)
    identity: int = session.execute(added).scalar_one()
    return identity


def add_built_in(connection: Connection, goal: Goal, *, release: str) -> None:
    """Keep a goal that came with the program: it stands at once."""
    values = {"goal": goal.code, "content": goal.content, "origin": "program", "reason": goal.source}
    decided = {"state": "adopted", "proposed_by": release, "decided_by": release, "decided_at": func.now()}
    connection.execute(insert(GoalVersionRow).values(**values, **decided, number=_next(goal.code)))


def decide(session: Session, identity: int, *, state: State, actor: str, decision: str) -> None:
    """Adopt or withdraw a draft."""
    keep_decision(session, GoalVersionRow, GoalVersionRow.id == identity, state=state, actor=actor, decision=decision)


def organisations_known(session: Session, keys: Collection[str]) -> dict[str, str | None]:
    """Of these keys those that the register has, with their tier."""
    rows = session.execute(select(party_current.c.party, party_current.c.tier).where(party_current.c.party.in_(keys)))
    return {row.party: row.tier for row in rows}


def allocated_amounts(session: Session | Connection, code: str) -> dict[str, Decimal]:
    """What was decided that each body does of a goal, by the division that holds: the one adopted last."""
    rows = session.execute(
        text(
            "select organisation, sum(decided) as amount from kpi.allocation_share where allocation ="
            " (select max(id) from kpi.allocation where goal = :goal and of_organisation is null and state = 'adopted')"
            " and organisation is not null group by organisation"
        ),
        {"goal": code},
    )
    return {row.organisation: row.amount for row in rows}


def _next(code: str) -> object:
    newest = select(func.coalesce(func.max(GoalVersionRow.number), 0) + 1).where(GoalVersionRow.goal == code)
    return newest.scalar_subquery()


def _read(session: Session | Connection, where: str, order: str, **values: object) -> list[GoalVersion]:
    rows = session.execute(text(f"select * from kpi.goal_version where {where} order by {order}"), values)  # noqa: S608
    return [
        GoalVersion(
            **{name: value for name, value in row.items() if name not in {"goal", "content"}},
            code=row["goal"],
            goal=goal_of(row["content"]),
        )
        for row in rows.mappings()
    ]
