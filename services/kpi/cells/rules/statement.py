"""The statements that compute the cells of stale places: all cards of a fact in one pass over its rows.

Pure text for PostgreSQL: they read the temporary table `stale_place` (place, first_day, end_day, shown) and the fact's
views, and fill the temporary table `new_cell`. A place is computed whole, as its rows stand or stood at a position; or,
when its cells show every change up to one, only what came and went since: rows count once where they begin to hold, and
as one less where they end.
"""

# ruff: noqa: S608 - statements are put together from our own names and the compiler's output, never from a request

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.kpi.cells.rules.aggregates import Aggregates, members, part_columns, summed_again, unpivoted
from services.kpi.cells.rules.lattice import DETAIL_KEYS, DIMENSION_KEYS, KEYS, SPLIT_KEYS, WHOLE, Level
from services.kpi.cells.rules.parts import MEMBERS, PARTS
from services.kpi.definitions.declarations.dimensions import ORGANISATION, TIER
from services.kpi.definitions.declarations.fact import Fact

_WIDE: Final = {Level.BODY_MONTH: 500, Level.TIER_MONTH: 12, Level.TIER_YEAR: 2}
"""More places than this are reached in one scan; fewer by a look-up in an index each."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What is refreshed together: one fact on one date at one level."""

    fact: Fact
    counted_on: str
    level: Level


def is_wide(unit: Unit, places: int) -> bool:
    """Whether so many places are reached in one scan rather than by a look-up each."""
    return places > _WIDE[unit.level]


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved after a position, up to and with another; a place is behind by what came after its own."""

    after: int
    upto: int


def pass_statement(
    unit: Unit,
    cards: Sequence[tuple[int, Aggregates]],
    *,
    wide: bool,
    as_of: int | None = None,
    moved: Moved | None = None,
) -> str:
    """The statement that fills `new_cell`: rows -> one row per group with all cards side by side -> a row per card.

    Of the places that are not shown: all rows that hold, or that held `as_of` a position. Of the others: what `moved`;
    the aggregates are signed then.
    """
    aggregates = [each for _, each in cards]
    source = _holding(unit, wide=wide, as_of=as_of) if moved is None else _moved(unit, moved)
    keys = [str(number) for number, _ in cards]
    grouped = _grouped(unit, _rows(unit, aggregates, source), aggregates, signed=moved is not None)
    carried = _carried(unit, DIMENSION_KEYS)
    dimensions = ", ".join(f"g.{key}" if key in carried else f"'{WHOLE}'" for key in DIMENSION_KEYS)
    return (
        f"insert into new_cell ({', '.join((*KEYS, *PARTS, MEMBERS))})"
        f" select m.card, '{unit.counted_on}', '{unit.level.value}', g.body, g.tier, g.month,"
        f" {dimensions}, g.released, {', '.join(f'm.{part}' for part in PARTS)}, g.{MEMBERS}"
        f" from ({grouped}) g cross join lateral (values {unpivoted(keys, aggregates)})"
        f" as m(card, {', '.join(PARTS)})"
    )


def _carried(unit: Unit, keys: Sequence[str]) -> list[str]:
    """Those of the keys that the fact has a column for."""
    carried = {dimension.key for dimension in unit.fact.dimensions}
    return [key for key in keys if key in carried]


def _grouped(unit: Unit, rows: str, aggregates: Sequence[Aggregates], *, signed: bool) -> str:
    """One row per cell of the level, with the sums of all cards side by side."""
    summed = f"{members(signed=signed)} as {MEMBERS}, {part_columns(aggregates)}"
    splits, always = _carried(unit, SPLIT_KEYS), [*_carried(unit, DETAIL_KEYS), "released"]
    if unit.level is Level.BODY_MONTH:
        unsplit = "".join(f"'{WHOLE}' as {key}, " for key in splits)
        keys = ", ".join(always)
        return (
            f"select place as body, tier, first_day as month, {unsplit}{keys}, {summed}"
            f" from ({rows}) r group by place, tier, first_day, {keys}"
        )
    keys = ", ".join((*splits, *always))
    if unit.level is Level.TIER_YEAR:
        return (
            f"select '{WHOLE}' as body, place as tier, first_day as month, {keys}, {summed}"
            f" from ({rows}) r group by place, first_day, {keys}"
        )
    # Group once by everything, then add that up along each single dimension: the rows are read once.
    shown = "".join(f"case when grouping({key}) = 1 then '{WHOLE}' else {key} end as {key}, " for key in splits)
    sets = ", ".join(
        f"({', '.join(('place', 'first_day', *always, *extra))})" for extra in ([], *([key] for key in splits))
    )
    return (
        f"with finest as materialized (select place, first_day, {keys}, {summed}"
        f" from ({rows}) r group by place, first_day, {keys})"
        f" select '{WHOLE}' as body, place as tier, first_day as month, {shown}{', '.join(always)},"
        f" sum({MEMBERS})::bigint as {MEMBERS}, {summed_again(aggregates)} from finest group by grouping sets ({sets})"
    )


def _rows(unit: Unit, aggregates: Sequence[Aggregates], source: str) -> str:
    """The rows of the source with what each card says of them."""
    # OFFSET 0 keeps the server from writing each card's expressions into all its sums: they are computed once a row.
    # Inside, the names of the fact's columns stand alone, as cards write them; ours differ from all of them.
    released = "true" if unit.fact.released is None else unit.fact.released.name
    projected = ", ".join(part for each in aggregates for part in each.projected)
    keys = "".join(
        f"coalesce({dimension.column.name}, '') as {dimension.key}, "
        for dimension in unit.fact.dimensions
        if dimension.key in DIMENSION_KEYS or (dimension is TIER and unit.level is Level.BODY_MONTH)
    )
    return (
        f"select stale_place as place, stale_day as first_day, stale_sign as sign, {keys}{released} as released,"
        f" {projected} from ({source}) f offset 0"
    )


def _holding(unit: Unit, *, wide: bool, as_of: int | None) -> str:
    """The rows of the places that are computed whole.

    Two ways to reach them: by index, place by place, or in one scan joined on the first day of the month or year. Rows
    of an unknown body or tier have the place ''.
    """
    column, day = _column(unit), unit.counted_on
    view, held = f"procurement.{unit.fact.view}", _shown(unit)
    if as_of is not None:
        view = f"{view}_at"
        held += f" and f.since_position <= {as_of} and (f.until_position is null or f.until_position > {as_of})"
    if wide:
        step = "year" if unit.level is Level.TIER_YEAR else "month"
        match = f"coalesce(f.{column}, '') = s.place and date_trunc('{step}', f.{day}::timestamp)::date = s.first_day"
        return f"{_selected(unit, '1')} from stale_place s join {view} f on {match}{held} where s.shown is null"
    # For each place by itself: a view of several parts is read whole when it is joined, whatever its indexes.
    within = f"f.{day} >= s.first_day and f.{day} < s.end_day{held}"
    return " union all ".join(
        f"{_selected(unit, '1')} from stale_place s"
        f" cross join lateral (select * from {view} f where {match} and {within} offset 0) f where s.shown is null"
        for match in (f"f.{column} = s.place", f"f.{column} is null and s.place = ''")
    )


def _moved(unit: Unit, moved: Moved) -> str:
    """The rows that began to hold or ended since the cells of their place were right."""
    column, day = _column(unit), unit.counted_on
    return " union all ".join(
        f"{_selected(unit, sign)} from procurement.{unit.fact.view}_at f join stale_place s"
        f" on coalesce(f.{column}, '') = s.place and f.{day} >= s.first_day and f.{day} < s.end_day"
        f" and f.{position} > s.shown{_shown(unit)}"
        f" where f.{position} > {moved.after} and f.{position} <= {moved.upto}"
        for position, sign in (("since_position", "1"), ("until_position", "-1"))
    )


def _column(unit: Unit) -> str:
    return (ORGANISATION if unit.level is Level.BODY_MONTH else TIER).column.name


def _selected(unit: Unit, sign: str) -> str:
    names = ", ".join(f"f.{name}" for name in unit.fact.columns)
    return f"select {names}, s.place as stale_place, s.first_day as stale_day, {sign} as stale_sign"


def _shown(unit: Unit) -> str:
    return " and f.released" if unit.fact.has_own else ""
