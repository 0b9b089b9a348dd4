"""Who reads a segment: the worker whose session holds its advisory lock.

The server frees the lock the moment the session ends, so a worker that dies leaves nothing behind. What a worker read
before it had the lock may be out of date: it reads the segment again under the lock, and each batch compares and sets.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, Engine, text

from services.ingest import locks
from services.ingest.environment import Environment
from shared.log.loads import READS_SUBMISSION

_CLASSES: Final = {
    Environment.PRODUCTION: READS_SUBMISSION,
    Environment.SANDBOX: locks.SEGMENTS_OF_SANDBOX,
}


class Leases:
    """The leases of one worker, on a connection of their own that is never given back to the pool while one is held."""

    def __init__(self, engine: Engine, environment: Environment) -> None:
        self._engine = engine
        self._class = _CLASSES[environment]
        self._connection: Connection | None = None

    @contextmanager
    def held(self, segment: int) -> Iterator[bool]:
        """Try to hold the lease of a segment for the length of the block; gives whether it is held."""
        connection = self._open()
        numbers = {"class": self._class, "segment": segment}
        got = bool(connection.execute(text("select pg_try_advisory_lock(:class, :segment)"), numbers).scalar_one())
        try:
            yield got
        finally:
            if got and not connection.closed:
                self._let_go(connection, numbers)

    def close(self) -> None:
        """End the session, and with it every lease."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _open(self) -> Connection:
        if self._connection is None or self._connection.closed or self._connection.invalidated:
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        return self._connection

    def _let_go(self, connection: Connection, numbers: dict[str, int]) -> None:
        try:
            connection.execute(text("select pg_advisory_unlock(:class, :segment)"), numbers)
        except Exception:
            self.close()
            raise
