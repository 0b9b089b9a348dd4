"""Keys that sign tokens: what a published key must look like, where it is found, and signing itself.

Rules: RFC 7517 (JWK), RFC 7638 (thumbprint as `kid`), NL GOV Assurance profile for OAuth 2.0: RS256 and PS256 only
(A3), keys published with kid, kty, alg and use (A6), the key chosen by `kid` (R2).
"""

import base64
import binascii
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from shared.identity.json_web_tokens import SIGNATURE_ALGORITHMS, sign
from shared.identity.keys import public_members, read_private_key, thumbprint
from shared.procurement.misread import Misread

SMALLEST_MODULUS = 2048
LARGEST_MODULUS = 8192  # a larger one only costs the verifier time
MOST_KEYS = 10
LONGEST_KID = 200
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


class UnusableKey(Misread):
    """A JWK or JWK Set that cannot serve to verify signatures here; the message says why."""


class KeysUnavailable(Exception):
    """The keys of an issuer could not be fetched, and none are known from before."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An RSA key of at least 2048 bits that verifies signatures, known by its `kid`."""

    kid: str
    algorithms: frozenset[str]
    rsa: rsa.RSAPublicKey

    @classmethod
    def parse(cls, jwk: object) -> "PublicKey":
        """Read one JWK (RFC 7517 §4); raises UnusableKey."""
        if not isinstance(jwk, Mapping):
            raise UnusableKey("A key is a JSON object.", nl="Een sleutel is een JSON-object.")
        if exposed := _PRIVATE_MEMBERS & set(jwk):
            names = ", ".join(sorted(exposed))
            raise UnusableKey(
                f"The key has private members ({names}). Give the public part only, and make a new pair.",
                nl=f"De sleutel heeft geheime delen ({names}). Geef alleen het publieke deel, en maak een nieuw paar.",
            )
        if jwk.get("kty") != "RSA":
            raise UnusableKey("The key type (kty) is not RSA.", nl="Het soort sleutel (kty) is geen RSA.")
        if jwk.get("use", "sig") != "sig":
            raise UnusableKey("The use of the key is not sig.", nl="Het gebruik van de sleutel (use) is niet sig.")
        kid = jwk.get("kid")
        if not isinstance(kid, str) or not 0 < len(kid) <= LONGEST_KID or not kid.isprintable():
            raise UnusableKey(
                f"The key needs a kid: a text of 1 to {LONGEST_KID} printable characters.",
                nl=f"De sleutel heeft een kid nodig: tekst van 1 tot {LONGEST_KID} afdrukbare tekens.",
            )
        return cls(kid, _algorithms(jwk.get("alg")), _rsa_key(jwk))

    def as_jwk(self) -> dict[str, str]:
        """The public members, as they are published and stored."""
        members = {"use": "sig", "kid": self.kid, **public_members(self.rsa)}
        if len(self.algorithms) == 1:
            members["alg"] = next(iter(self.algorithms))
        return members


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private RSA key with its `kid`; signs with RS256. Never shown in a message or a log."""

    kid: str
    private: rsa.RSAPrivateKey

    def __repr__(self) -> str:
        return f"SigningKey(kid={self.kid!r})"

    @classmethod
    def generate(cls, *, bits: int = SMALLEST_MODULUS) -> "SigningKey":
        private = rsa.generate_private_key(public_exponent=65537, key_size=bits)
        return cls(thumbprint(private.public_key()), private)

    @classmethod
    def from_pem(cls, pem: str, *, kid: str | None = None) -> "SigningKey":
        """Read an unencrypted PKCS#8 key; raises UnusableKey without repeating any of it."""
        try:
            private = read_private_key(pem)
        except ValueError as problem:
            raise UnusableKey(str(problem), nl="De geheime sleutel is niet te lezen.") from problem
        if private.key_size < SMALLEST_MODULUS:
            raise UnusableKey(
                f"The private key has {private.key_size} bits; it must have {SMALLEST_MODULUS} or more.",
                nl=f"De geheime sleutel heeft {private.key_size} bits; het moeten er {SMALLEST_MODULUS} of meer zijn.",
            )
        return cls(kid or thumbprint(private.public_key()), private)

    def pem(self) -> str:
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()

    def public(self) -> PublicKey:
        return PublicKey(self.kid, frozenset({"RS256"}), self.private.public_key())

    def sign(self, claims: Mapping[str, object], *, kind: str = "JWT") -> str:
        """A compact JWT with these claims; `kind` becomes the header's `typ`."""
        return sign(claims, self.private, kid=self.kid, kind=kind)


class KeySource(Protocol):
    """Where the public keys of one issuer are found."""

    def find(self, kid: str) -> PublicKey | None:
        """The key with this `kid`, None when the issuer has none; raises KeysUnavailable when nobody can say."""


class KnownKeys:
    """Keys given beforehand, such as those a client registered."""

    def __init__(self, keys: tuple[PublicKey, ...]) -> None:
        self._keys = {key.kid: key for key in keys}

    def find(self, kid: str) -> PublicKey | None:
        return self._keys.get(kid)


class PublishedKeys:
    """Keys read from elsewhere and kept: fetched again for an unknown `kid`, but not within the cool-down.

    A failing fetch keeps the keys known so far, so that an issuer that is down for a moment stops nobody. Keys older
    than `refresh_after` seconds are read again, so that a withdrawn key does not live on.
    """

    def __init__(
        self,
        fetch: Callable[[], tuple[PublicKey, ...]],
        *,
        cool_down: float = 10.0,
        refresh_after: float = 300.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._cool_down = cool_down
        self._refresh_after = refresh_after
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, PublicKey] | None = None
        self._tried_at: float | None = None

    def find(self, kid: str) -> PublicKey | None:
        known = (self._keys or {}).get(kid)
        if known is not None and not self._older_than(self._refresh_after):
            return known
        if known is not None:
            self._refresh_unless_busy()
        else:
            self._refresh_for_unknown()
        if self._keys is None:
            raise KeysUnavailable("The keys of the issuer cannot be read at the moment.")
        return self._keys.get(kid)

    def _refresh_unless_busy(self) -> None:
        if not self._lock.acquire(blocking=False):
            return  # another thread is reading them; what we know will do until then
        try:
            if self._older_than(self._refresh_after):
                self._read()
        finally:
            self._lock.release()

    def _refresh_for_unknown(self) -> None:
        with self._lock:
            if self._older_than(self._cool_down):
                self._read()

    def _older_than(self, seconds: float) -> bool:
        return self._tried_at is None or self._clock() - self._tried_at >= seconds

    def _read(self) -> None:
        self._tried_at = self._clock()
        try:
            keys = self._fetch()
        except KeysUnavailable:
            return
        self._keys = {key.kid: key for key in keys}


def keys_at(client: httpx.Client, url: str) -> Callable[[], tuple[PublicKey, ...]]:
    """A fetch for PublishedKeys that reads the JWK Set at `url`."""

    def fetch() -> tuple[PublicKey, ...]:
        try:
            response = client.get(url, headers={"Accept": "application/json"})
            response.raise_for_status()
            return usable_keys(response.json())
        except (httpx.HTTPError, ValueError) as problem:
            raise KeysUnavailable(f"No JWK Set could be read at {url}.") from problem

    return fetch


def usable_keys(document: object) -> tuple[PublicKey, ...]:
    """The keys of an issuer's JWK Set that can verify signatures here; others (encryption, elliptic) are left out."""
    usable: list[PublicKey] = []
    for jwk in _listed(document):
        try:
            usable.append(PublicKey.parse(jwk))
        except UnusableKey:
            continue
    return tuple(usable)


def parse_key_set(document: object) -> tuple[PublicKey, ...]:
    """Read a JWK Set that a client registers: one to ten keys, each usable, each `kid` once; raises UnusableKey."""
    listed = _listed(document)
    if not 0 < len(listed) <= MOST_KEYS:
        raise UnusableKey(
            f"A JWK Set has one to {MOST_KEYS} keys; this one has {len(listed)}.",
            nl=f"Een JWK Set heeft een tot {MOST_KEYS} sleutels; deze heeft er {len(listed)}.",
        )
    keys = tuple(PublicKey.parse(jwk) for jwk in listed)
    if len({key.kid for key in keys}) < len(keys):
        raise UnusableKey(
            "Two keys of the JWK Set have the same kid.", nl="Twee sleutels van de JWK Set hebben dezelfde kid."
        )
    return keys


def _listed(document: object) -> list[object]:
    keys = document.get("keys") if isinstance(document, Mapping) else None
    if not isinstance(keys, list):
        raise UnusableKey(
            'A JWK Set is a JSON object with a list "keys".', nl='Een JWK Set is een JSON-object met een lijst "keys".'
        )
    return keys


def _algorithms(stated: object) -> frozenset[str]:
    if stated is None:
        return frozenset(SIGNATURE_ALGORITHMS)
    if stated not in SIGNATURE_ALGORITHMS:
        raise UnusableKey(
            f"The algorithm (alg) of the key is not one of {', '.join(SIGNATURE_ALGORITHMS)}.",
            nl=f"Het algoritme (alg) van de sleutel is geen van {', '.join(SIGNATURE_ALGORITHMS)}.",
        )
    return frozenset({str(stated)})


def _rsa_key(jwk: Mapping[str, object]) -> rsa.RSAPublicKey:
    modulus, exponent = _number(jwk, "n"), _number(jwk, "e")
    if not SMALLEST_MODULUS <= modulus.bit_length() <= LARGEST_MODULUS:
        raise UnusableKey(
            f"The modulus has {modulus.bit_length()} bits; it must have {SMALLEST_MODULUS} to {LARGEST_MODULUS}.",
            nl=f"De modulus heeft {modulus.bit_length()} bits; nodig: {SMALLEST_MODULUS} tot {LARGEST_MODULUS}.",
        )
    try:
        return rsa.RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError as problem:
        raise UnusableKey(
            "The modulus and the exponent (n, e) are no RSA key.",
            nl="De modulus en de exponent (n, e) vormen geen RSA-sleutel.",
        ) from problem


def _number(jwk: Mapping[str, object], member: str) -> int:
    text = jwk.get(member)
    if not isinstance(text, str) or not text.isascii() or len(text) > LARGEST_MODULUS:
        raise UnusableKey(
            f"The member {member} is no base64url text.", nl=f"Het onderdeel {member} is geen base64url-tekst."
        )
    try:
        return int.from_bytes(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except binascii.Error as problem:
        raise UnusableKey(
            f"The member {member} is no base64url text.", nl=f"Het onderdeel {member} is geen base64url-tekst."
        ) from problem
