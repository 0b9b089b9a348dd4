"""Who a signed token speaks for: access tokens of the registry, people's tokens of trusted issuers, assertions.

Nobody is asked: issuers and audience are fixed, keys are known or fetched beforehand. Rules: NL GOV Assurance profile
for OAuth 2.0 (R2), RFC 7523, RFC 9068; what every token must keep to stands in `shared.identity.token_claims`.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, Protocol

from shared.identity.callers import Caller, RecentCallers, TokenStamp
from shared.identity.organisations import Organisation
from shared.identity.signing_keys import KeySource
from shared.identity.token_claims import (
    DEMANDED,
    LONGEST_LIFE,
    InvalidToken,
    issuer_of,
    optional_text,
    seconds,
    text,
    verified_claims,
)
from shared.identity.trusted_issuers import TrustedIssuer, pseudonym

__all__ = ["LONGEST_LIFE", "Assertion", "InvalidToken", "PeopleSource", "TokenVerifier"]


LONGEST_TOKEN_ID: Final = 128
"""Characters of the `jti` of an assertion: each is kept until it expires."""


def never_revoked(_token: TokenStamp) -> bool:
    """For assertions and for services that know no revocation list."""
    return False


def no_organisation(_stated: str) -> None:
    """For services that know no register."""


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
        recent: RecentCallers | None = None,
    ) -> None:
        """Fix what is accepted.

        Args:
            issuers: of access tokens or assertions that speak our own words (scope, party).
            audience: that every token must name, or one of `also_for`.
            also_for: other names for who a token may be meant for.
            people: issuers of people's tokens, by their `iss`; an issuer that stands in `issuers` too is ours.
            organisation: the party of the register that an organisation in a person's token is.
            is_revoked: whether a token was withdrawn.
            recent: the callers of a moment ago; without them each is verified anew.
        """
        self._issuers = issuers
        self._audiences = frozenset({audience, *also_for})
        self._people = people
        self._organisation = organisation
        self._is_revoked = is_revoked
        self._recent = recent

    def recent_caller(self, token: str) -> Caller | None:
        """Who presents this access token, when that is known without waiting for anyone; else None."""
        return None if self._recent is None else self._recent.find(token)

    def caller(self, token: str) -> Caller:
        """Who presents this access token; raises InvalidToken, and KeysUnavailable when its issuer cannot be asked."""
        issuer = issuer_of(token)
        if issuer in self._people and self._issuers.get(issuer) is None:
            return self._person(token, self._people[issuer])
        claims = self.access_claims(token)
        caller = Caller(
            client_id=_client(claims),
            party=optional_text(claims, "party"),
            party_kind=optional_text(claims, "party_kind"),
            scopes=frozenset(text(claims, "scope").split()),
            subject=text(claims, "sub"),
            issuer=text(claims, "iss"),
            token_id=text(claims, "jti"),
            sandbox=_flag(claims, "sandbox"),
            service="service" in claims and _flag(claims, "service"),
        )
        if self._recent is not None:
            self._recent.keep(token, caller, _stamp(claims), expires_at=seconds(claims, "exp"))
        return caller

    def access_claims(self, token: str) -> Mapping[str, object]:
        """The claims of an access token of the registry that holds; raises as `caller` does."""
        claims = self._claims(token, demanded=DEMANDED | {"scope", "sandbox"})
        if self._is_revoked(_stamp(claims)):
            raise InvalidToken(en="The token was revoked.", nl="Het token is ingetrokken.")
        return claims

    def assertion(self, token: str) -> Assertion:
        """The client that signed this assertion, iss and sub being the client itself; raises InvalidToken."""
        claims = self._claims(token)
        if text(claims, "sub") != text(claims, "iss"):
            raise InvalidToken(
                en="The claims iss and sub must both be the client_id.",
                nl="De claims iss en sub horen allebei de client_id te zijn.",
            )
        if not isinstance(claims["aud"], str):
            raise InvalidToken(
                en="The claim aud names one audience, as a text: an assertion that others accept too can be replayed.",
                nl="De claim aud noemt één ontvanger, als tekst: een verklaring die ook een ander aanneemt is daar te"
                " hergebruiken.",
            )
        token_id = text(claims, "jti")
        if len(token_id) > LONGEST_TOKEN_ID:
            raise InvalidToken(
                en=f"The claim jti has more than {LONGEST_TOKEN_ID} characters.",
                nl=f"De claim jti heeft meer dan {LONGEST_TOKEN_ID} tekens.",
            )
        expires_at = datetime.fromtimestamp(seconds(claims, "exp"), tz=UTC)
        return Assertion(text(claims, "iss"), token_id, expires_at)

    def _person(self, token: str, source: PeopleSource) -> Caller:
        """The person whose token this is. What it says of itself about scopes, party or sandbox is not looked at."""
        audience = source.terms.audience
        audiences = self._audiences if audience is None else frozenset({audience})
        claims = verified_claims(token, keys=source.keys, audiences=audiences)
        token_id, issuer = text(claims, "jti"), text(claims, "iss")
        person = pseudonym(issuer, text(claims, "sub"))
        if self._is_revoked(TokenStamp(token_id, person, seconds(claims, "iat"))):
            raise InvalidToken(en="The token was revoked.", nl="Het token is ingetrokken.")
        stated = source.terms.organisation_of(claims)
        organisation = self._organisation(stated) if isinstance(stated, str) else None
        if stated is not None and organisation is None:
            raise InvalidToken(
                en="The organisation in the token is no party of the register that exists today.",
                nl="De organisatie in het token is geen partij van het register die vandaag bestaat.",
            )
        return Caller(
            client_id=person,
            party=None if organisation is None else organisation.party,
            party_kind=None if organisation is None else organisation.kind,
            scopes=source.terms.scopes_of(claims),
            subject=person,
            issuer=issuer,
            token_id=token_id,
            sandbox=False,  # test bodies stand in no register and have no people
            person=person,
        )

    def _claims(self, token: str, *, demanded: AbstractSet[str] = DEMANDED) -> Mapping[str, object]:
        keys = self._issuers.get(issuer_of(token))
        if keys is None:
            raise InvalidToken(
                en="The issuer (iss) is not one that is accepted here.",
                nl="De uitgever (iss) wordt hier niet aanvaard.",
            )
        return verified_claims(token, keys=keys, audiences=self._audiences, demanded=demanded)


def _stamp(claims: Mapping[str, object]) -> TokenStamp:
    return TokenStamp(text(claims, "jti"), _client(claims), seconds(claims, "iat"))


def _client(claims: Mapping[str, object]) -> str:
    return optional_text(claims, "azp") or text(claims, "sub")


def _flag(claims: Mapping[str, object], name: str) -> bool:
    value = claims[name]
    if not isinstance(value, bool):
        raise InvalidToken(
            en=f"The claim {name} is neither true nor false.", nl=f"De claim {name} is geen true en geen false."
        )
    return value
