"""How the services answer others while eight hostile senders do what they can, and when it is quiet.

The one who measures asks for health, for tokens and for small validations, one after another, from an address that no
hostile sender has. What the hostile senders do stands in `hostile_senders`.
"""

import math
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from benchmarks import hostile_senders
from benchmarks.machine import Measured
from deploy.processes import SERVICES, OwnClient
from shared.identity.token_source import TokenSource, TokensUnavailable

TITLE: Final = "Eight hostile senders: what others get meanwhile"
_ROUND: Final = 0.1
_ROUNDS_FOR_A_TOKEN: Final = 6
"""Of its 120 tokens a minute a client asks a hundred."""
_SMALL: Final = Path(__file__).parent.parent / "tests" / "samples" / "eforms" / "call.xml"
_HUNDREDTH: Final = 0.99
_WAIT_UNTIL_UNDER_WAY: Final = 2.0


@dataclass(frozen=True, slots=True)
class Answers:
    """Milliseconds of the answers to one question, and how many were refused or did not come."""

    meanwhile: str
    question: str
    asked: int
    median_ms: float
    p99_ms: float
    longest_ms: float
    refused: int


@dataclass(slots=True)
class _Asked:
    """The seconds that each answer took, and how many were none."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0

    def ask(self, question: Callable[[], bool]) -> None:
        started = time.perf_counter()
        right = question()
        self.seconds.append(time.perf_counter() - started)
        self.refused += not right

    def answers(self, meanwhile: str, question: str) -> Answers:
        in_order = sorted(self.seconds)
        p99 = in_order[min(len(in_order), math.ceil(len(in_order) * _HUNDREDTH)) - 1]
        times = (statistics.median(in_order), p99, in_order[-1])
        median, ninety_nine, longest = (seconds * 1000 for seconds in times)
        return Answers(meanwhile, question, len(in_order), median, ninety_nine, longest, self.refused)


def measure(measured: Measured, seconds: int) -> Sequence[Answers]:
    """Ask for so many seconds when it is quiet, and as long while the hostile senders are at it."""
    own = measured.machine.registry.client_with_key(measured.folder / "clients", name="asker", scopes=("kpi:read",))
    quiet = list(_answers(measured, own, "quiet", seconds))
    with _hostile_senders(measured, own, seconds):
        return [*quiet, *_answers(measured, own, "hostile", seconds)]


@contextmanager
def _hostile_senders(measured: Measured, own: OwnClient, seconds: int) -> Iterator[None]:
    addresses = measured.machine.addresses
    stop = time.time() + _WAIT_UNTIL_UNDER_WAY + seconds
    process = multiprocessing.get_context("spawn").Process(
        target=hostile_senders.attack,
        args=(addresses.url("registry"), addresses.url("ingest"), own.client_id, stop),
        daemon=True,
    )
    process.start()
    time.sleep(_WAIT_UNTIL_UNDER_WAY)
    assert process.is_alive(), "the hostile senders did not start"
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _answers(measured: Measured, own: OwnClient, meanwhile: str, seconds: int) -> Iterator[Answers]:
    addresses = measured.machine.addresses
    small, headers = _SMALL.read_bytes(), {"Content-Type": "application/xml"}
    questions = {
        name: _Asked() for name in (*(f"{service} /health/live" for service in SERVICES), "token", "validation")
    }
    with (
        httpx.Client(timeout=60.0, trust_env=False) as http,
        TokenSource(
            f"{addresses.url('registry')}/oauth/token",
            own.client_id,
            private_key_pem=own.key_file.read_text(encoding="ascii"),
            audience=addresses.url("kpi"),
        ) as tokens,
    ):

        def is_right(method: str, url: str, body: bytes | None = None) -> bool:
            try:
                return http.request(method, url, content=body, headers=headers if body else {}).is_success
            except httpx.HTTPError:
                return False

        ends_at, number = time.monotonic() + seconds, 0
        while time.monotonic() < ends_at:
            started = time.monotonic()
            for service in SERVICES:
                url = f"{addresses.url(service)}/health/live"
                questions[f"{service} /health/live"].ask(lambda url=url: is_right("GET", url))  # type: ignore[misc]
            questions["validation"].ask(lambda: is_right("POST", f"{addresses.url('ingest')}/v1/validations", small))
            if number % _ROUNDS_FOR_A_TOKEN == 0:
                tokens.forget()
                questions["token"].ask(lambda: _got(tokens))
            number += 1
            time.sleep(max(0.0, _ROUND - (time.monotonic() - started)))
    yield from (asked.answers(meanwhile, question) for question, asked in questions.items())


def _got(tokens: TokenSource) -> bool:
    try:
        return bool(tokens.token())
    except TokensUnavailable:
        return False
