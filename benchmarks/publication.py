"""A publication: every figure of a year for the country, its tiers and its bodies, drawn up over HTTP."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import httpx

from benchmarks.machine import Measured
from benchmarks.values import fill
from deploy.development_issuer import person_token

TITLE: Final = "Publication: all figures of a year, from the cells to files with their checksums"
BODIES: Final = 1_500
_YEAR: Final = 2024
_WAIT: Final = 1800.0
_LOOKED: Final = 0.2  # how often is asked how far it is


@dataclass(frozen=True, slots=True)
class Publication:
    """How long it takes to draw up all figures of a year, what it costs kpi, and how much that is."""

    bodies: int
    lots: int
    figures: int
    megabytes: float
    seconds: float
    processor_seconds: float


def measure(measured: Measured, lots: int, *, bodies: int = BODIES) -> Sequence[Publication]:
    """Put so many lots of one year in the tables, let kpi count, and draw the year up."""
    measured.register(bodies)
    fill(measured.connection, lots, bodies=bodies, years=1, first=date(_YEAR, 1, 1))
    measured.connection.execute("analyze")
    measured.wait_until_counted(seconds=7200)
    addresses = measured.machine.addresses
    token = person_token(addresses.issuer_url, roles=["beheerder"], subject="opmaker", organisation=None)
    stated = {"year": _YEAR, "series": "first", "reason": "Meting"}
    before, started = _processor_seconds(measured), time.monotonic()
    answer = httpx.post(
        f"{addresses.url('kpi')}/v1/publications",
        json=stated,
        headers={"Authorization": f"Bearer {token}"},
        timeout=_WAIT,
        trust_env=False,
    )
    assert answer.is_success, answer.text
    drawn = _drawn(answer.headers["Location"], token)
    seconds = time.monotonic() - started
    return [
        Publication(
            bodies=bodies,
            lots=lots,
            figures=drawn["figures"],
            megabytes=round(sum(file["bytes"] for file in drawn["files"]) / 1e6, 1),
            seconds=seconds,
            processor_seconds=_processor_seconds(measured) - before,
        )
    ]


def _processor_seconds(measured: Measured) -> float:
    """Of the workers of kpi together: any of them may draw up."""
    names = [name for name in measured.machine.runner.pids() if name.startswith("kpi-worker")]
    return sum(map(measured.processor_seconds, names))


def _drawn(address: str, token: str) -> dict[str, Any]:
    until = time.monotonic() + _WAIT
    while time.monotonic() < until:
        answer = httpx.get(address, headers={"Authorization": f"Bearer {token}"}, timeout=60.0, trust_env=False)
        drawn: dict[str, Any] = answer.raise_for_status().json()
        if drawn["state"] != "drawing-up":
            assert drawn["state"] == "draft", answer.text
            return drawn
        time.sleep(_LOOKED)
    raise TimeoutError(address)
