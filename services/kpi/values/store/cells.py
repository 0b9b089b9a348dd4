"""Reading parts of figures from cells."""

# ruff: noqa: S608 - statements are put together from our own names; values are parameters

from collections.abc import Hashable, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, text

from services.kpi.cells.rules.lattice import WHOLE, Level
from services.kpi.cells.rules.parts import PARTS, Parts
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
    connection: Connection, readings: Sequence[Reading], source: FromCells, *, known: Known, states: States
) -> list[list[Group]]:
    """Add up cells of one level, per group and part of the period: of each of these cards, which are `alike`."""
    first = readings[0]
    question, groups = first.question, _groups(first)
    statement = (
        f"select k.number, s.* from {_CARDS} cross join lateral ("
        f"select {listed(groups)} b.bucket, {', '.join(f'sum(c.{part}) as {part}' for part in PARTS)}"
        f" from kpi.cell c {_JOIN_MONTHS}{join_boundaries(question, 'c.body')}"
        f" where {_CELL_PLACE} and {' and '.join(_cell_conditions(source))}"
        f"{_filters(question)} group by {listed(groups)} b.bucket) s"
    )
    summed: list[list[tuple[GroupKey, int, Parts]]] = [[] for _ in readings]
    for row in connection.execute(text(statement), {**_cards(readings), **_values(first, source)}):
        key = tuple(row[1 : len(groups) + 1])
        summed[row[0] - 1].append((key, row.bucket, parts_of(dict(row._mapping))))  # noqa: SLF001 - documented
    if ORGANISATION.name in question.group_by and not source.split:
        place = question.group_by.index(ORGANISATION.name)
        taking_part = first.card.measure.kind == "bodies"
        return [
            [
                # The one body that it is about, if that is known and took part.
                Group(key, bucket, parts, int(bool(key[place]) and (parts.in_known > 0 or not taking_part)))
                for key, bucket, parts in each
            ]
            for each in summed
        ]
    counted = _bodies(connection, readings, source, known=known, states=states)
    return [
        [
            Group(key, bucket, parts, None if bodies is None else bodies.get((key, bucket), 0))
            for key, bucket, parts in each
        ]
        for each, bodies in zip(summed, counted, strict=True)
    ]


def alike(reading: Reading, source: FromCells) -> Hashable:
    """Equal for readings of one request whose cells can be read together: the same question of other cards."""
    question, measure = reading.question, reading.card.measure
    return source, question.group_by, question.buckets, measure.time == "stock", measure.kind == "bodies"


# Each card by itself, in one statement: joined with all cards at once, the server reads every cell.
_CARDS: Final = (
    "unnest(cast(:cards as bigint[]), cast(:dates as text[])) with ordinality as k(card, counted_on, number)"
)
_CELL_PLACE: Final = "c.card = k.card and c.counted_on = k.counted_on and c.level = :level and (c.released or :own)"
_JOIN_MONTHS: Final = (
    "join unnest(cast(:months as date[]), cast(:buckets as integer[])) as b(bucket_month, bucket)"
    " on b.bucket_month = c.month"
)


def _cards(readings: Sequence[Reading]) -> dict[str, object]:
    return {"cards": [each.kept.id for each in readings], "dates": [each.counted_on for each in readings]}


def _groups(reading: Reading) -> list[str]:
    question = reading.question
    return [successor_or(question, name, f"c.{DIMENSIONS[name].key}") for name in question.group_by]


def _values(reading: Reading, source: FromCells) -> dict[str, object]:
    question = reading.question
    return {
        "level": source.level.value,
        "own": reading.own,
        **{f"in_{name}": list(question.wanted(name)) for name in question.filters},
        **successor_values(question.boundaries),
        **months_of(question.buckets, source.level, stock=reading.card.measure.time == "stock"),
    }


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
    connection: Connection, readings: Sequence[Reading], source: FromCells, *, known: Known, states: States
) -> Sequence[Mapping[tuple[GroupKey, int], int] | None]:
    """Known bodies with rows, counted anew per group (C22); None where cells of bodies are not split that way.

    The one thing of an answer that takes longer with more bodies: counted once as long as no cell changes.
    """
    if source.split:
        return [None] * len(readings)
    first = readings[0]
    question, groups = first.question, _groups(first)
    known_body = successor_or(question, "organisation", "c.body")
    statement = (
        f"select k.number, s.* from {_CARDS} cross join lateral ("
        f"select {listed(groups)} b.bucket, count(distinct nullif({known_body}, '')) as bodies"
        f" from kpi.cell c {_JOIN_MONTHS}{join_boundaries(question, 'c.body')}"
        f" where {_CELL_PLACE}{_filters(question)}"
        f"{' and c.in_known > 0' if first.card.measure.kind == 'bodies' else ''}"
        f" group by {listed(groups)} b.bucket) s"
    )
    values = _values(first, FromCells(Level.BODY_MONTH, frozenset()))
    of_question = (statement, repr(sorted(values.items())))
    by_key = {(*of_question, each.kept.id, each.counted_on): each for each in readings}

    def counted(missing: Sequence[Hashable]) -> dict[Hashable, dict[tuple[GroupKey, int], int]]:
        bodies: dict[Hashable, dict[tuple[GroupKey, int], int]] = {key: {} for key in missing}
        cards = _cards([reading for key, reading in by_key.items() if key in bodies])
        for row in connection.execute(text(statement), {**cards, **values}):
            bodies[missing[row[0] - 1]][tuple(row[1 : len(groups) + 1]), row.bucket] = row.bodies
        return bodies

    known_bodies = known.bodies(states, list(by_key), counted)
    return [known_bodies[key] for key in by_key]
