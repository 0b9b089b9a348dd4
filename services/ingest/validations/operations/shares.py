"""What one address may take of the validating processes: one validation at a time, and so many seconds in a minute."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from shared.errors import TooManyRequests

_MINUTE: Final = 60.0
_MOST_ADDRESSES: Final = 10_000


class _Work(NamedTuple):
    """A validation that ended, and how long it worked."""

    ended_at: float
    seconds: float


class Shares:
    """Who is validating now and who did in the last minute, by address; in memory, so per process, and never logged."""

    def __init__(self, seconds_per_minute: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = seconds_per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._busy: set[str] = set()
        self._done: dict[str, deque[_Work]] = {}

    @contextmanager
    def share(self, address: str) -> Iterator[None]:
        """Hold the one place of an address, from the first byte of its body to its report.

        Raises TooManyRequests when the address is at it already, or worked its seconds.
        """
        with self._lock:
            self._demand_room(address)
            self._busy.add(address)
        try:
            yield
        finally:
            with self._lock:
                self._busy.discard(address)

    def note(self, address: str, seconds: float) -> None:
        """Count the seconds that a process worked for this address."""
        with self._lock:
            now = self._clock()
            self._done.setdefault(address, deque()).append(_Work(now, seconds))
            if len(self._done) > _MOST_ADDRESSES:
                self._done = {key: done for key, done in self._done.items() if done[-1].ended_at > now - _MINUTE}

    def _demand_room(self, address: str) -> None:
        if address in self._busy:
            raise TooManyRequests(
                nl="Er loopt al een controle van dit adres; wacht op haar antwoord.",
                en="A validation of this address is running; wait for its answer.",
                retry_after=1,
            )
        now = self._clock()
        done = self._done.get(address, deque())
        while done and done[0].ended_at <= now - _MINUTE:
            done.popleft()
        if not done:
            self._done.pop(address, None)
        elif sum(work.seconds for work in done) >= self._most:
            wait = max(1, math.ceil(done[0].ended_at + _MINUTE - now))
            raise TooManyRequests(
                nl=f"De controles van dit adres duurden deze minuut al {self._most:g} seconden; zend in, of probeer "
                f"het over {wait} seconden opnieuw.",
                en=f"Validations of this address took {self._most:g} seconds of this minute; submit, or try again in "
                f"{wait} seconds.",
                retry_after=wait,
            )
