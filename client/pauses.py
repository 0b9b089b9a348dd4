"""How long to wait before a call is repeated: what the service asks for, or twice as long each time, never in step."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST: Final = 30.0
"""Seconds between two attempts at most, also when the service asks for more; the scatter comes on top."""

_FIRST: Final = 0.5
_SCATTER: Final = 0.5
"""By how much of itself chance lengthens a wait at most: who failed together does not come back together."""


class Pauses:
    """The waits between the attempts of one call.

    Args:
        chance: gives a number from 0 to 1 each time.
    """

    def __init__(self, chance: Callable[[], float]) -> None:
        """Begin with a short one."""
        self._chance = chance
        self._next = _FIRST

    def next(self) -> float:
        """Seconds to wait now; the wait after that is twice as long."""
        seconds = min(self._next, LONGEST)
        self._next *= 2
        return seconds * (1 + _SCATTER * self._chance())

    def asked(self, retry_after: str | None) -> None:
        """The service said when to come back (RFC 9110 §10.2.3); what cannot be read changes nothing."""
        if (seconds := seconds_until(retry_after, now=datetime.now(UTC))) is not None:
            self._next = seconds


def seconds_until(retry_after: str | None, *, now: datetime) -> float | None:
    """Seconds that a `Retry-After` asks to wait: it holds a number of seconds, or a date; None when it is neither."""
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    # A date of HTTP is one of GMT; some servers write it as a zone that is not known.
    return max(0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds())
