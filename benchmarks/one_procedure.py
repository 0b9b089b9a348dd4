"""Many releases of one procedure, against as many of a procedure each: what one sender's mistake costs the others.

Every batch compiles the procedures it touches from all their notices. Both loads go through the same running machine,
one after the other.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import orjson

from benchmarks import releases
from benchmarks.machine import data_space
from client.documents import Document
from client.http import DataSpace

_PROCEDURE = str(UUID(int=2**64))


@dataclass(frozen=True, slots=True)
class OneProcedure:
    """Seconds until a load was processed, by how its releases lie over procedures."""

    lines: int
    seconds_apart: float
    seconds_together: float

    @property
    def ratio(self) -> float:
        """How much dearer one procedure is."""
        return self.seconds_together / self.seconds_apart


def measure(count: int, *, workers: int = 2) -> OneProcedure:
    """Send so many releases of a procedure each, then as many of one."""
    with tempfile.TemporaryDirectory(prefix="ppds-bench-") as name:
        folder = Path(name)
        apart, together = folder / "apart.jsonl", folder / "together.jsonl"
        releases.write(apart, count)
        with together.open("wb") as file:
            file.writelines(_of_one(count))
        with data_space(folder, workers=workers) as (_, space):
            return OneProcedure(count, _seconds(space, apart), _seconds(space, together))


def report(found: OneProcedure) -> str:
    """Say the figures as Markdown."""
    return (
        "| releases | a procedure each s | of one procedure s | ratio |\n"
        "|---|---|---|---|\n"
        f"| {found.lines} | {found.seconds_apart:.1f} | {found.seconds_together:.1f} | {found.ratio:.2f} |"
    )


def _of_one(count: int) -> Iterator[bytes]:
    """The same releases, of other processes that all state one procedure identifier."""
    for number, line in enumerate(releases.lines(count)):
        release = orjson.loads(line)
        release["ocid"] = f"ocds-bench-one-{number:09}"
        release["tender"]["id"] = _PROCEDURE
        yield orjson.dumps(release) + b"\n"


def _seconds(space: DataSpace, file: Path) -> float:
    started = time.monotonic()
    submission = space.deliver(Document(file, "ocds"))
    while (state := space.submission(submission.id).state) != "done":
        if state == "failed":
            raise RuntimeError("the submission failed")
        time.sleep(0.05)
    return time.monotonic() - started
