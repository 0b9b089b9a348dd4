"""Roles of the test issuer, and what it remembers between requests: codes and refresh tokens, each good for one use.

Rules: OpenID Connect Core 3.1 (authorization code flow), RFC 7636 (PKCE, S256 alone), RFC 6749 section 6 (refresh).
"""

import hashlib
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from fastapi import Request

CODE_SECONDS: Final = 60.0
REFRESH_SECONDS: Final = 8 * 3600.0
MOST: Final = 1_000
LARGEST_FORM: Final = 8192
LONGEST_VALUE: Final = 500
CLIENT: Final = "ppds-dashboard"

ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "beheerder": (
        "registry:read",
        "registry:parties",
        "registry:clients",
        "registry:lists",
        "audit:read",
        "kpi:read",
        "kpi:propose",
        "kpi:adopt",
        "kpi:publish",
    ),
    "bronhouder": ("registry:read", "registry:body", "ingest:read", "kpi:read", "kpi:body"),
    "auditor": ("registry:read", "audit:read", "audit:sign", "kpi:read"),
    "inkoper": ("registry:read", "ingest:read", "ingest:write", "kpi:read"),
    "contractmanager": ("registry:read", "ingest:read", "ingest:write", "kpi:read"),
    "leverancier": ("ingest:supplier",),
    "coordinator": ("registry:read", "ingest:read", "ingest:write", "kpi:read", "kpi:propose", "kpi:body"),
    "goedkeurder": ("registry:read", "kpi:read", "kpi:adopt", "kpi:publish"),
}
"""Which scopes the roles of the test issuer give."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody says to be."""

    roles: tuple[str, ...]
    subject: str
    organisation: str | None


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code or a refresh token stands for."""

    person: Person
    client_id: str
    nonce: str
    redirect_uri: str = ""
    challenge: str = ""


class Grants:
    """Grants by a secret, for a number of seconds and for one use; the oldest goes when there are too many."""

    def __init__(self, *, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._kept: dict[str, tuple[float, Grant]] = {}
        self._lock = threading.Lock()

    def give(self, grant: Grant) -> str:
        """A new secret for this grant."""
        secret = secrets.token_urlsafe(32)
        with self._lock:
            while len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[secret] = (self._clock() + self._seconds, grant)
        return secret

    def take(self, secret: str) -> Grant | None:
        """The grant, the first time and in time; None ever after."""
        with self._lock:
            until, grant = self._kept.pop(secret, (0.0, None))
        return grant if until > self._clock() else None


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a code verifier."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def unknown_roles(roles: Sequence[str]) -> str:
    """What is wrong with these roles; "" when nothing is."""
    if unknown := sorted(set(roles) - set(ROLES)):
        return f"there is no role {' '.join(unknown)[:LONGEST_VALUE]}; roles: {' '.join(ROLES)}"
    return "" if roles else f"role is missing; roles: {' '.join(ROLES)}"


async def form_of(request: Request) -> list[tuple[str, str]]:
    """The fields of a posted form; raises ValueError for what is none."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            message = "the form is too large"
            raise ValueError(message)
    try:
        return parse_qsl(body.decode("ascii"), encoding="utf-8", errors="strict")
    except ValueError as error:
        message = "the body is no form"
        raise ValueError(message) from error
