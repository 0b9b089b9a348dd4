"""A small app with one route of each sort, built as the services are, and served to a test client."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import uvicorn
from fastapi import APIRouter, FastAPI, Query, Request, Response, Security
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from pydantic import Field
from sqlalchemy import text
from starlette.testclient import TestClient

from shared.database import Transaction
from shared.errors import Conflict, NotFound, TooManyRequests
from shared.http.app import build
from shared.http.paging import Page
from shared.http.schema import ApiModel, Moment, OptionalDay
from shared.identity.access import Caller, needs
from shared.procurement.finding import rules_of
from shared.settings import ServiceSettings

api = APIRouter()
root = APIRouter()


class Thing(ApiModel):
    thing_name: str = Field(min_length=2, max_length=50)
    amount: Decimal = Field(ge=0)
    opened_on: OptionalDay = None
    seen_at: Moment | None = None
    tags: tuple[str, ...] = ()


@api.get("/things")
def list_things(
    colour: Literal["red", "blue"] = "red",
    since: date | None = None,
    limit: Annotated[int, Query(ge=1, le=10)] = 5,
) -> list[str]:
    return [colour, str(since), str(limit)]


@api.post("/things", status_code=201)
def make_thing(thing: Thing, _key: Annotated[str | None, Query(alias="apiKey")] = None) -> Thing:
    return thing


@api.get("/shelves")
def read_shelf() -> Page[Thing]:
    return Page(items=[], next=None)


@api.get("/things/{number}", responses={200: {"content": {"text/csv": {}}}})
def one_thing(number: int, request: Request) -> Response:
    if number == 404:
        raise NotFound(nl="Dit ding is er niet.", en="This thing is not there.")
    if "text/csv" in request.headers.get("accept", ""):
        return PlainTextResponse("number\n1\n", media_type="text/csv", headers={"Cache-Control": "max-age=1"})
    return JSONResponse({"number": number})


@api.delete("/things/{number}", status_code=204)
def drop_thing(number: int) -> None:
    if number == 409:
        raise Conflict(nl="In gebruik.", en="In use.")
    if number == 429:
        raise TooManyRequests(nl="Rustig aan.", en="Slow down.", retry_after=7)


@api.post("/streams", openapi_extra={"requestBody": {"content": {"application/xml": {}, "application/x-ndjson": {}}}})
async def take_stream(request: Request) -> dict[str, int]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
    return {"size": size}


@api.get("/streams")
def give_stream() -> StreamingResponse:
    def pieces() -> Iterator[bytes]:
        yield b"[1,"
        yield b"2]"

    return StreamingResponse(pieces(), media_type="application/json")


@api.get("/halves")
def give_half() -> StreamingResponse:
    def pieces() -> Iterator[bytes]:
        yield b"[1,"
        raise RuntimeError("a failure halfway")

    return StreamingResponse(pieces(), media_type="application/json")


gate = threading.Event()
"""What `/waits` waits for; a test opens it."""


@api.get("/waits")
def wait() -> str:
    assert gate.wait(timeout=60)
    return "done"


@api.get("/failures")
def fail() -> str:
    raise RuntimeError("a secret detail of the inside")


@api.get("/numbers/{number}")
def store_number(number: int, transaction: Transaction) -> dict[str, int]:
    stored: int = transaction.execute(text("select cast(:number as bigint)"), {"number": number}).scalar_one()
    return {"number": stored}


@api.post("/notes", status_code=201)
def store_note(thing: Thing, transaction: Transaction) -> dict[str, str]:
    transaction.execute(text("insert into note values (:name)"), {"name": thing.thing_name})
    return {"stored": thing.thing_name}


@api.post("/owned", status_code=201)
def make_owned(caller: Annotated[Caller, Security(needs("ingest:write"))], thing: Thing) -> Thing:
    return thing


@api.get("/party")
def own_party(caller: Annotated[Caller, Security(needs("ingest:read"))], transaction: Transaction) -> dict[str, str]:
    stated = transaction.execute(text("select current_setting('ppds.party', true)")).scalar_one()
    return {"client": caller.client_id, "party": stated}


@root.post("/oauth/echo")
def echo() -> dict[str, str]:
    return {"kind": "other rules"}


def app_of(settings: ServiceSettings) -> FastAPI:
    return build(
        service="ingest",
        title="Things",
        description="One route of each sort.",
        version="1.2.3",
        settings=settings,
        routers=[api],
        rules=rules_of("shared"),
        root_routers=[root],
        public_cors=["/things"],
    )


@contextmanager
def served(database_url: str, *, json_body_limit: int = 1_048_576, raise_errors: bool = False) -> Iterator[TestClient]:
    """The app with its lifespan running; errors of ours come back as answers."""
    app = app_of(ServiceSettings(database_url=database_url, json_body_limit=json_body_limit))
    with TestClient(app, raise_server_exceptions=raise_errors, follow_redirects=False) as client:
        yield client


@contextmanager
def listening(settings: ServiceSettings) -> Iterator[tuple[str, int]]:
    """The app behind a real server, for what only a socket can send; gives host and port."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as server_socket:
        config = uvicorn.Config(app_of(settings), log_config=None, access_log=False, proxy_headers=False, ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [server_socket]}, daemon=True)
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.005)
            yield server_socket.getsockname()
        finally:
            server.should_exit = True
            thread.join()
