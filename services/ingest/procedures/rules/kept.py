"""The form in which a notice is kept: JSON of the notice itself, or the redacted release it was read from.

A release is kept where its source merges releases by rules of its own, which need the source's words. The id of a
kept notice follows from what it says: the same notice in two loads, or sent twice, is the same row.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from hashlib import blake2b
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid5

import orjson

from services.ingest.procedures.rules.standing import SENT_BY_NOBODY, Sent, Standing
from shared.procurement.notice import Notice
from shared.procurement.release import Release
from shared.quick_dataclass import quick_dataclass

T = TypeVar("T")

NOTICES = UUID("1f6fd5cf-58a5-5a3e-8a55-6a6f7f6c9c11")
"""Name space of notice ids."""

_LONGEST_VERSION = 10

Json = Any  # what a JSON document may hold; only the parsers and this module touch it


@quick_dataclass(frozen=True, slots=True)
class KeptNotice:
    """A notice that was kept, with who sent it. `release` is the redacted one it was read from, where that is kept."""

    id: UUID
    notice: Notice
    content_hash: str
    sent: Sent = SENT_BY_NOBODY
    release: Release | None = None
    received_on: date | None = None  # None: not known, as of a notice that is only tried

    @property
    def version(self) -> int:
        """Its version as a number; 0 for one that is none."""
        return version_number(self.notice.version)

    @property
    def own(self) -> bool:
        """Whether the lead buyer sent it, or somebody with its mandate."""
        return self.sent.standing is Standing.OWN


def version_number(version: str) -> int:
    """A version as a number; 0 for one that is none."""
    return int(version) if version.isascii() and version.isdigit() and len(version) <= _LONGEST_VERSION else 0


def keep(
    notice: Notice,
    *,
    release: Release | None = None,
    sent: Sent = SENT_BY_NOBODY,
    received_on: date | None = None,
) -> tuple[KeptNotice, bytes]:
    """Make the kept form of a notice and its JSON content."""
    content = encode(notice) if release is None else orjson.dumps(release.content, option=orjson.OPT_SORT_KEYS)
    digest = blake2b(content, digest_size=16).hexdigest()
    name = f"{notice.source}|{notice.notice_id}|{notice.version}|{digest}"
    return KeptNotice(uuid5(NOTICES, name), notice, digest, sent, release, received_on), content


def encode(notice: Notice) -> bytes:
    """Write a notice as canonical JSON: fields in their order, decimals as text."""
    return orjson.dumps(notice, default=_decimal_as_text)


def decode(content: Mapping[str, Json]) -> Notice:
    """Read back what `encode` wrote."""
    notice: Notice = _reader(Notice)(content)
    return notice


def read_back(kind: type[T], content: Mapping[str, Json]) -> T:
    """Read back a part of what is compiled from notices, written as JSON by the names of its fields."""
    read: Callable[[Any], T] = _reader(kind)  # type: ignore[arg-type] # a class can be a key
    return read(content)


def as_of(kept: KeptNotice, day: date) -> KeptNotice:
    """The notice as it says on a day: what it withheld until then is readable (BT-198)."""
    past = [later for later in kept.notice.later if later.on <= day]
    if not past:
        return kept
    future = tuple(later for later in kept.notice.later if later.on > day)
    return dataclasses.replace(kept, notice=dataclasses.replace(past[-1].notice, later=future))


def _decimal_as_text(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"A notice holds no value of type {type(value).__name__}.")


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - an annotation may be anything
    """Build the reader of one type from its annotations; built once per type."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = _reader(next(argument for argument in get_args(kind) if argument is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _tuple_reader(get_args(kind))
    if dataclasses.is_dataclass(kind):
        return _dataclass_reader(kind)
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return kind
    if kind in (date, datetime):
        return kind.fromisoformat  # type: ignore[no-any-return]
    return lambda value: value


def _tuple_reader(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:  # noqa: PLR2004 - tuple[X, ...]
        inner = _reader(arguments[0])
        return lambda values: tuple(inner(value) for value in values)
    readers = tuple(_reader(argument) for argument in arguments)
    return lambda values: tuple(read(value) for read, value in zip(readers, values, strict=True))


def _dataclass_reader(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - as _reader
    readers: dict[str, Callable[[Any], Any]] = {}

    def read(value: Any) -> Any:  # noqa: ANN401 - as _reader
        if not readers:  # not before: a notice holds notices
            hints = get_type_hints(kind)
            readers.update({field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)})
        return kind(**{name: readers[name](written) for name, written in value.items()})

    return read
