"""A workbook of registrations, from bytes to records with their findings, against openpyxl's bare reading of it."""

import io
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import openpyxl
import xlsxwriter

from services.ingest.data_contracts.columns import XLSX
from services.ingest.formats.body import records_in
from services.ingest.formats.parsed import Limits
from services.ingest.formats.source_format import START
from services.ingest.processing.records import records
from services.ingest.processing.segments import collector_at_rest

TITLE: Final = "Reading a workbook: rows to checked records with their redacted copy, against openpyxl's bare reading"
ROWS: Final = 100_000
_TIMES: Final = 3
_HEADINGS: Final = ("sleutel", "datum", "wat", "staffel", "thema's")
_FIRST: Final = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """Processor seconds for all rows, the best of three in turns; both ratios are openpyxl's seconds over ours."""

    rows: int
    megabytes: float
    openpyxl_seconds: float
    rows_seconds: float
    records_seconds: float
    ratio_rows: float
    ratio_records: float


def measure(rows: int | None = None) -> Sequence[WorkbookReading]:
    """Read a workbook of so many rows as text in days, numbers, codes, barely and whole."""
    number = rows or ROWS
    body = _workbook(number)
    with collector_at_rest():
        turns = [(_seconds(_barely, body), _seconds(_split, body), _seconds(_read, body)) for _ in range(_TIMES)]
    bare, split, read = map(min, zip(*turns, strict=True))
    return [WorkbookReading(number, len(body) / 1e6, bare, split, read, bare / split, bare / read)]


def _barely(body: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
    return sum(1 for sheet in book.worksheets for _ in sheet.iter_rows(values_only=True)) - 1


def _split(body: bytes) -> int:
    return sum(1 for _ in records_in(io.BytesIO(body), XLSX, limits=Limits(), resume=START))


def _read(body: bytes) -> int:
    coming = records(io.BytesIO(body), media_type=XLSX, resume=START, limits=Limits())
    return sum(1 for each in coming if each.parsed.own is not None)


def _seconds(read: Callable[[bytes], int], body: bytes) -> float:
    started = time.process_time()
    if not read(body):
        raise RuntimeError("Nothing was read.")
    return time.process_time() - started


def _workbook(rows: int) -> bytes:
    """As spreadsheets write it: shared texts, days as numbers with a style."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd-mm-yyyy"})
        sheet.write_row(0, 0, _HEADINGS)
        for number in range(1, rows + 1):
            sheet.write_string(number, 0, f"BON-2026-{number:06}")
            sheet.write_datetime(number, 1, _FIRST + timedelta(days=number % 100), day)
            sheet.write_string(number, 2, f"cpv:{39130000 + number % 90}")
            sheet.write_number(number, 3, number % 4 + 1)
            sheet.write_string(number, 4, "circulair, klimaat" if number % 3 else "geen")
    return body.getvalue()
