"""A record that a body keeps itself and sends: what notices do not say, or not yet.

Every version is kept. Which of them counts is a property of what was sent, never of the order in which it came: the
highest version that is final (counting rule C10); a draft counts nowhere, a withdrawal leaves nothing to count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from shared.procurement.notice import Organisation


class RecordKind(StrEnum):
    """What kind of record it is: one data contract, one mandate and one subject each."""

    SUPPLEMENT = "supplement"
    REGISTRATION = "registration"
    CONTRACT = "contract"
    PERFORMANCE_REPORT = "performance-report"
    MEASUREMENT = "measurement"
    PROGRAMME_RECORD = "programme-record"
    SPEND = "spend"
    SIGNATURE = "signature"
    PLAN = "plan"
    PLAN_ASSESSMENT = "plan-assessment"
    TASK = "task"


class RecordState(StrEnum):
    """How far the body is with it."""

    DRAFT = "draft"
    FINAL = "final"
    WITHDRAWN = "withdrawn"


class Release(StrEnum):
    """When it counts outside the body's own figures (C29)."""

    ON_AWARD = "on-award"
    NOW = "now"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Lines:
    """The many lines of one record, column by column as text, "" where a line says nothing.

    They are kept beside the content of their record, which says how many they are and their hash. `numbers` are
    those of the rows in which they stood.
    """

    numbers: Sequence[int]
    columns: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """One version of a record as its body states it.

    `buyer` is None for whoever sends it. `key` is the body's own and stays the same over all versions. `content` is
    what was sent, as JSON that has passed its data contract; properties that the contract does not know stay in it.
    `latest` is the last of the days that it reports as past, and where it stands; `buyer_at` where its body is named.
    `lines` is there when the record is one of many lines.
    """

    kind: RecordKind
    buyer: Organisation | None
    key: str
    version: int
    state: RecordState
    release: Release
    content: Mapping[str, Any]
    latest: tuple[str, date] | None = None
    lines: Lines | None = None
    buyer_at: str = "/buyer"
