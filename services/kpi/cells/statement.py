"""The statement that computes the cells of stale places: all cards of a fact in one pass over its rows.

Pure text for PostgreSQL: it reads the temporary table `stale_place` (place, first_day, end_day) and the fact's view,
and fills the temporary table `new_cell`.
"""

# ruff: noqa: S608 - statements are put together from our own names and the compiler's output, never from a request

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.kpi.cells.aggregates import Aggregates, part_columns, summed_again, unpivoted
from services.kpi.cells.rules.figures import PARTS
from services.kpi.cells.rules.lattice import Level
from services.kpi.definitions.facts import Fact

KEYS: Final = (
    "card",
    "counted_on",
    "level",
    "body",
    "tier",
    "month",
    "nature",
    "above_threshold",
    "product_chain",
    "purchase_type",
    "theme",
    "released",
)
_SPLIT: Final = ("nature", "above_threshold", "product_chain", "purchase_type")
_UNSPLIT: Final = ", ".join(f"'*' as {name}" for name in _SPLIT)

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


def pass_statement(unit: Unit, cards: Sequence[tuple[int, Aggregates]], *, wide: bool) -> str:
    """The statement that fills `new_cell`: rows -> one row per group with all cards side by side -> a row per card."""
    aggregates = [each for _, each in cards]
    keys = [str(number) for number, _ in cards]
    rows = _rows(unit, aggregates, wide=wide)
    if unit.level is Level.BODY_MONTH:
        groups = (
            f"select place as body, tier, first_day as month, {_UNSPLIT}, theme,"
            f" released, {part_columns(aggregates)} from ({rows}) r group by place, tier, first_day, theme, released"
        )
    elif unit.level is Level.TIER_YEAR:
        groups = (
            f"select '*' as body, place as tier, first_day as month, {', '.join(_SPLIT)}, theme, released,"
            f" {part_columns(aggregates)} from ({rows}) r"
            f" group by place, first_day, {', '.join(_SPLIT)}, theme, released"
        )
    else:
        groups = _tier_months(rows, aggregates)
    return (
        f"insert into new_cell ({', '.join((*KEYS, *PARTS))})"
        f" select m.card, '{unit.counted_on}', '{unit.level.value}', g.body, g.tier, g.month,"
        f" g.nature, g.above_threshold, g.product_chain, g.purchase_type, g.theme, g.released,"
        f" {', '.join(f'm.{part}' for part in PARTS)}"
        f" from ({groups}) g cross join lateral (values {unpivoted(keys, aggregates)})"
        f" as m(card, {', '.join(PARTS)})"
    )


def _tier_months(rows: str, aggregates: Sequence[Aggregates]) -> str:
    """Group once by everything, then add that up along each single dimension: the rows are read once."""
    split = ", ".join(f"case when grouping({name}) = 1 then '*' else {name} end as {name}" for name in _SPLIT)
    sets = ", ".join(f"(place, first_day, theme, released{extra})" for extra in ("", *(f", {name}" for name in _SPLIT)))
    return (
        f"with finest as materialized (select place, first_day, {', '.join(_SPLIT)}, theme, released,"
        f" {part_columns(aggregates)} from ({rows}) r group by place, first_day, {', '.join(_SPLIT)}, theme, released)"
        f" select '*' as body, place as tier, first_day as month, {split}, theme, released, {summed_again(aggregates)}"
        f" from finest group by grouping sets ({sets})"
    )


def _rows(unit: Unit, aggregates: Sequence[Aggregates], *, wide: bool) -> str:
    """The rows of the stale places with what each card says of them.

    Two ways to reach them: by index, place by place, or in one scan joined on the first day of the month or year. Rows
    of an unknown body or tier have the place ''.
    """
    column = "lead_body" if unit.level is Level.BODY_MONTH else "tier"
    day = unit.counted_on
    if wide:
        step = "year" if unit.level is Level.TIER_YEAR else "month"
        matches = [
            f"coalesce(f.{column}, '') = s.place and date_trunc('{step}', f.{day}::timestamp)::date = s.first_day"
        ]
    else:
        within = f"f.{day} >= s.first_day and f.{day} < s.end_day"
        matches = [f"f.{column} = s.place and {within}", f"f.{column} is null and s.place = '' and {within}"]
    # OFFSET 0 keeps the server from writing each card's expressions into all its sums: they are computed once a row.
    # Inside, the names of the fact's columns stand alone, as cards write them; ours differ from all of them.
    names = ", ".join(f"f.{name}" for name in unit.fact.columns)
    source = " union all ".join(
        f"select {names}, s.place as stale_place, s.first_day as stale_day"
        f" from stale_place s join procurement.{unit.fact.view} f on {match}"
        for match in matches
    )
    projected = ", ".join(part for each in aggregates for part in each.projected)
    own = "coalesce(tier, '') as tier, " if unit.level is Level.BODY_MONTH else ""
    theme = "theme" if unit.fact.has_theme else "cast('*' as text) as theme"
    split = ", ".join(f"coalesce({name}, '') as {name}" for name in _SPLIT)
    return (
        f"select stale_place as place, stale_day as first_day, {own}{split}, {theme}, released, {projected}"
        f" from ({source}) f offset 0"
    )
