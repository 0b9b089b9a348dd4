"""How a request body comes in, before anything reads it: of one length, at a pace, no more at once than there is room.

A sender that gives one byte and waits would hold a place for ever: a body has a number of seconds, and what came in
gives it more. Only waiting for the sender counts, not what we do ourselves between two pieces.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import anyio
from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

from shared.errors import BadInput, TooLarge, TooSlow, Unavailable
from shared.procurement.finding import Rule, Severity, Text

_USUALLY_WITHOUT: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_DRAINED_BYTES: Final = 1_048_576
_DRAINED_SECONDS: Final = 2.0


TWO_LENGTHS: Final = Rule(
    "two-lengths",
    Severity.ERROR,
    "Content-Length en Transfer-Encoding staan beide in de kopregels.",
    "Content-Length and Transfer-Encoding both stand in the headers.",
    Text("Laat een van beide weg.", "Leave out one of them."),
)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds that any body may take, and the bytes that give it one second more."""

    seconds: float
    bytes_per_second: float


class IncomingBody:
    """The `receive` of one request, which raises TooSlow when its sender keeps it waiting too long."""

    def __init__(self, receive: Receive, scope: Scope, *, pace: Pace) -> None:
        self._receive = receive
        self._pace = pace
        self._received = 0
        self._waited = 0.0
        length = Headers(scope=scope).get("content-length")
        self.ended = length == "0" or (length is None and scope["method"] in _USUALLY_WITHOUT)

    async def __call__(self) -> Message:
        """The next message; after the body it waits for the end of the connection, as long as that takes."""
        if self.ended:
            return await self._receive()
        started = time.perf_counter()
        try:
            with anyio.fail_after(self._pace.seconds + self._received / self._pace.bytes_per_second - self._waited):
                message = await self._piece()
        except TimeoutError as cause:
            raise _too_slow(self._pace) from cause
        self._waited += time.perf_counter() - started
        return message

    async def drain(self) -> None:
        """Take what is left, within limits: who is still sending would else see a broken connection and no answer."""
        left = self._received + _DRAINED_BYTES
        with anyio.move_on_after(_DRAINED_SECONDS):
            while not self.ended and self._received < left:
                await self._piece()

    async def _piece(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        self.ended = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return message


class Room:
    """How many bodies come in at once, in all and of one address; the address is never logged."""

    def __init__(self, most: int, *, of_one_address: int) -> None:
        self._most = most
        self._of_one = of_one_address
        self._lock = threading.Lock()
        self._taken: Counter[str] = Counter()

    @contextmanager
    def place(self, address: str) -> Iterator[None]:
        """Hold a place; raises Unavailable when all are taken, or this address has its share."""
        with self._lock:
            if self._taken[address] >= self._of_one or self._taken.total() >= self._most:
                raise Unavailable(
                    nl="Er komen nu te veel aanvragen tegelijk binnen; probeer het zo opnieuw.",
                    en="Too many requests come in at once now; try again in a moment.",
                )
            self._taken[address] += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken[address] -= 1
                if not self._taken[address]:
                    del self._taken[address]


async def whole_body(request: Request, *, limit: int, too_large: TooLarge) -> bytes:
    """The bytes of the body; raises `too_large` at the first one beyond the limit, whatever the headers said."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise too_large
    return bytes(body)


def demand_one_length(headers: Headers) -> None:
    """Raise BadInput when two headers say how long the body is: who stands between may believe the other one."""
    if "content-length" in headers and "transfer-encoding" in headers:
        raise BadInput(errors=(TWO_LENGTHS.within("header", "Content-Length"),))


def _too_slow(pace: Pace) -> TooSlow:
    return TooSlow(
        nl=f"De aanvraag kwam te traag binnen: binnen {pace.seconds:g} seconden, en een seconde meer voor elke "
        f"{pace.bytes_per_second:g} bytes. Stuur hem opnieuw.",
        en=f"The request came in too slowly: within {pace.seconds:g} seconds, and a second more for each "
        f"{pace.bytes_per_second:g} bytes. Send it again.",
    )
