"""Own records as CSV: any delimiter, encoding and line end that spreadsheets write; quotes may go across lines."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from services.ingest.data_contracts.column_mapping import BUILT_IN, ColumnMapping, recognised
from services.ingest.data_contracts.columns import CSV
from services.ingest.formats.own_records.tables import rules
from services.ingest.formats.own_records.tables.blocks import FORMAT as SPEND
from services.ingest.formats.own_records.tables.grouping import Row
from services.ingest.formats.own_records.tables.headings import headings_among, place
from services.ingest.formats.own_records.tables.sheet import KEPT_TABLE, is_kept_table, read_rows, rows_of, said_of_rows
from services.ingest.formats.own_records.tables.spend_table import table_records, text_records
from services.ingest.formats.parsed import Limits
from services.ingest.formats.source_format import Mark, RawRecord, SourceFormat, Suffix
from shared.procurement.finding import Finding

_SAMPLE: Final = 2**18
_DELIMITERS: Final = ";\t,|"
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_COLUMNS: Final = 500
_MOST_ROWS: Final = 2_000_000


def _split(
    stream: BinaryIO, *, limits: Limits, resume: Mark, mappings: Sequence[ColumnMapping] = BUILT_IN
) -> Iterator[RawRecord]:
    """Give the records of a table from a mark on; what comes before it is read over."""
    for raw in _records(stream, mappings, limits=limits):
        if raw.ordinal > resume.within:
            yield raw


def _records(stream: BinaryIO, mappings: Sequence[ColumnMapping], *, limits: Limits) -> Iterator[RawRecord]:
    head = stream.read(_SAMPLE)
    encoding = _encoding_of(head)
    text = io.TextIOWrapper(_Joined(head, stream), encoding=encoding, errors="replace", newline="")  # type: ignore[type-var]
    delimiter = _delimiter_of(head.decode(encoding, errors="replace"))
    rows = _rows(csv.reader(text, delimiter=delimiter, strict=False), limits)
    number, start = 0, 1
    try:
        headings, looked = headings_among(rows, mappings)
        if headings is None:
            at = place("", looked[0].number if looked else 1)
            yield RawRecord(1, at, Mark(within=1), finding=rules.NO_HEADINGS.at(at))
            return
        start = headings.row + 1
        for raw in (
            text_records(headings, text, delimiter=delimiter)
            if headings.format == SPEND
            else table_records(headings, rows, sheet="", first=1)
        ):
            number = raw.ordinal
            yield raw
    except (_Ended, csv.Error) as ended:
        problem = ended.finding if isinstance(ended, _Ended) else rules.BAD_QUOTES.at(place("", start))
        yield RawRecord(number + 1, problem.location, Mark(within=number + 1), finding=problem)


class _Ended(Exception):
    """The table cannot be read further; the rows before it stand."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.en)
        self.finding = finding


def _rows(reader: Iterator[list[str]], limits: Limits) -> Iterator[Row]:
    """The rows of a table. Raises `_Ended`."""
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if number > _MOST_ROWS:
                bounds = {"rows": _MOST_ROWS, "columns": _MOST_COLUMNS, "bytes": limits.max_expanded}
                raise _Ended(rules.TOO_LARGE.at(place("", number), **bounds))
            yield Row(number, cells[:_MOST_COLUMNS])
    except csv.Error as error:
        raise _Ended(rules.BAD_QUOTES.at(place("", number + 1))) from error


def _encoding_of(head: bytes) -> str:
    """UTF-8 unless a byte order mark or the bytes themselves say otherwise; then what Windows writes in the West."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if head[:200:2].count(0) > len(head[:200]) // 4 or head[1:200:2].count(0) > len(head[:200]) // 4:
        return "utf-16-be" if head[:1] == b"\0" else "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter_of(head: str) -> str:
    """The delimiter of which most stand outside quotes in the first line that has any."""
    for line in head.splitlines()[:20]:
        bare = "".join(line.split('"')[::2])
        counts = {delimiter: bare.count(delimiter) for delimiter in _DELIMITERS}
        best = max(counts, key=lambda each: counts[each])
        if counts[best]:
            return best
    return ";"


def _recognise(head: bytes) -> bool:
    """Whether one of the first lines holds headings of a known format, or this is a kept copy."""
    if is_kept_table(head):
        return True
    text = head.decode(_encoding_of(head), errors="replace")
    if "\0" in text[:100]:
        return False
    delimiter = _delimiter_of(text)
    return any(recognised(line.split(delimiter), BUILT_IN) is not None for line in text.splitlines()[:20])


class _Joined(io.RawIOBase):
    """What was read already, and the rest of the stream behind it."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1) -> bytes:
        head, self._head = self._head, b""
        return head or self._stream.read(size if size > 0 else _SAMPLE)

    def read(self, size: int = -1) -> bytes:
        return self.read1(size)


OWN_RECORDS_CSV: Final = SourceFormat(
    name="ppds-csv",
    title_nl="Eigen gegevens van een organisatie als tabel (CSV)",
    title_en="Records of a body itself as a table (CSV)",
    schema="/v1/formats",
    media_types=(CSV, "application/csv"),
    suffixes=(Suffix(".csv", CSV), Suffix(".tsv", CSV)),
    kept_form=KEPT_TABLE,
    recognise=_recognise,
    split=_split,
    split_mapped=_split,
    read=read_rows,
    said_of=said_of_rows,
    rows_of=rows_of,
)
