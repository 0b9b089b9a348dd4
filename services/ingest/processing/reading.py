"""The job of reading segments: the first one that no other worker holds, from where it stands."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from services.ingest.database import worker_transaction
from services.ingest.processing import store
from services.ingest.processing.batches import Overtaken
from services.ingest.processing.leases import Leases
from services.ingest.processing.segments import SegmentReader, is_connection_lost

_LOOK_AT: Final = 50

_log = logging.getLogger(__name__)


class Reading:
    """One worker's reading, with its leases."""

    def __init__(self, engine: Engine, reader: SegmentReader, leases: Leases) -> None:
        self._engine = engine
        self._reader = reader
        self._leases = leases

    def has_work(self, session: Session) -> bool:
        """Whether a segment waits to be read."""
        return bool(store.open_segments(session, now=datetime.now(UTC), most=1))

    def run(self, give_way: Callable[[], bool]) -> bool:
        """Read a segment, or leave it between two batches; says whether there was any."""
        try:
            with worker_transaction(self._engine) as session:
                waiting = store.open_segments(session, now=datetime.now(UTC), most=_LOOK_AT)
            return any(self._lease_and_read(segment, give_way) for segment in waiting)
        except (SQLAlchemyError, psycopg.Error):
            self._leases.close()
            raise

    def _lease_and_read(self, segment: int, give_way: Callable[[], bool]) -> bool:
        with self._leases.held(segment) as held:
            return held and self._read(segment, give_way)

    def _read(self, number: int, give_way: Callable[[], bool]) -> bool:
        """Read a segment whose lease is held; its state is read again, for it may have been done meanwhile."""
        with worker_transaction(self._engine) as session:
            segment = store.segment_at_hand(session, number)
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
