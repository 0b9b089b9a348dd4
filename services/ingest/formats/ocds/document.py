"""OCDS releases out of one JSON document: a release package, a record package, a list, a record or one release.

A small document is parsed at once, a large one streamed. Where a document breaks, what stood before the break is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import BinaryIO, NamedTuple, Protocol

import ijson
import orjson

from services.ingest.formats.ocds import rules
from services.ingest.formats.ocds.values import Json, Node, listed
from shared.procurement.finding import Finding, Rule

SMALL = 2 * 2**20
"""A document up to this size is parsed at once; a larger one is streamed."""
FEED = 2**16
"""Bytes given to the streaming parser at a time."""
BOM = b"\xef\xbb\xbf"


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


def broken(found: Finding, offset: int, after: Mark) -> Raw:
    """Give a finding in the place of a release."""
    return Raw(found.location, b"", offset, None, found, after)


def of_document(body: bytes, *, resume: Mark) -> Iterator[Raw]:
    """Read a document that fits in memory; where it is broken, what stands before the break is still read."""
    text = body.removeprefix(BOM)
    try:
        parsed = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        place = f"character {error.pos}"
        if not text.strip():
            yield broken(rules.NO_RELEASES.at(""), 0, Mark(within=1))
        elif "depth limit" in error.msg:
            yield broken(rules.TOO_DEEP.at(place), 0, Mark(within=1))
        elif prefix_of(text) is None:
            yield Raw("", text, 0, None, None, Mark(within=1))
        else:
            yield from of_package(BytesIO(text), text, resume=resume, place=place)
        return
    found = False
    for number, (at, release, rule) in enumerate(items_of(parsed), 1):
        found = True
        if number > resume.within:
            found_here = None if rule is None else rule.at(at)
            yield Raw(at, b"", 0, release, found_here, Mark(within=number))
    if not found and not resume.within:
        yield broken(rules.NO_RELEASES.at(""), 0, Mark(within=1))


Item = tuple[str, Node | None, Rule | None]


def items_of(parsed: Json) -> Iterator[Item]:
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
        yield (at, element, None) if type(element) is dict else (at, None, rules.NOT_AN_OBJECT)


def _of_record(place: str, record: Json) -> Iterator[Item]:
    """Give the embedded releases of a record; else its compiled release; links alone are not followed."""
    if type(record) is not dict:
        yield place, None, rules.NOT_AN_OBJECT
        return
    stated = listed(record.get("releases"))
    embedded = [each for each in stated if type(each) is dict and "ocid" in each]
    compiled = record.get("compiledRelease")
    if embedded and (len(embedded) == len(stated) or type(compiled) is not dict):
        for index, release in enumerate(stated):
            whole = type(release) is dict and "ocid" in release
            yield f"{place}/releases/{index}", release if whole else None, None if whole else rules.LINKED_RELEASE  # type: ignore[misc]
    elif type(compiled) is dict:
        yield f"{place}/compiledRelease", compiled, None
    else:
        yield place, None, rules.LINKED_RELEASE


def prefix_of(head: bytes) -> tuple[str, str] | None:
    """Tell from its first bytes where the releases of a large document stand: (ijson prefix, place)."""
    text = head.removeprefix(BOM).lstrip()
    if text[:1] == b"[":
        return "item", ""
    places = {name: text.find(f'"{name}"'.encode()) for name in ("releases", "records")}
    known = {name: place for name, place in places.items() if place >= 0}
    if text[:1] != b"{" or not known:
        return None
    name = min(known, key=lambda each: known[each])
    return f"{name}.item", f"/{name}"


def of_package(
    stream: _Readable,
    head: bytes,
    *,
    resume: Mark,
    place: str | None = None,
) -> Iterator[Raw]:
    """Stream the releases of a document that starts with `head`; `place` is where it breaks, when that is known."""
    prefix = prefix_of(head)
    if prefix is None:
        # One release larger than a record may be, or no OCDS at all.
        yield broken((rules.TOO_LARGE if head.lstrip()[:1] == b"{" else rules.NO_RELEASES).at(""), 0, Mark(within=1))
        return
    path, pointer = prefix
    counted = _Counted(stream)
    number = 0
    records = path.startswith("records")
    try:
        for index, element in enumerate(ijson.items(counted, path, buf_size=FEED)):
            at = f"{pointer}/{index}"
            for where, release, rule in _of_record(at, element) if records else _one(at, element):
                number += 1
                if number <= resume.within:
                    continue
                after = Mark(within=number)
                if rule is not None:
                    yield broken(rule.at(where), 0, after)
                else:
                    yield _written(release, where, after)
    except (ijson.JSONError, ValueError, OverflowError, RecursionError, UnicodeDecodeError):
        at = place or f"byte {max(counted.read_so_far - FEED, 0)} to {counted.read_so_far}"
        number += 1
        if number > resume.within:
            yield broken(rules.PACKAGE_BROKEN.at(at), 0, Mark(within=number))
        return
    if not number:
        yield broken(rules.NO_RELEASES.at(""), 0, Mark(within=1))


def _one(place: str, element: Json) -> Iterator[Item]:
    yield (place, element, None) if type(element) is dict else (place, None, rules.NOT_AN_OBJECT)


def _written(release: Node | None, place: str, after: Mark) -> Raw:
    """Write a streamed release back as bytes: numbers come as exact decimals, which a kept copy writes as JSON does."""
    try:
        try:
            body = orjson.dumps(release, default=_number)
        except TypeError as error:
            if "ecursion" in str(error):
                return broken(rules.TOO_DEEP.at(place), 0, after)
            # A whole number beyond 64 bits: left to the reader of the release, which says so.
            body = json.dumps(release, default=_number).encode()
    except (TypeError, ValueError, RecursionError):
        return broken(rules.NOT_JSON.at(place), 0, after)
    return Raw(place, body, 0, None, None, after)


def _number(value: object) -> float | None:
    if type(value) is Decimal:
        number = float(value)
        return number if abs(number) < float("inf") else None
    raise TypeError(f"{type(value).__name__} is no value of JSON.")


class Joined:
    """A stream with the bytes already read put back before it."""

    def __init__(self, first: bytes, stream: BinaryIO) -> None:
        self._first = BytesIO(first.removeprefix(BOM))
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
