"""One signed-in person: who it is, what the services let them do, and the token with which the pages ask for them."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from shared.settings import ServiceName

EARLY: Final = 30.0
"""Seconds before its end at which a token is renewed."""

Fields: TypeAlias = tuple[tuple[str, str], ...]
"""What somebody filled in, as a form sends it."""


class SessionOver(Exception):
    """The person has to sign in again."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an issuer gave; shown nowhere."""

    access: str = field(repr=False)
    until: float
    """Seconds since 1970."""
    refresh: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, as the issuer and the registry tell it."""

    issuer: str
    subject: str = field(repr=False)
    roles: tuple[str, ...]
    scopes: frozenset[str]
    pseudonym: str
    """How the services know them."""
    party: str | None
    party_name: str | None

    @property
    def identity(self) -> tuple[str, str]:
        """Who it is, whatever they may do today."""
        return self.issuer, self.subject


class Session:
    """A person with their tokens; `csrf` stands in each form they are shown."""

    def __init__(
        self,
        person: Person,
        tokens: Tokens,
        *,
        csrf: str,
        renew: Callable[[str], Tokens],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take the tokens into keeping.

        Args:
            person: whose they are.
            tokens: of the issuer.
            csrf: what only our own forms know.
            renew: new tokens for a refresh token; raises SessionOver.
            clock: seconds since 1970.
        """
        self.person = person
        self.csrf = csrf
        self._tokens = tokens
        self._renew = renew
        self._clock = clock
        self._lock = threading.Lock()
        self._parked: dict[str, Fields] = {}

    def authorization(self, _service: ServiceName, /) -> Mapping[str, str]:
        """The header by which services know the person; raises SessionOver when the token cannot be renewed."""
        with self._lock:
            if self._tokens.until - EARLY <= self._clock():
                if self._tokens.refresh is None:
                    raise SessionOver
                self._tokens = self._renew(self._tokens.refresh)
            return {"Authorization": f"Bearer {self._tokens.access}"}

    def may(self, scopes: Sequence[str]) -> bool:
        """Whether the person has all of these."""
        return self.person.scopes.issuperset(scopes)

    def park(self, path: str, fields: Fields) -> None:
        """Keep what was filled in on this page until it is shown again."""
        with self._lock:
            self._parked = {path: fields}

    def take_parked(self, path: str) -> Fields | None:
        """What was filled in on this page before the session ended; once."""
        with self._lock:
            return self._parked.pop(path, None)
