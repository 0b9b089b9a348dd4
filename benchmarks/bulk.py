"""A year of lots in each form of the files in bulk, against COPY of the same rows to a file of the server.

All read the same rows in the same run, so that the ratios hold where times do not. Memory is what this process uses at
most, beyond what it used before the first row; a tenth of the rows is written first, to see whether it grows.
"""

import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from benchmarks.machine import Measured
from benchmarks.values import fill
from services.ingest.bulk import store
from services.ingest.bulk.operations.folder import Aside
from services.ingest.bulk.operations.forms import FORMS
from services.ingest.bulk.operations.making import tables
from services.ingest.bulk.rules.naming import Form
from services.ingest.bulk.rules.subjects.notices import LOTS

TITLE: Final = "Files in bulk: a year of lots, against COPY TO of the same rows"
_YEAR: Final = 2025
_STATED: Final = {"subject": LOTS.name, "period": str(_YEAR), "key": list(LOTS.key)}


@dataclass(frozen=True, slots=True)
class Written:
    """A form of the file: its ratio is the time it took over that of COPY TO."""

    form: str
    rows: int
    megabytes: float
    seconds: float
    copy_seconds: float
    ratio: float
    megabytes_of_memory: float


def measure(measured: Measured, lots: int) -> Sequence[Written]:
    """Write so many lots in each form; checks that every row is in the file."""
    fill(measured.connection, lots, bodies=300)
    measured.connection.execute("analyze")
    position = cast("int", measured.value_of("select max(position) from procurement.change"))
    query = store.rows_query(LOTS, str(_YEAR), position)
    copied = measured.folder / "rows.txt"
    copy_seconds = min(_copied(measured, query, copied) for _ in range(2))
    copied.unlink()
    return [_written(measured, form, position, copy_seconds) for form in FORMS]


def _copied(measured: Measured, query: str, file: Path) -> float:
    file.touch()
    file.chmod(0o666)
    started = time.monotonic()
    measured.connection.execute(f"copy ({query}) to '{file}'".encode())
    return time.monotonic() - started


def _written(measured: Measured, form: Form, position: int, copy_seconds: float) -> Written:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    file = Aside(measured.folder, 1 << 40).open(f"lots.{form}")
    started, rows = time.monotonic(), 0
    writer = FORMS[form](cast("Any", file), LOTS.columns, _STATED)
    for table in tables(store.blocks(measured.connection, LOTS, str(_YEAR), position), LOTS.columns):
        writer.add(table)
        rows += table.num_rows
    writer.end()
    file.finish()
    seconds = time.monotonic() - started
    path = measured.folder / f"lots.{form}"
    size = path.stat().st_size
    path.unlink()
    assert rows == measured.value_of(f"select count(*) from ({store.rows_query(LOTS, str(_YEAR), position)}) r")  # noqa: S608 - our own query
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    return Written(form.value, rows, size / 1e6, seconds, copy_seconds, seconds / copy_seconds, grown / 1024)
