"""OCDS releases out of a stream, one at a time, in constant memory.

Read are: newline-delimited releases (or packages, one on a line), a release package, a record package (the releases of
a record when they are embedded, else its compiled release as one release), a list of releases, and one release alone.
The first bytes decide which it is, not the media type.

A broken line refuses that line only. A broken package refuses from the break on; what stood before it is read. Reading
can go on after any release: hand its `after` to `releases` with the same body from its start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

import orjson

from services.ingest.formats.kept_form import WITHIN_LINE
from services.ingest.formats.ocds import rules
from services.ingest.formats.ocds.document import (
    BOM,
    FEED,
    SMALL,
    Joined,
    items_of,
    of_document,
    of_package,
    prefix_of,
)
from services.ingest.formats.ocds.reader import DEFAULT_LIMITS, read_line, read_release
from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.formats.source_format import START, Mark, RawRecord
from shared.procurement.erased import NOBODY, Erased

CHUNK = 2**20
_PACKAGE = frozenset({"records", "releases"})


def read_raw(raw: RawRecord, *, limits: Limits = DEFAULT_LIMITS, erased: Erased = NOBODY) -> Parsed:
    """Read one release of the stream; never raises."""
    if raw.finding is not None:
        return Parsed(None, b"", (raw.finding,), None)
    if raw.document is not None:
        return read_release(raw.document, place=raw.place, limits=limits, erased=erased)
    return read_line(raw.body, place=raw.place, limits=limits, erased=erased)


def releases(stream: BinaryIO, *, limits: Limits = DEFAULT_LIMITS, resume: Mark = START) -> Iterator[RawRecord]:
    """Give each release of a stream that stands at the start of the body; one that can `seek` resumes sooner."""
    head = _head(stream, limits)
    # A part of a text of lines may hold one line only.
    if resume.lines or _is_lines(head):
        yield from _of_lines(_from(stream, head, resume.byte), limits=limits, resume=resume)
        return
    rest = stream.read(SMALL) if len(head) <= SMALL else b""
    if len(head) + len(rest) <= SMALL:
        yield from of_document(head + rest, resume=resume)
    else:
        yield from of_package(Joined(head + rest, stream), head, resume=resume)


def lines(
    chunks: Iterable[bytes], *, start: int = 0, longest: int = DEFAULT_LIMITS.max_bytes
) -> Iterator[tuple[int, int, bytes]]:
    """Split chunks, of which the first begins at byte `start`, into lines: (offset, offset of the next line, line).

    Of a line longer than `longest` only the first `longest + 1` bytes are given, so that memory stays bounded.
    """
    offset = start
    held: list[bytes] = []  # the pieces of a line that is not complete yet
    size = kept = 0  # bytes of it seen, and bytes of it held
    for chunk in chunks:
        pieces = chunk.split(b"\n")
        last = pieces.pop()
        for piece in pieces:
            if size:
                held.append(piece[: max(longest + 1 - kept, 0)])
                line, length = b"".join(held), size + len(piece)
                held, size, kept = [], 0, 0
            else:
                line, length = piece if len(piece) <= longest else piece[: longest + 1], len(piece)
            following = offset + length + 1
            yield offset, following, line
            offset = following
        if last:
            part = last[: max(longest + 1 - kept, 0)]
            held.append(part)
            size += len(last)
            kept += len(part)
    if size:
        yield offset, offset + size, b"".join(held)


# --- which shape -------------------------------------------------------------------------------------------


def _head(stream: BinaryIO, limits: Limits) -> bytes:
    """Read up to the second line at least, but no more than is needed to see a package, or one record may hold."""
    head = b""
    while len(head) <= limits.max_bytes:
        chunk = stream.read(CHUNK)
        if not chunk:
            break
        head += chunk
        if b"\n" in head.lstrip() or (len(head) >= SMALL and prefix_of(head[:FEED]) is not None):
            break
    return head


def _is_lines(head: bytes) -> bool:
    """Whether the text is one of lines: its first line is complete, or the second begins anew."""
    text = head.removeprefix(BOM).strip()
    first, newline, rest = text.partition(b"\n")
    if not newline:
        return False
    first = first.strip()
    second, _, third = rest.lstrip(b"\r\n").partition(b"\n")
    if first[:1] == b"{" and first[-1:] == b"}":
        return True
    if second[:2] != b'{"':
        return False
    # After an open bracket, a comma or a colon a document may go on with an object; then no other line follows it.
    return first[-1:] not in (b"[", b",", b":") or (second.rstrip()[-1:] == b"}" and third[:2] == b'{"')


def _from(stream: BinaryIO, head: bytes, offset: int) -> Iterator[bytes]:
    """Give the chunks of a body from an offset on; what lies before is skipped, by `seek` where that is possible."""
    if offset <= len(head):
        yield head[offset:]
    elif stream.seekable():
        stream.seek(offset)
    else:
        left = offset - len(head)
        while left > 0 and (skipped := stream.read(min(CHUNK, left))):
            left -= len(skipped)
    while chunk := stream.read(CHUNK):
        yield chunk


# --- lines -------------------------------------------------------------------------------------------------


def _of_lines(chunks: Iterable[bytes], *, limits: Limits, resume: Mark) -> Iterator[RawRecord]:
    number = resume.lines
    within = resume.within
    for offset, following, line in lines(chunks, start=resume.byte, longest=limits.max_bytes):
        before = Mark(offset, number, 0)
        number += 1
        place = f"line {number}"
        after = Mark(following, number, 0)
        if len(line) > limits.max_bytes:
            yield RawRecord(number, place, after, finding=rules.TOO_LARGE.at(place))
            continue
        if offset == 0:
            line = line.removeprefix(BOM)  # noqa: PLW2901 - the mark is no part of the line
        if not line or line.isspace():
            continue
        if b'"releases"' in line or b'"records"' in line:
            yield from _of_packed_line(line, place, before=before, after=after, done=within)
        else:
            yield RawRecord(number, place, after, line)
        within = 0


def _of_packed_line(line: bytes, place: str, *, before: Mark, after: Mark, done: int) -> Iterator[RawRecord]:
    """Give the releases of a package that stands on one line; a release that merely uses such a word stays one."""
    try:
        parsed = orjson.loads(line)
    except orjson.JSONDecodeError:
        parsed = None
    if type(parsed) is not list and (type(parsed) is not dict or "ocid" in parsed or _PACKAGE.isdisjoint(parsed)):
        yield RawRecord(after.lines, place, after, line)
        return
    items = list(items_of(parsed))
    for index, item in enumerate(items, 1):
        if index <= done:
            continue
        mark = after if index == len(items) else replace(before, within=index)
        ordinal, at = after.lines + (index - 1) * WITHIN_LINE, f"{place}{item.place}"
        if item.broken is not None:
            yield RawRecord(ordinal, at, mark, finding=item.broken.at(at))
        else:
            yield RawRecord(ordinal, at, mark, document=item.release)
    if not items:
        yield RawRecord(after.lines, place, after, finding=rules.NO_RELEASES.at(place))
