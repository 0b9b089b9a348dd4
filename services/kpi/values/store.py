"""Reading parts of figures: from cells, or from the rows of a fact when the lattice does not hold the combination."""

# ruff: noqa: S608 - statements are put together from our own names and the compiler's output; values are parameters

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from services.kpi.cells.aggregates import aggregates_of, compile_measure, part_columns
from services.kpi.cells.refreshing import READER
from services.kpi.cells.rules.boundaries import Boundaries, Succession
from services.kpi.cells.rules.figures import PARTS, Parts
from services.kpi.cells.rules.lattice import DIMENSIONS, SPLIT, WHOLE, FromCells, FromRows, Level, Question
from services.kpi.cells.rules.months import Period
from services.kpi.definitions.card import Card
from services.kpi.definitions.facts import FACTS
from services.kpi.definitions.store import KeptCard

GroupKey = tuple[str, ...]
"""Values of the dimensions that are grouped by, in that order; '' is unknown."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group in one part of the period. `bodies`: how many known bodies have rows in it; None when not counted."""

    key: GroupKey
    bucket: int
    parts: Parts
    bodies: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure is read for: card, date, question, and whether unreleased rows count (`view=own`)."""

    kept: KeptCard
    counted_on: str
    question: Question
    own: bool

    @property
    def card(self) -> Card:
        return self.kept.card


class CannotCompute(Exception):
    """The card's expressions failed on these rows, or took too long."""


def from_cells(connection: Connection, reading: Reading, source: FromCells) -> list[Group]:
    """Add up cells of one level, per group and part of the period."""
    months = _months(reading.question.buckets, source.level, stock=reading.card.measure.time == "stock")
    groups, values = _cells(reading, source)
    rows = connection.execute(
        text(
            f"select {_listed(groups)} b.bucket, {', '.join(f'sum(c.{part}) as {part}' for part in PARTS)}"
            f" from kpi.cell c {_JOIN_MONTHS}{_join_boundaries(reading.question, 'c.body')}"
            f" where {_CELL_PLACE} and {' and '.join(_cell_conditions(source))}"
            f"{_filters(reading.question)} group by {_listed(groups)} b.bucket"
        ),
        {**values, **months},
    )
    found = [(tuple(row[: len(groups)]), row.bucket, _parts(dict(row._mapping))) for row in rows]  # noqa: SLF001 - documented
    bodies = _bodies(connection, reading, source)
    return [
        Group(key, bucket, parts, None if bodies is None else bodies.get((key, bucket), 0))
        for key, bucket, parts in found
    ]


def from_rows(connection: Connection, reading: Reading, source: FromRows, *, time_out_ms: int) -> list[Group]:
    """Compute from the fact's rows, current or as they stood at a position.

    Raises:
        CannotCompute: the server refused or stopped the statement.
    """
    measure, fact = reading.card.measure, FACTS[reading.card.measure.fact]
    aggregates = [aggregates_of(compile_measure(reading.card), number=0, dialect="postgres")]
    question = reading.question
    conditions = [
        f"f.{reading.counted_on} >= :first_day",
        f"f.{reading.counted_on} <= :last_day",
        "(f.released or :own)",
    ]
    values: dict[str, object] = {
        "own": reading.own,
        "first_day": question.buckets[0].first.first_day,
        "last_day": question.buckets[-1].last.last_day,
        **_months(question.buckets, Level.BODY_MONTH, stock=measure.time == "stock"),
        **_successors(question.boundaries),
    }
    for name in question.filters:
        column, wanted = f"f.{DIMENSIONS[name].fact_column}", question.wanted(name)
        if name == "organisation" and all(wanted):
            # Without coalesce: the index on the lead body serves.
            conditions.append(f"{column} = any(:in_{name})")
            values[f"in_{name}"] = list(wanted)
        else:
            conditions.append(f"coalesce({column}, '') = any(:in_{name})")
            values[f"in_{name}"] = list(wanted)
    view = fact.view
    if source.as_of is not None:
        view = f"{fact.view}_at"
        conditions.append("f.since_position <= :as_of and (f.until_position is null or f.until_position > :as_of)")
        values["as_of"] = source.as_of
    grouped = [
        f"coalesce({_successor_or(question, name, DIMENSIONS[name].fact_column)}, '') as g{number}"
        for number, name in enumerate(question.group_by)
    ]
    known_body = _successor_or(question, "organisation", "lead_body")
    keys = [f"g{number}" for number in range(len(grouped))]
    projected = ", ".join([*grouped, "b.bucket", f"{known_body} as known_body", *aggregates[0].projected])
    statement = (
        f"select {_listed(keys)} bucket, count(distinct known_body) as bodies, {part_columns(aggregates)} from ("
        f" select {projected} from procurement.{view} f"
        f" join unnest(cast(:months as date[]), cast(:buckets as integer[])) as b(bucket_month, bucket)"
        f" on b.bucket_month = date_trunc('month', f.{reading.counted_on}::timestamp)::date"
        f"{_join_boundaries(question, 'f.lead_body')}"
        f" where {' and '.join(conditions)} offset 0) r group by {_listed(keys)} bucket"
    )
    savepoint = connection.begin_nested()
    try:
        connection.execute(text("select set_config('statement_timeout', :limit, true)"), {"limit": str(time_out_ms)})
        connection.execute(text(f"set local role {READER}"))
        rows = connection.execute(text(statement), values).all()
        connection.execute(text("set local role none"))
        connection.execute(text("select set_config('statement_timeout', '0', true)"))
        savepoint.commit()
    except DBAPIError as failure:
        if failure.connection_invalidated:
            raise
        savepoint.rollback()
        raise CannotCompute(type(failure.orig).__name__) from failure
    return [
        Group(tuple(row[: len(keys)]), row.bucket, _parts(_unnumbered(dict(row._mapping))), row.bodies)  # noqa: SLF001
        for row in rows
    ]


_CELL_PLACE: Final = "c.card = :card and c.counted_on = :counted_on and c.level = :level and (c.released or :own)"
_JOIN_MONTHS: Final = (
    "join unnest(cast(:months as date[]), cast(:buckets as integer[])) as b(bucket_month, bucket)"
    " on b.bucket_month = c.month"
)


def _cells(reading: Reading, source: FromCells) -> tuple[list[str], dict[str, object]]:
    question = reading.question
    groups = [_successor_or(question, name, f"c.{DIMENSIONS[name].column}") for name in question.group_by]
    values: dict[str, object] = {
        "card": reading.kept.id,
        "counted_on": reading.counted_on,
        "level": source.level.value,
        "own": reading.own,
        **{f"in_{name}": list(question.wanted(name)) for name in question.filters},
        **_successors(question.boundaries),
    }
    return groups, values


def _cell_conditions(source: FromCells) -> list[str]:
    """Which of the splits of a level speak: the dimensions asked for, and none of the others."""
    conditions = [] if source.level is Level.BODY_MONTH else [f"c.body = '{WHOLE}'"]
    if source.level is Level.TIER_YEAR:
        return conditions
    for name in SPLIT:
        sign = "<>" if name in source.split else "="
        conditions.append(f"c.{DIMENSIONS[name].column} {sign} '{WHOLE}'")
    return conditions


def _filters(question: Question) -> str:
    return "".join(f" and c.{DIMENSIONS[name].column} = any(:in_{name})" for name in question.filters)


def _bodies(connection: Connection, reading: Reading, source: FromCells) -> Mapping[tuple[GroupKey, int], int] | None:
    """Known bodies with rows, counted anew per group (C22); None where cells of bodies are not split that way."""
    if source.split:
        return None
    level = FromCells(Level.BODY_MONTH, frozenset())
    months = _months(reading.question.buckets, level.level, stock=reading.card.measure.time == "stock")
    groups, values = _cells(reading, level)
    known_body = _successor_or(reading.question, "organisation", "c.body")
    rows = connection.execute(
        text(
            f"select {_listed(groups)} b.bucket, count(distinct nullif({known_body}, '')) as bodies"
            f" from kpi.cell c {_JOIN_MONTHS}{_join_boundaries(reading.question, 'c.body')}"
            f" where {_CELL_PLACE}{_filters(reading.question)}"
            f" group by {_listed(groups)} b.bucket"
        ),
        {**values, **months},
    )
    return {(tuple(row[: len(groups)]), row.bucket): row.bodies for row in rows}


def _months(buckets: Sequence[Period], level: Level, *, stock: bool) -> dict[str, object]:
    """The months (or years) that are added up, and the part of the period each belongs to."""
    months: list[date] = []
    numbers: list[int] = []
    for number, bucket in enumerate(buckets):
        found = [month.first_day for month in bucket.months]
        if level is Level.TIER_YEAR:
            found = [day for day in found if day.month == 1]
        elif stock:
            found = found[-1:]
        months += found
        numbers += [number] * len(found)
    return {"months": months, "buckets": numbers}


def _join_boundaries(question: Question, body: str) -> str:
    if question.boundaries is None:
        return ""
    return (
        " left join unnest(cast(:predecessors as text[]), cast(:successors as text[])) as m(predecessor, successor)"
        f" on m.predecessor = {body}"
    )


def _successor_or(question: Question, dimension: str, column: str) -> str:
    """The column of a dimension; of the organisation, in the boundaries that are asked for."""
    if question.boundaries is None or dimension != "organisation":
        return column
    return f"coalesce(m.successor, {column})"


def _successors(boundaries: Boundaries | None) -> dict[str, object]:
    if boundaries is None:
        return {}
    return {
        "predecessors": list(boundaries.successor_of),
        "successors": list(boundaries.successor_of.values()),
    }


def _listed(columns: Sequence[str]) -> str:
    return "".join(f"{column}, " for column in columns)


def _parts(row: Mapping[str, object]) -> Parts:
    return Parts(**{part: Decimal(str(row[part])) for part in PARTS if row.get(part) is not None})


def _unnumbered(row: Mapping[str, object]) -> Mapping[str, object]:
    return {part: row.get(f"c0_{part}") for part in PARTS}


@dataclass(frozen=True, slots=True)
class RegisteredBody:
    """A body of the register that buys; `until` is the first day on which it no longer exists."""

    party: str
    tier: str
    since: date | None
    until: date | None


def registered_bodies(connection: Connection) -> tuple[RegisteredBody, ...]:
    """Every body that figures could be about: with a tier."""
    rows = connection.execute(
        text("select party, tier, valid_from, valid_until from registry.party_current where tier is not null")
    )
    return tuple(RegisteredBody(row.party, row.tier, row.valid_from, row.valid_until) for row in rows)


def successions(connection: Connection) -> tuple[Succession, ...]:
    """Every merger, split and renaming that the register knows, a row per predecessor and successor."""
    rows = connection.execute(
        text("select predecessor, successor, kind, effective_on from registry.succession_current")
    )
    return tuple(Succession(row.predecessor, row.successor, row.kind, row.effective_on) for row in rows)
