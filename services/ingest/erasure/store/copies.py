"""Kept copies of submissions in which somebody may be named who was erased."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from uuid import UUID

from psycopg import Cursor

Writer: TypeAlias = Cursor[Any]
_BEFORE_ALL: Final = UUID(int=0)


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


def submission_after(cursor: Writer, after: UUID | None) -> UUID | None:
    """The next submission in order of id."""
    row = cursor.execute(
        "select id from submission where id > %s order by id limit 1 for update", [after or _BEFORE_ALL]
    ).fetchone()
    return None if row is None else row[0]


_PAYLOAD: Final = "select submission, first_ordinal, ordinals, offsets, sizes, names, body from payload where "


def payload_with(cursor: Writer, submission: UUID | None, record: int) -> PayloadRow | None:
    """The kept copy in which a record of a submission stands: as a rule the last one that begins before it."""
    row = cursor.execute(
        f"{_PAYLOAD} submission = %s and first_ordinal <= %s and %s = any(ordinals)"
        " order by first_ordinal desc limit 1",
        [submission, record, record],
    ).fetchone()
    return None if row is None else PayloadRow(*row)


def payloads_of(cursor: Writer, submission: UUID) -> Iterator[PayloadRow]:
    """The kept copy of a submission, a batch at a time."""
    after = -1
    while True:
        row = cursor.execute(
            f"{_PAYLOAD} submission = %s and first_ordinal > %s order by first_ordinal limit 1", [submission, after]
        ).fetchone()
        if row is None:
            return
        payload = PayloadRow(*row)
        after = payload.first_ordinal
        yield payload


def rewrite_payload(
    cursor: Writer,
    payload: PayloadRow,
    *,
    offsets: Sequence[int],
    sizes: Sequence[int],
    names: Sequence[str],
    body: bytes,
) -> None:
    """Write the kept copy of a batch anew."""
    cursor.execute(
        "update payload set offsets = %s, sizes = %s, names = %s, body = %s"
        " where submission = %s and first_ordinal = %s",
        [list(offsets), list(sizes), list(names), body, payload.submission, payload.first_ordinal],
    )


def kind_of(cursor: Writer, submission: UUID) -> tuple[str, bool]:
    """The media type of a submission, and whether it is concluded."""
    row = cursor.execute(
        "select media_type, finished_at is not null from submission where id = %s", [submission]
    ).fetchone()
    if row is None:
        raise RuntimeError(f"Submission {submission} is gone.")
    return row[0], row[1]


def note_digest(cursor: Writer, submission: UUID, digest: str) -> None:
    """Write the hash of the kept copy of a submission."""
    cursor.execute("update submission set kept_sha256 = %s where id = %s", [digest, submission])
