"""OCDS releases out of a stream, one at a time, in constant memory.

Read are: newline-delimited releases (or packages, one on a line), a release package, a record package (the releases of
a record when they are embedded, else its compiled release as one release), a list of releases, and one release alone.
The first bytes decide which it is, not the media type.

A broken line refuses that line only. A broken package refuses from the break on; what stood before it is read. Reading
can go on after any release: hand its `after` to `releases` with the same body from its start.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import BytesIO
from typing import BinaryIO, NamedTuple, Protocol

import ijson
import orjson

from services.ingest.formats.ocds import DEFAULT_LIMITS, read_line, read_release
from services.ingest.formats.ocds_rules import Rule, finding
from services.ingest.formats.ocds_values import Json, Node, listed
from services.ingest.formats.parsed import Limits, Parsed
from shared.procurement.finding import Finding

CHUNK = 2**20
SMALL = 2 * 2**20
"""A package up to this size is parsed at once; a larger one is streamed."""

_BOM = b"\xef\xbb\xbf"
_FEED = 2**16


class Mark(NamedTuple):
    """Where reading goes on: byte offset of the next line, lines before it, and releases taken from that line.

    In a package only `within` moves: the number of its releases or records that are done.
    """

    offset: int = 0
    lines: int = 0
    within: int = 0


START = Mark()


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Raw(NamedTuple):
    """One release as it stood in the stream: its bytes, or parsed already; or a finding instead of both."""

    place: str  # "line 17", or a JSON Pointer into the package
    body: bytes
    offset: int  # of the line it stood on; 0 in a package
    release: Node | None
    finding: Finding | None
    after: Mark


def read_raw(raw: Raw, *, limits: Limits = DEFAULT_LIMITS) -> Parsed:
    """Read one release of the stream; never raises."""
    if raw.finding is not None:
        return Parsed(None, b"", (raw.finding,), None)
    if raw.release is not None:
        return read_release(raw.release, place=raw.place, limits=limits)
    return read_line(raw.body, place=raw.place, limits=limits)


def releases(stream: BinaryIO, *, limits: Limits = DEFAULT_LIMITS, resume: Mark = START) -> Iterator[Raw]:
    """Give each release of a stream that stands at the start of the body; one that can `seek` resumes sooner."""
    head = _head(stream, limits)
    if _is_lines(head):
        yield from _of_lines(_from(stream, head, resume.offset), limits=limits, resume=resume)
        return
    rest = stream.read(SMALL) if len(head) <= SMALL else b""
    if len(head) + len(rest) <= SMALL:
        yield from _of_small(head + rest, resume=resume)
    else:
        yield from _of_package(_Joined(head + rest, stream), head, resume=resume)


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
        if b"\n" in head.lstrip() or (len(head) >= SMALL and _prefix(head[:_FEED]) is not None):
            break
    return head


def _is_lines(head: bytes) -> bool:
    """Whether the text is one of lines: its first line is complete, or the second begins anew."""
    text = head.removeprefix(_BOM).strip()
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


def _of_lines(chunks: Iterable[bytes], *, limits: Limits, resume: Mark) -> Iterator[Raw]:
    number = resume.lines
    within = resume.within
    for offset, following, line in lines(chunks, start=resume.offset, longest=limits.max_bytes):
        before = Mark(offset, number, 0)
        number += 1
        place = f"line {number}"
        after = Mark(following, number, 0)
        if len(line) > limits.max_bytes:
            yield _broken(finding(Rule.TOO_LARGE, place), offset, after)
            continue
        if offset == 0:
            line = line.removeprefix(_BOM)  # noqa: PLW2901 - the mark is no part of the line
        if not line or line.isspace():
            continue
        if b'"releases"' in line or b'"records"' in line:
            yield from _of_packed_line(line, place, before=before, after=after, done=within)
        else:
            yield Raw(place, line, offset, None, None, after)
        within = 0


def _of_packed_line(line: bytes, place: str, *, before: Mark, after: Mark, done: int) -> Iterator[Raw]:
    """Give the releases of a package that stands on one line; a release that merely uses such a word stays one."""
    try:
        parsed = orjson.loads(line)
    except orjson.JSONDecodeError:
        parsed = None
    if type(parsed) is not dict or "ocid" in parsed or not ("releases" in parsed or "records" in parsed):
        yield Raw(place, line, before.offset, None, None, after)
        return
    items = list(_items(parsed))
    for index, (at, release, found) in enumerate(items, 1):
        if index <= done:
            continue
        mark = after if index == len(items) else before._replace(within=index)
        if found is not None:
            yield _broken(finding(found, f"{place}{at}"), before.offset, mark)
        else:
            yield Raw(f"{place}{at}", b"", before.offset, release, None, mark)
    if not items:
        yield _broken(finding(Rule.NO_RELEASES, place), before.offset, after)


def _broken(found: Finding, offset: int, after: Mark) -> Raw:
    return Raw(found.location, b"", offset, None, found, after)


# --- one document ------------------------------------------------------------------------------------------


def _of_small(body: bytes, *, resume: Mark) -> Iterator[Raw]:
    """Read a document that fits in memory; where it is broken, what stands before the break is still read."""
    text = body.removeprefix(_BOM)
    try:
        parsed = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        place = f"character {error.pos}"
        if not text.strip():
            yield _broken(finding(Rule.NO_RELEASES, ""), 0, Mark(within=1))
        elif "depth limit" in error.msg:
            yield _broken(finding(Rule.TOO_DEEP, place), 0, Mark(within=1))
        elif _prefix(text) is None:
            yield Raw("", text, 0, None, None, Mark(within=1))
        else:
            yield from _of_package(BytesIO(text), text, resume=resume, place=place)
        return
    found = False
    for number, (at, release, rule) in enumerate(_items(parsed), 1):
        found = True
        if number > resume.within:
            broken = None if rule is None else finding(rule, at)
            yield Raw(at, b"", 0, release, broken, Mark(within=number))
    if not found and not resume.within:
        yield _broken(finding(Rule.NO_RELEASES, ""), 0, Mark(within=1))


Item = tuple[str, Node | None, Rule | None]


def _items(parsed: Json) -> Iterator[Item]:
    """Give what a parsed document holds: (place, release, or the rule it breaks)."""
    if type(parsed) is list:
        yield from _each("", parsed)
    elif type(parsed) is not dict:
        return
    elif "ocid" in parsed and not ("records" in parsed and type(parsed["records"]) is list):
        # A record on its own carries an ocid too, with its releases or the compiled one inside.
        if "compiledRelease" in parsed or ("releases" in parsed and "tag" not in parsed):
            yield from _of_record("", parsed)
        else:
            yield "", parsed, None
    elif "releases" in parsed:
        yield from _each("/releases", listed(parsed["releases"]))
    elif "records" in parsed:
        for index, record in enumerate(listed(parsed["records"])):
            yield from _of_record(f"/records/{index}", record)
    elif "tag" in parsed or "tender" in parsed or "id" in parsed:
        yield "", parsed, None


def _each(place: str, elements: list[Json]) -> Iterator[Item]:
    for index, element in enumerate(elements):
        at = f"{place}/{index}"
        yield (at, element, None) if type(element) is dict else (at, None, Rule.NOT_AN_OBJECT)


def _of_record(place: str, record: Json) -> Iterator[Item]:
    """Give the embedded releases of a record; else its compiled release; links alone are not followed."""
    if type(record) is not dict:
        yield place, None, Rule.NOT_AN_OBJECT
        return
    stated = listed(record.get("releases"))
    embedded = [each for each in stated if type(each) is dict and "ocid" in each]
    compiled = record.get("compiledRelease")
    if embedded and (len(embedded) == len(stated) or type(compiled) is not dict):
        for index, release in enumerate(stated):
            whole = type(release) is dict and "ocid" in release
            yield f"{place}/releases/{index}", release if whole else None, None if whole else Rule.LINKED_RELEASE  # type: ignore[misc]
    elif type(compiled) is dict:
        yield f"{place}/compiledRelease", compiled, None
    else:
        yield place, None, Rule.LINKED_RELEASE


def _prefix(head: bytes) -> tuple[str, str] | None:
    """Tell from its first bytes where the releases of a large document stand: (ijson prefix, place)."""
    text = head.removeprefix(_BOM).lstrip()
    if text[:1] == b"[":
        return "item", ""
    places = {name: text.find(f'"{name}"'.encode()) for name in ("releases", "records")}
    known = {name: place for name, place in places.items() if place >= 0}
    if text[:1] != b"{" or not known:
        return None
    name = min(known, key=lambda each: known[each])
    return f"{name}.item", f"/{name}"


def _of_package(
    stream: _Readable,
    head: bytes,
    *,
    resume: Mark,
    place: str | None = None,
) -> Iterator[Raw]:
    prefix = _prefix(head)
    if prefix is None:
        # One release larger than a record may be, or no OCDS at all.
        yield _broken(finding(Rule.TOO_LARGE if head.lstrip()[:1] == b"{" else Rule.NO_RELEASES, ""), 0, Mark(within=1))
        return
    path, pointer = prefix
    counted = _Counted(stream)
    number = 0
    records = path.startswith("records")
    try:
        for index, element in enumerate(ijson.items(counted, path, buf_size=_FEED)):
            at = f"{pointer}/{index}"
            for where, release, rule in _of_record(at, element) if records else _one(at, element):
                number += 1
                if number <= resume.within:
                    continue
                after = Mark(within=number)
                if rule is not None:
                    yield _broken(finding(rule, where), 0, after)
                else:
                    yield _written(release, where, after)
    except (ijson.JSONError, ValueError, OverflowError, RecursionError, UnicodeDecodeError):
        at = place or f"byte {max(counted.read_so_far - _FEED, 0)} to {counted.read_so_far}"
        number += 1
        if number > resume.within:
            yield _broken(finding(Rule.PACKAGE_BROKEN, at), 0, Mark(within=number))
        return
    if not number:
        yield _broken(finding(Rule.NO_RELEASES, ""), 0, Mark(within=1))


def _one(place: str, element: Json) -> Iterator[Item]:
    yield (place, element, None) if type(element) is dict else (place, None, Rule.NOT_AN_OBJECT)


def _written(release: Node | None, place: str, after: Mark) -> Raw:
    """Write a streamed release back as bytes: numbers come as exact decimals, which a kept copy writes as JSON does."""
    try:
        try:
            body = orjson.dumps(release, default=_number)
        except TypeError as error:
            if "ecursion" in str(error):
                return _broken(finding(Rule.TOO_DEEP, place), 0, after)
            # A whole number beyond 64 bits: left to the reader of the release, which says so.
            body = json.dumps(release, default=_number).encode()
    except (TypeError, ValueError, RecursionError):
        return _broken(finding(Rule.NOT_JSON, place), 0, after)
    return Raw(place, body, 0, None, None, after)


def _number(value: object) -> float | None:
    if type(value) is Decimal:
        number = float(value)
        return number if abs(number) < float("inf") else None
    raise TypeError(f"{type(value).__name__} is no value of JSON.")


class _Joined:
    """A stream with the bytes already read put back before it."""

    def __init__(self, first: bytes, stream: BinaryIO) -> None:
        self._first = BytesIO(first.removeprefix(_BOM))
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        return self._first.read(size) or self._stream.read(size)


class _Counted:
    """A stream that knows how many bytes were read from it."""

    def __init__(self, stream: _Readable) -> None:
        self._stream = stream
        self.read_so_far = 0

    def read(self, size: int = -1) -> bytes:
        read = self._stream.read(size)
        self.read_so_far += len(read)
        return read
