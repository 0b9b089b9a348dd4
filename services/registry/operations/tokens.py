"""Giving access tokens to clients that prove who they are (OAuth client credentials, `private_key_jwt`).

Rules: NL GOV Assurance profile for OAuth 2.0 (A1-A7). Tokens are JWTs (RFC 9068) that services verify by themselves.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.registry.operations.clients import CLIENT_ID
from services.registry.operations.keys import Signer
from services.registry.store import clients
from services.registry.store.clients import ClientRecord
from services.registry.token_request import TokenRefusal, TokenRequest
from shared.audit import record_act
from shared.auth import InvalidToken, TokenVerifier
from shared.signing_keys import KeySource, KnownKeys, parse_key_set

TOKEN_ID_BYTES = 24
TOKEN_KIND = "at+jwt"  # noqa: S105 - the media type of RFC 9068 §2.1


@dataclass(frozen=True, slots=True)
class TokenTerms:
    """What this authorization server is called, who its tokens are for, and how many seconds they live."""

    issuer: str
    token_endpoint: str
    audiences: tuple[str, ...]
    life: int


@dataclass(frozen=True, slots=True)
class Grant:
    """A token that was given."""

    token: str
    life: int
    scopes: tuple[str, ...]


def grant_token(
    session: Session, asked: TokenRequest, *, signer: Signer, terms: TokenTerms, now: datetime
) -> Grant | TokenRefusal:
    """Give a token, or say why not. The assertion counts as used either way, so the caller commits a refusal too."""
    try:
        client = _authenticated(session, asked, terms=terms)
    except TokenRefusal as refusal:
        return refusal
    try:
        scopes = _granted_scopes(client, asked.scopes)
        audiences = _audiences(asked.resources, terms=terms)
    except TokenRefusal as refusal:
        error = {"error": str(refusal.error)}
        record_act(session, "registry", actor=client.id, act="token.refuse", subject=client.id, detail=error)
        return refusal
    issued_at = int(now.timestamp())
    token_id = secrets.token_urlsafe(TOKEN_ID_BYTES)
    claims: dict[str, object] = {
        "iss": terms.issuer,
        "sub": client.id,
        "azp": client.id,
        "client_id": client.id,
        "aud": list(audiences),
        "iat": issued_at,
        "nbf": issued_at,
        "exp": issued_at + terms.life,
        "jti": token_id,
        "scope": " ".join(scopes),
        "sandbox": client.sandbox,
    }
    if client.party is not None:
        claims |= {"party": client.party, "party_kind": client.party_kind}
    token = signer.key(session).sign(claims, kind=TOKEN_KIND)
    clients.forget_expired(session)
    granted: dict[str, str | int] = {"jti": token_id, "scope": " ".join(scopes), "life": terms.life}
    record_act(session, "registry", actor=client.id, act="token.grant", subject=client.id, detail=granted)
    return Grant(token, terms.life, scopes)


class _RegisteredKeys:
    """The keys that a client registered; looked up only for what can be the id of a client."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, issuer: str, /) -> KeySource | None:
        if not CLIENT_ID.fullmatch(issuer):
            return None
        client = clients.client_record(self._session, issuer)
        return None if client is None else KnownKeys(parse_key_set(client.jwks))


def _authenticated(session: Session, asked: TokenRequest, *, terms: TokenTerms) -> ClientRecord:
    verifier = TokenVerifier(_RegisteredKeys(session), terms.token_endpoint)
    try:
        assertion = verifier.assertion(asked.assertion)
    except InvalidToken as problem:
        raise TokenRefusal(
            "invalid_client",
            f"The assertion does not hold: {problem} Its audience (aud) must be {terms.token_endpoint}, it must be"
            " signed with a registered key (kid) by RS256 or PS256, and it needs iss, sub, aud, iat, exp and jti.",
        ) from problem
    client = clients.client_record(session, assertion.client_id)
    if client is None or client.state != "active" or client.party_ended:
        raise TokenRefusal("invalid_client", "The client may not ask for tokens at present.")
    if asked.client_id not in (None, client.id):
        raise TokenRefusal("invalid_client", "client_id is not the client that signed the assertion.")
    fresh = clients.use_assertion(
        session, client_id=client.id, token_id=assertion.token_id, expires_at=assertion.expires_at
    )
    if not fresh:
        raise TokenRefusal("invalid_client", "This assertion (jti) was used before; sign a new one for each request.")
    return client


def _granted_scopes(client: ClientRecord, asked: Sequence[str]) -> tuple[str, ...]:
    if beyond := sorted(set(asked) - set(client.scopes)):
        shown = " ".join(beyond)[:200]
        raise TokenRefusal(
            "invalid_scope", f"The client may not have: {shown}. It may have: {' '.join(client.scopes)}."
        )
    return tuple(sorted(set(asked))) or client.scopes


def _audiences(asked: Sequence[str], *, terms: TokenTerms) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(resource.rstrip("/") for resource in asked))
    if any(resource not in terms.audiences for resource in wanted):
        raise TokenRefusal("invalid_target", f"resource must be one of: {' '.join(terms.audiences)}.")
    return wanted or terms.audiences
