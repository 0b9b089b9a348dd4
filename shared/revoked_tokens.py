"""Tokens that were withdrawn before their time, as the registry lists them (`registry.revoked_token`).

Services verify tokens without asking anyone; this list is the one thing they look up, at most once a second.
"""

import threading
import time
from collections.abc import Callable

from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError

from shared.tables.registry import revoked_token

MOST_AGE = 1.0  # seconds


class RevokedTokens:
    """Says whether a token was withdrawn, from a copy of the list that is at most a second old.

    The copy is read on a connection of its own that is given back at once, so that a request never waits for a second
    connection while it holds one. When the database does not answer, the last copy goes on serving; a token lives at
    most an hour anyway.
    """

    def __init__(
        self, engine: Engine, *, most_age: float = MOST_AGE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._engine = engine
        self._most_age = most_age
        self._clock = clock
        self._lock = threading.Lock()
        self._listed: frozenset[str] = frozenset()
        self._read_at: float | None = None

    def __call__(self, token_id: str) -> bool:
        if self._is_old():
            with self._lock:
                if self._is_old():
                    self._read()
        return token_id in self._listed

    def _is_old(self) -> bool:
        return self._read_at is None or self._clock() - self._read_at >= self._most_age

    def _read(self) -> None:
        try:
            with self._engine.connect() as connection:
                self._listed = frozenset(connection.scalars(select(revoked_token.c.jti)))
        except OperationalError:
            if self._read_at is None:
                raise
        self._read_at = self._clock()
