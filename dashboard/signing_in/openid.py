"""Signing in at a trusted issuer: OpenID Connect, authorization code with PKCE (S256), state and nonce.

Rules: OpenID Connect Core 3.1, RFC 7636, RFC 9207 (the issuer in the answer), NL GOV Assurance profile for OAuth 2.0.
"""

import hashlib
import hmac
import logging
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

import httpx
import orjson

from dashboard.page.language import Language
from dashboard.sessions.session import SessionOver, Tokens
from shared.identity.json_web_tokens import NotSigned, unverified
from shared.identity.signing_keys import KeySource, KeysUnavailable, PublishedKeys, keys_at
from shared.identity.token_claims import InvalidToken, verified_claims
from shared.identity.trusted_issuers import SignIn, TrustedIssuer

CALLBACK: Final = "/aanmelden/terug"
PENDING_SECONDS: Final = 600.0
MOST_PENDING: Final = 10_000
LONGEST_CODE: Final = 4096
_DEMANDED: Final = frozenset({"iss", "sub", "aud", "exp", "iat", "nonce"})
_log = logging.getLogger(__name__)


class SignInFailed(Exception):
    """Nobody signed in; the message is for the log and repeats nothing secret."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody who was sent to an issuer and did not come back yet."""

    issuer: str
    return_to: str
    language: Language
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the issuer said about whoever came back."""

    tokens: Tokens
    subject: str = field(repr=False)
    roles: tuple[str, ...]


class PendingSignIns:
    """Those on their way, by a secret in a cookie: ten minutes, and each comes back once."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, Pending]] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, pending: Pending) -> str:
        """Remember; gives the secret."""
        secret = secrets.token_urlsafe(32)
        with self._lock:
            while len(self._kept) >= MOST_PENDING:
                self._kept.popitem(last=False)
            self._kept[secret] = (self._clock() + PENDING_SECONDS, pending)
        return secret

    def take(self, secret: str | None) -> Pending | None:
        """Whoever comes back; None the second time, or too late."""
        with self._lock:
            until, pending = self._kept.pop(secret or "", (0.0, None))
        return pending if until > self._clock() else None


class Issuer:
    """One issuer at which people sign in.

    Args:
        terms: as the services trust it.
        sign_in: how people sign in there.
        dashboard_url: where they come back.
        http: open connections.
    """

    def __init__(self, terms: TrustedIssuer, sign_in: SignIn, *, dashboard_url: str, http: httpx.Client) -> None:
        self.terms = terms
        self._sign_in = sign_in
        self._redirect_uri = dashboard_url + CALLBACK
        self._http = http
        self._keys: KeySource = PublishedKeys(keys_at(http, terms.jwks_uri)) if terms.jwks_uri else terms.known_keys()

    @property
    def name(self) -> str:
        """By which people choose it."""
        return self._sign_in.name or self.terms.issuer

    def begin(self, return_to: str, language: Language) -> tuple[Pending, str]:
        """Somebody goes to the issuer: what to remember, and the address to go to."""
        pending = Pending(
            issuer=self.terms.issuer,
            return_to=return_to,
            language=language,
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
        )
        challenge = urlsafe_b64encode(hashlib.sha256(pending.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self._sign_in.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": self._sign_in.scope,
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "ui_locales": language,
        }
        return pending, f"{self._sign_in.authorization_endpoint}?{urlencode(asked)}"

    def finish(self, pending: Pending, *, state: str, code: str, issuer: str | None) -> SignedIn:
        """Somebody came back with a code; raises SignInFailed."""
        if not hmac.compare_digest(pending.state.encode(), state.encode()):
            raise SignInFailed("the state is another")
        if issuer is not None and issuer != self.terms.issuer:
            raise SignInFailed("the answer names another issuer")
        answer = self._ask(
            grant_type="authorization_code",
            code=code,
            redirect_uri=self._redirect_uri,
            code_verifier=pending.verifier,
        )
        claims = self._identity(answer.get("id_token"))
        if not hmac.compare_digest(pending.nonce.encode(), str(claims["nonce"]).encode()):
            raise SignInFailed("the nonce is another")
        tokens = _tokens(answer)
        return SignedIn(tokens, subject=str(claims["sub"]), roles=self._roles(tokens))

    def renew(self, refresh_token: str) -> Tokens:
        """New tokens without asking the person; raises SessionOver."""
        try:
            return _tokens(self._ask(grant_type="refresh_token", refresh_token=refresh_token))
        except SignInFailed as failed:
            raise SessionOver from failed

    def _roles(self, tokens: Tokens) -> tuple[str, ...]:
        """What the person does, for the order of their start page; what they may do the services say."""
        try:
            return self.terms.roles_of(unverified(tokens.access)[1])
        except NotSigned:
            return ()

    def _ask(self, **form: str) -> Mapping[str, object]:
        stated = {**form, "client_id": self._sign_in.client_id}
        try:
            answer = self._http.post(self._sign_in.token_endpoint, data=stated, headers={"Accept": "application/json"})
            content = orjson.loads(answer.content)
        except (httpx.TransportError, ValueError) as error:
            raise SignInFailed(f"the issuer does not answer: {type(error).__name__}") from error
        if not answer.is_success or not isinstance(content, dict):
            raise SignInFailed(f"the issuer answered {answer.status_code}")
        return content

    def _identity(self, token: object) -> Mapping[str, object]:
        if not isinstance(token, str):
            raise SignInFailed("there is no id_token")
        own = self._sign_in.client_id
        try:
            claims = verified_claims(token, keys=self._keys, audiences=frozenset({own}), demanded=_DEMANDED)
        except (InvalidToken, KeysUnavailable) as error:
            raise SignInFailed(f"the id_token does not hold: {error}") from error
        if claims["iss"] != self.terms.issuer or claims.get("azp", own) != own:
            raise SignInFailed("the id_token is of another issuer or for another")
        return claims


def issuers_of(trusted: tuple[TrustedIssuer, ...], *, dashboard_url: str, http: httpx.Client) -> Mapping[str, Issuer]:
    """The issuers at which people can sign in, by their address."""
    return {
        terms.issuer: Issuer(terms, terms.sign_in, dashboard_url=dashboard_url, http=http)
        for terms in trusted
        if terms.sign_in is not None
    }


def _tokens(answer: Mapping[str, object]) -> Tokens:
    access, seconds, refresh = answer.get("access_token"), answer.get("expires_in", 300), answer.get("refresh_token")
    if not isinstance(access, str) or isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise SignInFailed("the issuer gave no access token")
    return Tokens(access, until=time.time() + seconds, refresh=refresh if isinstance(refresh, str) else None)
