"""The kpi worker: a list of jobs, woken by events of ingest; it also looks by itself every second or so."""

import logging
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Final, Protocol, cast

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from services.kpi.cells.operations import CellsJob, Pace
from services.kpi.cells.store.change_log import CHANNEL, position_now
from services.kpi.publications.job import PublicationsJob
from services.kpi.settings import Settings
from shared.database import engine_for
from shared.log.change_log import latest_position
from shared.log.loads import load_goes_on
from shared.logs import configure

_BACKOFF_SECONDS = 2.0
_REST: Final = 10.0  # so many times as long as the round was
_LOOKED_SECONDS: Final = 0.2  # how soon the end of a load is seen
_LISTENED_SECONDS: Final = 0.25  # how soon a stop is seen while listening

_log = logging.getLogger(__name__)


class Job(Protocol):
    """What the worker does, a round at a time."""

    def has_work(self) -> bool:
        """Whether a round would do anything."""
        ...

    def run(self, *, stop: threading.Event) -> bool:
        """Do a round, broken off when `stop` is set; says whether there was anything to do."""
        ...


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    settings = Settings()
    configure(service="kpi-worker", level=settings.log_level)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    run(settings, stop=stop)


def run(settings: Settings, *, stop: threading.Event) -> None:
    """Do every job until `stop` is set. A database that is away for a while is waited for.

    Raises:
        CardError: a built-in card changed without a new version; nothing is computed then.
    """
    # Each has a pool of its own: whoever lost the database drops its connections, not those of the other.
    engines = [engine_for(settings.database_url, pool=8, application="ppds kpi-worker") for _ in range(2)]
    of_cells, of_publications = engines
    time_out_ms = int(settings.card_time_limit_seconds * 1000)
    pace = Pace(target_seconds=settings.refresh_target_seconds, time_out_ms=time_out_ms)
    # Each in a thread of its own: a publication takes its time, and cells follow meanwhile.
    jobs: tuple[Job, ...] = (CellsJob(of_cells, pace), PublicationsJob(of_publications, time_out_ms=time_out_ms))
    try:
        with ThreadPoolExecutor(len(jobs), "job") as pool:
            working = [
                pool.submit(_keep_at, settings, engine, job, stop=stop)
                for engine, job in zip(engines, jobs, strict=True)
            ]
            wait(working, return_when=FIRST_EXCEPTION)
            stop.set()
        for each in working:
            each.result()
    finally:
        for engine in engines:
            engine.dispose()


def _keep_at(settings: Settings, engine: Engine, job: Job, *, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            _work(settings, engine, job, stop=stop)
        except (OperationalError, psycopg.OperationalError) as failure:
            _log.warning("the database does not answer (%s); trying again", type(failure).__name__)
            engine.dispose()
            stop.wait(_BACKOFF_SECONDS)


def _work(settings: Settings, engine: Engine, job: Job, *, stop: threading.Event) -> None:
    with _listening(engine) as events:
        while not stop.is_set():
            started, before = time.monotonic(), position_now(engine)
            if not job.run(stop=stop):
                _await_event(events, seconds=settings.refresh_interval_seconds, stop=stop)
            elif position_now(engine) != before:
                rest = min(_REST * (time.monotonic() - started), settings.refresh_pause_limit_seconds)
                let_the_load_go_first(engine, seconds=rest, stop=stop)


def let_the_load_go_first(engine: Engine, *, seconds: float, stop: threading.Event) -> None:
    """After a round during which more came, rest for so long, or until the load is over.

    During a bulk load the cells follow at a distance, and the machine is mostly left to the load; what came meanwhile
    is then taken in one go. A load that is over is followed at once, and a change on an idle system without any rest.
    """
    until = time.monotonic() + seconds
    seen: int | None = None
    while time.monotonic() < until and not stop.wait(_LOOKED_SECONDS):
        with engine.connect() as connection:
            position, goes_on = latest_position(connection, "procurement"), load_goes_on(connection)
        if position == seen and not goes_on:
            return
        seen = position


@contextmanager
def _listening(engine: Engine) -> Iterator[psycopg.Connection]:
    """A connection that hears what the service notifies."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"listen {CHANNEL}"))
        try:
            yield cast("psycopg.Connection", connection.connection.driver_connection)
        finally:
            connection.invalidate()  # or the pool would hand it out while it still listens


def _await_event(events: psycopg.Connection, *, seconds: float, stop: threading.Event) -> None:
    until = time.monotonic() + seconds
    while not stop.is_set() and (left := until - time.monotonic()) > 0:
        for _event in events.notifies(timeout=min(left, _LISTENED_SECONDS), stop_after=1):
            return


if __name__ == "__main__":
    main()
