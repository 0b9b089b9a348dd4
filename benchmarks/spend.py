"""A CSV of spend by HTTP until its categories are facts, against COPY of the same file on the same server in one run.

COPY loads the file twice: as it is, into columns of text, and into a table of the types and the primary key that the
lines of spend have, so that a line can be asked for by its number.
"""

import csv
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.machine import Measured
from shared.reference.lists import columns_of, rows

TITLE: Final = "Spend: HTTP to facts, against COPY"
_SUPPLIERS: Final = 40_000
_BANDS: Final = (1, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7)
_TIMES: Final = 3
_COLUMNS: Final = "jaar text, ministerie text, leverancier text, categorie text, staffel text"
_KEYED: Final = (
    "jaar smallint, ministerie text, leverancier text, categorie text, staffel smallint,"
    " line integer generated always as identity primary key"
)
_HEADINGS: Final = "jaar, ministerie, leverancier, categorie, staffel"


@dataclass(frozen=True, slots=True)
class Spend:
    """What one run measured: rows a second, and the share of each COPY that the whole way reaches.

    Processor time is that of all processes and connections but the one that copies.
    """

    rows: int
    megabytes: float
    copy_rows_per_second: float
    keyed_copy_rows_per_second: float
    to_facts_rows_per_second: float
    ratio: float
    ratio_keyed: float
    seconds_sent: float
    processor_seconds: float
    copy_processor_seconds: float
    peak_megabytes: dict[str, int]


def measure(measured: Measured, lines: int) -> Sequence[Spend]:
    """Load so many rows raw, then through the data space; checks that every row is kept."""
    file = measured.folder / "inkoopuitgaven.csv"
    party = str(measured.value_of("select name from registry.party_current where participation is not null limit 1"))
    best: Spend | None = None
    for number in range(_TIMES):
        size = _write(file, lines, body=party, year=2014 + number)
        used = measured.processor_seconds_of_copy()
        raw = _copy(measured, file, _COLUMNS)
        used = measured.processor_seconds_of_copy() - used
        keyed = _copy(measured, file, _KEYED)
        once = _through(measured, file, lines, size, copies=(raw, keyed, used))
        best = once if best is None or once.ratio > best.ratio else best
    return [] if best is None else [best]


def _through(measured: Measured, file: Path, lines: int, size: int, *, copies: tuple[float, float, float]) -> Spend:
    before = int(str(measured.value_of("select count(*) from procurement.spend")))
    used = measured.processor_seconds_of_all()
    started = time.monotonic()
    submission = measured.send(file)
    sent = time.monotonic() - started
    while measured.value_of("select count(*) from procurement.spend") == before:
        time.sleep(0.005)
    seconds = time.monotonic() - started
    measured.wait_until_done(submission)
    used = measured.processor_seconds_of_all() - used
    query = "select count(*) from procurement.spend_line where block = (select max(block) from procurement.spend_file)"
    assert measured.value_of(query) == lines, "nothing may be lost to be fast"
    raw, keyed, copied = copies
    return Spend(
        rows=lines,
        megabytes=size / 1e6,
        copy_rows_per_second=lines / raw,
        keyed_copy_rows_per_second=lines / keyed,
        to_facts_rows_per_second=lines / seconds,
        ratio=raw / seconds,
        ratio_keyed=keyed / seconds,
        seconds_sent=sent,
        processor_seconds=used,
        copy_processor_seconds=copied,
        peak_megabytes=measured.peak_memory(),
    )


def _write(file: Path, lines: int, *, body: str, year: int) -> int:
    """A file as the Rijk publishes it, of made-up suppliers in categories of our lists and others."""
    draws = Random(year)  # noqa: S311 - chance, no secret
    chains = [row["nl"] for row in rows("product-chains", columns_of("product-chains"))]
    categories = [*chains, *(f"Overige uitgaven {number}" for number in range(20))]
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, delimiter=";")
        writer.writerow(["Jaar", "Ministerie", "Leverancier", "Categorie", "Staffel"])
        for _ in range(lines):
            supplier = f"Voorbeeldleverancier {draws.randrange(_SUPPLIERS)} B.V."
            writer.writerow([year, body, supplier, draws.choice(categories), draws.choice(_BANDS)])
    return file.stat().st_size


def _copy(measured: Measured, file: Path, columns: str) -> float:
    connection = measured.connection
    connection.execute(f"create table raw_spend ({columns})".encode())
    started = time.monotonic()
    statement = f"copy raw_spend ({_HEADINGS}) from stdin with (format csv, header, delimiter ';')"
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy, file.open("rb") as source:
        while block := source.read(1 << 20):
            copy.write(block)
    seconds = time.monotonic() - started
    connection.execute("drop table raw_spend")
    return seconds
