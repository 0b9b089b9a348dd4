"""Calls from one service to another: always with a time-out, the trace passed on, and the service's own token."""

from typing import Final

import httpx

from shared import logs
from shared.identity.token_source import TokenSource
from shared.settings import ServiceName, ServiceSettings
from shared.tls import trusted_certificates

TIMEOUT: Final = httpx.Timeout(5.0, connect=2.0)
LIMITS: Final = httpx.Limits(max_connections=10, max_keepalive_connections=5, keepalive_expiry=30.0)


class NoOwnClientError(RuntimeError):
    """This process has no client of its own at the registry, so it cannot call another service."""


def client() -> httpx.Client:
    """HTTP client for other services. Follows no redirect and trusts no proxy settings of the environment.

    The caller closes it.
    """
    return httpx.Client(
        timeout=TIMEOUT,
        limits=LIMITS,
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": "ppds", "Accept": "application/json"},
        event_hooks={"request": [_pass_trace_on]},
        verify=trusted_certificates(of_environment=False),
    )


class ServiceTokens:
    """Access tokens of this service's own client, one source per service that is called."""

    def __init__(self, settings: ServiceSettings, *, http: httpx.Client) -> None:
        self._settings = settings
        self._http = http
        self._sources: dict[tuple[ServiceName, tuple[str, ...]], TokenSource] = {}

    def header(self, service: ServiceName, *, scopes: tuple[str, ...]) -> dict[str, str]:
        """The Authorization header for a call to this service.

        Raises NoOwnClientError, and what `shared.identity.token_source` raises when the registry refuses or does not
        answer.
        """
        source = self._sources.get((service, scopes))
        if source is None:
            source = self._sources[service, scopes] = self._source(service, scopes)
        return source.header()

    def forget(self) -> None:
        """Drop the tokens that are kept, for instance after a service answered 401."""
        for source in self._sources.values():
            source.forget()

    def _source(self, service: ServiceName, scopes: tuple[str, ...]) -> TokenSource:
        settings = self._settings
        if settings.client_id is None or settings.client_key_file is None:
            raise NoOwnClientError("set PPDS_CLIENT_ID and PPDS_CLIENT_KEY_FILE: this process calls other services")
        return TokenSource(
            f"{settings.issuer}/oauth/token",
            settings.client_id,
            private_key_pem=settings.client_key_file.read_text(encoding="utf-8"),
            scopes=scopes,
            audience=settings.base_url(service),
            http=self._http,
        )


def _pass_trace_on(request: httpx.Request) -> None:
    current = logs.traceparent()
    if current is not None:
        request.headers["traceparent"] = current
