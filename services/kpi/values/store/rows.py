"""Computing parts of figures from the rows of a fact, where the lattice of cells does not hold the combination."""

# ruff: noqa: S608 - statements are put together from our own names and the compiler's output; values are parameters

from collections.abc import Mapping

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from services.kpi.cells.rules.aggregates import aggregates_of, compile_measure, part_columns
from services.kpi.cells.rules.lattice import Level
from services.kpi.cells.rules.parts import PARTS
from services.kpi.cells.store.reader import as_reader
from services.kpi.definitions.rules.dimensions import DIMENSIONS
from services.kpi.values.rules.question import FromRows
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


def from_rows(connection: Connection, reading: Reading, source: FromRows, *, time_out_ms: int) -> list[Group]:
    """Compute from the fact's rows, current or as they stood at a position.

    Raises:
        CannotCompute: the server refused or stopped the statement.
    """
    measure, fact = reading.card.measure, reading.card.fact
    aggregates = [aggregates_of(compile_measure(reading.card), number=0, dialect="postgres")]
    question = reading.question
    conditions = [
        f"f.{reading.counted_on} >= :first_day",
        f"f.{reading.counted_on} <= :last_day",
    ]
    if fact.released is not None:
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
    if source.as_of is not None:
        view = f"{fact.view}_at"
        conditions.append("f.since_position <= :as_of and (f.until_position is null or f.until_position > :as_of)")
        values["as_of"] = source.as_of
    grouped = [
        f"coalesce({successor_or(question, name, DIMENSIONS[name].column.name)}, '') as g{number}"
        for number, name in enumerate(question.group_by)
    ]
    known_body = successor_or(question, "organisation", "lead_body")
    keys = [f"g{number}" for number in range(len(grouped))]
    projected = ", ".join([*grouped, "b.bucket", f"{known_body} as known_body", *aggregates[0].projected])
    statement = (
        f"select {listed(keys)} bucket, count(distinct known_body) as bodies, {part_columns(aggregates)} from ("
        f" select {projected} from procurement.{view} f"
        f" join unnest(cast(:months as date[]), cast(:buckets as integer[])) as b(bucket_month, bucket)"
        f" on b.bucket_month = date_trunc('month', f.{reading.counted_on}::timestamp)::date"
        f"{join_boundaries(question, 'f.lead_body')}"
        f" where {' and '.join(conditions)} offset 0) r group by {listed(keys)} bucket"
    )
    try:
        with as_reader(connection, time_out_ms=time_out_ms):
            rows = connection.execute(text(statement), values).all()
    except DBAPIError as failure:
        if failure.connection_invalidated:
            raise
        raise CannotCompute(type(failure.orig).__name__) from failure
    return [
        Group(tuple(row[: len(keys)]), row.bucket, parts_of(_unnumbered(dict(row._mapping))), row.bodies)  # noqa: SLF001
        for row in rows
    ]


def _unnumbered(row: Mapping[str, object]) -> Mapping[str, object]:
    return {part: row.get(f"c0_{part}") for part in PARTS}
