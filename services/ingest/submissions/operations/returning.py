"""The sender's own table back with what was found in each row, as CSV or as a workbook; a row at a time in memory."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from typing import Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from services.ingest.data_contracts.columns import CSV, FINDING_HEADINGS, XLSX
from services.ingest.formats import table
from services.ingest.formats.source_format import SourceFormat
from services.ingest.submissions import store
from services.ingest.submissions.rules.returned_rows import APART, Line, returned_lines
from services.ingest.submissions.tables import Submission
from shared.database import PartySession
from shared.errors import Conflict
from shared.procurement.finding import Rule, Severity, Text
from shared.shown_text import cell

_LONGEST_CELL: Final = 32_767
_PIECE: Final = 2**18
_WIDE: Final = 60

NO_TABLE: Final = Rule(
    "no-table",
    Severity.ERROR,
    "Deze aanlevering kwam niet als tabel (CSV of XLSX), dus gaat er geen tabel terug.",
    "This submission did not come as a table (CSV or XLSX), so no table goes back.",
    Text(
        "Lees de bevindingen bij GET /v1/submissions/{submission}/findings.",
        "Read its findings at GET /v1/submissions/{submission}/findings.",
    ),
)
STILL_READ: Final = Rule(
    "still-read",
    Severity.ERROR,
    "Deze aanlevering wordt nog gelezen.",
    "This submission is still being read.",
    Text("Vraag het opnieuw als `finishedAt` er staat.", "Ask again when `finishedAt` stands there."),
)


def media_types_of(sent: Submission) -> tuple[str, ...]:
    """In which forms a submission can go back, that of its sender first. Raises Conflict for what is no table.

    A workbook may hold many tables, and a CSV holds one.
    """
    kind = table.kind_of(sent.media_type)
    if not isinstance(kind, SourceFormat) or kind.rows_of is None:
        raise Conflict(errors=(NO_TABLE.within("path", "submission_id", submission=sent.id),))
    if sent.finished_at is None:
        raise Conflict(errors=(STILL_READ.within("path", "submission_id"),))
    return (XLSX,) if XLSX in kind.media_types else (CSV, XLSX)


def returned(session: PartySession, sent: Submission, *, media_type: str) -> Iterator[bytes]:
    """Give the bytes of the table that goes back."""
    kind = table.kind_of(sent.media_type)
    if not isinstance(kind, SourceFormat) or kind.rows_of is None:
        raise RuntimeError("No table goes back of this submission.")
    kept = ((record.ordinal, record.body) for record in store.kept_records(session, sent.id))
    lines = returned_lines(kept, store.findings_by_record(session, sent.id), kind.rows_of)
    return _as_csv(lines) if media_type == CSV else _as_workbook(lines)


def _as_csv(lines: Iterator[Line]) -> Iterator[bytes]:
    """Rows with the numbers that they came with: where nothing was kept, an empty one stands."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    yield "\ufeff".encode()
    following, width = 1, 0
    for line in lines:
        if line.number is None and following > 1:
            if line.cells == FINDING_HEADINGS:
                continue
            writer.writerow([*[""] * width, *map(cell, line.cells)])
        else:
            number = line.number or following
            written.write("\r\n" * (number - following))
            writer.writerow(map(cell, line.cells))
            width = width or len(line.cells) - len(FINDING_HEADINGS)
            following = number + 1
        if written.tell() >= _PIECE:
            yield _taken(written)
    yield _taken(written)


def _taken(written: io.StringIO) -> bytes:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text.encode()


def _as_workbook(lines: Iterator[Line]) -> Iterator[bytes]:
    """Cells are texts, whatever they begin with; rows go to a file of their sheet as they come."""
    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            sheets: dict[str, Worksheet] = {}
            following: dict[str, int] = {}
            wrapped = book.add_format({"text_wrap": True, "valign": "top"})
            for line in lines:
                name = line.sheet if line.number is not None else f" {APART}"
                if name not in sheets:
                    sheets[name] = book.add_worksheet(_free(name, sheets))
                    first = len(line.cells) - len(FINDING_HEADINGS)
                    sheets[name].set_column(first, first + len(FINDING_HEADINGS) - 1, _WIDE / 3)
                    sheets[name].set_column(first + 3, first + 4, _WIDE)
                number = line.number or following.get(name, 1)
                for at, text in enumerate(line.cells):
                    if text:
                        form = wrapped if "\n" in text else None
                        sheets[name].write_string(number - 1, at, text[:_LONGEST_CELL], form)
                following[name] = number + 1
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _free(name: str, sheets: dict[str, Worksheet]) -> str:
    """A name for a sheet that no other has, also in other capitals."""
    name = name.strip() or "Tabel"
    taken = {each.get_name().casefold() for each in sheets.values()}
    number = 1
    free = name
    while free.casefold() in taken:
        number += 1
        free = f"{name[:25]} ({number})"
    return free
