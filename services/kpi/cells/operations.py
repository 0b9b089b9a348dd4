"""A refresh round: read the change log, then bring every stale place up to date, in chunks that suit the machine."""

import logging
import threading
import time
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Engine

from services.kpi.cells.rules.lattice import Level
from services.kpi.cells.rules.statement import Unit
from services.kpi.cells.store.change_log import (
    clear_away_refreshed,
    has_work,
    note_refresh,
    position_now,
    stale_units,
    take_changes,
)
from services.kpi.cells.store.chunks import TooMuch, refresh_chunk, refreshing
from services.kpi.database import worker_transaction
from services.kpi.definitions.rules.card import Card, built_in_cards
from services.kpi.definitions.store import forget_failures, keep_cards
from shared.log.change_log import latest_position

_SMALLEST: Final = 1
_LARGEST: Final = {Level.BODY_MONTH: 100_000, Level.TIER_MONTH: 5_000, Level.TIER_YEAR: 500}
_FIRST: Final = {Level.BODY_MONTH: 20_000, Level.TIER_MONTH: 500, Level.TIER_YEAR: 50}
_STEP: Final = 4
_MANY: Final = 1_000  # places of a round, from which on the server does not clear away soon enough by itself

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Pace:
    """How many places a chunk takes, per level: grown and shrunk so that a chunk lasts about the target."""

    target_seconds: float
    time_out_ms: int
    places: dict[Level, int] = field(default_factory=lambda: dict(_FIRST))

    def learn(self, level: Level, *, places: int, seconds: float) -> None:
        """Adjust after a chunk; one that was not full says little about a larger one."""
        if places < self.places[level] and seconds < self.target_seconds:
            return
        wanted = places * self.target_seconds / max(seconds, 0.01)
        bounded = min(max(wanted, self.places[level] / _STEP), self.places[level] * _STEP)
        self.places[level] = int(min(max(bounded, _SMALLEST), _LARGEST[level]))

    def shrink(self, level: Level) -> None:
        """After a chunk that took too long."""
        self.places[level] = max(self.places[level] // _STEP, _SMALLEST)


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did: places refreshed and the time it took."""

    places: int
    seconds: float


class CellsJob:
    """The job of the worker that keeps the cells equal to the rows."""

    def __init__(self, engine: Engine, pace: Pace) -> None:
        self._engine = engine
        self._pace = pace
        self._prepared = False

    def has_work(self) -> bool:
        """Whether any cell does not show every change yet."""
        with self._engine.connect() as connection:
            return has_work(connection)

    def run(self, *, stop: threading.Event) -> bool:
        """Refresh what is stale; says whether anything was.

        Raises:
            CardError: a built-in card changed without a new version.
        """
        if not self._prepared:
            prepare(self._engine, built_in_cards())
            self._prepared = True
        done = refresh_round(self._engine, self._pace, stop=stop)
        if done.places:
            _log.info("refreshed %d places in %.1f s", done.places, done.seconds)
        return done.places > 0


def prepare(engine: Engine, cards: tuple[Card, ...]) -> None:
    """Store new cards, check the known ones, and give cards that failed another chance.

    Raises:
        CardError: a card changed without a new version.
    """
    with worker_transaction(engine) as connection:
        keep_cards(connection, cards)
        forget_failures(connection)


def refresh_round(engine: Engine, pace: Pace, *, stop: threading.Event) -> Round:
    """Take what changed and refresh until nothing that was taken is stale, or `stop` is set.

    When more came meanwhile it ends after a unit: a load touches the same places again and again, and refreshing all of
    them each time would cost more than the load itself. The next round begins with what waited longest.

    Any number of workers may do this at once: each unit (fact, date, level) is refreshed by one at a time.
    """
    started = time.monotonic()
    with worker_transaction(engine) as connection:
        take_changes(connection)
    with engine.connect() as connection:
        units, taken = stale_units(connection), latest_position(connection, "procurement")
    places = 0
    for unit in units:
        places += _refresh_unit(engine, unit, pace, stop=stop)
        if places and position_now(engine) != taken:
            break
    if places >= _MANY:
        clear_away_refreshed(engine)
    return Round(places, time.monotonic() - started)


def _refresh_unit(engine: Engine, unit: Unit, pace: Pace, *, stop: threading.Event) -> int:
    done = 0
    started = time.monotonic()
    with refreshing(engine, unit) as connection:
        while connection is not None and not stop.is_set():
            chunk_started = time.monotonic()
            asked = pace.places[unit.level]
            try:
                places = refresh_chunk(connection, unit, places=asked, time_out_ms=pace.time_out_ms)
            except TooMuch:
                pace.shrink(unit.level)
                continue
            if places == 0:
                break
            done += places
            pace.learn(unit.level, places=places, seconds=time.monotonic() - chunk_started)
            if places < asked:
                break
    if done:
        with worker_transaction(engine) as connection:
            note_refresh(connection, unit, places=done, seconds=time.monotonic() - started)
    return done
