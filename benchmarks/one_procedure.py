"""Many releases of one procedure, against as many of a procedure each: what one sender's mistake costs the others.

Every batch compiles the procedures it touches from all their notices. Both loads go through the same running machine,
one after the other.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import orjson

from benchmarks import releases
from benchmarks.machine import Measured

TITLE: Final = "Releases of one procedure, against a procedure each"
_FIRST: Final = 20_000_000
_PROCEDURE: Final = str(UUID(int=2**64))


@dataclass(frozen=True, slots=True)
class OneProcedure:
    """Seconds until a load was processed, by how its releases lie over procedures, and how much dearer one is."""

    releases: int
    seconds_of_a_procedure_each: float
    seconds_of_one_procedure: float
    ratio: float


def measure(measured: Measured, count: int) -> Sequence[OneProcedure]:
    """Send so many releases of a procedure each, then as many of one."""
    apart, together = measured.folder / "apart.jsonl", measured.folder / "together.jsonl"
    releases.write(apart, count, first=_FIRST)
    with together.open("wb") as file:
        file.writelines(_of_one(count))
    seconds = _seconds(measured, apart), _seconds(measured, together)
    return [OneProcedure(count, *seconds, ratio=seconds[1] / seconds[0])]


def _of_one(count: int) -> Iterator[bytes]:
    """The same releases, of other processes that all state one procedure identifier."""
    for number, line in enumerate(releases.lines(count, first=_FIRST)):
        release = orjson.loads(line)
        release["ocid"] = f"ocds-bench-one-{number:09}"
        release["tender"]["id"] = _PROCEDURE
        yield orjson.dumps(release) + b"\n"


def _seconds(measured: Measured, file: Path) -> float:
    started = time.monotonic()
    measured.wait_until_done(measured.send(file))
    return time.monotonic() - started
