"""Computing parts of figures from the rows of a fact, where the lattice of cells does not hold the combination."""

# ruff: noqa: S608 - statements are put together from our own names and the compiler's output; values are parameters

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text
from sqlalchemy.exc import DBAPIError

from services.kpi.cells.rules.aggregates import aggregates_of, compile_measure, part_columns
from services.kpi.cells.rules.lattice import Level
from services.kpi.cells.rules.parts import PARTS
from services.kpi.cells.store.reader import as_reader
from services.kpi.definitions.rules.dimensions import DIMENSIONS
from services.kpi.values.rules.reading import Group, Reading
from services.kpi.values.store.sql import (
    join_boundaries,
    listed,
    months_of,
    parts_of,
    successor_or,
    successor_values,
)


class CannotCompute(Exception):
    """The card's expressions failed on these rows, or took too long."""


def from_rows(connection: Connection, reading: Reading, *, time_out_ms: int) -> list[Group]:
    """Compute from the fact's rows, current or as they stood at a position.

    Raises:
        CannotCompute: the server refused or stopped the statement.
    """
    aggregates = [aggregates_of(compile_measure(reading.card), number=0, dialect="postgres")]
    question, rows_asked = reading.question, rows_of(reading)
    grouped = [
        f"coalesce({successor_or(question, name, DIMENSIONS[name].column.name)}, '') as g{number}"
        for number, name in enumerate(question.group_by)
    ]
    known_body = successor_or(question, "organisation", "lead_body")
    keys = [f"g{number}" for number in range(len(grouped))]
    projected = ", ".join([*grouped, "b.bucket", f"{known_body} as known_body", *aggregates[0].projected])
    known = "distinct known_body) filter (where p0" if reading.card.measure.kind == "bodies" else "distinct known_body"
    statement = (
        f"select {listed(keys)} bucket, count({known}) as bodies, {part_columns(aggregates)} from ("
        f" select {projected} from {rows_asked.source} where {rows_asked.where} offset 0) r"
        f" group by {listed(keys)} bucket"
    )
    rows = computed(connection, statement, rows_asked.values, time_out_ms=time_out_ms)
    return [
        Group(tuple(row[: len(keys)]), row.bucket, parts_of(_unnumbered(dict(row._mapping))), row.bodies)  # noqa: SLF001
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class RowsOf:
    """The rows of a fact that a question is about: `f` in the source, `b` the part of the period they stand in."""

    source: str
    where: str
    values: Mapping[str, object]


def rows_of(reading: Reading) -> RowsOf:
    """The rows that count in a figure, current or as they stood at the position that is asked for."""
    measure, fact, question = reading.card.measure, reading.card.fact, reading.question
    conditions = [
        f"f.{reading.counted_on} >= :first_day",
        f"f.{reading.counted_on} <= :last_day",
    ]
    if fact.has_own:
        conditions.append("f.own" if reading.own else "f.released")
    elif fact.released is not None:
        conditions.append(f"(f.{fact.released.name} or :own)")
    values: dict[str, object] = {
        "own": reading.own,
        "first_day": question.buckets[0].first.first_day,
        "last_day": question.buckets[-1].last.last_day,
        **months_of(question.buckets, Level.BODY_MONTH, stock=measure.time == "stock"),
        **successor_values(question.boundaries),
    }
    for name in question.filters:
        column, wanted = f"f.{DIMENSIONS[name].column.name}", question.wanted(name)
        if name == "organisation" and all(wanted):
            # Without coalesce: the index on the lead body serves.
            conditions.append(f"{column} = any(:in_{name})")
            values[f"in_{name}"] = list(wanted)
        else:
            conditions.append(f"coalesce({column}, '') = any(:in_{name})")
            values[f"in_{name}"] = list(wanted)
    view = fact.view
    if question.as_of is not None:
        view = f"{fact.view}_at"
        conditions.append("f.since_position <= :as_of and (f.until_position is null or f.until_position > :as_of)")
        values["as_of"] = question.as_of
    source = (
        f"procurement.{view} f"
        f" join unnest(cast(:months as date[]), cast(:buckets as integer[])) as b(bucket_month, bucket)"
        f" on b.bucket_month = date_trunc('month', f.{reading.counted_on}::timestamp)::date"
        f"{join_boundaries(question, 'f.lead_body')}"
    )
    return RowsOf(source, " and ".join(conditions), values)


def computed(
    connection: Connection, statement: str, values: Mapping[str, object], *, time_out_ms: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """What a statement with expressions of cards gives.

    Raises:
        CannotCompute: the server refused or stopped it.
    """
    try:
        with as_reader(connection, time_out_ms=time_out_ms):
            return connection.execute(text(statement), values).all()
    except DBAPIError as failure:
        if failure.connection_invalidated:
            raise
        raise CannotCompute(type(failure.orig).__name__) from failure


def _unnumbered(row: Mapping[str, object]) -> Mapping[str, object]:
    return {part: row.get(f"c0_{part}") for part in PARTS}
