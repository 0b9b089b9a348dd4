"""Eight senders who want nothing but to be in the way, each from an address of its own; a process apart.

They stand for other machines, so their process gives way to the services: what is measured is what the services do
about them, and not that sending costs time too.
"""

import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Final

import httpx

from shared.identity.signing_keys import SigningKey

SENDERS: Final = 8
_LEAST_PRIORITY: Final = 19
_SLOW_CONNECTIONS: Final = 90
_HELD_SECONDS: Final = 10.0
_LARGE: Final = 1_000_000
_VALIDATED: Final = 10_000_000
_FORM: Final = {
    "grant_type": "client_credentials",
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
}

Attack = Callable[[httpx.Client], None]


def attack(registry: str, ingest: str, client: str, stop: float) -> None:
    """Send from eight addresses at once until this moment (time.time); to be run in a process of its own."""
    os.nice(_LEAST_PRIORITY)
    large = json.dumps({"label": ["x"] * (_LARGE // 5)}).encode()
    heavy = _validated()
    wrong_key = SigningKey.generate()
    attacks: list[Attack] = [
        lambda http: _post(http, f"{registry}/v1/sandbox-clients", large),
        lambda http: _post(http, f"{registry}/v1/client-proposals", large),
        lambda _: _slowly(_address(2), registry, "/v1/sandbox-clients", stop),
        lambda _: _slowly(_address(3), ingest, "/v1/validations", stop),
        lambda http: _sign_in(http, registry, "a.b.c"),
        lambda http: _sign_in(http, registry, _forged(wrong_key, registry, client)),
        lambda http: _post(http, f"{ingest}/v1/validations", heavy, "application/x-ndjson"),
        lambda http: _post(http, f"{ingest}/v1/validations", heavy, "application/x-ndjson"),
    ]
    assert len(attacks) == SENDERS
    threads = [
        threading.Thread(target=_keep_on, args=(each, _address(number), stop)) for number, each in enumerate(attacks)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _address(number: int) -> str:
    return f"127.0.0.{number + 2}"


def _keep_on(each: Attack, address: str, stop: float) -> None:
    transport = httpx.HTTPTransport(local_address=address)
    with httpx.Client(transport=transport, timeout=30.0, trust_env=False) as http:
        while time.time() < stop:
            with suppress(httpx.HTTPError, OSError):
                each(http)


def _post(http: httpx.Client, url: str, body: bytes, media_type: str = "application/json") -> None:
    http.post(url, content=body, headers={"Content-Type": media_type})


def _sign_in(http: httpx.Client, registry: str, assertion: str) -> None:
    http.post(f"{registry}/oauth/token", data={**_FORM, "client_assertion": assertion})


def _forged(key: SigningKey, registry: str, client: str) -> str:
    """An assertion of a client that is there, signed by somebody else."""
    now = int(time.time())
    claims = {"iss": client, "sub": client, "aud": f"{registry}/oauth/token", "iat": now, "exp": now + 60}
    return key.sign({**claims, "jti": secrets.token_urlsafe(12)})


def _slowly(address: str, url: str, path: str, stop: float) -> None:
    """Hold many connections at once, each with one byte of its body."""
    host, _, port = url.removeprefix("http://").partition(":")
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{{"
    with ExitStack() as stack:
        for _ in range(_SLOW_CONNECTIONS):
            made = socket.create_connection((host, int(port)), timeout=5, source_address=(address, 0))
            stack.enter_context(made).sendall(head.encode())
        time.sleep(max(0.0, min(_HELD_SECONDS, stop - time.time())))


def _validated() -> bytes:
    """Lines that are releases, of ten megabytes together."""

    def lines() -> Iterator[bytes]:
        size = number = 0
        while size < _VALIDATED - 2_000:
            number += 1
            parties = [{"id": str(each), "name": "Voorbeeldbedrijf " * 3, "roles": ["tenderer"]} for each in range(10)]
            line = json.dumps({"ocid": f"ocds-x-{number}", "id": "1", "tag": ["tender"], "parties": parties}).encode()
            size += len(line) + 1
            yield line

    return b"\n".join(lines()) + b"\n"
