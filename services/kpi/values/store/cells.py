"""Reading parts of figures from cells."""

# ruff: noqa: S608 - statements are put together from our own names; values are parameters

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, text

from services.kpi.cells.rules.lattice import WHOLE, Level
from services.kpi.cells.rules.parts import PARTS
from services.kpi.definitions.declarations.dimensions import ORGANISATION
from services.kpi.definitions.rules.dimensions import DIMENSIONS, SPLITS
from services.kpi.values.rules.question import FromCells, Question
from services.kpi.values.rules.reading import Group, GroupKey, Reading
from services.kpi.values.store.known import Known, States
from services.kpi.values.store.sql import (
    join_boundaries,
    listed,
    months_of,
    parts_of,
    successor_or,
    successor_values,
)


def from_cells(
    connection: Connection, reading: Reading, source: FromCells, *, known: Known, states: States
) -> list[Group]:
    """Add up cells of one level, per group and part of the period."""
    months = months_of(reading.question.buckets, source.level, stock=reading.card.measure.time == "stock")
    groups, values = _cells(reading, source)
    rows = connection.execute(
        text(
            f"select {listed(groups)} b.bucket, {', '.join(f'sum(c.{part}) as {part}' for part in PARTS)}"
            f" from kpi.cell c {_JOIN_MONTHS}{join_boundaries(reading.question, 'c.body')}"
            f" where {_CELL_PLACE} and {' and '.join(_cell_conditions(source))}"
            f"{_filters(reading.question)} group by {listed(groups)} b.bucket"
        ),
        {**values, **months},
    )
    summed = [(tuple(row[: len(groups)]), row.bucket, parts_of(dict(row._mapping))) for row in rows]  # noqa: SLF001 - documented
    if ORGANISATION.name in reading.question.group_by and not source.split:
        place = reading.question.group_by.index(ORGANISATION.name)
        taking_part = reading.card.measure.kind == "bodies"
        return [
            # The one body that it is about, if that is known and took part.
            Group(key, bucket, parts, int(bool(key[place]) and (parts.in_known > 0 or not taking_part)))
            for key, bucket, parts in summed
        ]
    bodies = _bodies(connection, reading, source, known=known, states=states)
    return [
        Group(key, bucket, parts, None if bodies is None else bodies.get((key, bucket), 0))
        for key, bucket, parts in summed
    ]


_CELL_PLACE: Final = "c.card = :card and c.counted_on = :counted_on and c.level = :level and (c.released or :own)"
_JOIN_MONTHS: Final = (
    "join unnest(cast(:months as date[]), cast(:buckets as integer[])) as b(bucket_month, bucket)"
    " on b.bucket_month = c.month"
)


def _cells(reading: Reading, source: FromCells) -> tuple[list[str], dict[str, object]]:
    question = reading.question
    groups = [successor_or(question, name, f"c.{DIMENSIONS[name].key}") for name in question.group_by]
    values: dict[str, object] = {
        "card": reading.kept.id,
        "counted_on": reading.counted_on,
        "level": source.level.value,
        "own": reading.own,
        **{f"in_{name}": list(question.wanted(name)) for name in question.filters},
        **successor_values(question.boundaries),
    }
    return groups, values


def _cell_conditions(source: FromCells) -> list[str]:
    """Which of the splits of a level speak: the dimensions asked for, and none of the others."""
    conditions = [] if source.level is Level.BODY_MONTH else [f"c.body = '{WHOLE}'"]
    if source.level is Level.TIER_YEAR:
        return conditions
    for dimension in SPLITS:
        sign = "<>" if dimension.name in source.split else "="
        conditions.append(f"c.{dimension.key} {sign} '{WHOLE}'")
    return conditions


def _filters(question: Question) -> str:
    return "".join(f" and c.{DIMENSIONS[name].key} = any(:in_{name})" for name in question.filters)


def _bodies(
    connection: Connection, reading: Reading, source: FromCells, *, known: Known, states: States
) -> Mapping[tuple[GroupKey, int], int] | None:
    """Known bodies with rows, counted anew per group (C22); None where cells of bodies are not split that way.

    The one thing of an answer that takes longer with more bodies: counted once as long as no cell changes.
    """
    if source.split:
        return None
    level = FromCells(Level.BODY_MONTH, frozenset())
    months = months_of(reading.question.buckets, level.level, stock=reading.card.measure.time == "stock")
    groups, values = _cells(reading, level)
    known_body = successor_or(reading.question, "organisation", "c.body")
    statement = (
        f"select {listed(groups)} b.bucket, count(distinct nullif({known_body}, '')) as bodies"
        f" from kpi.cell c {_JOIN_MONTHS}{join_boundaries(reading.question, 'c.body')}"
        f" where {_CELL_PLACE}{_filters(reading.question)}"
        f"{' and c.in_known > 0' if reading.card.measure.kind == 'bodies' else ''}"
        f" group by {listed(groups)} b.bucket"
    )
    values |= months

    def counted() -> dict[tuple[GroupKey, int], int]:
        rows = connection.execute(text(statement), values)
        return {(tuple(row[: len(groups)]), row.bucket): row.bodies for row in rows}

    return known.bodies(states, (statement, repr(sorted(values.items()))), counted)
