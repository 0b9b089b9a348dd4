"""Which of a procedure's notices speak, and in which order (counting rule C10).

A higher version or a change notice replaces its notice whole; releases of one process speak as one, merged by the
rules of their source. Order is a property of content: stage, then the buyer's own above a harvester's, then dispatch
moment, version and id.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Protocol, TypeVar

from services.ingest.procedures.rules.identity import reference_key
from services.ingest.procedures.rules.kept import KeptNotice, version_number
from shared.procurement.notice import Notice, Stage
from shared.quick_dataclass import quick_dataclass


class StatedVersion(Protocol):
    """What of a notice says which version of which notice it is."""

    @property
    def notice_id(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def changes_notice(self) -> str | None: ...
    @property
    def dispatched_at(self) -> datetime | None: ...


class Versioned(Protocol):
    """A kept notice, or as much of it as says which version it is."""

    @property
    def notice(self) -> StatedVersion: ...
    @property
    def content_hash(self) -> str: ...


S = TypeVar("S")
T = TypeVar("T")
V = TypeVar("V", bound=Versioned)

STAGE_RANK = {Stage.RESULT: 3, Stage.DIRECT_AWARD: 2, Stage.CALL: 1}
"""Rank of the stages that state what was asked and bought; later stages and planning state neither."""

MOST_RIVALS = 10
"""Rival contents of one release that are merged. Each costs a merge of the whole process, and two already differ."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@quick_dataclass(frozen=True, slots=True)
class Speaker:
    """A notice in force. More than one variant: the same version was received with different content."""

    variants: tuple[Notice, ...]
    own: bool  # sent by the buyer itself or with its mandate
    received_on: date | None = None  # the last day on which one of its notices was received

    @property
    def notice(self) -> Notice:
        return self.variants[0]

    @property
    def rank(self) -> tuple[int, bool]:
        """Strength of what it says: stage, then the buyer's own above a harvester's."""
        return (STAGE_RANK.get(self.notice.stage, 0), self.own)


def speakers(kept: Sequence[KeptNotice]) -> list[Speaker]:
    """Return the notices in force, the strongest first."""
    if len(kept) == 1:
        return [_speaker((kept[0].notice,), kept)]
    speaking = [
        _speaker(tuple(notice.notice for notice in notices), notices)
        for notices in in_force([notice for notice in kept if notice.release is None])
    ]
    processes: dict[str | None, list[KeptNotice]] = {}
    for notice in kept:
        if notice.release is not None:
            processes.setdefault(notice.notice.ocid, []).append(notice)
    speaking.extend(_process_speaker(releases) for releases in processes.values())
    return sorted(speaking, key=_order, reverse=True)


def stated(by_speaker: Iterable[Sequence[S]], read: Callable[[S], T | None]) -> T | None:
    """Read one thing from the strongest speaker that states it: silence overrides nothing.

    Each item holds the variants of one speaker; where they differ the thing is unknown.
    """
    for variants in by_speaker:
        first = read(variants[0])
        if len(variants) > 1 and any(read(variant) != first for variant in variants[1:]):
            return None
        if first is not None:
            return first
    return None


def _speaker(variants: tuple[Notice, ...], kept: Sequence[KeptNotice]) -> Speaker:
    received = [notice.received_on for notice in kept if notice.received_on is not None]
    own = any(notice.own for notice in kept)
    return Speaker(variants, own=own, received_on=max(received, default=None))


def _order(speaker: Speaker) -> tuple[tuple[int, bool], datetime, int, str]:
    notice = speaker.notice
    return (speaker.rank, notice.dispatched_at or _LONG_AGO, version_number(notice.version), notice.notice_id)


def in_force(kept: Sequence[V]) -> list[list[V]]:
    """The notices that no later version and no change notice replaces; those of one version together, by their hash."""
    versions: dict[str, list[V]] = {}
    for notice in kept:
        versions.setdefault(reference_key(notice.notice.notice_id), []).append(notice)
    highest = {name: _highest_version(notices) for name, notices in versions.items()}
    for name in _replaced(highest):
        del highest[name]
    return list(highest.values())


def _highest_version(notices: Sequence[V]) -> list[V]:
    highest = max(version_number(kept.notice.version) for kept in notices)
    top = [kept for kept in notices if version_number(kept.notice.version) == highest]
    return sorted(top, key=lambda kept: kept.content_hash)


def _replaced(highest: dict[str, list[V]]) -> set[str]:
    """Names of notices that a change notice with an id of its own replaces (BT-758).

    When the named notice has itself moved on to a later version, the later of the two stands.
    """
    gone: set[str] = set()
    for name, notices in highest.items():
        for kept in notices:
            target = reference_key(kept.notice.changes_notice) if kept.notice.changes_notice else name
            if target != name and target in highest:
                gone.add(min((name, target), key=lambda each: (_moment(highest[each]), each)))
    return gone


def _moment(notices: Sequence[Versioned]) -> datetime:
    return notices[0].notice.dispatched_at or _LONG_AGO


def _process_speaker(releases: Sequence[KeptNotice]) -> Speaker:
    """All releases of one contracting process, merged; one merged variant per rival content of a release.

    Of more than MOST_RIVALS contents the first in order of their hashes speak.
    """
    if len(releases) == 1:
        return _speaker((releases[0].notice,), releases)
    by_id: dict[str, list[KeptNotice]] = {}
    for release in sorted(releases, key=lambda release: release.content_hash):
        rivals = by_id.setdefault(release.notice.notice_id, [])
        if len(rivals) < MOST_RIVALS:
            rivals.append(release)
    stages = {release.notice.stage for release in releases}
    stage = max(stages, key=lambda stage: (STAGE_RANK.get(stage, 0), stage.value))
    variants = [
        _merged([rivals[min(number, len(rivals) - 1)] for rivals in by_id.values()], stage)
        for number in range(max(len(rivals) for rivals in by_id.values()))
    ]
    return _speaker(tuple(variants), releases)


def _merged(releases: Sequence[KeptNotice], stage: Stage) -> Notice:
    first, *others = [kept.release for kept in releases if kept.release is not None]
    return dataclasses.replace(first.merged_with(others), stage=stage)
