"""Refreshing cells: take stale places, compute all cards of a fact in one pass, replace what differs.

One chunk is one transaction. It holds the lock of its unit, then takes the stale places, and computes in a LATER
statement: whatever made a place stale is in that statement's snapshot, and no older snapshot can overwrite a newer one.
A worker that is killed leaves nothing half done: its places come back with the rollback. Cards compute under the
read-only role with a statement time-out, into a temporary table; only the comparison with the cells runs as kpi itself.
"""

# ruff: noqa: S608 - statements are put together from our own names and the compiler's output, never from a request

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from psycopg.errors import QueryCanceled
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from services.kpi.aggregates import Aggregates, aggregates_of, compile_measure, part_columns, summed_again, unpivoted
from services.kpi.card import CardError
from services.kpi.facts import FACTS, Fact
from services.kpi.figures import PARTS
from services.kpi.lattice import Level
from services.kpi.store import KeptCard, kept_cards, note_failure

READER: Final = "ppds_kpi_reader"
CARDS_PER_PASS: Final = 80  # a select list holds at most 1,664 columns
_LOCKS: Final = 7_206_020  # first number of the advisory locks of refreshes
_WIDE: Final = {Level.BODY_MONTH: 500, Level.TIER_MONTH: 12, Level.TIER_YEAR: 2}
"""More places than this are reached in one scan; fewer by a look-up in an index each."""

_ROOM: Final = "; ".join(
    f"set local {name} = {value}"
    for name, value in {
        "work_mem": "'64MB'",
        "jit": "off",  # hundreds of small expressions take longer to translate than to compute
        # The server expects few groups and would sort all rows; hashing never loses much and mostly wins.
        "enable_sort": "off",
        "enable_mergejoin": "off",
    }.items()
)


_log = logging.getLogger(__name__)

_KEYS: Final = (
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


@dataclass(frozen=True, slots=True)
class Unit:
    """What is refreshed together: one fact on one date at one level."""

    fact: Fact
    counted_on: str
    level: Level


class TooMuch(Exception):
    """A chunk of several places took longer than a statement may; take fewer."""


@contextmanager
def refreshing(engine: Engine, unit: Unit) -> Iterator[Connection | None]:
    """A connection that alone refreshes this unit; None when another worker is at it.

    The lock belongs to the session: the server frees it when the process dies.
    """
    with engine.connect() as connection:
        lock = {"first": _LOCKS, "second": _number(unit)}
        mine: bool = connection.execute(text("select pg_try_advisory_lock(:first, :second)"), lock).scalar_one()
        connection.commit()
        if not mine:
            yield None
            return
        try:
            yield connection
        finally:
            if not connection.invalidated:
                connection.rollback()
                connection.execute(text("select pg_advisory_unlock(:first, :second)"), lock)
                connection.commit()


def refresh_chunk(connection: Connection, unit: Unit, *, places: int, time_out_ms: int) -> int:
    """Refresh up to so many stale places of the unit in one transaction; gives how many it took.

    Raises:
        TooMuch: the pass took longer than `time_out_ms` and holds more than one place; nothing was changed.
    """
    with connection.begin():
        connection.execute(text(_ROOM))
        taken = _take(connection, unit, places)
        if not taken:
            return 0
        cards = _cards_of(connection, unit)
        connection.execute(text(_NEW))
        connection.execute(text(f"grant select on stale_place to {READER}"))
        connection.execute(text(f"grant insert on new_cell to {READER}"))
        for start in range(0, len(cards), CARDS_PER_PASS):
            _compute(connection, unit, cards[start : start + CARDS_PER_PASS], taken=taken, time_out_ms=time_out_ms)
        _replace(connection, unit, cards, taken=taken)
    return taken


_NEW = (
    "create temporary table new_cell on commit drop as select "
    + ", ".join((*_KEYS, *PARTS))
    + " from kpi.cell with no data"
)

_TAKE = """
    with taken as (
        delete from kpi.stale s using (
            select fact, counted_on, level, place, starts_on from kpi.stale
            where fact = :fact and counted_on = :counted_on and level = :level
            order by starts_on, place limit :places
        ) o
        where s.fact = o.fact and s.counted_on = o.counted_on and s.level = o.level
          and s.place = o.place and s.starts_on = o.starts_on
        returning s.place, s.starts_on
    )
    insert into stale_place select place, starts_on, (starts_on + cast(:span as interval))::date from taken"""


def _take(connection: Connection, unit: Unit, places: int) -> int:
    connection.execute(
        text("create temporary table stale_place (place text, first_day date, end_day date) on commit drop")
    )
    taken = connection.execute(
        text(_TAKE),
        {
            "fact": unit.fact.name,
            "counted_on": unit.counted_on,
            "level": unit.level.value,
            "places": places,
            "span": "1 year" if unit.level is Level.TIER_YEAR else "1 month",
        },
    ).rowcount
    if taken:
        connection.execute(text("analyze stale_place"))
    return taken


def _cards_of(connection: Connection, unit: Unit) -> list[KeptCard]:
    return [
        kept
        for kept in kept_cards(connection)
        if kept.failure is None
        and kept.card.measure.fact == unit.fact.name
        and unit.counted_on in kept.card.measure.counted_on_columns
    ]


def _compute(connection: Connection, unit: Unit, cards: Sequence[KeptCard], *, taken: int, time_out_ms: int) -> None:
    """All cards in one pass; when that fails, card by card, so that a bad one stops no other."""
    compiled: list[tuple[KeptCard, Aggregates]] = []
    for kept in cards:
        try:
            compiled.append((kept, aggregates_for(kept, number=len(compiled))))
        except CardError as refused:
            _leave_out(connection, kept, str(refused))
    if not compiled:
        return
    failure = _attempt(connection, unit, compiled, taken=taken, time_out_ms=time_out_ms)
    if failure is None:
        return
    if taken > 1 and isinstance(failure.orig, QueryCanceled):
        raise TooMuch from failure
    for kept, _ in compiled:
        alone = [(kept, aggregates_for(kept, number=0))]
        if (failure := _attempt(connection, unit, alone, taken=taken, time_out_ms=time_out_ms)) is not None:
            _leave_out(connection, kept, _what_failed(failure))


def aggregates_for(kept: KeptCard, *, number: int) -> Aggregates:
    """SQL of a stored card for this database."""
    return aggregates_of(compile_measure(kept.card), number=number, dialect="postgres")


def _attempt(
    connection: Connection,
    unit: Unit,
    cards: Sequence[tuple[KeptCard, Aggregates]],
    *,
    taken: int,
    time_out_ms: int,
) -> DBAPIError | None:
    statement = _pass(unit, cards, wide=taken > _WIDE[unit.level])
    savepoint = connection.begin_nested()
    try:
        connection.execute(text("select set_config('statement_timeout', :limit, true)"), {"limit": str(time_out_ms)})
        connection.execute(text(f"set local role {READER}"))
        connection.exec_driver_sql(statement)
        connection.execute(text("set local role none"))
        connection.execute(text("select set_config('statement_timeout', '0', true)"))
        savepoint.commit()
    except DBAPIError as failure:
        if failure.connection_invalidated:
            raise
        savepoint.rollback()
        return failure
    return None


def _leave_out(connection: Connection, kept: KeptCard, failure: str) -> None:
    _log.error("card %s %s cannot be computed: %s", kept.card.code, kept.card.version, failure)
    note_failure(connection, kept.id, failure=failure)


def _what_failed(failure: DBAPIError) -> str:
    """The kind of failure, without the statement or the data."""
    return type(failure.orig).__name__ if failure.orig is not None else type(failure).__name__


def _pass(unit: Unit, cards: Sequence[tuple[KeptCard, Aggregates]], *, wide: bool) -> str:
    """The statement that fills `new_cell`: rows -> one row per group with all cards side by side -> a row per card."""
    aggregates = [each for _, each in cards]
    keys = [str(kept.id) for kept, _ in cards]
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
        f"insert into new_cell ({', '.join((*_KEYS, *PARTS))})"
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


def _replace(connection: Connection, unit: Unit, cards: Sequence[KeptCard], *, taken: int) -> None:
    """Make the cells of the places equal to what was computed: remove, change and add only what differs."""
    where = {"counted_on": unit.counted_on, "level": unit.level.value, "cards": [kept.id for kept in cards]}
    body = unit.level is Level.BODY_MONTH
    at_place = "c.body = s.place" if body else "c.body = '*' and c.tier = s.place"
    columns, same = ", ".join(_KEYS), " and ".join(f"c.{key} = g.{key}" for key in _KEYS)
    # While a table grows quickly its statistics are old: a plan for a few rows would compare all with all.
    connection.execute(text(f"set local enable_nestloop = {'off' if taken > _WIDE[unit.level] else 'on'}"))
    connection.execute(
        text(
            "create temporary table gone_cell on commit drop as"
            f" select {', '.join(f'c.{key}' for key in _KEYS)} from kpi.cell c join stale_place s"
            f" on {at_place} and c.month = s.first_day"
            " where c.card = any(:cards) and c.counted_on = :counted_on and c.level = :level"
            f" except select {columns} from new_cell"
        ),
        where,
    )
    connection.execute(text("set local enable_nestloop = on"))
    connection.execute(text(f"delete from kpi.cell c using gone_cell g where {same}"))
    changed = ", ".join(f"{part} = excluded.{part}" for part in PARTS)
    old, new = (", ".join(f"{side}.{part}" for part in PARTS) for side in ("c", "excluded"))
    columns = ", ".join((*_KEYS, *PARTS))
    connection.execute(
        text(
            f"insert into kpi.cell as c ({columns}) select {columns} from new_cell"
            f" on conflict ({', '.join(_KEYS)}) do update set {changed} where ({old}) is distinct from ({new})"
        )
    )


def _number(unit: Unit) -> int:
    order = [(fact, date, level) for fact in FACTS for date in ("awarded_on", "launched_on") for level in Level]
    return order.index((unit.fact.name, unit.counted_on, unit.level))
