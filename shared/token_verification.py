"""Signed tokens checked without asking anyone: access tokens of the registry, of trusted issuers, and assertions.

Rules: NL GOV Assurance profile for OAuth 2.0 (R2), RFC 7523, RFC 9068. python-jose stays behind `TokenVerifier`: by
itself it accepts a token without `aud` or `exp`, ignores `kid`, knows no PS256 and takes any `iat`.
"""

import time
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from jose import jwt
from jose.backends.base import Key
from jose.backends.cryptography_backend import CryptographyRSAKey
from jose.exceptions import JWTError

from shared.organisations import Organisation
from shared.signing_keys import SIGNATURE_ALGORITHMS, KeySource, PublicKey
from shared.trusted_issuers import TrustedIssuer, pseudonym

LONGEST_TOKEN: Final = 8192  # characters; bounds the work an unauthenticated request can cause
LONGEST_LIFE: Final = 3600  # seconds between iat and exp
CLOCK_SKEW: Final = 10  # seconds that clocks may differ: for iat and nbf, not for exp
_DEMANDED: Final = frozenset({"iss", "sub", "aud", "exp", "iat", "jti"})
_SEGMENTS: Final = 3
_YEAR_3000: Final = 32_503_680_000


@dataclass(frozen=True, slots=True)
class TokenStamp:
    """By what a withdrawn token is known: its `jti`, and whose it is since when (seconds since 1970)."""

    token_id: str
    client_id: str
    issued_at: float


def never_revoked(_token: TokenStamp) -> bool:
    """For assertions and for services that know no revocation list."""
    return False


def no_organisation(_stated: str) -> None:
    """For services that know no register."""


class InvalidToken(Exception):
    """The token does not hold; the message says why and repeats nothing of it."""


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

    @property
    def actor(self) -> str:
        """Who acts, as the audit trail says it: the person, else the client."""
        return self.person or self.client_id


@dataclass(frozen=True, slots=True)
class Assertion:
    """A client's signed statement about itself at the token endpoint (RFC 7523)."""

    client_id: str
    token_id: str
    expires_at: datetime


class Issuers(Protocol):
    """Who may have signed a token, and where the keys of each are found; a mapping is one."""

    def get(self, issuer: str, /) -> KeySource | None:
        """The keys of an issuer, None for one that is not accepted."""


@dataclass(frozen=True, slots=True)
class PeopleSource:
    """An issuer of people's tokens, and its keys."""

    terms: TrustedIssuer
    keys: KeySource


class TokenVerifier:
    """Checks signed tokens: algorithms, issuers and audience are fixed, the key is found by `kid`, claims are demanded.

    An access token, a person's token of a trusted issuer and a client's assertion are held to the same rules.
    """

    def __init__(
        self,
        issuers: Issuers,
        audience: str,
        *,
        also_for: tuple[str, ...] = (),
        people: Mapping[str, PeopleSource] = MappingProxyType({}),
        organisation: Callable[[str], Organisation | None] = no_organisation,
        is_revoked: Callable[[TokenStamp], bool] = never_revoked,
    ) -> None:
        """Fix what is accepted.

        Args:
            issuers: of access tokens or assertions that speak our own words (scope, party).
            audience: that every token must name, or one of `also_for`.
            also_for: other names for who a token may be meant for.
            people: issuers of people's tokens, by their `iss`; an issuer that stands in `issuers` too is ours.
            organisation: the party of the register that an organisation in a person's token is.
            is_revoked: whether a token was withdrawn.
        """
        self._issuers = issuers
        self._audiences = frozenset({audience, *also_for})
        self._people = people
        self._organisation = organisation
        self._is_revoked = is_revoked

    def caller(self, token: str) -> Caller:
        """Who presents this access token; raises InvalidToken, and KeysUnavailable when its issuer cannot be asked."""
        _, _, issuer = _unverified(token)
        if issuer in self._people and self._issuers.get(issuer) is None:
            return self._person(token, self._people[issuer])
        claims = self.access_claims(token)
        subject = _text(claims, "sub")
        token_id = _text(claims, "jti")
        return Caller(
            client_id=_client(claims),
            party=_optional_text(claims, "party"),
            party_kind=_optional_text(claims, "party_kind"),
            scopes=frozenset(_text(claims, "scope").split()),
            subject=subject,
            issuer=_text(claims, "iss"),
            token_id=token_id,
            sandbox=_sandbox(claims),
        )

    def access_claims(self, token: str) -> Mapping[str, object]:
        """The claims of an access token of the registry that holds; raises as `caller` does."""
        claims = self._claims(token, demanded=_DEMANDED | {"scope"})
        stamp = TokenStamp(_text(claims, "jti"), _client(claims), _seconds(claims, "iat"))
        if self._is_revoked(stamp):
            raise InvalidToken("The token was revoked.")
        return claims

    def assertion(self, token: str) -> Assertion:
        """The client that signed this assertion, iss and sub being the client itself; raises InvalidToken."""
        claims = self._claims(token, demanded=_DEMANDED)
        if _text(claims, "sub") != _text(claims, "iss"):
            raise InvalidToken("The claims iss and sub must both be the client_id.")
        expires_at = datetime.fromtimestamp(_seconds(claims, "exp"), tz=UTC)
        return Assertion(_text(claims, "iss"), _text(claims, "jti"), expires_at)

    def _person(self, token: str, source: PeopleSource) -> Caller:
        """The person whose token this is. What it says of itself about scopes, party or sandbox is not looked at."""
        claims = self._claims(token, demanded=_DEMANDED, source=source.keys, audience=source.terms.audience)
        token_id, issuer = _text(claims, "jti"), _text(claims, "iss")
        person = pseudonym(issuer, _text(claims, "sub"))
        if self._is_revoked(TokenStamp(token_id, person, _seconds(claims, "iat"))):
            raise InvalidToken("The token was revoked.")
        stated = source.terms.organisation_of(claims)
        organisation = self._organisation(stated) if isinstance(stated, str) else None
        if stated is not None and organisation is None:
            raise InvalidToken("The organisation in the token is no party of the register that exists today.")
        return Caller(
            client_id=person,
            party=None if organisation is None else organisation.party,
            party_kind=None if organisation is None else organisation.kind,
            scopes=source.terms.scopes_of(claims),
            subject=person,
            issuer=issuer,
            token_id=token_id,
            sandbox=organisation is not None and organisation.sandbox,
            person=person,
        )

    def _claims(
        self,
        token: str,
        *,
        demanded: AbstractSet[str],
        source: KeySource | None = None,
        audience: str | None = None,
    ) -> Mapping[str, object]:
        algorithm, kid, issuer = _unverified(token)
        source = source or self._issuers.get(issuer)
        if source is None:
            raise InvalidToken("The issuer (iss) is not one that is accepted here.")
        key = source.find(kid)
        if key is None or algorithm not in key.algorithms:
            raise InvalidToken("The issuer has no key with this kid for this algorithm.")
        options = {f"require_{claim}": True for claim in demanded - {"aud", "scope"}}  # these are looked at below
        try:
            claims: Mapping[str, object] = jwt.decode(
                token,
                _jose_key(key, algorithm),
                algorithms=[algorithm],
                issuer=issuer,
                options={**options, "verify_aud": False, "leeway": CLOCK_SKEW},
            )
        except JWTError as problem:
            raise InvalidToken(f"The token does not hold: {str(problem).rstrip('.')}.") from problem
        except (TypeError, ValueError, OverflowError, RecursionError) as problem:
            raise InvalidToken("A claim of the token has a wrong type.") from problem
        if absent := demanded - set(claims):
            raise InvalidToken(f"The token lacks the claims: {', '.join(sorted(absent))}.")
        _check_audience(claims, self._audiences if audience is None else frozenset({audience}))
        _check_times(claims)
        return claims


class _PssKey(Key):
    """RSASSA-PSS with SHA-256 (PS256, RFC 7518 §3.5), which python-jose does not know."""

    def __init__(self, key: PublicKey) -> None:
        self._key = key.rsa

    def verify(self, msg: bytes, sig: bytes) -> bool:
        scheme = padding.PSS(padding.MGF1(hashes.SHA256()), hashes.SHA256().digest_size)
        try:
            self._key.verify(sig, msg, scheme, hashes.SHA256())
        except InvalidSignature:
            return False
        return True


def _unverified(token: str) -> tuple[str, str, str]:
    """Algorithm, key and issuer a token names, to look its key up by; nothing of it is trusted yet."""
    if len(token) > LONGEST_TOKEN or not token.isascii() or token.count(".") != _SEGMENTS - 1:
        raise InvalidToken("This is no signed JWT of at most 8192 characters.")
    try:
        header: Mapping[str, object] = jwt.get_unverified_header(token)
        claims: Mapping[str, object] = jwt.get_unverified_claims(token)
    except (JWTError, RecursionError) as problem:
        raise InvalidToken("This is no signed JWT.") from problem
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in SIGNATURE_ALGORITHMS:
        raise InvalidToken(f"The algorithm must be one of {', '.join(SIGNATURE_ALGORITHMS)}.")
    if "crit" in header:
        raise InvalidToken("The header has critical extensions (crit) that are not known here.")
    return algorithm, _text(header, "kid"), _text(claims, "iss")


def _jose_key(key: PublicKey, algorithm: str) -> Key:
    return _PssKey(key) if algorithm == "PS256" else CryptographyRSAKey(key.rsa, algorithm)


def _client(claims: Mapping[str, object]) -> str:
    return _optional_text(claims, "azp") or _text(claims, "sub")


def _check_audience(claims: Mapping[str, object], accepted: AbstractSet[str]) -> None:
    stated = claims["aud"]
    audiences = stated if isinstance(stated, list) else [stated]
    if not all(isinstance(one, str) for one in audiences):
        raise InvalidToken("The audience (aud) is no text and no list of texts.")
    if not accepted & set(audiences):
        raise InvalidToken("The token is meant for another: its audience (aud) is not accepted here.")


def _check_times(claims: Mapping[str, object]) -> None:
    now = time.time()
    issued_at, ends_at = _seconds(claims, "iat"), _seconds(claims, "exp")
    if ends_at <= now:
        raise InvalidToken("The token has expired.")
    if issued_at > now + CLOCK_SKEW:
        raise InvalidToken("The token was issued in the future (iat).")
    if ends_at - issued_at > LONGEST_LIFE:
        raise InvalidToken(f"The token lives longer than {LONGEST_LIFE} seconds.")
    if "nbf" in claims and _seconds(claims, "nbf") > now + CLOCK_SKEW:
        raise InvalidToken("The token is not valid yet (nbf).")


def _seconds(claims: Mapping[str, object], name: str) -> float:
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _YEAR_3000:
        raise InvalidToken(f"The claim {name} is no moment in seconds.")
    return float(value)


def _text(members: Mapping[str, object], name: str) -> str:
    value = _optional_text(members, name)
    if value is None:
        raise InvalidToken(f"The token lacks {name}.")
    return value


def _optional_text(members: Mapping[str, object], name: str) -> str | None:
    value = members.get(name)
    if value is not None and (not isinstance(value, str) or not value or not value.isprintable()):
        raise InvalidToken(f"The claim {name} is no text.")
    return value


def _sandbox(claims: Mapping[str, object]) -> bool:
    value = claims.get("sandbox", False)
    if not isinstance(value, bool):
        raise InvalidToken("The claim sandbox is neither true nor false.")
    return value
