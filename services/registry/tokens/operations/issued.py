"""Tokens that were given: whether one still holds, and withdrawing it.

Rules: RFC 7662 (introspection), RFC 7009 (revocation), NL GOV Assurance profile for OAuth 2.0 (A8).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy.orm import Session

from services.registry.clients.store import clients
from services.registry.clients.store.clients import ClientRecord
from services.registry.signing_keys import store as signing_keys_store
from services.registry.tokens.operations.client_proof import Endpoint, prove_client
from services.registry.tokens.operations.granting import TokenTerms
from services.registry.tokens.rules import TokenQuestion, TokenRefusal
from shared.identity.signing_keys import KnownKeys
from shared.identity.token_verification import InvalidToken, TokenVerifier
from shared.log.audit import record_act

SEES_ALL: Final = "registry:read"
"""With this permission a client of the data space itself may ask about the tokens of others: its services."""

_SHOWN: Final = ("iss", "sub", "aud", "exp", "iat", "nbf", "jti", "scope", "client_id", "azp", "party", "sandbox")


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token of ours whose signature and times hold; whether it was withdrawn is not looked at yet."""

    token_id: str
    client_id: str
    claims: Mapping[str, object]

    @property
    def issued_at(self) -> datetime:
        return datetime.fromtimestamp(float(str(self.claims["iat"])), tz=UTC)

    @property
    def expires_at(self) -> datetime:
        return datetime.fromtimestamp(float(str(self.claims["exp"])), tz=UTC)


def introspect(session: Session, asked: TokenQuestion, *, endpoint: Endpoint, terms: TokenTerms) -> dict[str, object]:
    """What a token says, or only that it is not active: unknown, expired, withdrawn, or not for this client to know.

    A client may ask about its own tokens, a service of the data space (a client without a party, with the scope
    registry:read) about any. Whoever may not hears what it would hear of a token that does not exist, so that asking
    tells nothing (RFC 7662 §2.2 and §4).

    Raises TokenRefusal for a client that does not prove who it is; the caller commits a refusal too.
    """
    client = prove_client(session, asked.proof, endpoint=endpoint)
    token = _issued(session, asked.token, terms)
    if token is None or not _may_know(client, token) or not _holds(session, token):
        return {"active": False}
    shown = {name: token.claims[name] for name in _SHOWN if name in token.claims}
    return {"active": True, "token_type": "Bearer", **shown}


def revoke(session: Session, asked: TokenQuestion, *, endpoint: Endpoint, terms: TokenTerms) -> None:
    """Withdraw a token of the client's own. A token that does not hold anyway is no fault (RFC 7009 §2.2).

    Raises TokenRefusal for a client that does not prove who it is, and for the token of another; the caller commits a
    refusal too.
    """
    client = prove_client(session, asked.proof, endpoint=endpoint)
    token = _issued(session, asked.token, terms)
    if token is None:
        return
    if token.client_id != client.id:
        raise TokenRefusal("unauthorized_client", "This token was given to another client.")
    if clients.revoke_token(session, token_id=token.token_id, client_id=client.id, expires_at=token.expires_at):
        record_act(
            session, "registry", actor=client.id, act="token.revoke", subject=client.id, detail={"jti": token.token_id}
        )


def _may_know(client: ClientRecord, token: IssuedToken) -> bool:
    is_service = client.party is None and not client.sandbox and SEES_ALL in client.scopes
    return is_service or client.id == token.client_id


def _issued(session: Session, token: str, terms: TokenTerms) -> IssuedToken | None:
    # The keys of this moment, by the connection that the request holds already.
    own = {terms.issuer: KnownKeys(signing_keys_store.published_keys(session))}
    verifier = TokenVerifier(own, terms.audiences[0], also_for=terms.audiences[1:])
    try:
        claims = verifier.access_claims(token)
    except InvalidToken:
        return None
    return IssuedToken(str(claims["jti"]), str(claims.get("azp") or claims["sub"]), claims)


def _holds(session: Session, token: IssuedToken) -> bool:
    owner = clients.client_record(session, token.client_id)
    if owner is None or owner.state != "active" or owner.party_ended:
        return False
    if owner.tokens_from is not None and token.issued_at < owner.tokens_from:
        return False
    return not clients.is_revoked(session, token.token_id)
