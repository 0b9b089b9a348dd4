"""One request and its answer: the headers that every answer carries, and where the request came from."""

from collections.abc import Sequence
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import Message, Scope, Send

from shared.http.incoming import IncomingBody

SECURITY_HEADERS: Final = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "frame-ancestors 'none'"),
    ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
)
EXPOSED: Final = "API-Version, Allow, Content-Language, ETag, Link, Location, Retry-After"
ALLOWED_ACROSS: Final = "Accept, Accept-Language, Authorization, Content-Type, If-None-Match, traceparent"


class Exchange:
    """One request and its answer: adds the headers, drops the body of HEAD, remembers the status.

    An answer before the body has come in ends the connection: what follows on it would be the rest of that body.
    """

    def __init__(self, scope: Scope, send: Send, body: IncomingBody, *, version: str, public: bool) -> None:
        self.scope = scope
        self._body = body
        self.public = public
        self.status: int | None = None
        self._send = send
        self._version = version
        self._head = scope["method"] == "HEAD"

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["API-Version"] = self._version
            if not self._body.ended:
                headers["Connection"] = "close"
            for name, value in SECURITY_HEADERS:
                headers.setdefault(name, value)
            if self.public:
                headers["Access-Control-Allow-Origin"] = "*"
                headers["Access-Control-Expose-Headers"] = EXPOSED
        elif self._head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        if self._body.ended or message["type"] != "http.response.body" or message.get("more_body", False):
            await self._send(message)
            return
        await self._send({**message, "more_body": True})
        await self._body.drain()
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})


def address_of(scope: Scope) -> str:
    """The address that a request comes from: of the gateway, unless a setting names the gateway."""
    client = scope.get("client")
    return client[0] if client else "unknown"


def preflight(allowed: Sequence[str]) -> Response:
    """The answer to a web page that asks whether it may read this."""
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Methods": ", ".join(allowed),
            "Access-Control-Allow-Headers": ALLOWED_ACROSS,
            "Access-Control-Max-Age": "600",
            "Allow": ", ".join(allowed),
        },
    )
