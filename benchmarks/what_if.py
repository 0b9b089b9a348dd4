"""A what-if of an allocation over many bodies, by spend, footprint and influence, over HTTP; nothing of it is kept."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import httpx

from benchmarks.machine import Measured
from benchmarks.spend_impact import fill
from deploy.development_issuer import person_token

TITLE: Final = "What-if: a goal divided over many bodies by three keys, nothing kept"
_LINES_OF_A_BODY: Final = 4
_TIMES: Final = 10
_GOAL: Final = "E-SR-01"
_ASKED: Final = {"year": 2025, "tiers": ["municipality"], "weights": {"spend": 1, "footprint": 1, "influence": 1}}


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One what-if, and the processor time it costs kpi."""

    bodies: int
    rows: int
    answer_milliseconds: float
    processor_milliseconds: float


def measure(measured: Measured, bodies: int) -> Sequence[WhatIf]:
    """Put some rows of spend of each body in the tables, and ask several times."""
    measured.register(bodies)
    rows = bodies * _LINES_OF_A_BODY
    fill(measured.connection, rows, bodies=bodies)
    measured.connection.execute("analyze procurement.spend")
    addresses = measured.machine.addresses
    token = person_token(addresses.issuer_url, roles=["beheerder"], subject="rekenaar", organisation=None)
    address = f"{addresses.url('kpi')}/v1/goals/{_GOAL}/allocation-trials"
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=60.0, trust_env=False) as http:
        _timed(http, address, bodies)
        before = measured.processor_seconds("kpi")
        times = [_timed(http, address, bodies) for _ in range(_TIMES)]
    processor = (measured.processor_seconds("kpi") - before) / _TIMES
    return [WhatIf(bodies, rows, statistics.median(times) * 1000, processor * 1000)]


def _timed(http: httpx.Client, address: str, bodies: int) -> float:
    started = time.perf_counter()
    answer = http.post(address, json=_ASKED)
    spent = time.perf_counter() - started
    assert answer.is_success, answer.text[:500]
    assert len(answer.json()["shares"]) >= bodies
    return spent
