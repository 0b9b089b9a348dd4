"""Reading rows of a fact with what a card says of each, by the same expressions as its figures."""

# ruff: noqa: S608 - statements are put together from our own names and the compiler's output; values are parameters

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from string import Formatter
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Row

from services.kpi.cells.rules.aggregates import SUMMED, aggregates_of, compile_measure
from services.kpi.definitions.declarations.dimensions import ORGANISATION
from services.kpi.definitions.declarations.fact import Fact
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
    values = {**counted.values}
    conditions = [*_certainty(wanted.certainty), *_verdict(card, wanted.verdict)]
    keys = [f"k{number}" for number in range(len(fact.key))]
    if wanted.after is not None:
        conditions.append(f"(day, {', '.join(keys)}) > (cast(:day as date), {', '.join(f':{key}' for key in keys)})")
        values |= {"day": wanted.after[0], **dict(zip(keys, wanted.after[1:], strict=True))}
    statement = (
        f"select * from (select f.{reading.counted_on} as day, {projected(fact, [card])}"
        f" from {counted.source} where {counted.where}"
        f" and f.{reading.counted_on} >= :window_from and f.{reading.counted_on} <= :window_until offset 0) r"
        f" where {' and '.join(conditions) or 'true'} order by day, {', '.join(keys)} limit :fetch"
    )
    rows: list[Row[Any]] = []
    for first, last in _windows(reading, wanted.after):
        window = {"window_from": first, "window_until": last, "fetch": wanted.fetch - len(rows)}
        rows += computed(connection, statement, {**values, **window}, time_out_ms=time_out_ms)
        if len(rows) == wanted.fetch:
            break
    return [EvidenceRow(row.day, key_in(fact, row), columns_in(row), judged_in(card, row, number=0)) for row in rows]


_DAYS: Final = 8
_GROWN: Final = 8


def _windows(reading: Reading, after: Place | None) -> Iterator[tuple[date, date]]:
    """Days to read one after another, each window longer than the last: of many rows a page wants the first few.

    Of one body or a few all at once: their rows are few and found by an index.
    """
    question = reading.question
    first, end = question.buckets[0].first.first_day, question.buckets[-1].last.last_day
    if after is not None:
        first = max(first, date.fromisoformat(after[0]))
    days = (end - first).days + 1 if ORGANISATION.name in question.filters else _DAYS
    while first <= end:
        last = min(first + timedelta(days=days - 1), end)
        yield first, last
        first, days = last + timedelta(days=1), days * _GROWN


def projected(fact: Fact, cards: Sequence[Card]) -> str:
    """A row's key, its columns, and of each card what is added up as in the cells and what its terms say.

    Read with `key_in`, `columns_in`, and `judged_in` by the number of the card.
    """
    dimensions = (dimension.column.name for dimension in fact.dimensions)
    named = (name for card in cards for name in anatomy_of(card).columns)
    parts = [f"coalesce(cast(f.{name} as text), '') as k{number}" for number, name in enumerate(fact.key)]
    parts += [f"f.{name} as c_{name}" for name in dict.fromkeys((*dimensions, *names_in(fact), *named))]
    for number, card in enumerate(cards):
        terms = ", ".join(f"({term.sql})" for term in anatomy_of(card).terms)
        parts += aggregates_of(compile_measure(card), number=number, dialect="postgres").projected
        parts.append(f"cast(array[{terms}] as boolean[]) as terms{number}")
    return ", ".join(parts)


def key_in(fact: Fact, row: Row[Any]) -> tuple[str, ...]:
    """The key of a row that was read."""
    return tuple(row._mapping[f"k{number}"] for number in range(len(fact.key)))  # noqa: SLF001 - documented


def columns_in(row: Row[Any]) -> dict[str, Value]:
    """The columns of a row that was read."""
    return {name.removeprefix("c_"): value for name, value in row._mapping.items() if name.startswith("c_")}  # noqa: SLF001


def judged_in(card: Card, row: Row[Any], *, number: int) -> Judged:
    """What the card of this number says of a row that was read."""
    stated = row._mapping  # noqa: SLF001 - documented
    summed = SUMMED[card.measure.kind]
    numbers: dict[str, Decimal | None] = {
        name: stated[f"{column}{number}"] for name, column in summed.items() if f"{column}{number}" in stated
    }
    return judged(card, stated[f"terms{number}"], numbers)


def names_in(fact: Fact) -> tuple[str, ...]:
    """The columns that stand in the address of its records."""
    return tuple(name for _, name, _, _ in Formatter().parse(fact.address) if name)


def _certainty(wanted: Certainty | None) -> list[str]:
    conditions = {Certainty.IN: "p0", Certainty.OUT: "not p0", Certainty.UNDETERMINED: "p0 is null"}
    return [] if wanted is None else [conditions[wanted]]


def _verdict(card: Card, wanted: Verdict | None) -> list[str]:
    if wanted is None:
        return []
    if card.measure.kind == "share":
        conditions = {Verdict.YES: "h0", Verdict.NO: "not h0", Verdict.UNKNOWN: "h0 is null"}
    elif not SUMMED[card.measure.kind]:
        conditions = {Verdict.KNOWN: "true"}
    else:
        conditions = {Verdict.KNOWN: "v0 is not null", Verdict.UNKNOWN: "v0 is null"}
    return [conditions.get(wanted, "false")]
