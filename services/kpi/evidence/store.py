"""Reading rows of a fact with what a card says of each, by the same expressions as its figures."""

# ruff: noqa: S608 - statements are put together from our own names and the compiler's output; values are parameters

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection

from services.kpi.cells.rules.aggregates import aggregates_of, compile_measure
from services.kpi.definitions.facts.declaration import Fact
from services.kpi.definitions.rules.card import Card
from services.kpi.evidence.rules.judged import Certainty, Judged, Value, Verdict, anatomy_of, judged
from services.kpi.values.rules.reading import Reading
from services.kpi.values.store.rows import computed, rows_of

Place: TypeAlias = tuple[str, ...]
"""Where a row stands in the order of a list: its day, then its key."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A row of a fact: the day it is counted on, its key, its columns by name, and what the card says of it."""

    day: date
    key: tuple[str, ...]
    columns: Mapping[str, Value]
    judged: Judged

    @property
    def place(self) -> Place:
        """Where it stands in the list."""
        return (self.day.isoformat(), *self.key)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the rows: with this certainty and this verdict (None: any), after this place."""

    certainty: Certainty | None
    verdict: Verdict | None
    after: Place | None
    fetch: int


def evidence_rows(connection: Connection, reading: Reading, wanted: Wanted, *, time_out_ms: int) -> list[EvidenceRow]:
    """The rows that count in a figure, by day and key.

    Raises:
        CannotCompute: the server refused or stopped the statement.
    """
    card, fact, counted = reading.card, reading.card.fact, rows_of(reading)
    values = {**counted.values, "fetch": wanted.fetch}
    conditions = [*_certainty(wanted.certainty), *_verdict(card, wanted.verdict)]
    keys = [f"k{number}" for number in range(len(fact.key))]
    if wanted.after is not None:
        conditions.append(f"(day, {', '.join(keys)}) > (cast(:day as date), {', '.join(f':{key}' for key in keys)})")
        values |= {"day": wanted.after[0], **dict(zip(keys, wanted.after[1:], strict=True))}
    statement = (
        f"select * from (select f.{reading.counted_on} as day, {_projected(card)}"
        f" from {counted.source} where {counted.where} offset 0) r"
        f" where {' and '.join(conditions) or 'true'} order by day, {', '.join(keys)} limit :fetch"
    )
    rows = computed(connection, statement, values, time_out_ms=time_out_ms)
    return [_row(card, row._mapping) for row in rows]  # noqa: SLF001 - documented


def columns_shown(card: Card) -> tuple[str, ...]:
    """The columns of a row that are read: its dimensions, and every column that the card names."""
    dimensions = (dimension.column.name for dimension in card.fact.dimensions)
    return tuple(dict.fromkeys((*dimensions, *anatomy_of(card).columns)))


def names_in(fact: Fact) -> tuple[str, ...]:
    """The columns that stand in the address of its records."""
    return tuple(name for _, name, _, _ in Formatter().parse(fact.address) if name)


_SUMMED: Final[Mapping[str, Mapping[str, str]]] = {
    "share": {"weight": "w0"},
    "mean": {"value": "v0"},
    "sum": {"value": "v0"},
    "ratio": {"numerator": "v0", "denominator": "b0"},
    "change": {"value": "v0", "baseline": "b0"},
}
"""What is added up of a row, by the names of its measure, as the columns of a pass."""


def _projected(card: Card) -> str:
    """The key, the columns, what is added up as in the cells, and what each term says."""
    fact, terms = card.fact, anatomy_of(card).terms
    names = dict.fromkeys((*columns_shown(card), *names_in(fact)))
    return ", ".join(
        [
            *(f"coalesce(cast(f.{name} as text), '') as k{number}" for number, name in enumerate(fact.key)),
            *(f"f.{name} as c_{name}" for name in names),
            *aggregates_of(compile_measure(card), number=0, dialect="postgres").projected,
            f"cast(array[{', '.join(f'({term.sql})' for term in terms)}] as boolean[]) as terms",
        ]
    )


def _certainty(wanted: Certainty | None) -> list[str]:
    conditions = {Certainty.IN: "p0", Certainty.OUT: "not p0", Certainty.UNDETERMINED: "p0 is null"}
    return [] if wanted is None else [conditions[wanted]]


def _verdict(card: Card, wanted: Verdict | None) -> list[str]:
    if wanted is None:
        return []
    if card.measure.kind == "share":
        conditions = {Verdict.YES: "h0", Verdict.NO: "not h0", Verdict.UNKNOWN: "h0 is null"}
    elif card.measure.kind == "count":
        conditions = {Verdict.KNOWN: "true"}
    else:
        conditions = {Verdict.KNOWN: "v0 is not null", Verdict.UNKNOWN: "v0 is null"}
    return [conditions.get(wanted, "false")]


def _row(card: Card, row: Mapping[Any, Any]) -> EvidenceRow:
    summed = _SUMMED.get(card.measure.kind, {})
    numbers: dict[str, Decimal | None] = {name: row[column] for name, column in summed.items() if column in row}
    return EvidenceRow(
        day=row["day"],
        key=tuple(row[f"k{number}"] for number in range(len(card.fact.key))),
        columns={name.removeprefix("c_"): value for name, value in row.items() if name.startswith("c_")},
        judged=judged(card, row["terms"], numbers),
    )
