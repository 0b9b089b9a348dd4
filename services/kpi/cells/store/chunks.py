"""Refreshing cells: take stale places, compute all cards of a fact in one pass, replace what differs.

Of a tier, whose rows are many, only what came and went is counted and added to its cells: what a change costs then does
not grow with what is there. Each place says up to which position its cells show every change; a place that a new card
made stale is computed whole, as its rows stood at a position. Bodies have few rows a month and are computed whole.

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

from psycopg.errors import DataError, ProgrammingError, QueryCanceled
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from services.kpi.cells.rules.aggregates import Aggregates, aggregates_of, compile_measure
from services.kpi.cells.rules.lattice import KEYS, Level
from services.kpi.cells.rules.parts import MEMBERS, PARTS
from services.kpi.cells.rules.statement import Moved, Unit, is_wide, pass_statement
from services.kpi.cells.store.reader import READER, as_reader
from services.kpi.database import worker_transaction
from services.kpi.definitions.rules.card import KeptCard
from services.kpi.definitions.rules.faults import CardError
from services.kpi.definitions.store import kept_cards, note_failure
from services.kpi.locks import REFRESH
from shared.log.change_log import latest_position

CARDS_PER_PASS: Final = 80  # a select list holds at most 1,664 columns
_FAULTS_OF_A_CARD: Final = (DataError, ProgrammingError, QueryCanceled)
"""What an expression can do wrong; a full disk or a lost connection is no card's fault."""

_log = logging.getLogger(__name__)


class TooMuch(Exception):
    """A chunk of several places took longer than a statement may; take fewer."""


@contextmanager
def refreshing(engine: Engine, unit: Unit) -> Iterator[Connection | None]:
    """A connection that alone refreshes this unit; None when another worker is at it.

    The lock belongs to the session: the server frees it when the process dies.
    """
    with engine.connect() as connection:
        lock = {"first": REFRESH, "unit": f"{unit.fact.name} {unit.counted_on} {unit.level.value}"}
        take = text("select pg_try_advisory_lock(:first, hashtext(:unit))")
        mine: bool = connection.execute(take, lock).scalar_one()
        connection.commit()
        if not mine:
            yield None
            return
        try:
            yield connection
        finally:
            if not connection.invalidated:
                connection.rollback()
                connection.execute(text("select pg_advisory_unlock(:first, hashtext(:unit))"), lock)
                connection.commit()


def refresh_chunk(connection: Connection, unit: Unit, *, places: int, time_out_ms: int) -> int:
    """Refresh up to so many stale places of the unit in one transaction; gives how many it took.

    Raises:
        TooMuch: the pass took longer than `time_out_ms` and holds more than one place; nothing was changed.
    """
    with worker_transaction(connection):
        taken = _take(connection, unit, places)
        if not taken.places:
            return 0
        cards = _cards_of(connection, unit)
        connection.execute(text(_NEW))
        connection.execute(text(f"grant select on stale_place to {READER}"))
        connection.execute(text(f"grant insert on new_cell to {READER}"))
        if taken.whole:
            _compute(connection, Pass(unit, taken.whole, time_out_ms, as_of=taken.upto), cards)
            _replace(connection, unit, cards, taken=taken.whole)
            connection.execute(text("truncate new_cell"))
        if taken.after is not None and taken.upto is not None:
            moved = Moved(taken.after, taken.upto)
            _compute(connection, Pass(unit, taken.places - taken.whole, time_out_ms, moved=moved), cards)
            connection.execute(text(_ADD))
            connection.execute(text(_EMPTIED))
        if taken.upto is not None:
            connection.execute(text(_SHOW), {**_named(unit), "upto": taken.upto})
        # Last, for this row is the one that all units share: whoever keeps what cells say sees that they moved.
        connection.execute(text("update kpi.cursor set position = position + 1 where name = 'cells'"))
    return taken.places


@dataclass(frozen=True, slots=True)
class Taken:
    """Stale places that were taken: how many, and how many of them are computed whole.

    The cells of the others show every change up to `after` at least. All show them up to `upto` when the chunk is done;
    without one, nothing is kept of what they show.
    """

    places: int
    whole: int = 0
    after: int | None = None
    upto: int | None = None


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass over rows of the places that were taken, and how many those are."""

    unit: Unit
    places: int
    time_out_ms: int
    as_of: int | None = None
    moved: Moved | None = None


def _named(unit: Unit) -> dict[str, object]:
    return {"fact": unit.fact.name, "counted_on": unit.counted_on, "level": unit.level.value}


_NEW = (
    "create temporary table new_cell on commit drop as select "
    + ", ".join((*KEYS, *PARTS, MEMBERS))
    + " from kpi.cell with no data"
)

# By address of the row: joined on its key, each place was compared with all of them while the table seemed empty.
_TAKE = """
    with taken as (
        delete from kpi.stale where ctid = any(array(
            select ctid from kpi.stale
            where fact = :fact and counted_on = :counted_on and level = :level
            order by starts_on, place limit :places
        ))
        returning place, starts_on, position
    )
    insert into stale_place
    select t.place, t.starts_on, (t.starts_on + cast(:span as interval))::date, s.position
    from taken t
    left join kpi.shown s on s.fact = :fact and s.counted_on = :counted_on and s.level = :level and s.place = t.place
        and s.starts_on = t.starts_on and t.position > 1"""

_SHOW = """
    insert into kpi.shown (fact, counted_on, level, place, starts_on, position)
    select :fact, :counted_on, :level, place, first_day, :upto from stale_place
    on conflict (fact, counted_on, level, place, starts_on) do update set position = excluded.position"""


def _take(connection: Connection, unit: Unit, places: int) -> Taken:
    connection.execute(
        text(
            "create temporary table stale_place (place text, first_day date, end_day date, shown bigint) on commit drop"
        )
    )
    taken = connection.execute(
        text(_TAKE),
        {**_named(unit), "places": places, "span": "1 year" if unit.level is Level.TIER_YEAR else "1 month"},
    ).rowcount
    if not taken:
        return Taken(0)
    connection.execute(text("analyze stale_place"))
    if unit.level is Level.BODY_MONTH or unit.fact.in_kpi:
        return Taken(taken, taken)
    # Read after the places were: what made them stale stands before it.
    upto = latest_position(connection, "procurement")
    whole, after = connection.execute(text("select count(*) - count(shown), min(shown) from stale_place")).one()
    return Taken(taken, whole, after, upto)


def _cards_of(connection: Connection, unit: Unit) -> list[KeptCard]:
    return [
        kept
        for kept in kept_cards(connection)
        if kept.failure is None
        and kept.seeded
        and kept.card.measure.fact == unit.fact.name
        and unit.counted_on in kept.card.measure.counted_on_columns
    ]


def _compute(connection: Connection, wanted: Pass, cards: Sequence[KeptCard]) -> None:
    """All cards in one pass, or as many as one holds."""
    for start in range(0, len(cards), CARDS_PER_PASS):
        _pass(connection, wanted, cards[start : start + CARDS_PER_PASS])


def _pass(connection: Connection, wanted: Pass, cards: Sequence[KeptCard]) -> None:
    """These cards in one pass; when that fails, card by card, so that a bad one stops no other."""
    signed = wanted.moved is not None
    compiled: list[tuple[KeptCard, Aggregates]] = []
    for kept in cards:
        try:
            compiled.append((kept, aggregates_for(kept, number=len(compiled), signed=signed)))
        except CardError as refused:
            _leave_out(connection, kept, str(refused))
    if not compiled:
        return
    failure = _attempt(connection, wanted, compiled)
    if failure is None:
        return
    if wanted.places > 1 and isinstance(failure.orig, QueryCanceled):
        raise TooMuch from failure
    for kept, _ in compiled:
        alone = [(kept, aggregates_for(kept, number=0, signed=signed))]
        if (failure := _attempt(connection, wanted, alone)) is not None:
            _leave_out(connection, kept, _what_failed(failure))


def aggregates_for(kept: KeptCard, *, number: int, signed: bool) -> Aggregates:
    """SQL of a stored card for this database."""
    return aggregates_of(compile_measure(kept.card), number=number, dialect="postgres", signed=signed)


def _attempt(connection: Connection, wanted: Pass, cards: Sequence[tuple[KeptCard, Aggregates]]) -> DBAPIError | None:
    numbered = [(kept.id, aggregates) for kept, aggregates in cards]
    wide = is_wide(wanted.unit, wanted.places)
    statement = pass_statement(wanted.unit, numbered, wide=wide, as_of=wanted.as_of, moved=wanted.moved)
    try:
        with as_reader(connection, time_out_ms=wanted.time_out_ms):
            connection.execute(text(statement))
    except DBAPIError as failure:
        if not isinstance(failure.orig, _FAULTS_OF_A_CARD):
            raise
        return failure
    return None


def _leave_out(connection: Connection, kept: KeptCard, failure: str) -> None:
    _log.error("card %s %s cannot be computed: %s", kept.card.code, kept.card.version, failure)
    note_failure(connection, kept.id, failure=failure)


def _what_failed(failure: DBAPIError) -> str:
    """The kind of failure, without the statement or the data."""
    return type(failure.orig).__name__ if failure.orig is not None else type(failure).__name__


def _replace(connection: Connection, unit: Unit, cards: Sequence[KeptCard], *, taken: int) -> None:
    """Make the cells of the places equal to what was computed: remove, change and add only what differs."""
    where = {"counted_on": unit.counted_on, "level": unit.level.value, "cards": [kept.id for kept in cards]}
    body = unit.level is Level.BODY_MONTH
    at_place = "c.body = s.place" if body else "c.body = '*' and c.tier = s.place"
    columns, same = ", ".join(KEYS), " and ".join(f"c.{key} = g.{key}" for key in KEYS)
    # While a table grows quickly its statistics are old: a plan for a few rows would compare all with all.
    connection.execute(text(f"set local enable_nestloop = {'off' if is_wide(unit, taken) else 'on'}"))
    connection.execute(
        text(
            "create temporary table gone_cell on commit drop as"
            f" select {', '.join(f'c.{key}' for key in KEYS)} from kpi.cell c join stale_place s"
            f" on {at_place} and c.month = s.first_day and s.shown is null"
            " where c.card = any(:cards) and c.counted_on = :counted_on and c.level = :level"
            f" except select {columns} from new_cell"
        ),
        where,
    )
    connection.execute(text("set local enable_nestloop = on"))
    connection.execute(text(f"delete from kpi.cell c using gone_cell g where {same}"))
    changed = ", ".join(f"{part} = excluded.{part}" for part in (*PARTS, MEMBERS))
    old, new = (", ".join(f"{side}.{part}" for part in (*PARTS, MEMBERS)) for side in ("c", "excluded"))
    columns = ", ".join((*KEYS, *PARTS, MEMBERS))
    connection.execute(
        text(
            f"insert into kpi.cell as c ({columns}) select {columns} from new_cell"
            f" on conflict ({', '.join(KEYS)}) do update set {changed} where ({old}) is distinct from ({new})"
        )
    )


_SUMS: Final = (*PARTS, MEMBERS)
_ADD: Final = (
    f"insert into kpi.cell as c ({', '.join((*KEYS, *_SUMS))}) select {', '.join((*KEYS, *_SUMS))} from new_cell"
    f" where ({', '.join(_SUMS)}) is distinct from ({', '.join('0' for _ in _SUMS)})"
    f" on conflict ({', '.join(KEYS)}) do update set "
    + ", ".join(f"{each} = c.{each} + excluded.{each}" for each in _SUMS)
)
_EMPTIED: Final = "delete from kpi.cell c using new_cell g where c.members <= 0 and " + " and ".join(
    f"c.{key} = g.{key}" for key in KEYS
)
