"""Answers of services, used again for a few seconds: one page asks the same for its text and for its charts."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

from dashboard.asking.answers import Answer

_NEVER: Final = 0.0


class KeptAnswers:
    """The newest answers; safe between threads.

    Args:
        seconds: how long an answer is used.
        most: how many are kept; the one used longest ago goes first.
        clock: seconds that only rise; given by tests.
    """

    def __init__(self, *, seconds: float, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._most = most
        self._clock = clock
        self._kept: OrderedDict[Hashable, tuple[float, Answer]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Answer | None:
        """The answer to this question, when it is fresh."""
        with self._lock:
            until, answer = self._kept.get(key, (_NEVER, None))
            if answer is None or until < self._clock():
                return None
            self._kept.move_to_end(key)
            return answer

    def keep(self, key: Hashable, answer: Answer) -> None:
        """Use this answer for the seconds to come."""
        with self._lock:
            self._kept[key] = (self._clock() + self._seconds, answer)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
