"""OCDS lines by HTTP until their figures can be asked, against the rate at which COPY loads the same lines raw.

Both run on the same server in the same run, so that the ratio holds where times do not.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import releases
from benchmarks.machine import Measured

TITLE: Final = "Intake: HTTP to figures, against raw COPY"
_COUNTED: Final = (
    "select coalesce(sum(cell.rows), 0)::int from kpi.cell join kpi.card on card.id = cell.card"
    " where card.code = 'ALG-P13' and counted_on = 'awarded_on' and level = 'body-month'"
)


@dataclass(frozen=True, slots=True)
class Intake:
    """What one run measured. The ratio is the share of the raw COPY rate that the whole line reaches.

    Processor time is that of the database connection for the raw COPY, and of all processes and connections for a line:
    it says more than the rates while the machine does other work.
    """

    lines: int
    megabytes: float
    copy_lines_per_second: float
    lines_to_figures_per_second: float
    ratio: float
    copy_processor_milliseconds: float
    processor_milliseconds: float
    seconds_sent: float
    seconds_processed: float
    seconds_counted: float
    peak_megabytes: dict[str, int]


def measure(measured: Measured, lines: int) -> Sequence[Intake]:
    """Load so many releases raw, then through the data space; checks that every lot is counted."""
    file = measured.folder / "releases.jsonl"
    size = releases.write(file, lines)
    copied = measured.processor_seconds_of_copy()
    raw_seconds = _copy_raw(measured, file)
    copied = measured.processor_seconds_of_copy() - copied
    measured.wait_until_counted()  # of what came before
    before = measured.value_of(_COUNTED)
    used = measured.processor_seconds_of_all()
    started = time.monotonic()
    submission = measured.send(file)
    sent = time.monotonic() - started
    measured.wait_until_done(submission)
    processed = time.monotonic() - started
    measured.wait_until_counted()
    counted = time.monotonic() - started
    used = measured.processor_seconds_of_all() - used
    assert (before, measured.value_of(_COUNTED)) == (before, int(str(before)) + lines), "nothing may be lost to be fast"
    return [
        Intake(
            lines=lines,
            megabytes=size / 1e6,
            copy_lines_per_second=lines / raw_seconds,
            lines_to_figures_per_second=lines / counted,
            ratio=raw_seconds / counted,
            copy_processor_milliseconds=copied / lines * 1000,
            processor_milliseconds=used / lines * 1000,
            seconds_sent=sent,
            seconds_processed=processed,
            seconds_counted=counted,
            peak_megabytes=measured.peak_memory(),
        )
    ]


def _copy_raw(measured: Measured, file: Path) -> float:
    """Load the lines into a jsonb column; quoting is set to characters that JSON text cannot hold."""
    connection = measured.connection
    connection.execute("create table raw_lines (line jsonb)")
    started = time.monotonic()
    statement = r"copy raw_lines from stdin with (format csv, quote e'\x01', delimiter e'\x02')"
    with connection.cursor() as cursor, cursor.copy(statement) as copy, file.open("rb") as source:
        while block := source.read(1 << 20):
            copy.write(block)
    seconds = time.monotonic() - started
    connection.execute("drop table raw_lines")
    return seconds
