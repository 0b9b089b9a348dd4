"""Access tokens for a sending system: client credentials with a signed assertion (`private_key_jwt`).

Rules: RFC 6749 §4.4, RFC 7523 §2.2, NL GOV Assurance profile for OAuth 2.0 (A1-A3): the assertion is signed with RS256,
its audience is the token endpoint, it lives a minute and its `jti` is used once.
"""

import secrets
import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx

from shared.identity.json_web_tokens import sign
from shared.identity.keys import read_private_key, thumbprint
from shared.tls import trusted_certificates

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_LIFE = 60  # seconds
_EARLY = 30  # seconds before its end at which a token counts as used up


class TokenRefused(Exception):
    """The token endpoint refused; `error` is its code (RFC 6749 §5.2), the message what it says."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}" if description else error)
        self.error = error


class TokensUnavailable(Exception):
    """The token endpoint could not be reached or did not answer as RFC 6749 says."""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    ends_at: float


class TokenSource:
    """Gets access tokens of one client for one service and keeps them until shortly before they expire.

    Safe between threads.

    Args:
        token_url: the token endpoint, also the audience of the assertion.
        client_id: as registered.
        private_key_pem: unencrypted PKCS#8, RSA.
        scopes: what to ask for; none asks for all that the client may have.
        audience: base address of the service that the tokens are for.
        kid: of the key; by default its thumbprint (RFC 7638).
        http: a client to use instead of an own one.
    """

    def __init__(
        self,
        token_url: str,
        client_id: str,
        *,
        private_key_pem: str,
        audience: str,
        scopes: tuple[str, ...] = (),
        kid: str | None = None,
        http: httpx.Client | None = None,
    ) -> None:
        self._token_url = token_url
        self._client_id = client_id
        self._key = read_private_key(private_key_pem)
        self._kid = kid or thumbprint(self._key.public_key())
        self._scopes = scopes
        self._audience = audience
        self._http = http or httpx.Client(timeout=httpx.Timeout(10.0), verify=trusted_certificates(of_environment=True))
        self._owns_http = http is None
        self._lock = threading.Lock()
        self._token: _Token | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._owns_http:
            self._http.close()

    def token(self) -> str:
        """A token that is valid for at least half a minute; raises TokenRefused, TokensUnavailable."""
        with self._lock:
            if self._token is None or self._token.ends_at - _EARLY <= time.monotonic():
                self._token = self._fetch()
            return self._token.text

    def header(self) -> dict[str, str]:
        """The header that carries the token."""
        return {"Authorization": f"Bearer {self.token()}"}

    def forget(self) -> None:
        """Drop the kept token, for instance after a service answered 401 to it."""
        with self._lock:
            self._token = None

    def _fetch(self) -> _Token:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self._assertion(),
            "resource": self._audience,
        }
        if self._scopes:
            form["scope"] = " ".join(self._scopes)
        asked_at = time.monotonic()
        try:
            response = self._http.post(self._token_url, data=form, headers={"Accept": "application/json"})
            answer = response.json()
        except (httpx.HTTPError, ValueError) as problem:
            raise TokensUnavailable(f"The token endpoint {self._token_url} did not answer as expected.") from problem
        if not isinstance(answer, dict):
            raise TokensUnavailable(f"The token endpoint {self._token_url} did not answer with a JSON object.")
        if "error" in answer:
            raise TokenRefused(str(answer["error"]), str(answer.get("error_description", "")))
        text, life = answer.get("access_token"), answer.get("expires_in")
        if response.is_error or not isinstance(text, str) or not isinstance(life, int):
            raise TokensUnavailable(
                f"The token endpoint {self._token_url} answered {response.status_code} and no token."
            )
        return _Token(text, asked_at + life)

    def _assertion(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self._client_id,
            "sub": self._client_id,
            "aud": self._token_url,
            "iat": now,
            "exp": now + _ASSERTION_LIFE,
            "jti": secrets.token_urlsafe(24),
        }
        return sign(claims, self._key, kid=self._kid)
