"""The records of a body, one after another, each with its place and where to go on after it.

Lines are read from any byte that starts a line; every other body is read from its start, skipping what was done.
Nothing here touches the database: `file` is any file that can be read and moved in.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import orjson

from services.ingest.formats import container
from services.ingest.formats.eforms import erase as erase_eforms
from services.ingest.formats.eforms import reader
from services.ingest.formats.eforms.xml import parse
from services.ingest.formats.erasure_text import Traces, finding_without, label_without
from services.ingest.formats.ocds import erase as erase_ocds
from services.ingest.formats.ocds.reader import read_line
from services.ingest.formats.ocds.stream import Mark, read_raw, releases
from services.ingest.formats.parsed import Limits, Parsed, Refused
from services.ingest.processing.findings import RECORD_FAILED
from services.ingest.submissions.rules.kept_copy import WITHIN_LINE
from shared.procurement.erased import NOBODY, Erased

OCDS: Final = frozenset({"application/json", "application/x-ndjson", "application/jsonl"})
_BUFFER: Final = 2**18

Stream: TypeAlias = "io.BufferedReader[io.RawIOBase]"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Resume:
    """Where reading a part goes on: the byte in it, the lines of the body before that, and what is done there."""

    byte: int = 0
    lines: int = 0
    within: int = 0


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """One record as read. `after` says where to go on, `bytes_done` how far the part is."""

    ordinal: int
    name: str | None
    place: str
    parsed: Parsed
    size: int
    after: Resume
    bytes_done: int


def _nobody() -> Erased:
    return NOBODY


def records(
    file: io.RawIOBase | io.BytesIO,
    *,
    media_type: str,
    resume: Resume,
    limits: Limits,
    erased: Callable[[], Erased] = _nobody,
) -> Iterator[ReadRecord]:
    """Read the records of a part of a body, without whoever was erased by the time a record is read.

    Raises Refused when the part cannot be read (further); what came before stands.
    """
    stream: Stream = io.BufferedReader(file, _BUFFER)  # type: ignore[arg-type] # BytesIO does what is asked here
    if media_type in OCDS:
        return _releases(stream, resume, limits=limits, erased=erased)
    return _notices(stream, media_type, resume, limits=limits, erased=erased)


def _releases(stream: Stream, resume: Resume, *, limits: Limits, erased: Callable[[], Erased]) -> Iterator[ReadRecord]:
    line, inside = resume.lines + 1, resume.within
    for raw in releases(stream, limits=limits, resume=Mark(resume.byte, resume.lines, resume.within)):
        lines = raw.after.lines
        if lines == 0:  # one document: its releases are counted
            ordinal = resume.lines + raw.after.within
            after, done = Resume(0, resume.lines, raw.after.within), stream.tell()
        else:
            current = lines if raw.after.within == 0 else lines + 1
            line, inside = (line, inside + 1) if current == line else (current, 1)
            ordinal = line + (inside - 1) * WITHIN_LINE
            after, done = Resume(raw.after.offset, lines, raw.after.within), raw.after.offset
        parsed = _guarded(
            lambda: read_raw(raw, limits=limits, erased=erased()),  # noqa: B023 - called at once
            place=raw.place,
        )
        yield ReadRecord(ordinal, None, raw.place, parsed, len(raw.body) or len(parsed.kept), after, done)


def _notices(
    stream: Stream, media_type: str, resume: Resume, *, limits: Limits, erased: Callable[[], Erased]
) -> Iterator[ReadRecord]:
    for ordinal, entry in enumerate(container.entries(stream, media_type, limits=limits), start=1):
        if ordinal <= resume.within:
            continue
        name = label_without(entry.name, gone := erased())
        if entry.finding is not None or entry.body is None:
            findings = () if entry.finding is None else (finding_without(entry.finding, gone),)
            parsed = Parsed(notice=None, kept=b"", findings=findings, sender_key=None)
        else:
            parsed = _notice(entry.body, place=name or "/", limits=limits, erased=gone)
        size = len(entry.body or b"")
        after = Resume(within=ordinal)
        yield ReadRecord(ordinal, name or None, name or "/", parsed, size, after, stream.tell())


def without_erased(read: ReadRecord, *, media_type: str, limits: Limits, erased: Erased) -> ReadRecord:
    """The record as reading it with these erasures gives it: somebody it names may have been erased meanwhile."""
    if not erased:
        return read
    parsed, name, place = read.parsed, read.name, label_without(read.place, erased)
    if parsed.kept:
        again = read_kept(parsed.kept, media_type=media_type, place=place, limits=limits, erased=erased)
        parsed = parsed if again.kept == parsed.kept else again
    if place != read.place:
        findings = tuple(finding_without(each, erased) for each in parsed.findings)
        parsed, name = replace(parsed, findings=findings), None if name is None else label_without(name, erased)
    return replace(read, name=name, place=place, parsed=parsed)


def read_kept(kept: bytes, *, media_type: str, place: str, limits: Limits, erased: Erased) -> Parsed:
    """Read a kept copy again: what it gives is what reading the document with these erasures would have given."""
    if media_type in OCDS:
        return _guarded(lambda: read_line(kept, place=place, limits=limits, erased=erased), place=place)
    return _notice(kept, place=place, limits=limits, erased=erased)


def traces_in(kept: bytes, *, media_type: str, limits: Limits, erased: Erased) -> Traces:
    """What a kept copy says of people who were erased. Raises Refused when it cannot be read any more."""
    if media_type in OCDS:
        release = orjson.loads(kept)
        return erase_ocds.erase(release, erased) if isinstance(release, dict) else Traces()
    return erase_eforms.erase(parse(kept, limits=limits), erased)


def _notice(body: bytes, *, place: str, limits: Limits, erased: Erased) -> Parsed:
    return _guarded(lambda: reader.read(body, limits=limits, erased=erased), place=place)


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
