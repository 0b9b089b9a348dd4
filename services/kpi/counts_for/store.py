"""Every row of a fact that stands on one record, with what all cards of that fact say of it."""

# ruff: noqa: S608 - statements are put together from our own names and the compiler's output; values are parameters

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import Connection

from services.kpi.definitions.declarations.fact import Fact
from services.kpi.definitions.rules.card import Card
from services.kpi.evidence.rules.judged import Judged, Value
from services.kpi.evidence.store import columns_in, judged_in, key_in, projected
from services.kpi.values.store.rows import computed

CARDS_PER_PASS: Final = 80
"""A select list holds at most 1,664 columns."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """A row of a fact: its key, columns and dates, and what each card says of it."""

    key: tuple[str, ...]
    columns: Mapping[str, Value]
    days: Mapping[str, date | None]
    judged: Sequence[Judged]


def rows_on(
    connection: Connection, fact: Fact, cards: Sequence[Card], *, record: UUID, party: str | None, time_out_ms: int
) -> list[FactRow]:
    """The rows of a fact that stand on a procedure or a unit, by key and day; unreleased ones for their own body alone.

    Raises:
        CannotCompute: the server refused or stopped the statement.
    """
    conditions = [f"f.{fact.key[0]} = :record"]
    if fact.has_own:
        conditions.append("case when f.lead_body = :party then f.own else f.released end")
    elif fact.released is not None:
        conditions.append(f"(f.{fact.released.name} or f.lead_body = :party)")
    days = ", ".join(f"f.{column} as day_{column}" for column in fact.date_columns)
    statement = (
        f"select {projected(fact, cards)}, {days} from procurement.{fact.view} f where {' and '.join(conditions)}"
        f" order by {', '.join(f'f.{name}' for name in (*fact.key, *fact.date_columns))}"
    )
    rows = computed(connection, statement, {"record": record, "party": party}, time_out_ms=time_out_ms)
    return [
        FactRow(
            key_in(fact, row),
            columns_in(row),
            {column: getattr(row, f"day_{column}") for column in fact.date_columns},
            [judged_in(card, row, number=number) for number, card in enumerate(cards)],
        )
        for row in rows
    ]
