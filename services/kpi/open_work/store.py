"""Statements that count what waits."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.kpi.reporting.rules.cycle import DAYS, State

DECIDED_BY: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "kpi:adopt": {
        "card-proposals": ("card_proposal", "proposed_by"),
        "goal-proposals": ("goal_version", "proposed_by"),
        "allocations": ("allocation", "proposed_by"),
        "factor-sets": ("factor_set", "proposed_by"),
        "criteria": ("criterion", "proposed_by"),
    },
    "kpi:publish": {"publications": ("publication", "drawn_up_by"), "packs": ("pack", "drawn_up_by")},
}
"""By right, what it decides on: the table of each kind, and the column with who proposed it."""


def drafts_of_others(
    session: Session, tables: Mapping[str, tuple[str, str]], *, actor: str
) -> Iterator[tuple[str, int]]:
    """How many drafts of each kind another person made."""
    counts = " union all ".join(
        f"select '{kind}', count(*) from kpi.{table} where state = 'draft' and {by} <> :actor"  # noqa: S608 - our own names
        for kind, (table, by) in tables.items()
    )
    yield from ((str(kind), int(number)) for kind, number in session.execute(text(counts), {"actor": actor}))


def open_needs(session: Session, *, actor: str) -> int:
    """How many needs of others nobody answered."""
    query = "select count(*) from kpi.need where state = 'open' and asked_by <> :actor"
    return int(session.execute(text(query), {"actor": actor}).scalar_one())


def cycles(session: Session, state: State, *, party: str | None, today: date) -> int:
    """How many reporting cycles a step left in this state, of a body or of all; those that silence approved do not."""
    query = """
        select count(*) from kpi.reporting_cycle
        where state = :state and (cast(:party as text) is null or party = :party)
            and (state = 'submitted' or objection is not null or requested_on + cast(:days as integer) >= :today)
    """
    values = {"state": state, "party": party, "days": DAYS, "today": today}
    return int(session.execute(text(query), values).scalar_one())
