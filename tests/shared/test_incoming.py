"""What a sender does with its body cannot keep a service from others: attacks over a socket, against a real server."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest

from shared.settings import ServiceSettings
from tests.shared.apps import listening

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
JSON = {"Content-Type": "application/json"}
ENGLISH = {"Accept-Language": "en"}

Address = tuple[str, int]


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    settings = ServiceSettings(
        database_url=NOWHERE,
        body_seconds=0.4,
        body_bytes_per_second=1000,
        bodies_of_one_address=5,
        open_requests_per_minute=100_000,
    )
    with listening(settings) as address:
        yield address


@contextmanager
def half_sent(
    address: Address,
    path: str,
    *,
    headers: str = "Content-Length: 10",
    media_type: str = "application/json",
    sent: bytes = b"{",
) -> Iterator[socket.socket]:
    with socket.create_connection(address, timeout=10) as connection:
        lines = [f"POST {path} HTTP/1.1", "Host: x", f"Content-Type: {media_type}", "Accept-Language: en", headers]
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + sent)
        yield connection


def answer_of(connection: socket.socket) -> tuple[int, str]:
    """Status and the whole answer, read until the server ends the connection."""
    answer = b""
    while piece := connection.recv(65536):
        answer += piece
    return int(answer.split()[1]), answer.decode()


def url(address: Address, path: str) -> str:
    return f"http://{address[0]}:{address[1]}{path}"


@pytest.mark.parametrize(
    ("path", "media_type"), [("/v1/things", "application/json"), ("/v1/streams", "application/xml")]
)
def test_a_body_that_stops_halfway_is_ended_with_408_and_the_connection_with_it(
    address: Address, path: str, media_type: str
) -> None:
    with half_sent(address, path, media_type=media_type) as connection:
        status, answer = answer_of(connection)
    assert status == 408
    assert "connection: close" in answer.lower()


def test_one_byte_now_and_then_gives_a_body_no_more_time(address: Address) -> None:
    started = time.monotonic()
    with half_sent(address, "/v1/things") as connection:
        connection.settimeout(0.05)
        answer = b""
        while time.monotonic() - started < 8:
            try:
                if piece := connection.recv(65536):
                    answer += piece
                else:
                    break
            except TimeoutError:
                connection.sendall(b" ")
            except ConnectionError:
                break
    assert answer.startswith(b"HTTP/1.1 408")


def test_a_large_body_has_the_time_that_its_bytes_give_it(address: Address) -> None:
    body = json.dumps({"thingName": "ab", "amount": "1", "tags": ["x" * 3000]}).encode()

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(body), 800):
            time.sleep(0.2)
            yield body[start : start + 800]

    assert httpx.post(url(address, "/v1/things"), content=pieces(), headers=JSON, timeout=20).status_code == 201


def test_slow_senders_of_one_address_take_no_more_than_its_places_and_others_are_answered(address: Address) -> None:
    with ExitStack() as held:
        for _ in range(5):
            held.enter_context(half_sent(address, "/v1/things"))
        time.sleep(0.1)
        refused = httpx.post(url(address, "/v1/things"), json={"thingName": "ab", "amount": 1}, headers=ENGLISH)
        read = httpx.get(url(address, "/v1/things"))
        alive = httpx.get(url(address, "/health/live"))
    assert (refused.status_code, read.status_code, alive.status_code) == (503, 200, 200)
    assert refused.headers["retry-after"]
    time.sleep(0.1)
    assert httpx.post(url(address, "/v1/things"), json={"thingName": "ab", "amount": 1}).status_code == 201


def test_two_lengths_in_the_headers_are_400_and_end_the_connection(address: Address) -> None:
    headers = "Content-Length: 3\r\nTransfer-Encoding: chunked"
    with half_sent(address, "/v1/things", headers=headers) as connection:
        connection.sendall(b"\r\n0\r\n\r\n")
        status, answer = answer_of(connection)
    assert status == 400
    assert "connection: close" in answer.lower()


@pytest.mark.parametrize(
    ("headers", "sent"), [("Content-Length: 100000000", b"{"), ("Transfer-Encoding: chunked", b"5\r\n{")]
)
def test_without_a_token_no_byte_of_the_body_is_read_where_one_is_needed(
    address: Address, headers: str, sent: bytes
) -> None:
    with half_sent(address, "/v1/owned", headers=headers, sent=sent) as connection:
        status, answer = answer_of(connection)
    assert status == 401
    assert 'scope="ingest:write"' in answer
    assert "connection: close" in answer.lower()


def test_without_a_token_it_is_401_before_415(address: Address) -> None:
    refused = httpx.post(url(address, "/v1/owned"), content=b"%PDF", headers={"Content-Type": "application/pdf"})
    assert refused.status_code == 401


def test_a_token_that_does_not_hold_is_no_reason_to_read_the_body(address: Address) -> None:
    with half_sent(address, "/v1/owned", headers="Content-Length: 90\r\nAuthorization: Bearer x.y.z") as connection:
        status, _ = answer_of(connection)
    assert status == 401


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b'{"tags": ["' + b"x" * 70_000 + b'"]}', 413, "65536 bytes"),
        (b'{"tags": [' + b"1," * 3_000 + b"1]}", 413, "2000 values"),
        (b"[" * 60_000, 400, "deeper than 64"),
        (b'{"tags": [' + b"[],{}," * 20_000, 413, "65536 bytes"),
    ],
    ids=["many bytes", "many values", "deep", "many of everything"],
)
def test_without_a_token_a_body_is_small(address: Address, body: bytes, status: int, said: str) -> None:
    refused = httpx.post(url(address, "/v1/things"), content=body, headers={**JSON, **ENGLISH})
    assert refused.status_code == status
    assert said in refused.text


def test_faults_are_counted_all_and_told_for_a_hundred(address: Address) -> None:
    body = json.dumps({"thingName": "ab", "amount": 1, "tags": [1] * 1500})
    refused = httpx.post(url(address, "/v1/things"), content=body, headers={**JSON, **ENGLISH}).json()
    assert "1500" in refused["detail"]
    assert len(refused["errors"]) == 100


def test_an_address_without_a_token_has_a_share_and_health_is_not_counted() -> None:
    with listening(ServiceSettings(database_url=NOWHERE, open_requests_per_minute=3)) as address:
        asked = [httpx.get(url(address, "/v1/things")).status_code for _ in range(4)]
        owned = httpx.post(url(address, "/v1/owned"), json={}, headers={"Authorization": "Bearer x.y.z"})
        alive = httpx.get(url(address, "/health/live"))
    assert asked == [200, 200, 200, 429]
    assert (owned.status_code, alive.status_code) == (429, 200)


def test_a_stated_address_is_believed_of_a_named_gateway_only() -> None:
    def asked(gateways: tuple[str, ...]) -> list[int]:
        settings = ServiceSettings(database_url=NOWHERE, open_requests_per_minute=1, gateways=gateways)
        with listening(settings) as address:
            return [
                httpx.get(url(address, "/v1/things"), headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code
                for number in (1, 2)
            ]

    assert asked(()) == [200, 429]
    assert asked(("127.0.0.1",)) == [200, 200]
