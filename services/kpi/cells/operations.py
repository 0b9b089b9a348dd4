"""A refresh round: read the change log, then bring every stale place up to date, in chunks that suit the machine."""

import logging
import threading
import time
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Engine, text

from services.kpi.cells.rules.lattice import Level
from services.kpi.cells.rules.statement import Unit
from services.kpi.cells.store.change_log import stale_units, take_changes
from services.kpi.cells.store.chunks import TooMuch, refresh_chunk, refreshing
from services.kpi.definitions.facts import facts
from services.kpi.definitions.rules.card import Card
from services.kpi.definitions.store import forget_failures, keep_cards

_SMALLEST: Final = 1
_LARGEST: Final = {Level.BODY_MONTH: 100_000, Level.TIER_MONTH: 5_000, Level.TIER_YEAR: 500}
_FIRST: Final = {Level.BODY_MONTH: 20_000, Level.TIER_MONTH: 500, Level.TIER_YEAR: 50}
_STEP: Final = 4

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


def prepare(engine: Engine, cards: tuple[Card, ...]) -> None:
    """Store new cards, check the known ones, and give cards that failed another chance.

    Raises:
        CardError: a card changed without a new version.
    """
    with engine.begin() as connection:
        keep_cards(connection, cards)
        forget_failures(connection)


def refresh_round(engine: Engine, pace: Pace, *, stop: threading.Event) -> Round:
    """Take what changed and refresh until nothing that was taken is stale, or `stop` is set.

    Any number of workers may do this at once: each unit (fact, date, level) is refreshed by one at a time.
    """
    started = time.monotonic()
    with engine.begin() as connection:
        take_changes(connection)
    with engine.connect() as connection:
        units = stale_units(connection)
    places = 0
    for fact, counted_on, level in units:
        places += _refresh_unit(engine, Unit(facts()[fact], counted_on, level), pace, stop=stop)
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
        _note(engine, unit, places=done, seconds=time.monotonic() - started)
    return done


def _note(engine: Engine, unit: Unit, *, places: int, seconds: float) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "insert into kpi.refresh (fact, counted_on, level, places, seconds, refreshed_at)"
                " values (:fact, :counted_on, :level, :places, :seconds, now())"
                " on conflict (fact, counted_on, level) do update set places = excluded.places,"
                " seconds = excluded.seconds, refreshed_at = excluded.refreshed_at"
            ),
            {
                "fact": unit.fact.name,
                "counted_on": unit.counted_on,
                "level": unit.level.value,
                "places": places,
                "seconds": round(seconds, 3),
            },
        )
