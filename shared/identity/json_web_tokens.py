"""JSON Web Tokens as python-jose writes and reads them; nothing else in the house imports it.

Rules: RFC 7515, RFC 7518, RFC 7519. By itself python-jose accepts a token without `aud` or `exp`, ignores `kid`, knows
no PS256 and takes any `iat`: what a token must say, `shared.identity.token_claims` looks at.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from jose import jwt
from jose.backends.base import Key
from jose.backends.cryptography_backend import CryptographyRSAKey
from jose.constants import ALGORITHMS
from jose.exceptions import ExpiredSignatureError, JWTError

SIGNATURE_ALGORITHMS: Final = ("RS256", "PS256")


class NotSigned(ValueError):
    """The text is no signed JWT of this key, or lacks a claim; the message says what and repeats nothing of it."""


class Expired(NotSigned):
    """The moment in `exp` has passed."""


def sign(claims: Mapping[str, object], key: rsa.RSAPrivateKey, *, kid: str, kind: str = "JWT") -> str:
    """A compact JWT with these claims under RS256; `kind` becomes the header's `typ`."""
    jose_key = CryptographyRSAKey(key, ALGORITHMS.RS256)
    return jwt.encode(dict(claims), jose_key, algorithm=ALGORITHMS.RS256, headers={"kid": kid, "typ": kind})


def unverified(token: str) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """Header and claims as stated, to look the key up by; nothing of them is trusted yet. Raises NotSigned."""
    try:
        return jwt.get_unverified_header(token), jwt.get_unverified_claims(token)
    except (JWTError, RecursionError) as problem:
        raise NotSigned("This is no signed JWT.") from problem


def verified(
    token: str,
    key: rsa.RSAPublicKey,
    *,
    algorithm: str,
    issuer: str,
    demanded: AbstractSet[str],
    leeway: int,
) -> Mapping[str, object]:
    """The claims, once the signature, `iss`, `exp` and `nbf` hold and these claims are there; `aud` is not looked at.

    `leeway` is in seconds. Raises NotSigned, Expired, and TypeError when a claim has a wrong type.
    """
    options = {f"require_{claim}": True for claim in demanded}
    try:
        claims: Mapping[str, object] = jwt.decode(
            token,
            _PssKey(key) if algorithm == "PS256" else CryptographyRSAKey(key, algorithm),
            algorithms=[algorithm],
            issuer=issuer,
            options={**options, "verify_aud": False, "leeway": leeway},
        )
    except ExpiredSignatureError as problem:
        raise Expired("The token has expired.") from problem
    except JWTError as problem:
        raise NotSigned(str(problem)) from problem
    except (ValueError, OverflowError, RecursionError) as problem:
        raise TypeError("A claim of the token has a wrong type.") from problem
    return claims


class _PssKey(Key):
    """RSASSA-PSS with SHA-256 (PS256, RFC 7518 §3.5), which python-jose does not know."""

    def __init__(self, key: rsa.RSAPublicKey) -> None:
        self._key = key

    def verify(self, msg: bytes, sig: bytes) -> bool:
        scheme = padding.PSS(padding.MGF1(hashes.SHA256()), hashes.SHA256().digest_size)
        try:
            self._key.verify(sig, msg, scheme, hashes.SHA256())
        except InvalidSignature:
            return False
        return True
