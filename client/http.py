"""The HTTP client of a sending system: deliver documents, follow them, read findings and figures.

Every call has a time-out. A call is repeated when nothing is lost by it: no connection, 429 and 503 (after the
time the service asks for, spread by chance). Deliveries carry an Idempotency-Key made from their content, so that
repeating one never stores it twice.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Literal, Self

import httpx
from pydantic import TypeAdapter

from client import faults
from client.answers import Figures, Finding, Formats, Indicator, SandboxClient, Submission, Validation
from client.documents import Document
from client.errors import ProblemAnswer, ProfileIncomplete, Unfinished, Unreachable, WrongUse
from client.pauses import Pauses
from client.profile import Profile, Service
from client.reading import adapted, figures_in, problem_answer, read_answer, read_object
from shared.identity.token_source import TokenRefused, TokenSource, TokensUnavailable
from shared.procurement.finding import Rule
from shared.tls import trusted_certificates

_TIMEOUT = httpx.Timeout(30.0, connect=5.0, write=120.0, read=120.0)
_ATTEMPTS = 5
_PAGE = 500  # findings per call
_INDICATORS = 20  # per call
_REMEDIES: Final[Mapping[int, Rule]] = {httpx.codes.FORBIDDEN: faults.NOT_ALLOWED}


class DataSpace:
    """One sender's view of the data space; safe between threads.

    Args:
        profile: addresses, and the client and key when calls need a token.
        language: of the messages the services write, "nl" or "en".
        sleep: how to wait between attempts; given by tests.
        chance: by which waits are spread, from 0 to 1; given by tests.
    """

    def __init__(
        self,
        profile: Profile,
        *,
        language: str = "en",
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Open the connections lazily; no call is made here."""
        self._profile = profile
        self._sleep = sleep
        self._chance = chance
        self._http = httpx.Client(
            timeout=_TIMEOUT, headers={"Accept-Language": language}, verify=trusted_certificates(of_environment=True)
        )
        self._tokens: dict[str, TokenSource] = {}
        self._making_tokens = threading.Lock()

    def __enter__(self) -> Self:
        """Use as a context manager to close the connections."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        for source in self._tokens.values():
            source.close()
        self._http.close()

    # --- registry -----------------------------------------------------------------------------------------

    def make_sandbox_client(self, *, jwks: object, name: str | None = None, oin: str | None = None) -> SandboxClient:
        """Register a client for a fictitious test body of its own; needs no token and no administrator.

        Args:
            jwks: the client's public keys.
            name: of the body; the registry makes one up when it is not given.
            oin: a free test OIN (prefix 00000099); the registry takes one when it is not given.
        """
        asked = {"name": name, "oin": oin, "jwks": jwks}
        body = {key: value for key, value in asked.items() if value is not None}
        response = self._call("POST", f"{self._profile.registry_url}/v1/sandbox-clients", json=body)
        return read_answer(SandboxClient, response)

    def token(self, service_url: str) -> str:
        """An access token of this client for one service; it is good at no other."""
        return self._authorization(service_url)["Authorization"].removeprefix("Bearer ")

    # --- ingest -------------------------------------------------------------------------------------------

    def formats(self) -> Formats:
        """What can be sent, and how a file tells it; public."""
        return read_answer(Formats, self.get("ingest", "/v1/formats", token=False))

    def deliver(self, document: Document, *, key: str | None = None) -> Submission:
        """Send one document as a stream; the answer comes once it is safely kept, before it is processed.

        Args:
            document: what to send.
            key: another Idempotency-Key than the one of its content, to deliver the same content once more.
        """
        headers = {"Content-Type": document.media_type, "Idempotency-Key": key or document.idempotency_key}
        if document.mapping is not None:
            headers["Column-Mapping"] = document.mapping
        return read_answer(Submission, self._upload("submissions", document, headers, token=True))

    def validate(self, document: Document) -> Validation:
        """Try one document: the findings it would get. Nothing is stored and no token is needed."""
        return read_answer(
            Validation, self._upload("validations", document, {"Content-Type": document.media_type}, token=False)
        )

    def submission(self, submission_id: str) -> Submission:
        """How far a delivery is."""
        return read_answer(Submission, self.get("ingest", f"/v1/submissions/{submission_id}"))

    def findings(self, submission_id: str) -> Iterator[Finding]:
        """All findings of a delivery, page after page, in the order of the source."""
        path = f"/v1/submissions/{submission_id}/findings"
        for page in self.pages("ingest", path, {"limit": str(_PAGE)}):
            yield from adapted(TypeAdapter(tuple[Finding, ...]), page.get("items"), url=path)

    def follow(
        self, submission_id: str, *, timeout: float, on_progress: Callable[[Submission], None] = lambda _: None
    ) -> Submission:
        """Wait until a delivery is done or failed; asks ever less often, at most every two seconds.

        Raises:
            Unfinished: it is not finished after `timeout` seconds.
        """
        ends_at = time.monotonic() + timeout
        pause = 0.05
        while True:
            submission = self.submission(submission_id)
            on_progress(submission)
            if submission.finished:
                return submission
            if time.monotonic() > ends_at:
                raise Unfinished(faults.STILL_WAITING.at(submission_id, id=submission_id, state=submission.state))
            self._sleep(pause)
            pause = min(pause * 1.5, 2.0)

    # --- kpi ----------------------------------------------------------------------------------------------

    def indicators(self) -> tuple[Indicator, ...]:
        """All definitions; they are public."""
        items = self.read("kpi", "/v1/indicators", token=False).get("items")
        return adapted(TypeAdapter(tuple[Indicator, ...]), items, url="/v1/indicators")

    def values(self, indicators: Sequence[str], **query: str) -> tuple[Figures, ...]:
        """Figures of several indicators; the query in the API's own names (`from`, `until`, `groupBy` ...).

        Rows past the limit of one answer are read too, so that an answer is whole.
        """
        return figures_in(self.figures_as_answered(indicators, **query))

    def figures_as_answered(self, indicators: Sequence[str], **query: str) -> dict[str, Any]:
        """The same, as the API answers it; more indicators than one call takes are asked in parts."""
        items: list[dict[str, Any]] = []
        for start in range(0, len(indicators), _INDICATORS):
            part = ",".join(indicators[start : start + _INDICATORS])
            items += self.read("kpi", "/v1/values", {"indicators": part, **query}).get("items", ())
        for figures in items:
            path = f"/v1/indicators/{figures.get('indicator')}/values"
            while cursor := figures.get("next"):
                page = self.read("kpi", path, {**query, "cursor": cursor})
                figures["rows"] += page.get("rows", ())
                figures["next"] = page.get("next")
        return {"items": items}

    def get(
        self,
        service: Service,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        token: bool = True,
        accept: str | None = None,
    ) -> httpx.Response:
        """The answer of any address of a service, such as `/v1/dimensions`."""
        base = self._profile.address(service)
        headers = {"Accept": accept} if accept else {}
        return self._call(
            "GET", base + path, params=dict(query or {}), headers=headers, token_for=base if token else None
        )

    def read(
        self, service: Service, path: str, query: Mapping[str, str] | None = None, *, token: bool = True
    ) -> dict[str, Any]:
        """The same, as the JSON object it must be."""
        return read_object(self.get(service, path, query, token=token))

    def pages(
        self, service: Service, path: str, query: Mapping[str, str] | None = None, *, token: bool = True
    ) -> Iterator[dict[str, Any]]:
        """The answers of an address that lists things, until there are no more."""
        asked = dict(query or {})
        while True:
            page = self.read(service, path, asked, token=token)
            yield page
            if not (cursor := page.get("next")):
                return
            asked["cursor"] = str(cursor)

    def change(self, method: Literal["PUT", "DELETE"], path: str, json: object = None) -> httpx.Response:
        """Put or remove what this client's body keeps at ingest."""
        base = self._profile.ingest_url
        return self._call(method, base + path, json=json, token_for=base)

    # --- inner --------------------------------------------------------------------------------------------

    def _upload(self, where: str, document: Document, headers: dict[str, str], *, token: bool) -> httpx.Response:
        ingest = self._profile.ingest_url
        if document.sent_encoding:
            headers["Content-Encoding"] = document.sent_encoding
        url, token_for = f"{ingest}/v1/{where}", ingest if token else None
        return self._call("POST", url, headers=headers, body=document.stream, token_for=token_for)

    def _call(
        self,
        method: str,
        url: str,
        *,
        params: dict[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        body: Callable[[], Iterator[bytes]] | None = None,
        token_for: str | None = None,
    ) -> httpx.Response:
        at = dict(zip(("service", "address"), self._profile.service_at(url), strict=True))
        pauses = Pauses(self._chance)
        last = faults.NO_ANSWER.at(url, **at, reason="")
        at_once, renewed = True, False
        for _ in range(_ATTEMPTS):
            if not at_once:
                self._sleep(pauses.next())
            at_once = False
            sent = dict(headers or {}) | (self._authorization(token_for) if token_for else {})
            try:
                content = body() if body else None
                response = self._http.request(method, url, params=params, headers=sent, json=json, content=content)
            except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
                raise WrongUse(faults.NO_ADDRESS.at(url, **at)) from error
            except httpx.TransportError as error:
                last = faults.NO_ANSWER.at(url, **at, reason=str(error).rstrip(".") or type(error).__name__)
                continue
            if response.status_code == httpx.codes.UNAUTHORIZED and token_for and not renewed:
                self._tokens[token_for].forget()
                at_once = renewed = True
                continue
            if response.status_code in {httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE}:
                last = faults.BUSY.at(url, **at, status=response.status_code, times=_ATTEMPTS)
                pauses.asked(response.headers.get("Retry-After"))
                continue
            if response.is_error:
                raise problem_answer(response, _REMEDIES)
            return response
        raise Unreachable(last)

    def _authorization(self, service_url: str) -> dict[str, str]:
        with self._making_tokens:
            source = self._tokens.get(service_url) or self._token_source(service_url)
            self._tokens[service_url] = source
        try:
            return source.header()
        except TokenRefused as error:
            words = {"client": self._profile.client_id, "said": str(error).rstrip(".")}
            raise ProblemAnswer(401, faults.CLIENT_REFUSED.at(service_url, **words)) from error
        except TokensUnavailable as error:
            words = {"address": self._profile.registry_url, "reason": str(error)}
            raise Unreachable(faults.NO_TOKENS.at(service_url, **words)) from error

    def _token_source(self, service_url: str) -> TokenSource:
        if self._profile.client_id is None:
            raise ProfileIncomplete(faults.NO_CLIENT.at("client_id"))
        pem = self._profile.private_key()
        try:
            return TokenSource(
                f"{self._profile.registry_url}/oauth/token",
                self._profile.client_id,
                private_key_pem=pem,
                audience=service_url,
            )
        except ValueError as error:
            words = {"path": self._profile.client_key_file, "reason": str(error)}
            raise ProfileIncomplete(faults.KEY_UNREADABLE.at("client_key_file", **words)) from error
