"""Which version of a record counts: a property of what was sent, never of the order in which it came (C10)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final
from uuid import UUID, uuid5

from shared.procurement.own_record import OwnRecord, RecordKind, RecordState, Release

RECORDS: Final = UUID("5b0e2f5c-64f9-5a0b-9d7a-5e3d3f2d6a41")
"""Namespace of the ids of own records and of the units in which they are compiled."""


@dataclass(frozen=True, slots=True)
class NewOwnRecord:
    """A version that came in: of which party and by whom, in which unit it is compiled, in which format it came."""

    id: UUID
    record: OwnRecord
    body: str
    sender: str
    unit: UUID
    digest: str
    source: str
    ordinal: int
    by_supplier: bool = False  # sent by the right of a supplier alone


@dataclass(frozen=True, slots=True)
class Version:
    """A kept version, as far as it matters for what counts."""

    id: UUID
    kind: RecordKind
    body: str
    key: str
    number: int
    state: RecordState
    release: Release
    digest: str
    content: Mapping[str, Any]
    unit: UUID


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a record says by its ruling version; `conflicting` are the properties in which two such versions differ."""

    version: Version
    conflicting: tuple[str, ...] = ()


def unit_id(*names: str) -> UUID:
    """The id of what is compiled together: the same for the same names, in every load."""
    return uuid5(RECORDS, "|".join(names))


def record_id(record: OwnRecord, *, body: str) -> UUID:
    """The id of a record, the same for all its versions."""
    return unit_id("record", record.kind.value, body, record.key)


def content_digest(record: OwnRecord) -> str:
    """Hash of what a version says, its number apart."""
    stated = {name: value for name, value in record.content.items() if name != "senderVersion"}
    return blake2b(json.dumps(stated, sort_keys=True).encode(), digest_size=16).hexdigest()


def version_id(record: OwnRecord, *, body: str, digest: str) -> UUID:
    """The id of a version: the same content sent twice is the same version."""
    return uuid5(RECORDS, f"{record.kind.value}|{body}|{record.key}|{record.version}|{digest}")


def rulings(versions: Iterable[Version], unit: UUID) -> list[Ruling]:
    """What counts of each record of a unit, in a fixed order; drafts never, and nothing of what is withdrawn.

    `versions` are all versions of those records: one that rules in another unit now has left this one.
    """
    of_record: dict[tuple[RecordKind, str], list[Version]] = {}
    for version in versions:
        if version.state is not RecordState.DRAFT:
            of_record.setdefault((version.kind, version.key), []).append(version)
    ruling = (_ruling(of_record[each]) for each in sorted(of_record))
    return [
        each
        for each in ruling
        if each is not None and each.version.state is RecordState.FINAL and each.version.unit == unit
    ]


def _ruling(versions: Sequence[Version]) -> Ruling | None:
    """The highest version; of several with one number what they agree on, and nothing when they differ in state."""
    highest = max(version.number for version in versions)
    among = sorted((each for each in versions if each.number == highest), key=lambda each: each.id)
    first, *others = among
    if not others:
        return Ruling(first)
    if any(each.state is not first.state for each in others):
        return None
    content = dict(first.content)
    names = {name for version in among for name in version.content}
    conflicting = {name for name in names if any(each.content.get(name) != content.get(name) for each in others)}
    agreed = {name: value for name, value in content.items() if name not in conflicting}
    release = min((each.release for each in among), key=_LEAST_FIRST.index)
    version = Version(
        *(first.id, first.kind, first.body, first.key, first.number, first.state, release, first.digest),
        content=agreed,
        unit=first.unit,
    )
    return Ruling(version, tuple(sorted(conflicting)))


_LEAST_FIRST: Final = (Release.HOLD, Release.ON_AWARD, Release.NOW)
