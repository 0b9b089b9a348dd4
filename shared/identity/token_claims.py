"""What a signed token says, once its signature, times and audience are found to hold.

Rules: NL GOV Assurance profile for OAuth 2.0 (R2), RFC 7519, RFC 8725.
"""

import time
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from shared.identity.json_web_tokens import SIGNATURE_ALGORITHMS, Expired, NotSigned, unverified, verified
from shared.identity.signing_keys import KeySource

LONGEST_TOKEN: Final = 8192  # characters; bounds the work an unauthenticated request can cause
LONGEST_LIFE: Final = 3600  # seconds between iat and exp
CLOCK_SKEW: Final = 10  # seconds that clocks may differ: for iat and nbf, not for exp
_SEGMENTS: Final = 3
_YEAR_3000: Final = 32_503_680_000
DEMANDED: Final = frozenset({"iss", "sub", "aud", "exp", "iat", "jti"})
"""Claims without which no token is looked at any further."""


class InvalidToken(Exception):
    """The token does not hold; `nl` and `en` say why, as full sentences, and repeat nothing of it."""

    def __init__(self, *, nl: str, en: str) -> None:
        super().__init__(en)
        self.nl = nl
        self.en = en


def issuer_of(token: str) -> str:
    """The issuer that a token names, to look its keys up by; nothing of it is trusted yet. Raises InvalidToken."""
    _, _, issuer = _unverified(token)
    return issuer


def verified_claims(
    token: str, *, keys: KeySource, audiences: AbstractSet[str], demanded: AbstractSet[str] = DEMANDED
) -> Mapping[str, object]:
    """The claims of a token that one of these keys signed, for one of these audiences.

    Raises InvalidToken, and KeysUnavailable when nobody can say which keys there are.
    """
    algorithm, kid, issuer = _unverified(token)
    key = keys.find(kid)
    if key is None or algorithm not in key.algorithms:
        raise InvalidToken(
            en="The issuer has no key with this kid for this algorithm.",
            nl="De uitgever heeft geen sleutel met deze kid voor dit algoritme.",
        )
    try:
        claims = verified(
            token,
            key.rsa,
            algorithm=algorithm,
            issuer=issuer,
            demanded=(DEMANDED & demanded) - {"aud"},  # the others are looked at below
            leeway=CLOCK_SKEW,
        )
    except Expired as problem:
        raise _expired() from problem
    except NotSigned as problem:
        raise InvalidToken(
            en=f"The signature or a claim is not right: {str(problem).rstrip('.')}.",
            nl="De handtekening of een claim van het token klopt niet.",
        ) from problem
    except TypeError as problem:
        raise InvalidToken(
            en="A claim of the token has a wrong type.", nl="Een claim van het token is van een verkeerde soort."
        ) from problem
    if absent := demanded - set(claims):
        raise InvalidToken(
            en=f"The token lacks the claims: {', '.join(sorted(absent))}.",
            nl=f"Het token mist de claims: {', '.join(sorted(absent))}.",
        )
    _check_audience(claims, audiences)
    _check_times(claims)
    return claims


def text(members: Mapping[str, object], name: str) -> str:
    """A member that must be there and be printable text; raises InvalidToken."""
    value = optional_text(members, name)
    if value is None:
        raise InvalidToken(en=f"The token lacks {name}.", nl=f"Het token mist {name}.")
    return value


def optional_text(members: Mapping[str, object], name: str) -> str | None:
    """A member that is printable text when it is there; raises InvalidToken."""
    value = members.get(name)
    if value is not None and (not isinstance(value, str) or not value or not value.isprintable()):
        raise InvalidToken(en=f"The claim {name} is no text.", nl=f"De claim {name} is geen tekst.")
    return value


def seconds(claims: Mapping[str, object], name: str) -> float:
    """A moment in seconds since 1970; raises InvalidToken."""
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _YEAR_3000:
        raise InvalidToken(
            en=f"The claim {name} is no moment in seconds.", nl=f"De claim {name} is geen tijdstip in seconden."
        )
    return float(value)


def _unverified(token: str) -> tuple[str, str, str]:
    """Algorithm, key and issuer a token names, to look its key up by; nothing of it is trusted yet."""
    if len(token) > LONGEST_TOKEN or not token.isascii() or token.count(".") != _SEGMENTS - 1:
        raise InvalidToken(
            en="This is no signed JWT of at most 8192 characters.",
            nl="Dit is geen ondertekend JWT van ten hoogste 8192 tekens.",
        )
    try:
        header, claims = unverified(token)
    except NotSigned as problem:
        raise InvalidToken(en="This is no signed JWT.", nl="Dit is geen ondertekend JWT.") from problem
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in SIGNATURE_ALGORITHMS:
        raise InvalidToken(
            en=f"The algorithm must be one of {', '.join(SIGNATURE_ALGORITHMS)}.",
            nl=f"Het algoritme hoort een van deze te zijn: {', '.join(SIGNATURE_ALGORITHMS)}.",
        )
    if "crit" in header:
        raise InvalidToken(
            en="The header has critical extensions (crit) that are not known here.",
            nl="De kop heeft verplichte uitbreidingen (crit) die hier niet bekend zijn.",
        )
    return algorithm, text(header, "kid"), text(claims, "iss")


def _expired() -> InvalidToken:
    return InvalidToken(en="The token has expired.", nl="Het token is verlopen.")


def _check_audience(claims: Mapping[str, object], accepted: AbstractSet[str]) -> None:
    stated = claims["aud"]
    audiences = stated if isinstance(stated, list) else [stated]
    if not all(isinstance(audience, str) for audience in audiences):
        raise InvalidToken(
            en="The audience (aud) is no text and no list of texts.",
            nl="De ontvanger (aud) is geen tekst en geen lijst van teksten.",
        )
    if not accepted & set(audiences):
        raise InvalidToken(
            en="The token is meant for another: its audience (aud) is not accepted here.",
            nl="Het token is voor een ander bedoeld: de ontvanger (aud) geldt hier niet.",
        )


def _check_times(claims: Mapping[str, object]) -> None:
    now = time.time()
    issued_at, ends_at = seconds(claims, "iat"), seconds(claims, "exp")
    if ends_at <= now:
        raise _expired()
    if issued_at > now + CLOCK_SKEW:
        raise InvalidToken(
            en="The token was issued in the future (iat).", nl="Het token is in de toekomst uitgegeven (iat)."
        )
    if ends_at - issued_at > LONGEST_LIFE:
        raise InvalidToken(
            en=f"The token lives longer than {LONGEST_LIFE} seconds.",
            nl=f"Het token geldt langer dan {LONGEST_LIFE} seconden.",
        )
    if "nbf" in claims and seconds(claims, "nbf") > now + CLOCK_SKEW:
        raise InvalidToken(en="The token is not valid yet (nbf).", nl="Het token geldt nog niet (nbf).")
