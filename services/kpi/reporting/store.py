"""Reporting cycles and their steps as they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, text, update
from sqlalchemy.orm import Session

from services.kpi.reporting.rules.cycle import Standing, State, standing_on
from services.kpi.reporting.tables import ReportingCycle, ReportingStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """The figures of a body over a year on their way."""

    id: int
    party: str
    year: int
    state: State
    requested_on: date
    objection: str | None
    by_default: bool
    revision: int

    def standing(self, day: date) -> Standing:
        """How far it is on a day."""
        objected = self.objection is not None
        return standing_on(day, self.state, self.requested_on, objected=objected, by_default=self.by_default)


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step that somebody took."""

    step: str
    state: str
    reason: str | None
    taken_by: str
    taken_at: datetime


def open_for(session: Session, parties: Sequence[str], year: int, *, actor: str, today: date) -> int:
    """Open a year for bodies that do not have it yet; gives how many."""
    opened: int = session.execute(
        text(
            "with opened as (insert into kpi.reporting_cycle (party, year, requested_on)"
            " select distinct party, cast(:year as bigint), cast(:today as date)"
            " from unnest(cast(:parties as text[])) as p(party)"
            " on conflict (party, year) do nothing returning id),"
            " steps as (insert into kpi.reporting_step (cycle, step, state, taken_by)"
            " select id, 'open', 'open', :actor from opened)"
            " select count(*) from opened"
        ),
        {"year": year, "today": today, "parties": list(parties), "actor": actor},
    ).scalar_one()
    return opened


def cycle(session: Session, number: int, *, locked: bool = False) -> Cycle | None:
    """A cycle by its number; `locked`: until the end of the transaction."""
    found = _read(session, "id = :number" + (" for update" if locked else ""), number=number)
    return next(iter(found), None)


def cycles(
    session: Session, *, year: int | None, state: State | None, party: str | None, after: int, limit: int
) -> list[Cycle]:
    """Cycles by number: of a year, a body, or those that somebody left in a state."""
    return _read(
        session,
        "(cast(:year as bigint) is null or year = :year) and (cast(:state as text) is null or state = :state)"
        " and (cast(:party as text) is null or party = :party) and id > :after order by id limit :limit",
        year=year,
        state=state,
        party=party,
        after=after,
        limit=limit,
    )


def steps_of(session: Session, number: int) -> list[TakenStep]:
    """Every step of a cycle, the first first."""
    rows = session.execute(
        text("select step, state, reason, taken_by, taken_at from kpi.reporting_step where cycle = :id order by id"),
        {"id": number},
    )
    return [TakenStep(*row) for row in rows]


def take(session: Session, before: Cycle, step: str, *, after: Cycle, reason: str | None, actor: str) -> None:
    """Keep a step and what it led to."""
    session.execute(
        update(ReportingCycle)
        .where(ReportingCycle.id == before.id)
        .values(
            state=after.state,
            requested_on=after.requested_on,
            objection=after.objection,
            revision=ReportingCycle.revision + 1,
        ),
        execution_options={"synchronize_session": False},
    )
    values = {"cycle": before.id, "step": step, "state": after.state, "reason": reason, "taken_by": actor}
    session.execute(insert(ReportingStep).values(**values))


def standings(source: Session | Connection, year: int, *, day: date) -> dict[str, Standing]:
    """How far each body is with a year on a day; those for whom it was never opened are not named."""
    return {each.party: each.standing(day) for each in _read(source, "year = :year", year=year)}


def publish(session: Session, year: int, *, state: State, day: date, actor: str) -> int:
    """Let every body that had approved its year by a day go on to published or frozen; gives how many."""
    approved = [
        (each.id, each.standing(day).by_default)
        for each in _read(session, "year = :year order by id for update", year=year)
        if each.standing(day).approved and each.state != state
    ]
    session.execute(
        text(
            "update kpi.reporting_cycle c set state = :state, by_default = a.by_default, revision = revision + 1"
            " from unnest(cast(:ids as bigint[]), cast(:defaults as boolean[])) as a(id, by_default) where c.id = a.id"
        ),
        {"state": state, "ids": [each for each, _ in approved], "defaults": [each for _, each in approved]},
    )
    session.execute(
        text(
            "insert into kpi.reporting_step (cycle, step, state, taken_by)"
            " select id, :state, :state, :actor from unnest(cast(:ids as bigint[])) as a(id)"
        ),
        {"state": state, "ids": [each for each, _ in approved], "actor": actor},
    )
    return len(approved)


def objected_since(session: Session, year: int, moment: datetime) -> int:
    """How many bodies objected to a year after a moment, and did not take that back."""
    number: int = session.execute(
        text(
            "select count(distinct c.id) from kpi.reporting_cycle c join kpi.reporting_step s on s.cycle = c.id"
            " where c.year = :year and c.objection is not null and s.step = 'object' and s.taken_at > :moment"
        ),
        {"year": year, "moment": moment},
    ).scalar_one()
    return number


def _read(source: Session | Connection, where: str, **values: object) -> list[Cycle]:
    rows = source.execute(text(f"select * from kpi.reporting_cycle where {where}"), values)  # noqa: S608
    return [Cycle(**row) for row in rows.mappings()]
