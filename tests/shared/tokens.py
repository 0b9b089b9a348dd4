"""Tokens of a test issuer, right but for what a test changes, and who verifies them."""

import time
from datetime import timedelta
from functools import cache

from shared.identity.access import TokenVerifier
from shared.identity.signing_keys import KeysUnavailable, KnownKeys, PublicKey, PublishedKeys, SigningKey

ISSUER, AUDIENCE = "http://registry.test", "http://ingest.test"


@cache
def key(_name: str = "issuer") -> SigningKey:
    return SigningKey.generate()


def verifier(**others: object) -> TokenVerifier:
    issuers = {ISSUER: KnownKeys((key().public(),))}
    return TokenVerifier(issuers, AUDIENCE, **others)  # type: ignore[arg-type]


def token(claims: dict[str, object] | None = None, *, signing: SigningKey | None = None) -> str:
    """A right token but for the claims given: None leaves one out, a period counts from now."""
    return (signing or key()).sign(claims_of(claims or {}))


def claims_of(changes: dict[str, object]) -> dict[str, object]:
    now = int(time.time())
    right = {
        "iss": ISSUER,
        "sub": "sender",
        "azp": "sender",
        "aud": [AUDIENCE],
        "iat": now,
        "nbf": now,
        "exp": now + 900,
        "jti": "one",
        "scope": "ingest:write ingest:read",
        "party": "https://party.example",
        "party_kind": "ministry",
        "sandbox": False,
    }
    stated = {**right, **changes}
    return {
        name: now + int(value.total_seconds()) if isinstance(value, timedelta) else value
        for name, value in stated.items()
        if value is not None
    }


class Issuer:
    """An issuer whose keys are fetched: counts, changes and fails as a test says."""

    def __init__(self, *keys: SigningKey) -> None:
        self.keys = keys
        self.asked = 0
        self.is_down = False
        self.now = 1000.0

    def fetch(self) -> tuple[PublicKey, ...]:
        self.asked += 1
        if self.is_down:
            raise KeysUnavailable("down")
        return tuple(signing_key.public() for signing_key in self.keys)

    def source(self) -> PublishedKeys:
        return PublishedKeys(self.fetch, cool_down=10, refresh_after=300, clock=lambda: self.now)
