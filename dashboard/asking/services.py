"""How pages ask the services: over HTTP, as any other client, with the dashboard's own token or that of a person."""

import logging
from collections.abc import Callable, Hashable, Iterator, Mapping
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any, Final, Protocol
from urllib.parse import urlencode

import httpx
import orjson

from dashboard.asking.answers import Answer, Query, as_parameters, mark
from dashboard.asking.faults import Missing, refused
from dashboard.asking.kept_answers import KeptAnswers
from dashboard.settings import Settings
from shared.identity.token_source import TokenRefused, TokenSource, TokensUnavailable
from shared.settings import ServiceName

TIMEOUT: Final = httpx.Timeout(20.0, connect=2.0)
LIMITS: Final = httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=30.0)
_PAGE: Final = 500

_log = logging.getLogger(__name__)


class Authorization(Protocol):
    """The Authorization header for a service."""

    def __call__(self, service: ServiceName, /) -> Mapping[str, str]: ...


class OwnTokens:
    """Tokens of the dashboard's own client, one source per service."""

    def __init__(self, settings: Settings, *, http: httpx.Client) -> None:
        self._settings = settings
        self._http = http
        self._sources: dict[ServiceName, TokenSource] = {}

    def __call__(self, service: ServiceName, /) -> Mapping[str, str]:
        """Raises Missing when no token can be had."""
        source = self._sources.get(service)
        if source is None:
            source = self._sources[service] = self._source(service)
        try:
            return source.header()
        except (TokenRefused, TokensUnavailable) as error:
            _log.warning("no token for %s: %s", service, error)
            raise Missing("registry") from error

    def _source(self, service: ServiceName) -> TokenSource:
        settings = self._settings
        if settings.client_id is None or settings.client_key_file is None:
            raise Missing("registry")
        return TokenSource(
            f"{settings.registry_url}/oauth/token",
            settings.client_id,
            private_key_pem=settings.client_key_file.read_text(encoding="utf-8"),
            audience=settings.base_url(service),
            http=self._http,
        )


class Services:
    """The three services as one reader meets them.

    Args:
        settings: where they are.
        http: open connections, shared between readers.
        authorization: of the reader.
        language: of the messages the services write, "nl" or "en".
        kept: answers to use again; None for a person, who sees what was just changed.
        askers: who ask at once what a page is known to need.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        http: httpx.Client,
        authorization: Authorization,
        language: str,
        kept: KeptAnswers | None = None,
        askers: Executor | None = None,
    ) -> None:
        self._settings = settings
        self._http = http
        self._authorization = authorization
        self._language = language
        self._kept = kept
        self._askers = askers
        self._under_way: dict[Hashable, Future[Answer]] = {}

    def ahead(self, service: ServiceName, path: str, query: Query | None = None) -> Callable[[], Answer]:
        """Ask now, beside other questions; gives what waits for the answer, and tells then what went wrong as `ask`."""
        stated = as_parameters(query or {})
        key = self._key(service, path, stated)
        known = key in self._under_way or (self._kept is not None and self._kept.get(key) is not None)
        if self._askers is not None and not known:
            self._under_way[key] = self._askers.submit(self._answer, service, path, stated)
        return partial(self.ask, service, path, query or {})

    def read(self, service: ServiceName, path: str, **query: object) -> Answer:
        """The answer of an address below /v1, such as `/indicators`.

        Raises:
            Missing: the service does not answer.
            Refused: it refuses the question, or knows nothing there (404).
        """
        return self.ask(service, path, query)

    def ask(self, service: ServiceName, path: str, query: Query) -> Answer:
        """The same, for names that are no names in Python (`from`)."""
        stated = as_parameters(query)
        key = self._key(service, path, stated)
        if (under_way := self._under_way.pop(key, None)) is not None:
            return under_way.result()
        if self._kept is not None and (kept := self._kept.get(key)) is not None:
            return kept
        return self._answer(service, path, stated)

    def _key(self, service: ServiceName, path: str, stated: tuple[tuple[str, str], ...]) -> Hashable:
        return service, path, stated, self._language

    def _answer(self, service: ServiceName, path: str, stated: tuple[tuple[str, str], ...]) -> Answer:
        answer = _object(service, self.call("GET", service, path, query=stated))
        mark(answer, f"{self._settings.base_url(service)}/v1{path}" + (f"?{urlencode(stated)}" if stated else ""))
        if self._kept is not None:
            self._kept.keep(self._key(service, path, stated), answer)
        return answer

    def items(self, service: ServiceName, path: str, **query: object) -> Iterator[Answer]:
        """Every item of an address that lists things, page after page."""
        asked: dict[str, object] = {"limit": _PAGE, **query}
        while True:
            page = self.ask(service, path, asked)
            yield from page.get("items", ())
            if not (cursor := page.get("next")):
                return
            asked["cursor"] = cursor

    def call(
        self,
        method: str,
        service: ServiceName,
        path: str,
        *,
        query: tuple[tuple[str, str], ...] = (),
        json: object = None,
        content: bytes | Iterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """One call, as it is; raises Missing and Refused."""
        sent = {"Accept-Language": self._language, "Accept": "application/json, */*;q=0.5", **(headers or {})}
        url = f"{self._settings.base_url(service)}/v1{path}"
        try:
            response = self._http.request(
                method,
                url,
                params=query or None,
                json=json,
                content=content,
                headers={**sent, **self._authorization(service)},
            )
        except httpx.TransportError as error:
            _log.warning("%s does not answer: %s", service, type(error).__name__)
            raise Missing(service) from error
        if (
            response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR
            or response.status_code == httpx.codes.TOO_MANY_REQUESTS
        ):
            _log.warning("%s answered %s to %s", service, response.status_code, path)
            raise Missing(service)
        if response.is_error:
            raise refused(service, response.status_code, _problem(response))
        return response


class Part:
    """A part of a page that may be missing: its answer, or which service did not give it."""

    __slots__ = ("answer", "missing")

    def __init__(self, answer: Answer | None, missing: ServiceName | None) -> None:
        self.answer = answer
        self.missing = missing


def part(ask: Callable[[], Answer]) -> Part:
    """Ask for a part without which the page still says something; a refusal goes on to whoever asked."""
    try:
        return Part(ask(), None)
    except Missing as missing:
        return Part(None, missing.service)


def _object(service: ServiceName, response: httpx.Response) -> dict[str, Any]:
    try:
        content = orjson.loads(response.content)
    except ValueError as error:
        raise Missing(service) from error
    if not isinstance(content, dict):
        raise Missing(service)
    return content


def _problem(response: httpx.Response) -> Answer:
    try:
        content = orjson.loads(response.content)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
