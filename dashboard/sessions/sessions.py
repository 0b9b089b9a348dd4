"""Who is signed in, in the memory of this process: docs/decisions/0030-sessions-in-memory.md says why."""

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dashboard.sessions.session import Fields, Session

PARKED_SECONDS: Final = 1800.0
MOST_PARKED: Final = 500
_NOBODY: Final = None


@dataclass(slots=True)
class _Kept:
    session: Session
    began: float
    used: float


class Sessions:
    """Sessions by a secret that only the browser has; safe between threads.

    A session ends when nobody used it for `idle` seconds, and in any case `whole` seconds after it began. Whose it was
    is remembered a while longer, so that a form that was being filled in can be kept for that person alone.

    Args:
        idle: seconds.
        whole: seconds.
        most: how many at once; the one used longest ago goes first.
        clock: seconds that only rise.
    """

    def __init__(self, *, idle: float, whole: float, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._idle = idle
        self._whole = whole
        self._most = most
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._ended: OrderedDict[str, tuple[str, str]] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, session: Session, *, instead_of: str | None = None) -> str:
        """Keep a session under a new secret, never one that a browser brought; the one it had ends."""
        secret = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            if instead_of is not None:
                self._kept.pop(_name(instead_of), None)
            while len(self._kept) >= self._most:
                self._end(next(iter(self._kept)))
            self._kept[_name(secret)] = _Kept(session, now, now)
        return secret

    def find(self, secret: str | None) -> Session | None:
        """The session, when it did not end; using it keeps it alive."""
        if not secret:
            return _NOBODY
        name, now = _name(secret), self._clock()
        with self._lock:
            kept = self._kept.get(name)
            if kept is None:
                return _NOBODY
            if now - kept.used > self._idle or now - kept.began > self._whole:
                self._end(name)
                return _NOBODY
            kept.used = now
            self._kept.move_to_end(name)
            return kept.session

    def end(self, secret: str) -> None:
        """Somebody signed out, or their token holds no longer."""
        with self._lock:
            self._end(_name(secret))

    def identity_of_ended(self, secret: str | None) -> tuple[str, str] | None:
        """Whose session this was."""
        with self._lock:
            return self._ended.get(_name(secret)) if secret else None

    def _end(self, name: str) -> None:
        kept = self._kept.pop(name, None)
        if kept is not None:
            self._ended[name] = kept.session.person.identity
            while len(self._ended) > self._most:
                self._ended.popitem(last=False)


@dataclass(frozen=True, slots=True)
class ParkedForm:
    """What somebody filled in on a page before they turned out to be signed out."""

    path: str
    fields: Fields
    identity: tuple[str, str] | None
    """Who alone may see it again; None when that is not known."""


class ParkedForms:
    """Forms that wait for somebody to sign in again: half an hour, and each is given back once."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, ParkedForm]] = OrderedDict()
        self._lock = threading.Lock()

    def park(self, form: ParkedForm) -> str:
        """Keep it; gives the secret under which it is found again."""
        secret = secrets.token_urlsafe(32)
        with self._lock:
            while len(self._kept) >= MOST_PARKED:
                self._kept.popitem(last=False)
            self._kept[_name(secret)] = (self._clock() + PARKED_SECONDS, form)
        return secret

    def take(self, secret: str | None, *, identity: tuple[str, str]) -> ParkedForm | None:
        """The form, for whoever filled it in."""
        with self._lock:
            until, form = self._kept.pop(_name(secret or ""), (0.0, None))
        if form is None or until <= self._clock() or form.identity not in (None, identity):
            return None
        return form


def _name(secret: str) -> str:
    """What is kept of a secret: whoever reads the memory of the process finds no cookie in it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
