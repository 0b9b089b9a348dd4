"""How far a segment is: where to go on, and what was found so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.ingest.formats.source_format import Mark


@dataclass(frozen=True, slots=True)
class SegmentAtHand:
    """A segment that is being read, with what its submission says."""

    id: int
    submission: UUID
    sender: str
    first_byte: int
    end_byte: int
    batches: int
    resume: Mark
    tries: int
    media_type: str
    any_buyer: bool
    supplier: bool
    received_at: datetime
    mandates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mandates_known_at: datetime | None = None
    mandates_outdated: bool = False
    mappings: Sequence[Mapping[str, Any]] = ()

    @property
    def received_on(self) -> date:
        """The day on which its submission came in (UTC)."""
        return self.received_at.astimezone(UTC).date()

    @property
    def size(self) -> int:
        """Bytes of the body in it."""
        return self.end_byte - self.first_byte


@dataclass(frozen=True, slots=True)
class Tally:
    """What a batch adds to the counts of its segment."""

    records: int
    accepted: int
    refused: int
    unchanged: int
    errors: int
    warnings: int
    infos: int
