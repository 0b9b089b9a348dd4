"""Own records as JSON: one record, a list of them, one document with `rows`, or a record a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import orjson

from services.ingest.formats.erasure_text import Traces
from services.ingest.formats.kept_form import KeptForm, as_lines
from services.ingest.formats.own_records import rules
from services.ingest.formats.own_records.people import erase
from services.ingest.formats.own_records.reading import header_of, read_record
from services.ingest.formats.own_records.tables.sheet import is_kept_table
from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.formats.source_format import Mark, RawRecord, SourceFormat
from shared.procurement.erased import Erased
from shared.procurement.finding import Finding, Text

_DOCUMENT: Final = "application/vnd.ppds+json"
_LINES: Final = "application/vnd.ppds+x-ndjson"
_SAYS_SO: Final = re.compile(rb'"format"\s*:\s*"ppds-')
_BOM: Final = b"\xef\xbb\xbf"


def _recognise(head: bytes) -> bool:
    if is_kept_table(head):
        return False
    return head.removeprefix(_BOM).lstrip()[:1] in (b"{", b"[") and _SAYS_SO.search(head) is not None


def _split(stream: BinaryIO, *, limits: Limits, resume: Mark) -> Iterator[RawRecord]:
    """Give the records of a document, or of lines: the first line tells which it is."""
    offset, number = resume.byte, resume.lines
    if offset:
        _skip(stream, offset)
    first = stream.readline(limits.max_bytes + 1)
    if not resume.lines and not _is_a_record(first):
        rest = stream.read(max(0, limits.max_bytes + 1 - len(first)))
        yield from _of_document(first + rest, limits=limits, resume=resume)
        return
    line = first
    while line:
        offset, number = offset + len(line), number + 1
        place, after = f"line {number}", Mark(offset, number)
        if len(line) > limits.max_bytes:
            yield RawRecord(number, place, after, finding=_too_large(limits, place))
            while line and not line.endswith(b"\n"):
                line = stream.readline(limits.max_bytes)
                offset += len(line)
        elif line.strip():
            yield RawRecord(number, place, after, body=line.removeprefix(_BOM))
        line = stream.readline(limits.max_bytes + 1)


def _is_a_record(line: bytes) -> bool:
    stripped = line.removeprefix(_BOM).strip()
    return line.endswith(b"\n") and stripped[:1] == b"{" and stripped[-1:] == b"}" and b'"rows"' not in stripped


def _of_document(body: bytes, *, limits: Limits, resume: Mark) -> Iterator[RawRecord]:
    size = Mark(byte=len(body))
    if len(body) > limits.max_bytes:
        yield RawRecord(1, "/", size, finding=_too_large(limits, "/"))
        return
    try:
        document = orjson.loads(body.removeprefix(_BOM))
    except orjson.JSONDecodeError as error:
        yield RawRecord(1, "/", size, finding=_not_json(error, "/"))
        return
    rows = list(_rows(document))
    if not rows:
        yield RawRecord(1, "/rows", size, finding=rules.NO_ROWS.at("/rows"))
    for number, (place, record) in enumerate(rows, 1):
        if number > resume.within:
            yield RawRecord(number, place, Mark(within=number), document=record)


def _rows(document: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any JSON
    """The records of a document, with what its head says of all of them."""
    if isinstance(document, list):
        for number, each in enumerate(document):
            for place, record in _rows(each):
                yield f"/{number}{place.removesuffix('/')}", record
    elif isinstance(document, dict) and isinstance(document.get("rows"), list):
        header = header_of(document)
        for number, row in enumerate(document["rows"]):
            yield f"/rows/{number}", header | row if isinstance(row, dict) else row
    else:
        yield "/", document


def _read(raw: RawRecord, *, limits: Limits, erased: Erased) -> Parsed:
    document = raw.document
    if document is None:
        try:
            document = orjson.loads(raw.body)
        except orjson.JSONDecodeError as error:
            return Parsed(None, b"", (_not_json(error, raw.place),), None)
    if not _fits(document, limits):
        return Parsed(None, b"", (_too_large(limits, raw.place),), None)
    return read_record(document, place=raw.place, limits=limits, erased=erased)


def _fits(document: Any, limits: Limits) -> bool:  # noqa: ANN401 - any JSON
    level, depth, values = [document], 0, 0
    while level:
        depth, values = depth + 1, values + len(level)
        if depth > limits.max_depth or values > limits.max_elements:
            return False
        level = [
            below
            for each in level
            if isinstance(each, dict | list)
            for below in (each.values() if isinstance(each, dict) else each)
        ]
    return True


def _said_of(kept: bytes, *, limits: Limits, erased: Erased) -> Traces:  # noqa: ARG001 - a kept copy is within limits
    record = orjson.loads(kept)
    return erase(record, erased) if isinstance(record, dict) else Traces()


def _skip(stream: BinaryIO, count: int) -> None:
    if stream.seekable():
        stream.seek(count)
        return
    while count > 0 and (skipped := stream.read(min(2**20, count))):
        count -= len(skipped)


def _too_large(limits: Limits, place: str) -> Finding:
    words = {"limit": limits.max_bytes, "elements": limits.max_elements, "depth": limits.max_depth}
    return rules.TOO_LARGE.at(place, **words)


def _not_json(error: orjson.JSONDecodeError, place: str) -> Finding:
    where = Text(f"regel {error.lineno}, kolom {error.colno}", f"line {error.lineno}, column {error.colno}")
    return rules.NOT_JSON.at(place, why=where)


OWN_RECORDS_JSON: Final = SourceFormat(
    name="ppds-json",
    title_nl="Eigen gegevens van een organisatie (JSON: een record, een lijst, of een record per regel)",
    title_en="Records of a body itself (JSON: one record, a list, or a record per line)",
    schema="/v1/formats",
    media_types=(_DOCUMENT, _LINES),
    told_by_content={"application/json": _DOCUMENT, "application/x-ndjson": _LINES, "application/jsonl": _LINES},
    suffixes=(),  # .json and .jsonl, which others have too: what is in it tells
    kept_form=KeptForm(_LINES, as_lines),
    recognise=_recognise,
    split=_split,
    read=_read,
    said_of=_said_of,
    by_line=frozenset({_LINES}),
)
