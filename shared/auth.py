"""Who is calling and what they may: access tokens checked without asking anyone.

Rules: NL GOV Assurance profile for OAuth 2.0 (R1-R4), RFC 6750, RFC 9068. python-jose stays behind `TokenVerifier`:
by itself it accepts a token without `aud` or `exp`, ignores `kid`, knows no PS256 and takes any `iat`.
"""

import time
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from fastapi import Request, Security
from fastapi.openapi.models import OAuthFlowClientCredentials, OAuthFlows
from fastapi.security import OAuth2
from jose import jwt
from jose.backends.base import Key
from jose.backends.cryptography_backend import CryptographyRSAKey
from jose.exceptions import JWTError

from shared.errors import Refused, Unauthenticated, Unavailable
from shared.signing_keys import SIGNATURE_ALGORITHMS, KeySource, KeysUnavailable, PublicKey

SCOPES: Final[Mapping[str, str]] = {
    "ingest:write": "Send data for the parties one may send for.",
    "ingest:read": "Read back what was sent and what was understood.",
    "ingest:any-buyer": "Send data for every buyer (harvesters).",
    "kpi:read": "Read indicators as they stand now.",
    "kpi:propose": "Propose a definition, goal or plan.",
    "kpi:adopt": "Adopt what another proposed.",
    "kpi:publish": "Publish figures of a period.",
    "kpi:events": "Tell kpi that there is something new.",
    "registry:read": "Read the register beyond what is public.",
    "registry:parties": "Change parties and their identifiers.",
    "registry:clients": "Register and change clients.",
    "registry:lists": "Publish reference lists.",
    "audit:read": "Read the audit trail.",
}
LONGEST_TOKEN: Final = 8192  # characters; bounds the work an unauthenticated request can cause
LONGEST_LIFE: Final = 3600  # seconds between iat and exp
CLOCK_SKEW: Final = 10  # seconds that clocks may differ: for iat and nbf, not for exp
SECURITY_SCHEME: Final = "registry"
_SEGMENTS: Final = 3
_YEAR_3000: Final = 32_503_680_000


def never_revoked(_token_id: str) -> bool:
    """For assertions and for services that know no revocation list."""
    return False


class InvalidToken(Exception):
    """The token does not hold; the message says why and repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The client behind a valid access token, the party it acts for and what it may."""

    client_id: str
    party: str | None
    party_kind: str | None
    scopes: frozenset[str]
    subject: str
    issuer: str
    token_id: str
    sandbox: bool


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


class TokenVerifier:
    """Checks signed tokens: algorithms, issuers and audience are fixed, the key is found by `kid`, claims are demanded.

    An access token and a client's assertion are held to the same rules.
    """

    def __init__(
        self,
        issuers: Issuers,
        audience: str,
        *,
        is_revoked: Callable[[str], bool] = never_revoked,
    ) -> None:
        self._issuers = issuers
        self._audience = audience
        self._is_revoked = is_revoked

    def caller(self, token: str) -> Caller:
        """Who presents this access token; raises InvalidToken, and KeysUnavailable when its issuer cannot be asked."""
        claims = self._claims(token, demanded=frozenset({"iss", "sub", "aud", "exp", "iat", "jti", "scope"}))
        token_id = _text(claims, "jti")
        if self._is_revoked(token_id):
            raise InvalidToken("The token was revoked.")
        subject = _text(claims, "sub")
        return Caller(
            client_id=_optional_text(claims, "azp") or subject,
            party=_optional_text(claims, "party"),
            party_kind=_optional_text(claims, "party_kind"),
            scopes=frozenset(_text(claims, "scope").split()),
            subject=subject,
            issuer=_text(claims, "iss"),
            token_id=token_id,
            sandbox=_sandbox(claims),
        )

    def assertion(self, token: str) -> Assertion:
        """The client that signed this assertion, iss and sub being the client itself; raises InvalidToken."""
        claims = self._claims(token, demanded=frozenset({"iss", "sub", "aud", "exp", "iat", "jti"}))
        if _text(claims, "sub") != _text(claims, "iss"):
            raise InvalidToken("The claims iss and sub must both be the client_id.")
        expires_at = datetime.fromtimestamp(_seconds(claims, "exp"), tz=UTC)
        return Assertion(_text(claims, "iss"), _text(claims, "jti"), expires_at)

    def _claims(self, token: str, *, demanded: AbstractSet[str]) -> Mapping[str, object]:
        algorithm, kid, issuer = _unverified(token)
        source = self._issuers.get(issuer)
        if source is None:
            raise InvalidToken("The issuer (iss) is not one that is accepted here.")
        key = source.find(kid)
        if key is None or algorithm not in key.algorithms:
            raise InvalidToken("The issuer has no key with this kid for this algorithm.")
        options = {f"require_{claim}": True for claim in demanded if claim != "scope"}
        try:
            claims: Mapping[str, object] = jwt.decode(
                token,
                _jose_key(key, algorithm),
                algorithms=[algorithm],
                audience=self._audience,
                issuer=issuer,
                options={**options, "leeway": CLOCK_SKEW},
            )
        except JWTError as problem:
            raise InvalidToken(f"The token does not hold: {str(problem).rstrip('.')}.") from problem
        except (TypeError, ValueError, OverflowError, RecursionError) as problem:
            raise InvalidToken("A claim of the token has a wrong type.") from problem
        if absent := demanded - set(claims):
            raise InvalidToken(f"The token lacks the claims: {', '.join(sorted(absent))}.")
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


_scheme = OAuth2(
    flows=OAuthFlows(clientCredentials=OAuthFlowClientCredentials(tokenUrl="/oauth/token", scopes=dict(SCOPES))),
    scheme_name=SECURITY_SCHEME,
    description="Access token of the registry: client credentials with private_key_jwt (NL GOV profile for OAuth 2.0).",
    auto_error=False,
)


def needs(*scopes: str) -> Callable[..., Caller]:
    """A dependency that lets in only callers with all these scopes; none means any valid token.

    Use it as `Annotated[Caller, Security(needs("ingest:write"))]`: the scopes then stand in the API's description.
    """
    if unknown := set(scopes) - set(SCOPES):
        raise ValueError(f"These are no scopes: {', '.join(sorted(unknown))}.")

    def caller(request: Request, _stated: Annotated[str | None, Security(_scheme, scopes=list(scopes))]) -> Caller:
        found = anonymous_allowed(request)
        if found is None:
            raise Unauthenticated(
                nl="Deze aanvraag vraagt een toegangstoken in de header Authorization (Bearer).",
                en="This request needs an access token in the header Authorization (Bearer).",
                scope=" ".join(scopes) or None,
            )
        if missing := [scope for scope in scopes if scope not in found.scopes]:
            raise Refused(
                nl=f"Het token mist de scope {' '.join(missing)}.",
                en=f"The token lacks the scope {' '.join(missing)}.",
                scope=" ".join(scopes),
            )
        return found

    return caller


def anonymous_allowed(request: Request) -> Caller | None:
    """A dependency for what anyone may do: None without a token, and a token that is given must hold."""
    if "access_token" in request.query_params:
        raise Unauthenticated(
            nl="Een token in het webadres wordt geweigerd: adressen komen in logs. Zet het in de header Authorization.",
            en="A token in the address is refused: addresses end up in logs. Put it in the header Authorization.",
            error="invalid_request",
        )
    headers = request.headers.getlist("authorization")
    if not headers:
        return None
    kind, _, token = headers[0].partition(" ")
    if len(headers) > 1 or kind.lower() != "bearer" or not token.strip():
        raise Unauthenticated(
            nl="De header Authorization hoort eenmaal voor te komen, als: Bearer <token>.",
            en="The header Authorization must occur once, as: Bearer <token>.",
            error="invalid_request",
        )
    verifier: TokenVerifier = request.app.state.verifier
    try:
        found = verifier.caller(token.strip())
    except InvalidToken as problem:
        raise Unauthenticated(
            nl=f"Het token geldt hier niet. ({problem})",
            en=f"The token does not hold here. {problem}",
            error="invalid_token",
        ) from problem
    except KeysUnavailable as problem:
        raise Unavailable(
            nl="Het token is nu niet te controleren: de sleutels van de uitgever zijn niet te lezen.",
            en="The token cannot be checked now: the keys of its issuer cannot be read.",
        ) from problem
    request.state.caller = found
    return found


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
