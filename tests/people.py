"""People for tests: tokens of a test issuer whose key is made here, trusted by the settings of tests."""

import time
from functools import cache
from secrets import token_urlsafe

from shared.identity.scopes import SCOPES
from shared.identity.signing_keys import SigningKey

ISSUER = "https://issuer.test.example"
AUDIENCE = "ppds"


@cache
def issuer_key() -> SigningKey:
    """The key of the test issuer; making one takes long."""
    return SigningKey.generate()


@cache
def trusted_issuers() -> tuple[dict[str, object], ...]:
    """The setting by which a service trusts the test issuer: its roles are called like our scopes."""
    issuer: dict[str, object] = {
        "issuer": ISSUER,
        "jwks": {"keys": [issuer_key().public().as_jwk()]},
        "audience": AUDIENCE,
        "roles": {scope: [scope] for scope in SCOPES},
        "organisation_claim": "organisation",
        "test": True,
    }
    return (issuer,)


def person_token(*scopes: str, subject: str = "beheerder-1", party: str | None = None, **claims: object) -> str:
    """A token of a person with these scopes, of this party (URI or OIN); a claim given as None is left out."""
    now = int(time.time())
    right: dict[str, object] = {
        "iss": ISSUER,
        "sub": subject,
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + 3600,  # a module signs its tokens when it is read, long before the last of its tests
        "jti": token_urlsafe(16),
        "roles": list(scopes),
        "organisation": party,
    }
    stated = {name: value for name, value in {**right, **claims}.items() if value is not None}
    return issuer_key().sign(stated)
