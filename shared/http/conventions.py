"""The one wrapper around an app that makes it keep the NL API Design Rules, whatever a route forgets.

HEAD wherever GET is; 405 with every method in `Allow`; 406 and 415 from what the route describes; `API-Version` and the
security headers on every answer, errors too; 500 as a problem without a trace of the inside; one log line and one count
per request. Rules: NL API Design Rules 2.2; numbers of the rules in `docs`.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Protocol

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import logs
from shared.errors import (
    MalformedAuthorization,
    PpdsError,
    Unauthenticated,
)
from shared.http.contract import JSON, Contract, Operation, accepts
from shared.http.exchange import Exchange, address_of, preflight
from shared.http.incoming import IncomingBody, Pace, Room, demand_one_length
from shared.http.json_bodies import JsonLimits, check_json
from shared.http.problems.addresses import explained_at
from shared.http.problems.answers import answer, problem
from shared.http.problems.types import type_for
from shared.http.request_checks import (
    check_headers,
    check_parameters,
    check_text,
    no_such_method,
    not_acceptable,
    too_large,
    wrong_media,
)
from shared.metrics import UNMATCHED, Metrics

_access = logging.getLogger("ppds.access")
_log = logging.getLogger(__name__)


class Identify(Protocol):
    """Who asks: None without a token. Raises when a token is given that does not hold, or when one asks too often."""

    async def __call__(self, request: Request, /) -> object | None: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What may come in: JSON of who showed a token and of who did not, the pace of any body, and how many at once.

    Streams have limits of their own for their size.
    """

    known: JsonLimits
    unknown: JsonLimits
    pace: Pace
    bodies: int
    bodies_of_one_address: int


class Conventions:
    """ASGI middleware; `contract` is called once, at the first request, when all routes stand."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        contract: Callable[[], Contract],
        version: str,
        metrics: Metrics,
        documentation: str,
        identify: Identify,
        limits: Limits,
        public_cors: Sequence[str],
    ) -> None:
        self._app = app
        self._read_contract = contract
        self._version = version
        self._metrics = metrics
        self._documentation = documentation
        self._identify = identify
        self._limits = limits
        self._room = Room(limits.bodies, of_one_address=limits.bodies_of_one_address)
        self._public_cors = tuple(public_cors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        body = IncomingBody(receive, scope, pace=self._limits.pace)
        exchange = Exchange(scope, send, body, version=self._version, public=self._is_public(scope["path"]))
        started = time.perf_counter()
        with (
            logs.trace(headers.get("traceparent")),
            explained_at(self._documentation),
            self._metrics.in_flight.track_inprogress(),
        ):
            try:
                await self._answer(exchange, headers, body)
            except ClientDisconnect:
                _log.info("the client went away before the answer")
            except Exception:  # noqa: BLE001 - the last place where an error of ours can become an answer
                await self._apologise(exchange, headers)
            finally:
                self._count(exchange, seconds=time.perf_counter() - started)

    async def _answer(self, exchange: Exchange, headers: Headers, body: IncomingBody) -> None:
        scope = exchange.scope
        path, method = scope["path"], scope["method"]
        allowed = self._contract.methods(path)
        if method == "OPTIONS" and exchange.public and allowed and "access-control-request-method" in headers:
            await preflight(allowed)(scope, body, exchange.send)
            return
        operation = self._contract.find(path, method=method)
        if operation is None and allowed:
            await no_such_method(allowed, headers)(scope, body, exchange.send)
            return
        try:
            demand_one_length(headers)
            if operation is not None:
                await self._answer_by(operation, exchange, headers, body)
                return
            if "\0" in path:
                check_text(scope)
        except PpdsError as refusal:
            await answer(refusal, accept_language=headers.get("accept-language"))(scope, body, exchange.send)
            return
        await self._app(scope, body, exchange.send)

    async def _answer_by(self, operation: Operation, exchange: Exchange, headers: Headers, body: IncomingBody) -> None:
        """Who asks comes first: where a token is needed, nothing else is read of who shows none."""
        scope = exchange.scope
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        check_text(scope)
        known = operation.described and await self._is_known(operation, scope)
        if operation.needs_token and not known:
            await self._app(inner, _replay(b"", body), exchange.send)  # the route says which scope it needs
            return
        check_parameters(operation, scope)
        check_headers(operation, headers, method=scope["method"])
        if not accepts(headers.get("accept"), operation.produces):
            await not_acceptable(operation, headers)(scope, body, exchange.send)
        elif body.ended:
            await self._app(inner, body, exchange.send)
        else:
            with self._room.place(address_of(scope)):
                receive = await self._whole_json(headers, body, known=known) if operation.json_body else body
                await self._app(inner, receive, exchange.send)

    async def _is_known(self, operation: Operation, scope: Scope) -> bool:
        """Whether a token was shown that holds; where anyone may ask, the route judges one that does not."""
        try:
            return await self._identify(Request(scope)) is not None
        except (Unauthenticated, MalformedAuthorization):
            if operation.needs_token:
                raise
            return False

    async def _apologise(self, exchange: Exchange, headers: Headers) -> None:
        _log.exception("an error of ours while answering %s", exchange.scope["method"])
        if exchange.status is not None:
            raise  # noqa: PLE0704 - called in the except block: half an answer is out, the connection must break
        trace = logs.trace_id()
        apology = problem(
            type_for(500),
            nl=f"Er ging iets mis bij ons. Noem bij een melding dit nummer: {trace}.",
            en=f"Something went wrong on our side. Name this number when you report it: {trace}.",
            accept_language=headers.get("accept-language"),
        )
        await apology(exchange.scope, _nothing_more, exchange.send)

    def _count(self, exchange: Exchange, *, seconds: float) -> None:
        scope = exchange.scope
        status = exchange.status or 499  # the client went away before the answer
        route = self._contract.template(scope["path"]) or UNMATCHED
        self._metrics.count(route=route, method=scope["method"], status=status, seconds=seconds)
        fields: dict[str, object] = {
            "method": scope["method"],
            "route": route,
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
        }
        caller = scope.get("state", {}).get("caller")
        if caller is not None:
            fields["client"] = caller.client_id
        level = logging.DEBUG if route.startswith("/health/") else logging.INFO
        _access.log(level, "%s %s %s", scope["method"], route, status, extra={"fields": fields})

    async def _whole_json(self, headers: Headers, body: IncomingBody, *, known: bool) -> Receive:
        """Read the whole body within its limit, check it, and give it out again."""
        limits = self._limits.known if known else self._limits.unknown
        stated = headers.get("content-length", "")
        if stated.isdigit() and int(stated) > limits.size:
            raise too_large(limits.size)
        content = bytearray()
        while not body.ended:
            message = await body()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            content += message.get("body", b"")
            if len(content) > limits.size:
                raise too_large(limits.size)
        if content and not headers.get("content-type"):
            raise wrong_media(None, (JSON,))
        await anyio.to_thread.run_sync(partial(check_json, bytes(content), limits=limits))
        return _replay(bytes(content), body)

    def _is_public(self, path: str) -> bool:
        return any(path == start or path.startswith(f"{start}/") for start in self._public_cors)

    @cached_property
    def _contract(self) -> Contract:
        return self._read_contract()


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _nothing_more() -> Message:
    return {"type": "http.disconnect"}
