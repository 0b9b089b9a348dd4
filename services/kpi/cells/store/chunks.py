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
from typing import Final

from psycopg.errors import DataError, ProgrammingError, QueryCanceled
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from services.kpi.cells.rules.aggregates import Aggregates, aggregates_of, compile_measure
from services.kpi.cells.rules.lattice import KEYS, Level
from services.kpi.cells.rules.parts import PARTS
from services.kpi.cells.rules.statement import Unit, is_wide, pass_statement
from services.kpi.cells.store.reader import READER, as_reader
from services.kpi.database import worker_transaction
from services.kpi.definitions.rules.card import KeptCard
from services.kpi.definitions.rules.faults import CardError
from services.kpi.definitions.store import kept_cards, note_failure
from services.kpi.locks import REFRESH

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
        if not taken:
            return 0
        cards = _cards_of(connection, unit)
        connection.execute(text(_NEW))
        connection.execute(text(f"grant select on stale_place to {READER}"))
        connection.execute(text(f"grant insert on new_cell to {READER}"))
        for start in range(0, len(cards), CARDS_PER_PASS):
            _compute(connection, unit, cards[start : start + CARDS_PER_PASS], taken=taken, time_out_ms=time_out_ms)
        _replace(connection, unit, cards, taken=taken)
        # Last, for this row is the one that all units share: whoever keeps what cells say sees that they moved.
        connection.execute(text("update kpi.cursor set position = position + 1 where name = 'cells'"))
    return taken


_NEW = (
    "create temporary table new_cell on commit drop as select "
    + ", ".join((*KEYS, *PARTS))
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
        returning place, starts_on
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
    numbered = [(kept.id, aggregates) for kept, aggregates in cards]
    statement = pass_statement(unit, numbered, wide=is_wide(unit, taken))
    try:
        with as_reader(connection, time_out_ms=time_out_ms):
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
    columns = ", ".join((*KEYS, *PARTS))
    connection.execute(
        text(
            f"insert into kpi.cell as c ({columns}) select {columns} from new_cell"
            f" on conflict ({', '.join(KEYS)}) do update set {changed} where ({old}) is distinct from ({new})"
        )
    )
