"""Supplements as one of the subjects of own records: they have no facts of their own, they speak for a procedure."""

from __future__ import annotations

from typing import Final

from services.ingest.own_records.operations import Subject
from shared.procurement.own_record import OwnRecord, RecordKind


def unit_of(record: OwnRecord, body: str) -> tuple[str, ...]:
    """A supplement stands by itself."""
    return RecordKind.SUPPLEMENT.value, body, record.key


SUPPLEMENTS: Final = Subject(
    kinds=(RecordKind.SUPPLEMENT,), unit_of=unit_of, compile=lambda _rulings, _register: {}, tables=()
)
