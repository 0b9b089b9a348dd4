"""OCDS lines by HTTP until their figures can be asked, against the rate at which COPY loads the same lines raw.

Both run on the same server in the same run, so that the ratio holds where times do not.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.machine import data_space, owner, peak_memory, wait_until_counted
from benchmarks.releases import write
from client.documents import Document
from client.http import DataSpace

_CARD = "ALG-P13"


@dataclass(frozen=True, slots=True)
class Intake:
    """What one run measured; rates in lines per second."""

    lines: int
    megabytes: float
    raw_rate: float
    rate: float
    seconds_sent: float
    seconds_processed: float
    seconds_counted: float
    memory: dict[str, int]

    @property
    def ratio(self) -> float:
        """Share of the raw COPY rate that the whole line reaches."""
        return self.rate / self.raw_rate


def measure(count: int, *, workers: int = 2) -> Intake:
    """Load so many releases raw, then through the data space; checks that every lot is counted."""
    with tempfile.TemporaryDirectory(prefix="ppds-bench-") as name:
        folder = Path(name)
        file = folder / "releases.jsonl"
        size = write(file, count)
        with data_space(folder, workers=workers) as (running, space), owner(running) as connection:
            raw_seconds = _copy_raw(connection, file)
            started = time.monotonic()
            submission = space.deliver(Document(file, "ocds"))
            sent = time.monotonic() - started
            _wait_until_done(space, submission.id)
            processed = time.monotonic() - started
            wait_until_counted(connection)
            counted = time.monotonic() - started
            _check(connection, count)
            return Intake(
                lines=count,
                megabytes=size / 1e6,
                raw_rate=count / raw_seconds,
                rate=count / counted,
                seconds_sent=sent,
                seconds_processed=processed,
                seconds_counted=counted,
                memory=peak_memory(running),
            )


def report(found: Intake) -> str:
    """Say the figures as Markdown."""
    memory = ", ".join(f"{name} {peak}" for name, peak in sorted(found.memory.items()))
    return (
        "| lines | MB | raw COPY lines/s | to figures lines/s | ratio | sent s | processed s | counted s | peak MB |\n"
        "|---|---|---|---|---|---|---|---|---|\n"
        f"| {found.lines} | {found.megabytes:.0f} | {found.raw_rate:.0f} | {found.rate:.0f} | {found.ratio:.3f} "
        f"| {found.seconds_sent:.1f} | {found.seconds_processed:.1f} | {found.seconds_counted:.1f} | {memory} |"
    )


def _copy_raw(connection: psycopg.Connection[tuple[object, ...]], file: Path) -> float:
    """Load the lines into a jsonb column; quoting is set to characters that JSON text cannot hold."""
    connection.execute("create table raw_lines (line jsonb)")
    started = time.monotonic()
    statement = r"copy raw_lines from stdin with (format csv, quote e'\x01', delimiter e'\x02')"
    with connection.cursor() as cursor, cursor.copy(statement) as copy, file.open("rb") as source:
        while block := source.read(1 << 20):
            copy.write(block)
    seconds = time.monotonic() - started
    connection.execute("drop table raw_lines")
    return seconds


def _wait_until_done(space: DataSpace, submission_id: str) -> None:
    while (state := space.submission(submission_id).state) != "done":
        if state == "failed":
            raise RuntimeError("the submission failed")
        time.sleep(0.1)


def _check(connection: psycopg.Connection[tuple[object, ...]], count: int) -> None:
    """Compare the cells with what was sent: nothing may be lost to be fast."""
    row = connection.execute(
        "select sum(cell.rows) from kpi.cell join kpi.card on card.id = cell.card"
        " where card.code = %s and counted_on = 'awarded_on' and level = 'body-month'",
        [_CARD],
    ).fetchone()
    assert row is not None
    assert row[0] == count, f"{row[0]} of {count} lots stand in the cells"
