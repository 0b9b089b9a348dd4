"""The kpi worker: keeps the cells equal to the rows. Woken by the bell, and looks by itself every second or so."""

import logging
import signal
import threading
import time
from collections.abc import Callable

import psycopg
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import OperationalError

from services.kpi.cells.operations import Pace, Round, prepare, refresh_round
from services.kpi.definitions.rules.card import built_in_cards
from services.kpi.settings import Settings
from shared.database import engine_for
from shared.log.change_log import latest_position
from shared.logs import configure

_BACKOFF_SECONDS = 2.0
_REST = 10.0  # so many times as long as the round was
_STANDS_STILL_SECONDS = 3.0  # longer than a batch of a bulk load takes
_LISTENED_SECONDS = 0.25  # how soon a stop is seen while listening

_log = logging.getLogger(__name__)


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    settings = Settings()
    configure(service="kpi-worker", level=settings.log_level)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    run(settings, stop=stop)


def run(settings: Settings, *, stop: threading.Event) -> None:
    """Refresh until `stop` is set. A database that is away for a while is waited for.

    Raises:
        CardError: a built-in card changed without a new version; nothing is computed then.
    """
    engine = engine_for(settings.database_url, pool=3, application="ppds kpi-worker")
    pace = Pace(
        target_seconds=settings.refresh_target_seconds, time_out_ms=int(settings.card_time_limit_seconds * 1000)
    )
    try:
        prepared = False
        while not stop.is_set():
            try:
                if not prepared:
                    prepare(engine, built_in_cards())
                    prepared = True
                _work(settings, engine, engine_round=lambda: refresh_round(engine, pace, stop=stop), stop=stop)
            except (OperationalError, psycopg.OperationalError) as failure:
                _log.warning("the database does not answer (%s); trying again", type(failure).__name__)
                engine.dispose()
                stop.wait(_BACKOFF_SECONDS)
    finally:
        engine.dispose()


def _work(settings: Settings, engine: Engine, *, engine_round: Callable[[], Round], stop: threading.Event) -> None:
    address = make_url(settings.database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True, application_name="ppds kpi-worker bell") as bell:
        bell.execute("listen ppds_kpi")
        while not stop.is_set():
            done = engine_round()
            if done.places:
                _log.info("refreshed %d places in %.1f s", done.places, done.seconds)
            if done.places:
                rest = min(_REST * done.seconds, settings.refresh_pause_limit_seconds)
                _let_the_load_go_first(engine, seconds=rest, stop=stop)
            _await_bell(bell, seconds=settings.refresh_interval_seconds, stop=stop)


def _let_the_load_go_first(engine: Engine, *, seconds: float, stop: threading.Event) -> None:
    """After a round, rest for so long, or until the change log stands still.

    During a bulk load the cells follow at a distance, and the machine is mostly left to the load; what came meanwhile
    is then taken in one go. A load that is over is followed at once.
    """
    until = time.monotonic() + seconds
    seen: int | None = None
    while time.monotonic() < until and not stop.wait(_STANDS_STILL_SECONDS):
        with engine.connect() as connection:
            position = latest_position(connection, "procurement")
        if position == seen:
            return
        seen = position


def _await_bell(bell: psycopg.Connection, *, seconds: float, stop: threading.Event) -> None:
    until = time.monotonic() + seconds
    while not stop.is_set() and (left := until - time.monotonic()) > 0:
        for _rung in bell.notifies(timeout=min(left, _LISTENED_SECONDS), stop_after=1):
            return


if __name__ == "__main__":
    main()
