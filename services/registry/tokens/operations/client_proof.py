"""Who is this client: the assertion it signed, checked and used up, within the share of its address and of itself.

Rules: RFC 7523 §3; NL GOV Assurance profile for OAuth 2.0 (A1-A3). An assertion serves once, whichever endpoint it was
presented at. docs/decisions/0010 says which audiences count.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.registry.clients.operations.checks import CLIENT_ID
from services.registry.clients.store import clients
from services.registry.clients.store.clients import ClientRecord
from services.registry.tokens.rules import ClientProof, TokenRefusal
from shared.errors import TooManyRequests
from shared.identity.signing_keys import KeySource, KnownKeys, parse_key_set
from shared.identity.token_claims import issuer_of
from shared.identity.token_verification import Assertion, InvalidToken, TokenVerifier
from shared.request_limit import RequestLimit


@dataclass(frozen=True, slots=True)
class OAuthLimits:
    """How often a client may come, and how often one address may fail in the name of one client."""

    clients: RequestLimit
    failures: RequestLimit


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a client presents itself: the audiences its assertion may have there, the first being the usual one."""

    audiences: tuple[str, ...]
    limits: OAuthLimits
    address: str


def prove_client(session: Session, proof: ClientProof, *, endpoint: Endpoint) -> ClientRecord:
    """The client that signed this; raises TokenRefusal. Its assertion counts as used, so commit a refusal too.

    A right signature always passes, whatever others behind its address did: failures are counted by address and by the
    client they claim to be, and beyond their number only failures are told to slow down.
    """
    try:
        try:
            client, assertion = _signed_by(session, proof, endpoint=endpoint)
            _use_up(session, assertion)
        except TokenRefusal:
            endpoint.limits.failures.take(f"{endpoint.address} {_claimed(proof)}")
            raise
        endpoint.limits.clients.take(client.id)
    except TooManyRequests as refusal:
        raise TokenRefusal("slow_down", refusal.en, retry_after=refusal.retry_after) from refusal
    return client


def _claimed(proof: ClientProof) -> str:
    """Which client this says it is from; nothing when that can be no client."""
    try:
        claimed = proof.client_id or issuer_of(proof.assertion)
    except InvalidToken:
        return ""
    return claimed if CLIENT_ID.fullmatch(claimed) else ""


class _RegisteredKeys:
    """The keys that a client registered; looked up only for what can be the id of a client."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, issuer: str, /) -> KeySource | None:
        if not CLIENT_ID.fullmatch(issuer):
            return None
        client = clients.client_record(self._session, issuer)
        return None if client is None else KnownKeys(parse_key_set(client.jwks))


def _signed_by(session: Session, proof: ClientProof, *, endpoint: Endpoint) -> tuple[ClientRecord, Assertion]:
    usual, *others = endpoint.audiences
    verifier = TokenVerifier(_RegisteredKeys(session), usual, also_for=tuple(others))
    try:
        assertion = verifier.assertion(proof.assertion)
    except InvalidToken as problem:
        raise TokenRefusal(
            "invalid_client",
            f"The assertion does not hold: {problem} Its audience (aud) must be {usual}, it must be"
            " signed with a registered key (kid) by RS256 or PS256, and it needs iss, sub, aud, iat, exp and jti.",
        ) from problem
    # Held before it is read: what it may is withdrawn either before its token is dated, or after, but not meanwhile.
    clients.hold_client(session, assertion.client_id)
    client = clients.client_record(session, assertion.client_id)
    if client is None or client.state != "active" or client.party_ended:
        raise TokenRefusal("invalid_client", "The client may not ask for tokens at present.")
    if proof.client_id not in (None, client.id):
        raise TokenRefusal("invalid_client", "client_id is not the client that signed the assertion.")
    return client, assertion


def _use_up(session: Session, assertion: Assertion) -> None:
    fresh = clients.use_assertion(
        session, client_id=assertion.client_id, token_id=assertion.token_id, expires_at=assertion.expires_at
    )
    if not fresh:
        raise TokenRefusal("invalid_client", "This assertion (jti) was used before; sign a new one for each request.")
