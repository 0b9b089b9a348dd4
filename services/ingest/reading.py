"""The records of a body, one after another, each with its place and where to go on after it.

Lines (NDJSON) are read from any byte that starts a line; every other body is read from its start, skipping the records
that were done. Nothing here touches the database: `file` is any file that can be read and moved in.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from services.ingest.findings_of_intake import could_not_process, too_long
from services.ingest.formats import container, eforms, ocds, ocds_stream
from services.ingest.formats.parsed import Limits, Parsed, Refused

LINES: Final = frozenset({"application/x-ndjson", "application/jsonl"})
_ARCHIVES: Final = frozenset({"application/zip", "application/x-tar"})
_BUFFER: Final = 2**18

Stream: TypeAlias = "io.BufferedReader[io.RawIOBase]"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a body to read: bytes for lines, records already done (`skip`) for all else."""

    media_type: str
    first_byte: int
    end_byte: int
    resume_at: int
    next_ordinal: int


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """One record as read. `resume_at` and `bytes_done` say how far the part is after it."""

    ordinal: int
    name: str | None
    place: str
    parsed: Parsed
    size: int
    resume_at: int
    bytes_done: int


def records(file: io.RawIOBase | io.BytesIO, part: Part, *, limits: Limits) -> Iterator[ReadRecord]:
    """Read the records of this part.

    Raises Refused when the body as a whole cannot be read (further); what came before stands.
    """
    stream: Stream = io.BufferedReader(file, _BUFFER)
    if part.media_type in LINES:
        return _lines(stream, part, limits=limits)
    if part.media_type in _ARCHIVES:
        return _entries(stream, part, limits=limits)
    if part.media_type == "application/json":
        return _json(stream, part, limits=limits)
    return _single(stream, part, limits=limits)


def _lines(stream: Stream, part: Part, *, limits: Limits) -> Iterator[ReadRecord]:
    at, ordinal = part.resume_at, part.next_ordinal
    stream.seek(at)
    while at < part.end_byte:
        line = stream.readline(limits.max_bytes + 2)
        size = len(line)
        place = f"line {ordinal}"
        if size > limits.max_bytes and not line.endswith(b"\n"):
            size += _skip_line(stream)
            parsed: Parsed | None = _refused(Refused(too_long(limits.max_bytes)))
        else:
            parsed = _release(line, place=place, limits=limits) if line.strip(b"\xef\xbb\xbf \t\r\n") else None
        at += size
        if parsed is not None:
            yield ReadRecord(ordinal, None, place, parsed, size, at, at - part.first_byte)
        ordinal += 1


def _skip_line(stream: Stream) -> int:
    skipped = 0
    while piece := stream.readline(_BUFFER):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


def _entries(stream: Stream, part: Part, *, limits: Limits) -> Iterator[ReadRecord]:
    for ordinal, entry in enumerate(container.entries(stream, part.media_type, limits=limits), start=1):
        if ordinal <= part.resume_at:
            continue
        parsed = _notice(entry.body, place=entry.name, limits=limits)
        done = min(stream.tell(), part.end_byte)
        yield ReadRecord(ordinal, entry.name, entry.name, parsed, len(entry.body), ordinal, done)


def _json(stream: Stream, part: Part, *, limits: Limits) -> Iterator[ReadRecord]:
    for ordinal, raw in enumerate(ocds_stream.releases(stream, limits=limits), start=1):
        if ordinal <= part.resume_at:
            continue
        parsed = _release(raw.body, place=raw.place, limits=limits)
        done = min(stream.tell(), part.end_byte)
        yield ReadRecord(ordinal, None, raw.place, parsed, len(parsed.kept), ordinal, done)


def _single(stream: Stream, part: Part, *, limits: Limits) -> Iterator[ReadRecord]:
    if part.resume_at:
        return
    body = stream.read(limits.max_bytes + 1)
    parsed = (
        _refused(Refused(too_long(limits.max_bytes)))
        if len(body) > limits.max_bytes
        else _notice(body, place="/", limits=limits)
    )
    yield ReadRecord(1, None, "/", parsed, len(body), 1, part.end_byte)


def _notice(body: bytes, *, place: str, limits: Limits) -> Parsed:
    return _guarded(lambda: eforms.read(body, limits=limits), place=place)


def _release(body: bytes | dict[str, Any], *, place: str, limits: Limits) -> Parsed:
    if isinstance(body, bytes):
        return _guarded(lambda: ocds.read_line(body, place=place, limits=limits), place=place)
    return _guarded(lambda: ocds.read_release(body, place=place, limits=limits), place=place)


def _guarded(read: Callable[[], Parsed], *, place: str) -> Parsed:
    """One bad record never stops the others: what its reader did not foresee is logged, and the record refused."""
    try:
        return read()
    except Refused as refused:
        return _refused(refused)
    except Exception:  # noqa: BLE001 - see above: a fault of ours costs one record, not the submission
        _log.exception("a record could not be read at %s", place)
        return _refused(Refused(could_not_process(place)))


def _refused(refused: Refused) -> Parsed:
    return Parsed(notice=None, kept=b"", findings=(refused.finding,), sender_key=None)
