"""Giving access tokens to clients that prove who they are (OAuth client credentials, `private_key_jwt`).

Rules: NL GOV Assurance profile for OAuth 2.0 (A1-A7). Tokens are JWTs (RFC 9068) that services verify by themselves,
each for one service (docs/decisions/0021).
"""

import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.registry.clients.store import clients, sandbox
from services.registry.clients.store.clients import ClientRecord
from services.registry.signing_keys.operations import Signer
from services.registry.tokens.operations.client_proof import Endpoint, prove_client
from services.registry.tokens.rules import TokenRefusal, TokenRequest
from shared.log.audit import record_act

TOKEN_ID_BYTES = 24
TOKEN_KIND = "at+jwt"  # noqa: S105 - the media type of RFC 9068 §2.1


@dataclass(frozen=True, slots=True)
class TokenTerms:
    """What this authorization server is called, for whom its tokens are (itself first), how many seconds they live."""

    issuer: str
    audiences: tuple[str, ...]
    life: int


@dataclass(frozen=True, slots=True)
class Grant:
    """A token that was given."""

    token: str
    life: int
    scopes: tuple[str, ...]


def grant_token(
    session: Session, asked: TokenRequest, *, endpoint: Endpoint, signer: Signer, terms: TokenTerms
) -> Grant:
    """Give a token; raises TokenRefusal. The assertion is used up either way, so the caller commits a refusal too.

    The token is dated by the clock of the database, as withdrawals are: two clocks could put them in the wrong order.
    """
    client = prove_client(session, asked.proof, endpoint=endpoint)
    try:
        scopes = _granted_scopes(client, asked.scopes)
        audience = _audience(asked.resources, terms=terms)
    except TokenRefusal as refusal:
        error = {"error": str(refusal.error)}
        record_act(session, "registry", actor=client.id, act="token.refuse", subject=client.id, detail=error)
        raise
    issued_at = _issued_at(client, clients.moment(session))
    life = _life(client, issued_at, terms=terms)
    token_id = secrets.token_urlsafe(TOKEN_ID_BYTES)
    claims: dict[str, object] = {
        "iss": terms.issuer,
        "sub": client.id,
        "azp": client.id,
        "client_id": client.id,
        "aud": [audience],
        "iat": issued_at,
        "nbf": issued_at,
        "exp": issued_at + life,
        "jti": token_id,
        "scope": " ".join(scopes),
        "sandbox": client.sandbox,
        "service": client.party is None,
    }
    if client.party is not None:
        claims |= {"party": client.party, "party_kind": client.party_kind}
    token = signer.key(session).sign(claims, kind=TOKEN_KIND)
    clients.forget_expired(session)
    sandbox.take_expired_away(session)
    granted: dict[str, str | int] = {"jti": token_id, "scope": " ".join(scopes), "life": life}
    record_act(session, "registry", actor=client.id, act="token.grant", subject=client.id, detail=granted)
    return Grant(token, life, scopes)


def _issued_at(client: ClientRecord, now: datetime) -> int:
    """Whole seconds; never before the moment from which the client's tokens hold, which has fractions."""
    earliest = 0 if client.tokens_from is None else math.ceil(client.tokens_from.timestamp())
    return max(int(now.timestamp()), earliest)


def _life(client: ClientRecord, issued_at: int, *, terms: TokenTerms) -> int:
    """Seconds. No token outlives its client: services that verify it by themselves need not hear of that end."""
    if client.expires_at is None:
        return terms.life
    return min(terms.life, max(0, int(client.expires_at.timestamp()) - issued_at))


def _granted_scopes(client: ClientRecord, asked: Sequence[str]) -> tuple[str, ...]:
    if beyond := sorted(set(asked) - set(client.scopes)):
        shown = " ".join(beyond)[:200]
        raise TokenRefusal(
            "invalid_scope", f"The client may not have: {shown}. It may have: {' '.join(client.scopes)}."
        )
    return tuple(sorted(set(asked))) or client.scopes


def _audience(asked: Sequence[str], *, terms: TokenTerms) -> str:
    """The one service that the token is for: which was asked (RFC 8707), else the registry itself."""
    wanted = {resource.rstrip("/") for resource in asked} or {terms.audiences[0]}
    if len(wanted) > 1 or not wanted.issubset(terms.audiences):
        services = " ".join(terms.audiences)
        raise TokenRefusal("invalid_target", f"A token is for one service: resource must be one of: {services}.")
    return wanted.pop()
