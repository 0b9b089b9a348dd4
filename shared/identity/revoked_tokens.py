"""Tokens that were withdrawn before their time: one by one, or all that a client had at some moment.

Services verify tokens without asking anyone; what the registry withdrew is the one thing they look up, at most once a
second (`registry.revoked_token` and the clients, real and of the sandbox). What a token says of its own end needs no
list: none of a sandbox client outlives that client.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from sqlalchemy import Engine, func, select, union_all
from sqlalchemy.exc import OperationalError

from shared.identity.callers import TokenStamp
from shared.identity.token_claims import LONGEST_LIFE
from shared.tables.registry import client, revoked_token, sandbox_client

MOST_AGE: Final = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class _Withdrawn:
    """The list as it was read. `since` has, by client, the first moment whose tokens hold (seconds since 1970)."""

    tokens: frozenset[str] = frozenset()
    since: Mapping[str, float] = field(default_factory=dict)


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
        self._withdrawn = _Withdrawn()
        self._read_at: float | None = None

    def __call__(self, token: TokenStamp) -> bool:
        if self._is_old():
            with self._lock:
                if self._is_old():
                    self._read()
        return self._is_withdrawn(token)

    def without_waiting(self, token: TokenStamp) -> bool | None:
        """The same from the copy there is; None when it is too old."""
        return None if self._is_old() else self._is_withdrawn(token)

    def _is_withdrawn(self, token: TokenStamp) -> bool:
        withdrawn = self._withdrawn
        return token.token_id in withdrawn.tokens or token.issued_at < withdrawn.since.get(token.client_id, 0.0)

    def _is_old(self) -> bool:
        return self._read_at is None or self._clock() - self._read_at >= self._most_age

    def _read(self) -> None:
        try:
            with self._engine.connect() as connection:
                tokens = connection.scalars(select(revoked_token.c.jti))
                # Tokens from before that have all expired by now.
                earliest = func.now() - timedelta(seconds=LONGEST_LIFE)
                since = connection.execute(
                    union_all(
                        *(
                            select(clients.c.id, clients.c.tokens_from).where(clients.c.tokens_from > earliest)
                            for clients in (client, sandbox_client)
                        )
                    )
                )
                self._withdrawn = _Withdrawn(
                    frozenset(tokens), {client_id: moment.timestamp() for client_id, moment in since}
                )
        except OperationalError:
            if self._read_at is None:
                raise
        self._read_at = self._clock()
