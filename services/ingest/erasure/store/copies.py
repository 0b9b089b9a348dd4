"""Kept copies of submissions in which somebody may be named who was erased."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import zstandard
from sqlalchemy import text
from sqlalchemy.orm import Session

from services.ingest.erasure.rules import ERASABLE
from services.ingest.submissions.rules.packed import Packed

_BEFORE_ALL: Final = UUID(int=0)
_PAYLOAD: Final = "select submission, first_ordinal, ordinals, offsets, sizes, names, body from payload where "


@dataclass(frozen=True, slots=True)
class PayloadRow:
    """The kept copy of one batch."""

    submission: UUID
    first_ordinal: int
    ordinals: list[int]
    offsets: list[int]
    sizes: list[int]
    names: list[str]
    body: bytes

    def unpacked(self) -> bytes:
        """Its records, one behind the other."""
        return zstandard.ZstdDecompressor().decompress(self.body)

    def records(self) -> Iterator[tuple[int, bytes]]:
        """Each record with its ordinal."""
        body = self.unpacked()
        for ordinal, start, size in zip(self.ordinals, self.offsets, self.sizes, strict=True):
            yield ordinal, body[start : start + size]


def submission_after(session: Session, after: UUID | None) -> UUID | None:
    """The next submission in order of id."""
    query = "select id from submission where id > :after order by id limit 1 for update"
    return session.execute(text(query), {"after": after or _BEFORE_ALL}).scalar_one_or_none()


def payload_with(session: Session, submission: UUID | None, record: int) -> PayloadRow | None:
    """The kept copy in which a record of a submission stands: as a rule the last one that begins before it."""
    query = (
        f"{_PAYLOAD} submission = :submission and first_ordinal <= :record and :record = any(ordinals)"
        " order by first_ordinal desc limit 1"
    )
    row = session.execute(text(query), {"submission": submission, "record": record}).one_or_none()
    return None if row is None else PayloadRow(*row)


def payloads_of(session: Session, submission: UUID) -> Iterator[PayloadRow]:
    """The kept copy of a submission, a batch at a time."""
    query = text(f"{_PAYLOAD} submission = :submission and first_ordinal > :after order by first_ordinal limit 1")
    after = -1
    while (row := session.execute(query, {"submission": submission, "after": after}).one_or_none()) is not None:
        payload = PayloadRow(*row)
        after = payload.first_ordinal
        yield payload


def rewrite_payload(session: Session, payload: PayloadRow, packed: Packed, *, names: Sequence[str]) -> None:
    """Write the kept copy of a batch anew."""
    cleaned = ", ".join(f"{name} = :{name}" for name in ERASABLE["ingest.payload"])
    update = f"""
        update payload set offsets = :offsets, sizes = :sizes, {cleaned}
        where submission = :submission and first_ordinal = :first
    """  # noqa: S608 - our own column names
    which = {"submission": payload.submission, "first": payload.first_ordinal}
    session.execute(text(update), {**packed._asdict(), "names": names, **which})


def kind_of(session: Session, submission: UUID) -> tuple[str, bool]:
    """The media type of a submission, and whether it is concluded."""
    query = "select media_type, finished_at is not null as concluded from submission where id = :submission"
    row = session.execute(text(query), {"submission": submission}).one()
    return row.media_type, row.concluded


def note_digest(session: Session, submission: UUID, digest: str) -> None:
    """Write the hash of the kept copy of a submission."""
    update = "update submission set kept_sha256 = :digest where id = :submission"
    session.execute(text(update), {"digest": digest, "submission": submission})
