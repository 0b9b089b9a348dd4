"""Own records as a workbook: each visible sheet with known headings is a table. Nothing in it is computed or followed.

openpyxl reads it row by row with defusedxml; before that the zip says how large its parts are.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell
from openpyxl.utils.exceptions import InvalidFileException

from services.ingest.data_contracts.columns import Column
from services.ingest.formats.own_records.tables import rules
from services.ingest.formats.own_records.tables.cells import as_text
from services.ingest.formats.own_records.tables.grouping import Row
from services.ingest.formats.own_records.tables.sheet import (
    KEPT_TABLE,
    headings_among,
    place,
    read_rows,
    records_of,
    said_of_rows,
)
from services.ingest.formats.parsed import Limits
from services.ingest.formats.source_format import Mark, RawRecord, SourceFormat, Suffix
from shared.procurement.erased import Erased
from shared.procurement.finding import Finding, Text

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_COLUMNS: Final = 200
_MOST_ROWS: Final = 1_048_576
_MOST_SHEETS: Final = 100
_MOST_EMPTY: Final = 10_000
"""Empty rows behind each other after which a sheet is at its end."""
_MOST_UNPACKED: Final = 2**30
_PIECE: Final = 2**20
_MERGED: Final = b"<mergeCell "
_WORKBOOK: Final = b"xl/workbook.xml"
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError, ParseError, DefusedXmlException,
    InvalidFileException, NotImplementedError, AttributeError, TypeError, IndexError,
)  # fmt: skip


class _Numbering:
    """Numbers the records of all sheets through."""

    def __init__(self) -> None:
        self.last = 0

    def refused(self, finding: Finding) -> RawRecord:
        self.last += 1
        return RawRecord(self.last, finding.location, Mark(within=self.last), finding=finding)


def _split(stream: BinaryIO, *, limits: Limits, resume: Mark) -> Iterator[RawRecord]:
    """Give the records of a workbook from a mark on; what comes before it is read over."""
    numbering = _Numbering()
    try:
        for raw in _records(stream, numbering, limits=limits):
            if raw.ordinal > resume.within:
                yield raw
    except _BROKEN:
        why = Text("zij is beschadigd of versleuteld", "it is damaged or encrypted")
        yield numbering.refused(rules.NO_WORKBOOK.at("/", why=why))


def _records(stream: BinaryIO, numbering: _Numbering, *, limits: Limits) -> Iterator[RawRecord]:
    body = stream if stream.seekable() else io.BytesIO(stream.read())
    if _unpacked_size(body) > min(_MOST_UNPACKED, limits.max_expanded):
        yield numbering.refused(_too_large("/"))
        return
    workbook = load_workbook(body, read_only=True, data_only=False, keep_links=False)
    try:
        for sheet in workbook.worksheets[:_MOST_SHEETS]:
            yield from _of_sheet(sheet, numbering)
    finally:
        workbook.close()
    if not numbering.last:
        yield numbering.refused(rules.NO_HEADINGS.at("/"))


def _of_sheet(sheet: Any, numbering: _Numbering) -> Iterator[RawRecord]:  # noqa: ANN401 - openpyxl says no more of it
    name = str(sheet.title)
    if sheet.sheet_state != "visible":
        yield numbering.refused(rules.SHEET_NOT_READ.at(name))
        return
    sheet.reset_dimensions()
    noted: dict[tuple[int, int], str] = {}
    rows = _rows(sheet.iter_rows(max_col=_MOST_COLUMNS), noted)
    headings, looked = headings_among(rows)
    if headings is None:
        if any(cell.strip() for row in looked for cell in row.cells):
            yield numbering.refused(rules.SHEET_NOT_READ.at(name))
        return
    if _has_merged_cells(sheet):
        yield numbering.refused(rules.MERGED.at(name))
    for raw in records_of(headings, rows, sheet=name, first=numbering.last + 1):
        numbering.last = raw.ordinal
        numbers = [row[0] for row in raw.document["rows"]]
        raw.document["noted"] = [[row, column, noted.pop((row, column))] for row, column in _within(noted, numbers)]
        yield raw


def _within(noted: Iterable[tuple[int, int]], numbers: list[int]) -> list[tuple[int, int]]:
    return [at for at in noted if at[0] in numbers]


def _rows(rows: Iterable[tuple[Any, ...]], noted: dict[tuple[int, int], str]) -> Iterator[Row]:
    """Rows as text up to a long run of empty ones; what is special about a cell is noted beside them."""
    empty = 0
    for number, cells in enumerate(rows, 1):
        texts = []
        for at, cell in enumerate(cells):
            if isinstance(cell, EmptyCell) or cell.value is None:
                texts.append("")
                continue
            if cell.data_type == "f":
                noted[number, at] = "formula"
                texts.append("")
                continue
            if cell.data_type == "n" and isinstance(cell.value, int | float):
                noted[number, at] = "number"
            texts.append(as_text(cell.value))
        while texts and not texts[-1]:
            texts.pop()
        if texts or any(at[0] == number for at in noted):
            empty = 0
            yield Row(number, texts)
        else:
            empty += 1
            if empty >= _MOST_EMPTY:
                return


def _read(raw: RawRecord, *, limits: Limits, erased: Erased) -> Any:  # noqa: ANN401 - see `read_rows`
    return read_rows(raw, limits=limits, erased=erased, also=_of_cells)


def _of_cells(stated: dict[str, Any], columns: Sequence[Column | None]) -> Iterator[Finding]:
    """What a workbook tells of its cells that their text does not."""
    texts = {row[0]: row[1:] for row in stated["rows"]}
    for row, at, what in stated.get("noted", ()):
        column = columns[at] if at < len(columns) else None
        heading = stated["headings"][at] if at < len(stated["headings"]) else None
        where = place(stated["sheet"], row, heading)
        if what == "formula" and column is not None:
            yield rules.FORMULA.at(where)
        elif what == "number" and column is not None and column.digits:
            typed = texts[row][at]
            if typed.isdigit() and len(typed) < column.digits:
                yield rules.LOST_ZEROS.at(where, typed, restored=typed.zfill(column.digits))


def _has_merged_cells(sheet: Any) -> bool:  # noqa: ANN401 - openpyxl says no more of it
    """Whether cells of a sheet are merged: what stands behind its rows says so, which reading by row never reaches."""
    before = b""
    with sheet.parent._archive.open(sheet._worksheet_path) as part:  # noqa: SLF001 - openpyxl keeps it to itself
        while piece := part.read(_PIECE):
            if _MERGED in before + piece:
                return True
            before = piece[-len(_MERGED) :]
    return False


def _unpacked_size(body: BinaryIO) -> int:
    with zipfile.ZipFile(body) as archive:
        return sum(each.file_size for each in archive.infolist())


def _too_large(at: str) -> Finding:
    return rules.TOO_LARGE.at(at, rows=_MOST_ROWS, columns=_MOST_COLUMNS, bytes=_MOST_UNPACKED)


def _recognise(head: bytes) -> bool:
    return head.startswith(b"PK\x03\x04") and _WORKBOOK in head


OWN_RECORDS_XLSX: Final = SourceFormat(
    name="ppds-xlsx",
    title_nl="Eigen gegevens van een organisatie als werkmap (XLSX)",
    title_en="Records of a body itself as a workbook (XLSX)",
    schema="/v1/formats",
    media_types=(_XLSX,),
    suffixes=(Suffix(".xlsx", _XLSX),),
    kept_form=KEPT_TABLE,
    recognise=_recognise,
    split=_split,
    read=_read,
    said_of=said_of_rows,
)
