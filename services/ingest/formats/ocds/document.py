"""OCDS releases out of one JSON document: a release package, a record package, a list, a record or one release.

A small document is parsed at once, a large one streamed. Where a document breaks, what stood before the break is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import BinaryIO, Final, Protocol

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
_SHAPES: Final = frozenset({"id", "ocid", "records", "releases", "tag", "tender"})
"""One of these stands in a release, a record and a package; an object without any is no OCDS."""
_RELEASE_OF_A_RECORD: Final = frozenset({"compiledRelease", "versionedRelease"})


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
        for index, element in enumerate(parsed):
            yield from _of_element(f"/{index}", element)
    elif type(parsed) is dict and _is_known(parsed):
        yield from _of_object("", parsed)


def is_versioned(release: Node) -> bool:
    """Whether this is a versioned release: every value a list of its versions, and no id, date or tag of its own."""
    return "id" not in release and "tag" not in release and any(map(_has_versions, release.values()))


def _has_versions(value: Json) -> bool:
    if type(value) is list:
        return bool(value) and type(value[0]) is dict and "releaseID" in value[0] and "value" in value[0]
    return type(value) is dict and any(map(_has_versions, value.values()))


def _is_known(node: Node) -> bool:
    return not _SHAPES.isdisjoint(node)


def _of_element(place: str, element: Json) -> Iterator[Item]:
    """Give what an element of a list holds: a release, or a package or record of them."""
    if type(element) is dict:
        yield from _of_object(place, element)
    else:
        yield Item(place, broken=rules.NOT_AN_OBJECT)


def _of_object(place: str, node: Node) -> Iterator[Item]:
    if "ocid" in node and not ("records" in node and type(node["records"]) is list):
        # A record on its own carries an ocid too, with its releases, or the compiled or versioned one, inside.
        is_record = not _RELEASE_OF_A_RECORD.isdisjoint(node) or ("releases" in node and "tag" not in node)
        if is_record:
            yield from _of_record(place, node)
        else:
            yield Item(place, node)
    elif "releases" in node:
        for index, release in enumerate(listed(node["releases"])):
            yield _one(f"{place}/releases/{index}", release)
    elif "records" in node:
        for index, record in enumerate(listed(node["records"])):
            yield from _of_record(f"{place}/records/{index}", record)
    else:
        yield Item(place, node)


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
        yield Item(place, broken=rules.VERSIONED_RELEASE if "versionedRelease" in record else rules.LINKED_RELEASE)


def _of_release(place: str, element: Json) -> Iterator[Item]:
    yield _one(place, element)


_ITEMS: Final = {"item": _of_element, "releases.item": _of_release, "records.item": _of_record}
"""What the elements hold that stand at a place of a large document, by its ijson prefix."""


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
    items = _ITEMS[path]
    try:
        for index, element in enumerate(ijson.items(counted, path, buf_size=FEED)):
            at = f"{pointer}/{index}"
            for item in items(at, element):
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
