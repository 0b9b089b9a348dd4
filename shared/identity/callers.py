"""Who calls, by what a withdrawn token is known, and the callers of a moment ago."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

RECENT_SECONDS: Final = 10.0
"""How long a verified token is not read again: a key that was withdrawn lives on so much longer."""

_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class TokenStamp:
    """By what a withdrawn token is known: its `jti`, and whose it is since when (seconds since 1970)."""

    token_id: str
    client_id: str
    issued_at: float


@dataclass(frozen=True, slots=True)
class Caller:
    """The client or the person behind a valid access token, the party acted for and what the token allows.

    For a person `client_id` and `subject` are the pseudonym too: what the issuer calls the person stays outside.
    """

    client_id: str
    party: str | None
    party_kind: str | None
    scopes: frozenset[str]
    subject: str
    issuer: str
    token_id: str
    sandbox: bool
    person: str | None = None
    service: bool = False
    """Whether its token says that it is a program of the data space itself."""

    @property
    def actor(self) -> str:
        """Who acts, as the audit trail says it: the person, else the client."""
        return self.person or self.client_id


class RecentCallers:
    """Callers whose token was verified a moment ago, by the hash of it: to know them again nobody is waited for.

    Args:
        is_revoked: whether a token was withdrawn, as far as that is known without waiting; None when it is not.
        clock: seconds since 1970.
    """

    def __init__(
        self, is_revoked: Callable[[TokenStamp], bool | None], *, clock: Callable[[], float] = time.time
    ) -> None:
        self._is_revoked = is_revoked
        self._clock = clock
        self._known: dict[bytes, tuple[Caller, TokenStamp, float]] = {}

    def find(self, token: str) -> Caller | None:
        """The caller, when nothing of it is in doubt; None says no more than that the token must be verified."""
        known = self._known.get(_digest(token))
        if known is None:
            return None
        caller, stamp, until = known
        return caller if self._clock() < until and self._is_revoked(stamp) is False else None

    def keep(self, token: str, caller: Caller, stamp: TokenStamp, *, expires_at: float) -> None:
        """Remember whose token this is, which was verified just now."""
        if len(self._known) >= _MOST:
            self._known = {}
        self._known[_digest(token)] = (caller, stamp, min(self._clock() + RECENT_SECONDS, expires_at))


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
