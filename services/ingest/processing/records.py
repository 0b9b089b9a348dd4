"""The records of a body as they are read, one after another, each with its place and where to go on after it.

Nothing here touches the database: `file` is any file that can be read and moved in.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from services.ingest.data_contracts.column_mapping import BUILT_IN, ColumnMapping
from services.ingest.formats import body
from services.ingest.formats.erasure_text import finding_without, label_without
from services.ingest.formats.parsed import Limits, Parsed, Refused
from services.ingest.formats.source_format import Mark, RawRecord, SourceFormat
from services.ingest.processing.findings import RECORD_FAILED
from shared.procurement.erased import NOBODY, Erased
from shared.quick_dataclass import quick_dataclass

_BUFFER: Final = 2**18

_log = logging.getLogger(__name__)


@quick_dataclass(frozen=True, slots=True)
class ReadRecord:
    """One record as read. `after` says where to go on, `bytes_done` how far the part is."""

    ordinal: int
    name: str | None
    place: str
    format: SourceFormat | None
    parsed: Parsed
    size: int
    after: Mark
    bytes_done: int


def _nobody() -> Erased:
    return NOBODY


def records(
    file: io.RawIOBase | io.BytesIO,
    *,
    media_type: str,
    resume: Mark,
    limits: Limits,
    erased: Callable[[], Erased] = _nobody,
    mappings: Sequence[ColumnMapping] = BUILT_IN,
) -> Iterator[ReadRecord]:
    """Read the records of a part of a body, without whoever was erased by the time a record is read.

    Raises Refused when the part cannot be read (further); what came before stands.
    """
    stream = io.BufferedReader(file, _BUFFER)
    for raw in body.records_in(stream, media_type, limits=limits, resume=resume, mappings=mappings):
        parsed = _read(raw, limits=limits, erased=(gone := erased()))
        name, place = raw.name, raw.place
        if name is not None and gone:
            name, place = label_without(name, gone), label_without(place, gone)
        size = len(raw.body) or len(parsed.kept)
        yield ReadRecord(raw.ordinal, name, place, raw.format, parsed, size, raw.after, raw.after.byte or stream.tell())


def without_erased(read: ReadRecord, *, limits: Limits, erased: Erased) -> ReadRecord:
    """The record as reading it with these erasures gives it: somebody it names may have been erased meanwhile."""
    if not erased:
        return read
    parsed, name, place = read.parsed, read.name, label_without(read.place, erased)
    if parsed.kept and read.format is not None:
        again = read_kept(parsed.kept, read.format, place=place, limits=limits, erased=erased)
        parsed = parsed if again.kept == parsed.kept else again
    if place != read.place:
        findings = tuple(finding_without(each, erased) for each in parsed.findings)
        parsed, name = replace(parsed, findings=findings), None if name is None else label_without(name, erased)
    return replace(read, name=name, place=place, parsed=parsed)


def read_kept(kept: bytes, source: SourceFormat, *, place: str, limits: Limits, erased: Erased) -> Parsed:
    """Read a kept copy again: what it gives is what reading the document with these erasures would have given."""
    return _guarded(lambda: body.read_kept(kept, source, place=place, limits=limits, erased=erased), place=place)


def _read(raw: RawRecord, *, limits: Limits, erased: Erased) -> Parsed:
    parsed = _guarded(lambda: body.read(raw, limits=limits, erased=erased), place=raw.place)
    if raw.finding is None or not erased:
        return parsed
    return replace(parsed, findings=tuple(finding_without(each, erased) for each in parsed.findings))


def _guarded(read: Callable[[], Parsed], *, place: str) -> Parsed:
    """One bad record never stops the others: what its reader did not foresee is logged, and the record refused."""
    try:
        return read()
    except Refused as refused:
        return _refused(refused)
    except Exception:  # noqa: BLE001 - see above: a fault of ours costs one record, not the submission
        _log.exception("a record could not be read at %s", place)
        return _refused(Refused(RECORD_FAILED.at(place)))


def _refused(refused: Refused) -> Parsed:
    return Parsed(notice=None, kept=b"", findings=(refused.finding,), sender_key=None)
