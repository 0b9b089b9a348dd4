"""Issuers of people's tokens: identity providers of others, trusted by configuration, and what their tokens mean here.

Only roles that stand in the mapping become scopes. Whatever else such a token says about scopes, parties or sandboxes
counts for nothing: those words are the registry's own. A person is known by a pseudonym alone.
"""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from shared.identity.scopes import SCOPES
from shared.identity.signing_keys import KnownKeys, PublicKey, UnusableKey, parse_key_set

PERSON: Final = "person:"
DIGITS: Final = 20
_URL: Final = r"^https?://[^\s?#]+$"


class SignIn(BaseModel):
    """How people sign in to the dashboard at an issuer: OpenID Connect, authorization code with PKCE (S256)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    client_id: Annotated[str, Field(min_length=1, description="Of the dashboard, at the issuer.")]
    authorization_endpoint: Annotated[str, Field(pattern=_URL, description="Where people sign in.")]
    token_endpoint: Annotated[str, Field(pattern=_URL, description="Where the dashboard changes the code for a token.")]
    scope: Annotated[str, Field(min_length=1, description="What is asked for.")] = "openid"
    name: Annotated[str | None, Field(min_length=1, description="By which people choose it, if there are more.")] = None


class TrustedIssuer(BaseModel):
    """One issuer, as an element of the JSON list in PPDS_TRUSTED_ISSUERS."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: Annotated[str, Field(pattern=_URL, description="The claim iss of its tokens, to the letter.")]
    jwks_uri: Annotated[str | None, Field(pattern=_URL, description="Where its public keys are published.")] = None
    jwks: Annotated[dict[str, object] | None, Field(description="Its public keys, when it publishes them nowhere.")] = (
        None
    )
    audience: Annotated[
        str | None, Field(min_length=1, description="The aud of tokens meant for us; not set: the service's address.")
    ] = None
    roles_claim: Annotated[
        str, Field(min_length=1, description="The claim with the roles; realm_access.roles is one inside another.")
    ] = "roles"
    roles: Annotated[Mapping[str, tuple[str, ...]], Field(min_length=1, description="Which scopes each role gives.")]
    organisation_claim: Annotated[
        str | None, Field(min_length=1, description="The claim with the TOOI URI or OIN of the person's organisation.")
    ] = None
    sign_in: Annotated[
        SignIn | None, Field(description="How people sign in to the dashboard there; services do not look at it.")
    ] = None
    test: Annotated[bool, Field(description="An issuer for trying out; refused in production.")] = False

    @field_validator("roles")
    @classmethod
    def _scopes_exist(cls, roles: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        unknown = sorted({scope for scopes in roles.values() for scope in scopes} - set(SCOPES))
        if unknown:
            message = f"these are no scopes: {', '.join(unknown)}"
            raise ValueError(message)
        return roles

    @model_validator(mode="after")
    def _keys_from_one_place(self) -> Self:
        if (self.jwks_uri is None) == (self.jwks is None):
            message = "state either jwks_uri or jwks"
            raise ValueError(message)
        self.inline_keys()
        return self

    def inline_keys(self) -> tuple[PublicKey, ...]:
        """The keys that stand in the configuration itself; none when they are published."""
        if self.jwks is None:
            return ()
        try:
            return parse_key_set(self.jwks)
        except UnusableKey as problem:
            message = f"jwks: {problem}"
            raise ValueError(message) from problem

    def known_keys(self) -> KnownKeys:
        return KnownKeys(self.inline_keys())

    def faults_in_production(self) -> tuple[str, ...]:
        """Why this issuer may not be trusted in production."""
        faults = []
        if self.test:
            faults.append(f"{self.issuer} is a test issuer")
        signing_in = [] if self.sign_in is None else [self.sign_in.authorization_endpoint, self.sign_in.token_endpoint]
        stated = [self.issuer, *([self.jwks_uri] if self.jwks_uri else []), *signing_in]
        plain = [url for url in stated if url.startswith("http://")]
        faults += [f"{url} is not https" for url in plain]
        return tuple(faults)

    def scopes_of(self, claims: Mapping[str, object]) -> frozenset[str]:
        """The scopes that the roles in these claims give; a role that is not in the mapping gives none."""
        return frozenset(scope for role in self.roles_of(claims) for scope in self.roles.get(role, ()))

    def organisation_of(self, claims: Mapping[str, object]) -> object:
        """What the token says about the person's organisation; None when it says nothing or is not asked to."""
        return None if self.organisation_claim is None else _claim(claims, self.organisation_claim)

    def roles_of(self, claims: Mapping[str, object]) -> tuple[str, ...]:
        """The roles in these claims, known here or not."""
        stated = _claim(claims, self.roles_claim)
        if isinstance(stated, str):
            return (stated,)
        return tuple(role for role in stated if isinstance(role, str)) if isinstance(stated, list) else ()


def pseudonym(issuer: str, subject: str) -> str:
    """How a person is known here: the same person of the same issuer always the same, and no name in sight."""
    return PERSON + hashlib.sha256(f"{issuer} {subject}".encode()).hexdigest()[:DIGITS]


def _claim(claims: Mapping[str, object], name: str) -> object:
    """A claim by its name; a name with points that is no claim itself leads into the objects of claims."""
    if name in claims:
        return claims[name]
    value: object = claims
    for step in name.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
