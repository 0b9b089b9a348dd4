"""The worker of ingest: reads what was sent, segment by segment, on as many processes as one likes.

`python -m services.ingest.worker` runs one until SIGTERM or Ctrl-C; it stops between two batches.
"""

from __future__ import annotations

import gc
import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import psycopg
from prometheus_client import start_http_server
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from services.ingest.environment import Environment, engine_in
from services.ingest.erasure.operations import erase_next
from services.ingest.formats import table
from services.ingest.processing import store as queue
from services.ingest.processing.batches import Overtaken, cursor_of
from services.ingest.processing.findings import SUBMISSION_FAILED
from services.ingest.processing.following import follow_register
from services.ingest.processing.leases import Leases
from services.ingest.processing.metrics import WorkerMetrics
from services.ingest.processing.notifier import Notifier
from services.ingest.processing.scheduling import Turns
from services.ingest.processing.segments import SegmentReader, is_connection_lost
from services.ingest.register.store import erasing as erasure_store
from services.ingest.register.store import following as register_following
from services.ingest.register.store import reading as register_store
from services.ingest.settings import Settings
from services.ingest.submissions import store as submissions_store
from services.ingest.submissions.operations import cleaning
from shared import logs
from shared.metrics import Metrics

_LOOK_AT: Final = 50
_CLEAN_EVERY: Final = 3600.0
_AFTER_TROUBLE: Final = 1.0
# A batch makes some hundred thousand objects that live until it is written and hold no rings. At Python's default the
# collector walks all of them again and again: about half of the worker's time.
_OBJECTS_BETWEEN_COLLECTIONS: Final = 200_000

_log = logging.getLogger(__name__)


def main() -> None:
    """Run one worker with the settings of the environment."""
    settings = Settings()
    logs.configure(service="ingest-worker", level=settings.log_level)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 10, 10)
    run(settings, stop=stop)


def run(settings: Settings, *, stop: threading.Event) -> None:
    """Work until asked to stop. A database that is away is waited for."""
    metrics = Metrics()
    engines = {
        Environment.PRODUCTION: engine_in(
            Environment.PRODUCTION, settings.database_url, pool=3, application="ppds ingest worker"
        ),
        Environment.SANDBOX: engine_in(
            Environment.SANDBOX, settings.database_url, pool=2, application="ppds ingest sandbox"
        ),
    }
    server = (
        None if settings.metrics_port is None else start_http_server(settings.metrics_port, registry=metrics.registry)
    )
    notifier = Notifier(settings, metrics=metrics)
    counted = WorkerMetrics(metrics)
    workers = {
        environment: Worker(settings, environment=environment, engine=engine, metrics=counted, notifier=notifier)
        for environment, engine in engines.items()
    }
    turns = Turns(workers[Environment.PRODUCTION], workers[Environment.SANDBOX])
    try:
        while not stop.is_set():
            if not turns.step(stop):
                stop.wait(settings.worker_poll_seconds)
    finally:
        notifier.close()
        for environment, worker in workers.items():
            worker.close()
            engines[environment].dispose()
        if server is not None:
            server[0].shutdown()
            server[0].server_close()


class Worker:
    """In one environment: takes one segment after another, concludes submissions, and cleans up now and then."""

    def __init__(
        self,
        settings: Settings,
        *,
        environment: Environment,
        engine: Engine,
        metrics: WorkerMetrics,
        notifier: Notifier,
    ) -> None:
        self._settings = settings
        self._environment = environment
        self._engine = engine
        self._metrics = metrics
        self._notifier = notifier
        self._leases = Leases(engine, environment)
        self._reader = SegmentReader(
            engine, settings, environment=environment, metrics=metrics, reached=notifier.reached
        )
        self._cleaned_at: float | None = None

    def step(self, stop: threading.Event, *, give_way: Callable[[], bool]) -> bool:
        """Do one piece of work; says whether there was any. Asks between two batches whether to leave the rest."""
        try:
            self._clean_now_and_then()
            worked = self._read_one(give_way) or self._conclude_one()
            # A page of each every time: however much comes in, they go on. In the sandbox nothing was compiled that a
            # change of the register could touch.
            worked = (self._environment is Environment.PRODUCTION and self._follow_register()) or worked
            return self._erase() or worked
        except (SQLAlchemyError, psycopg.Error) as trouble:
            _log.error("the database did not do what was asked: %s", type(trouble).__name__)
            self._leases.close()
            stop.wait(_AFTER_TROUBLE)
            return False

    def waits(self) -> bool:
        """Whether anything is to be read or concluded, the register moved on, or anybody is to be erased."""
        with self._engine.begin() as connection:
            cursor = cursor_of(connection)
            cursor.execute(queue.FOR_ALL_PARTIES)
            return (
                bool(queue.open_segments(cursor, now=datetime.now(UTC), most=1))
                or bool(queue.unfinished(cursor, most=1))
                or register_following.applied_position(cursor) != register_store.register_position(cursor)
                or erasure_store.standing(cursor).erasure < erasure_store.newest(cursor)
            )

    def close(self) -> None:
        """Give up every lease."""
        self._leases.close()

    def _read_one(self, give_way: Callable[[], bool]) -> bool:
        with self._engine.begin() as connection:
            cursor = cursor_of(connection)
            cursor.execute(queue.FOR_ALL_PARTIES)
            waiting = queue.open_segments(cursor, now=datetime.now(UTC), most=_LOOK_AT)
        for segment in waiting:
            with self._leases.held(segment) as held:
                if held and self._read(segment, give_way):
                    return True
        return False

    def _read(self, number: int, give_way: Callable[[], bool]) -> bool:
        """Read a segment whose lease is held; its state is read again, for it may have been done meanwhile."""
        with self._engine.begin() as connection:
            cursor = cursor_of(connection)
            cursor.execute(queue.FOR_ALL_PARTIES)
            segment = queue.segment_at_hand(cursor, number)
        if segment is None:
            return False
        try:
            self._reader.read(segment, stopping=give_way)
        except Overtaken as gone:
            _log.info("left a segment to another worker: %s", gone)
        except Exception as failure:
            if is_connection_lost(failure):
                self._reader.wait_for_database(segment)
                raise
            _log.exception("a segment could not be read", extra={"fields": {"submission": str(segment.submission)}})
            self._reader.put_off(segment)
            if isinstance(failure, (DBAPIError, psycopg.Error)):
                raise
        return True

    def _conclude_one(self) -> bool:
        with self._engine.begin() as connection:
            cursor = cursor_of(connection)
            cursor.execute(queue.FOR_ALL_PARTIES)
            waiting = queue.unfinished(cursor, most=_LOOK_AT)
        return any(self._conclude(submission) for submission in waiting)

    def _conclude(self, submission: UUID) -> bool:
        """Close a submission of which everything is read: hash of the kept copy, and no bytes as they came in."""
        with self._engine.begin() as connection:
            cursor = cursor_of(connection)
            cursor.execute(queue.FOR_ALL_PARTIES)
            media_type = queue.lock_unfinished(cursor, submission)
            if media_type is None:
                return False
            problem = queue.problem_of(cursor, submission)
            with Session(connection) as session:
                form = table.kind_of(media_type).kept_form
                digest = form.digest(submissions_store.kept_records(session, submission))
            if problem is None or problem["rule"] != SUBMISSION_FAILED.code:
                queue.delete_chunks(cursor, submission, first=0, end=2**31 - 1)
            queue.conclude(cursor, submission, kept_sha256=digest, problem=problem, now=datetime.now(UTC))
        state = "done" if problem is None else "failed"
        self._metrics.submissions.labels(self._environment.value, state).inc()
        _log.info("submission %s", state, extra={"fields": {"submission": str(submission)}})
        return True

    def _follow_register(self) -> bool:
        worked, position = follow_register(self._engine)
        if position is not None:
            self._notifier.reached(position)
        return worked

    def _erase(self) -> bool:
        with self._engine.begin() as connection:
            cursor = cursor_of(connection)
            cursor.execute(queue.FOR_ALL_PARTIES)
            waiting = erasure_store.waiting(cursor)
        self._metrics.erasures_waiting.labels(self._environment.value).set(waiting)
        if not waiting:
            return False
        try:
            worked, position = erase_next(self._engine, limits=self._settings.limits, environment=self._environment)
        except (SQLAlchemyError, psycopg.Error):
            raise
        except Exception:  # noqa: BLE001 - what cannot be erased is for people to mend, and reading goes on meanwhile
            _log.exception("a page of erasing cannot be done; it is tried again")
            return False
        if position is not None:
            self._notifier.reached(position)
        return worked

    def _clean_now_and_then(self) -> None:
        now = time.monotonic()
        if self._cleaned_at is not None and now - self._cleaned_at < _CLEAN_EVERY:
            return
        self._cleaned_at = now
        chunks, given_up = clean(self._engine, self._settings)
        if chunks or given_up:
            _log.info("cleaned up", extra={"fields": {"chunks": chunks, "submissions": given_up}})
        if self._environment is Environment.SANDBOX and (gone := clean_sandbox(self._engine, self._settings)):
            _log.info("cleaned up the sandbox", extra={"fields": {"submissions": gone}})


def clean(engine: Engine, settings: Settings) -> tuple[int, int]:
    """Remove chunks of broken-off uploads and bodies that could not be read for too long; gives their numbers."""
    with Session(engine) as session, session.begin():
        session.execute(text(queue.FOR_ALL_PARTIES))
        return cleaning.clean(session, settings=settings)


def clean_sandbox(engine: Engine, settings: Settings) -> int:
    """Remove what test bodies sent longer ago than it is kept; gives the number of submissions."""
    with Session(engine) as session, session.begin():
        session.execute(text(queue.FOR_ALL_PARTIES))
        return cleaning.clean_sandbox(session, settings=settings)


if __name__ == "__main__":
    main()
