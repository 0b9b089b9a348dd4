"""The job of the worker that makes bulk files, in a thread of its own: a big year holds up nobody's notices."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import psycopg
import pyarrow as pa
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from services.ingest import locks
from services.ingest.bulk import store
from services.ingest.bulk.operations.folder import BulkFolder, NoRoomError, Standing
from services.ingest.bulk.operations.making import Left, make
from services.ingest.environment import Environment, engine_in
from services.ingest.settings import Settings
from shared.log.change_log import latest_position

_LOOKS_EVERY: Final = 30.0  # seconds
_AFTER_FAILURE: Final = 600.0

_log = logging.getLogger(__name__)


class MakingBulk:
    """Makes new editions when the newest are older than is set and something changed, or a name was erased."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._due_at = time.monotonic()
        self._thread: threading.Thread | None = None

    def has_work(self, session: Session) -> bool:
        """Whether it is time to."""
        folder = self._settings.bulk_folder
        if folder is None or time.monotonic() < self._due_at or (self._thread is not None and self._thread.is_alive()):
            return False
        self._due_at = time.monotonic() + _LOOKS_EVERY
        return is_due(session.connection(), self._settings, folder)

    def run(self, give_way: Callable[[], bool]) -> bool:
        """Begin; never calls for more of it at once."""
        self._thread = threading.Thread(target=self._make, args=(give_way,), name="bulk", daemon=True)
        self._thread.start()
        return False

    def _make(self, stop: Callable[[], bool]) -> None:
        if make_now(self._settings, stop=stop) is None:
            self._due_at = time.monotonic() + _AFTER_FAILURE


def is_due(connection: Connection, settings: Settings, folder: Path) -> bool:
    """Whether new editions are to be made."""
    kept = BulkFolder(folder, store.log_of(connection), most_bytes=settings.bulk_bytes)
    standing = kept.standing()
    if standing is None or kept.begun() is not None or standing.position < store.newest_erasure(connection):
        return True
    made_at = datetime.fromisoformat(standing.made_at)
    due = datetime.now(UTC) - made_at >= timedelta(hours=settings.bulk_hours)
    return due and latest_position(connection, "procurement") > standing.position


def make_now(settings: Settings, *, stop: Callable[[], bool] = lambda: False) -> Standing | None:
    """Make new editions and remove the oldest; None when it was left, or another does it, or there is no room."""
    if settings.bulk_folder is None:
        return None
    engine = engine_in(Environment.PRODUCTION, settings.database_url, pool=2, application="ppds ingest bulk")
    try:
        with engine.connect() as lock, closing(_alone(lock)) as mine:
            if not mine.held:
                return None
            with engine.connect() as connection:
                folder = BulkFolder(settings.bulk_folder, store.log_of(connection), most_bytes=settings.bulk_bytes)
                return _tried(connection, folder, settings, stop)
    except (SQLAlchemyError, psycopg.Error) as trouble:
        _log.error("bulk files could not be made: %s", type(trouble).__name__)
        return None
    finally:
        engine.dispose()


def _tried(connection: Connection, folder: BulkFolder, settings: Settings, stop: Callable[[], bool]) -> Standing | None:
    at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    try:
        standing = make(connection, folder, log=store.log_of(connection), stop=stop)
        clean(folder, standing, settings, erased_at=store.newest_erasure(connection))
    except Left:
        return None
    except NoRoomError as full:
        _log.error("bulk files could not be made: %s", full)
        folder.fail(at, "disk-full")
        return None
    except (OSError, pa.ArrowException):
        _log.exception("bulk files could not be made")
        folder.fail(at, "fault")
        return None
    return standing


def clean(folder: BulkFolder, standing: Standing, settings: Settings, *, erased_at: int) -> None:
    """Remove editions beyond the number kept that were replaced long enough ago, and all made before an erasure."""
    grace = time.time() - settings.bulk_grace_hours * 3600
    for subject, periods in standing.editions.items():
        for period, newest in periods.items():
            there = folder.editions(subject, period)
            there = there[there.index(newest) :]
            made_at = [folder.edition(subject, period, each).stat().st_mtime for each in there]
            for number, (position, replaced_at) in enumerate(zip(there[1:], made_at, strict=False), 2):
                if position < erased_at or (number > settings.bulk_editions and replaced_at < grace):
                    folder.remove(subject, period, position)


class _alone:  # noqa: N801 - reads as what it says
    """The lock on making bulk files, held by the session of a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        self.held = bool(
            self._connection.execute(text("select pg_try_advisory_lock(:lock)"), {"lock": locks.BULK}).scalar_one()
        )

    def close(self) -> None:
        if self.held:
            self._connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": locks.BULK})
