"""How often one address or one client may ask, so that none takes what is there for all."""

import math
import threading
import time
from collections import deque
from collections.abc import Callable

from shared.errors import TooManyRequests

MOST_KEYS = 10_000


class RequestLimit:
    """At most `most` requests per key in any period of `seconds`; kept in memory, so per process.

    The key is an address or a client; it is forgotten when its period is over and is never logged.
    """

    def __init__(self, most: int, *, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._asked: dict[str, deque[float]] = {}

    def take(self, key: str) -> None:
        """Count one request; raises TooManyRequests when the key has had its share."""
        with self._lock:
            now = self._clock()
            asked = self._recent(key, now)
            self._demand_room(asked, now)
            asked.append(now)
            if len(self._asked) > MOST_KEYS:
                self._forget(now)

    def _recent(self, key: str, now: float) -> deque[float]:
        asked = self._asked.setdefault(key, deque(maxlen=self._most))
        while asked and asked[0] <= now - self._seconds:
            asked.popleft()
        return asked

    def _demand_room(self, asked: deque[float], now: float) -> None:
        if len(asked) < self._most:
            return
        wait = max(1, math.ceil(asked[0] + self._seconds - now))
        raise TooManyRequests(
            nl=f"Te vaak gevraagd; probeer het over {wait} seconden opnieuw.",
            en=f"Asked too often; try again in {wait} seconds.",
            retry_after=wait,
        )

    def _forget(self, now: float) -> None:
        old = now - self._seconds
        self._asked = {key: asked for key, asked in self._asked.items() if asked and asked[-1] > old}
