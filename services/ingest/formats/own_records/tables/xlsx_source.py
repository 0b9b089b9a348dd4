"""Own records as a workbook: each visible sheet with known headings is a table. Nothing in it is computed or followed.

openpyxl says, with defusedxml, which sheets, texts and styles there are; `sheet_cells` reads the rows. Before that the
zip says how large its parts are.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO, Final, NamedTuple
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.constants import SHARED_STRINGS

from services.ingest.data_contracts.column_mapping import BUILT_IN, ColumnMapping
from services.ingest.data_contracts.columns import XLSX, Column
from services.ingest.formats.own_records.tables import rules
from services.ingest.formats.own_records.tables.grouping import FORMULA, NUMBER
from services.ingest.formats.own_records.tables.headings import headings_among, is_list_of_findings, place
from services.ingest.formats.own_records.tables.sheet import KEPT_TABLE, read_rows, rows_of, said_of_rows
from services.ingest.formats.own_records.tables.sheet_cells import MOST_COLUMNS, MOST_ROWS, Styles, rows_in, texts_in
from services.ingest.formats.own_records.tables.spend_table import table_records
from services.ingest.formats.parsed import Limits
from services.ingest.formats.source_format import Mark, RawRecord, SourceFormat, Suffix
from shared.procurement.erased import Erased
from shared.procurement.finding import Finding, Text

_MOST_SHEETS: Final = 100
_MOST_UNPACKED: Final = 2**30
_PIECE: Final = 2**20
_MERGED: Final = b"<mergeCell "
_WORKBOOK: Final = b"xl/workbook.xml"
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError, ParseError, DefusedXmlException,
    InvalidFileException, NotImplementedError, AttributeError, TypeError, IndexError,
)  # fmt: skip


class _Sheet(NamedTuple):
    """A sheet: its name, and the file in the zip that holds its rows."""

    name: str
    part: str
    visible: bool


class _Numbering:
    """Numbers the records of all sheets through."""

    def __init__(self) -> None:
        self.last = 0

    def refused(self, finding: Finding) -> RawRecord:
        self.last += 1
        return RawRecord(self.last, finding.location, Mark(within=self.last), finding=finding)


def _split(
    stream: BinaryIO, *, limits: Limits, resume: Mark, mappings: Sequence[ColumnMapping] = BUILT_IN
) -> Iterator[RawRecord]:
    """Give the records of a workbook from a mark on; what comes before it is read over."""
    numbering = _Numbering()
    try:
        for raw in _records(stream, numbering, mappings, limits=limits):
            if raw.ordinal > resume.within:
                yield raw
    except _BROKEN:
        why = Text("zij is beschadigd of versleuteld", "it is damaged or encrypted")
        yield numbering.refused(rules.NO_WORKBOOK.at("/", why=why))


def _records(
    stream: BinaryIO, numbering: _Numbering, mappings: Sequence[ColumnMapping], *, limits: Limits
) -> Iterator[RawRecord]:
    body = stream if stream.seekable() else io.BytesIO(stream.read())
    if _unpacked_size(body) > min(_MOST_UNPACKED, limits.max_expanded):
        yield numbering.refused(_too_large("/"))
        return
    reader = ExcelReader(body, read_only=True, keep_links=False)
    with reader.archive:
        for sheet in islice(_sheets_of(reader), _MOST_SHEETS):
            yield from _of_sheet(reader, sheet, numbering, mappings)
    if not numbering.last:
        yield numbering.refused(rules.NO_HEADINGS.at("/"))


def _sheets_of(reader: Any) -> Iterator[_Sheet]:  # noqa: ANN401 - openpyxl says no more of it
    """Read what all sheets share, and give them in order; nothing of their rows is read yet."""
    reader.read_manifest()
    reader.read_workbook()
    shared = reader.package.find(SHARED_STRINGS)
    if shared is not None:
        with reader.archive.open(shared.PartName[1:]) as part:
            reader.shared_strings = list(texts_in(part))
    apply_stylesheet(reader.archive, reader.wb)
    for sheet, related in reader.parser.find_sheets():
        if related.target in reader.valid_files and "chartsheet" not in related.Type:
            yield _Sheet(str(sheet.name), related.target, visible=sheet.state == "visible")


def _of_sheet(
    reader: Any,  # noqa: ANN401
    sheet: _Sheet,
    numbering: _Numbering,
    mappings: Sequence[ColumnMapping],
) -> Iterator[RawRecord]:
    if not sheet.visible:
        yield numbering.refused(rules.SHEET_NOT_READ.at(sheet.name))
        return
    workbook = reader.wb
    styles = Styles(reader.shared_strings, workbook._date_formats, workbook._timedelta_formats, workbook.epoch)  # noqa: SLF001
    watched: set[int] = set()
    with reader.archive.open(sheet.part) as part:
        rows = rows_in(part, styles, watched=watched)
        headings, looked = headings_among(rows, mappings)
        if headings is None:
            if looked and not is_list_of_findings(looked[0].cells):
                yield numbering.refused(rules.SHEET_NOT_READ.at(sheet.name))
            return
        watched |= headings.identifiers
        if _has_merged_cells(reader.archive, sheet):
            yield numbering.refused(rules.MERGED.at(sheet.name))
        for raw in table_records(headings, rows, sheet=sheet.name, first=numbering.last + 1):
            numbering.last = raw.ordinal
            yield raw


def _read(raw: RawRecord, *, limits: Limits, erased: Erased) -> Any:  # noqa: ANN401 - see `read_rows`
    return read_rows(raw, limits=limits, erased=erased, also=_of_cells)


def _of_cells(stated: dict[str, Any], columns: Sequence[Column | None]) -> Iterator[Finding]:
    """What a workbook tells of its cells that their text does not."""
    texts = {row[0]: row[1:] for row in stated["rows"]}
    for row, at, what in stated.get("noted", ()):
        column = columns[at] if at < len(columns) else None
        heading = stated["headings"][at] if at < len(stated["headings"]) else None
        where = place(stated["sheet"], row, heading)
        if what == FORMULA and column is not None:
            yield rules.FORMULA.at(where)
        elif what == NUMBER and column is not None and column.digits:
            typed = texts[row][at]
            if typed.isdigit() and len(typed) < column.digits:
                yield rules.LOST_ZEROS.at(where, typed, restored=typed.zfill(column.digits))


def _has_merged_cells(archive: zipfile.ZipFile, sheet: _Sheet) -> bool:
    """Whether cells of a sheet are merged: what stands behind its rows says so."""
    before = b""
    with archive.open(sheet.part) as part:
        while piece := part.read(_PIECE):
            if _MERGED in before + piece:
                return True
            before = piece[-len(_MERGED) :]
    return False


def _unpacked_size(body: BinaryIO) -> int:
    with zipfile.ZipFile(body) as archive:
        return sum(each.file_size for each in archive.infolist())


def _too_large(at: str) -> Finding:
    return rules.TOO_LARGE.at(at, rows=MOST_ROWS, columns=MOST_COLUMNS, bytes=_MOST_UNPACKED)


def _recognise(head: bytes) -> bool:
    return head.startswith(b"PK\x03\x04") and _WORKBOOK in head


OWN_RECORDS_XLSX: Final = SourceFormat(
    name="ppds-xlsx",
    title_nl="Eigen gegevens van een organisatie als werkmap (XLSX)",
    title_en="Records of a body itself as a workbook (XLSX)",
    schema="/v1/formats",
    media_types=(XLSX,),
    suffixes=(Suffix(".xlsx", XLSX),),
    kept_form=KEPT_TABLE,
    recognise=_recognise,
    split=_split,
    split_mapped=_split,
    read=_read,
    said_of=said_of_rows,
    rows_of=rows_of,
)
