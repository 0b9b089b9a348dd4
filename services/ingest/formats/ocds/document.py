"""OCDS releases out of one JSON document: a release package, a record package, a list, a record or one release.

A small document is parsed at once, a large one streamed. Where a document breaks, what stood before the break is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import BinaryIO, Protocol

import ijson
import orjson

from services.ingest.formats.ocds import rules
from services.ingest.formats.ocds.values import Json, Node, listed
from services.ingest.formats.source_format import Mark, RawRecord
from shared.procurement.finding import Finding, Rule

SMALL = 2 * 2**20
"""A document up to this size is parsed at once; a larger one is streamed."""
FEED = 2**16
"""Bytes given to the streaming parser at a time."""
BOM = b"\xef\xbb\xbf"


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def in_document(
    place: str, number: int, *, body: bytes = b"", release: Node | None = None, problem: Finding | None = None
) -> RawRecord:
    """Give a release of a document, or the finding in its place: releases are numbered by their order."""
    return RawRecord(number, place, Mark(within=number), body, release, problem)


def of_document(body: bytes, *, resume: Mark) -> Iterator[RawRecord]:
    """Read a document that fits in memory; where it is broken, what stands before the break is still read."""
    text = body.removeprefix(BOM)
    try:
        parsed = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        place = f"character {error.pos}"
        if not text.strip():
            yield in_document("", 1, problem=rules.NO_RELEASES.at(""))
        elif "depth limit" in error.msg:
            yield in_document(place, 1, problem=rules.TOO_DEEP.at(place))
        elif prefix_of(text) is None:
            yield in_document("", 1, body=text)
        else:
            yield from of_package(BytesIO(text), text, resume=resume, place=place)
        return
    number = 0
    for number, item in enumerate(items_of(parsed), 1):
        if number > resume.within:
            problem = None if item.broken is None else item.broken.at(item.place)
            yield in_document(item.place, number, release=item.release, problem=problem)
    if not number and not resume.within:
        yield in_document("", 1, problem=rules.NO_RELEASES.at(""))


@dataclass(frozen=True, slots=True)
class Item:
    """What stands at a place of a parsed document: a release, or the rule it breaks."""

    place: str
    release: Node | None = None
    broken: Rule | None = None


def items_of(parsed: Json) -> Iterator[Item]:
    """Give what a parsed document holds."""
    if type(parsed) is list:
        yield from _each("", parsed)
    elif type(parsed) is not dict:
        return
    elif "ocid" in parsed and not ("records" in parsed and type(parsed["records"]) is list):
        # A record on its own carries an ocid too, with its releases or the compiled one inside.
        if "compiledRelease" in parsed or ("releases" in parsed and "tag" not in parsed):
            yield from _of_record("", parsed)
        else:
            yield Item("", parsed)
    elif "releases" in parsed:
        yield from _each("/releases", listed(parsed["releases"]))
    elif "records" in parsed:
        for index, record in enumerate(listed(parsed["records"])):
            yield from _of_record(f"/records/{index}", record)
    elif "tag" in parsed or "tender" in parsed or "id" in parsed:
        yield Item("", parsed)


def _each(place: str, elements: list[Json]) -> Iterator[Item]:
    for index, element in enumerate(elements):
        yield _one(f"{place}/{index}", element)


def _one(place: str, element: Json) -> Item:
    return Item(place, element) if type(element) is dict else Item(place, broken=rules.NOT_AN_OBJECT)


def _of_record(place: str, record: Json) -> Iterator[Item]:
    """Give the embedded releases of a record; else its compiled release; links alone are not followed."""
    if type(record) is not dict:
        yield Item(place, broken=rules.NOT_AN_OBJECT)
        return
    stated = listed(record.get("releases"))
    embedded = [each for each in stated if type(each) is dict and "ocid" in each]
    compiled = record.get("compiledRelease")
    if embedded and (len(embedded) == len(stated) or type(compiled) is not dict):
        for index, release in enumerate(stated):
            at = f"{place}/releases/{index}"
            if type(release) is dict and "ocid" in release:
                yield Item(at, release)
            else:
                yield Item(at, broken=rules.LINKED_RELEASE)
    elif type(compiled) is dict:
        yield Item(f"{place}/compiledRelease", compiled)
    else:
        yield Item(place, broken=rules.LINKED_RELEASE)


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
) -> Iterator[RawRecord]:
    """Stream the releases of a document that starts with `head`; `place` is where it breaks, when that is known."""
    prefix = prefix_of(head)
    if prefix is None:
        # One release larger than a record may be, or no OCDS at all.
        rule = rules.TOO_LARGE if head.lstrip()[:1] == b"{" else rules.NO_RELEASES
        yield in_document("", 1, problem=rule.at(""))
        return
    path, pointer = prefix
    counted = _Counted(stream)
    number = 0
    records = path.startswith("records")
    try:
        for index, element in enumerate(ijson.items(counted, path, buf_size=FEED)):
            at = f"{pointer}/{index}"
            for item in _of_record(at, element) if records else (_one(at, element),):
                number += 1
                if number <= resume.within:
                    continue
                if item.broken is not None:
                    yield in_document(item.place, number, problem=item.broken.at(item.place))
                else:
                    yield _written(item.release, item.place, number)
    except (ijson.JSONError, ValueError, OverflowError, RecursionError, UnicodeDecodeError):
        at = place or f"byte {max(counted.read_so_far - FEED, 0)} to {counted.read_so_far}"
        number += 1
        if number > resume.within:
            yield in_document(at, number, problem=rules.PACKAGE_BROKEN.at(at))
        return
    if not number:
        yield in_document("", 1, problem=rules.NO_RELEASES.at(""))


def _written(release: Node | None, place: str, number: int) -> RawRecord:
    """Write a streamed release back as bytes: numbers come as exact decimals, which a kept copy writes as JSON does."""
    try:
        try:
            body = orjson.dumps(release, default=_number)
        except TypeError as error:
            if "ecursion" in str(error):
                return in_document(place, number, problem=rules.TOO_DEEP.at(place))
            # A whole number beyond 64 bits: left to the reader of the release, which says so.
            body = json.dumps(release, default=_number).encode()
    except (TypeError, ValueError, RecursionError):
        return in_document(place, number, problem=rules.NOT_JSON.at(place))
    return in_document(place, number, body=body)


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
