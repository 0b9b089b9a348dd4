"""Kept notices with where they came from, and the kept copy of one record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import zstandard
from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Kept:
    """A notice of a procedure that stands."""

    id: UUID
    notice_id: str
    version: str
    source: str
    stage: str
    dispatched_at: datetime | None
    received_on: date | None
    standing: str
    procedure: UUID
    sender: str | None
    submission: UUID | None
    record: int | None
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """The submission a record came in, and the record in its kept copy; `place` names it in the submission."""

    submission: UUID
    ordinal: int
    place: str
    media_type: str
    received_at: datetime
    received_sha256: str
    content_sha256: str
    kept_sha256: str | None
    reader: str
    body: bytes


def notices_of(session: Session, procedure: UUID) -> Sequence[Kept]:
    """The notices of a procedure that stands, in the order in which they were sent."""
    return [Kept(**row) for row in session.execute(text(_OF_PROCEDURE), {"procedure": procedure}).mappings()]


def notice(session: Session, notice_id: UUID) -> Kept | None:
    """A notice, when the procedure it belongs to stands."""
    row = session.execute(text(_ONE), {"id": notice_id}).mappings().one_or_none()
    return None if row is None else Kept(**row)


def origin(session: Session, submission: UUID, ordinal: int) -> Origin | None:
    """A record of the party of the session: row-level security shows no other; None once it is not kept any more."""
    row = session.execute(text(_ORIGIN), {"submission": submission, "ordinal": ordinal}).mappings().one_or_none()
    if row is None:
        return None
    known = dict(row)
    packed, first, size = known.pop("packed"), known.pop("first"), known.pop("size")
    body = zstandard.ZstdDecompressor().decompress(packed)[first : first + size]
    return Origin(**known, body=body)


_COLUMNS: Final = """
    n.id, n.notice_id, n.version, n.source, n.stage, n.dispatched_at, n.received_on, n.standing, n.procedure,
    n.sender, n.submission, n.record, n.content
"""
_OF_PROCEDURE: Final = f"""
    select {_COLUMNS}
    from procurement.notice n join procurement.procedure p on p.id = n.procedure
    where n.procedure = :procedure
    order by n.dispatched_at nulls last, n.id
"""  # noqa: S608 - the names of columns above
_ONE: Final = f"""
    select {_COLUMNS}
    from procurement.notice n join procurement.procedure p on p.id = n.procedure
    where n.id = :id
"""  # noqa: S608 - as above
_ORIGIN: Final = """
    select r.submission, r.ordinal, r.place, s.media_type, s.created_at as received_at, s.received_sha256,
        s.content_sha256, s.kept_sha256, p.reader, p.body as packed,
        p.offsets[array_position(p.ordinals, r.ordinal)] as first,
        p.sizes[array_position(p.ordinals, r.ordinal)] as size
    from ingest.record r
    join ingest.submission s on s.id = r.submission
    join ingest.payload p on p.submission = r.submission and r.ordinal = any(p.ordinals)
    where r.submission = :submission and r.ordinal = :ordinal
"""
