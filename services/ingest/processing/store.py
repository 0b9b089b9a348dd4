"""Segments, records, findings and copies, as the worker needs them. It works for all parties.

Row-level security is told so per transaction (`ppds.ingest_worker`); COPY FROM is refused under it, so rows come in by
one INSERT per table and batch, from one JSON document.
"""

# Tables stand here without their schema: the connection says in which one they are (`services.ingest.environment`).

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias
from uuid import UUID

import orjson
from psycopg import Cursor

Writer: TypeAlias = Cursor[Any]

FOR_ALL_PARTIES: Final = "select set_config('ppds.ingest_worker', 'yes', true)"


@dataclass(frozen=True, slots=True)
class SegmentAtHand:
    """A segment that is being read, with what its submission says."""

    id: int
    submission: UUID
    sender: str
    first_byte: int
    end_byte: int
    batches: int
    resume_byte: int
    resume_lines: int
    resume_within: int
    tries: int
    media_type: str
    any_buyer: bool
    mandates: Mapping[str, str]
    mandates_known_at: datetime | None
    mandates_outdated: bool


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


_SEGMENT: Final = """
    select g.id, g.submission, g.sender, g.first_byte, g.end_byte, g.batches, g.resume_byte, g.resume_lines,
        g.resume_within, g.tries, s.media_type, s.any_buyer,
        s.mandates, s.mandates_known_at, s.mandates_outdated
    from segment g join submission s on s.id = g.submission
    where g.id = %s and g.state = 'open' and s.finished_at is null
"""


def open_segments(cursor: Writer, *, now: datetime, most: int) -> list[int]:
    """List segments that wait to be read: the first part of every submission before the second of any."""
    cursor.execute(
        "select id from segment where state = 'open' and (retry_at is null or retry_at <= %s)"
        " order by number, id limit %s",
        [now, most],
    )
    return [row[0] for row in cursor.fetchall()]


def segment_at_hand(cursor: Writer, segment: int) -> SegmentAtHand | None:
    """Read a segment as it stands; None when there is nothing left to do on it."""
    row = cursor.execute(_SEGMENT, [segment]).fetchone()
    return None if row is None else SegmentAtHand(*row)


def chunk(cursor: Writer, submission: UUID, number: int) -> bytes | None:
    """Read a chunk as it was laid down (compressed); None when it is not there."""
    row = cursor.execute(
        "select body from arrival where submission = %s and number = %s", [submission, number]
    ).fetchone()
    return None if row is None else bytes(row[0])


def advance(
    cursor: Writer,
    segment: SegmentAtHand,
    *,
    resume: tuple[int, int, int],
    bytes_done: int,
    finished: bool,
    tally: Tally,
) -> bool:
    """Move the progress of a segment on; False when another has done so since it was read (compare-and-set)."""
    cursor.execute(
        """
        update segment set batches = batches + 1, bytes_done = %s,
            resume_byte = %s, resume_lines = %s, resume_within = %s,
            state = case when %s then 'done' else state end, tries = 0, retry_at = null,
            records = records + %s, accepted = accepted + %s, refused = refused + %s, unchanged = unchanged + %s,
            errors = errors + %s, warnings = warnings + %s, infos = infos + %s
        where id = %s and batches = %s and state = 'open'
        """,
        [
            bytes_done,
            *resume,
            finished,
            tally.records,
            tally.accepted,
            tally.refused,
            tally.unchanged,
            tally.errors,
            tally.warnings,
            tally.infos,
            segment.id,
            segment.batches,
        ],
    )
    return cursor.rowcount == 1


def fail(cursor: Writer, segment: SegmentAtHand, *, problem: Mapping[str, str | None]) -> bool:
    """Give a segment up; False when another has moved it on since it was read."""
    cursor.execute(
        "update segment set state = 'failed', problem = %s::jsonb where id = %s and batches = %s and state = 'open'",
        [orjson.dumps(problem).decode(), segment.id, segment.batches],
    )
    return cursor.rowcount == 1


def put_off(cursor: Writer, segment: int, *, until: datetime) -> None:
    """Note a failed try and when to try again."""
    cursor.execute(
        "update segment set tries = tries + 1, retry_at = %s where id = %s and state = 'open'", [until, segment]
    )


def wait_until(cursor: Writer, segment: int, until: datetime) -> None:
    """Say when to try again, without noting a failed try."""
    cursor.execute("update segment set retry_at = %s where id = %s and state = 'open'", [until, segment])


def add_records(cursor: Writer, segment: SegmentAtHand, rows: Sequence[Mapping[str, object]]) -> None:
    """Add the records of a batch."""
    cursor.execute(
        """
        insert into record (submission, sender, ordinal, name, place, sender_key, state, notice, notice_id,
            version, stage, lots, winners, strategic_codes, mandate)
        select %s, %s, r.* from json_to_recordset(%s::json) as r (ordinal bigint, name text, place text,
            sender_key text, state text, notice uuid, notice_id text, version text, stage text, lots integer,
            winners integer, strategic_codes jsonb, mandate uuid)
        """,
        [segment.submission, segment.sender, orjson.dumps(rows).decode()],
    )


def add_findings(cursor: Writer, segment: SegmentAtHand, rows: Sequence[Mapping[str, object]]) -> None:
    """Add the findings of a batch."""
    if not rows:
        return
    cursor.execute(
        """
        insert into finding (submission, sender, ordinal, sender_key, rule, severity, location, value, nl, en)
        select %s, %s, f.* from json_to_recordset(%s::json) as f (ordinal bigint, sender_key text, rule text,
            severity text, location text, value text, nl text, en text)
        """,
        [segment.submission, segment.sender, orjson.dumps(rows).decode()],
    )


def add_copy(
    cursor: Writer,
    segment: SegmentAtHand,
    *,
    ordinals: Sequence[int],
    offsets: Sequence[int],
    sizes: Sequence[int],
    names: Sequence[str],
    body: bytes,
) -> None:
    """Add the redacted copy of the records of a batch."""
    cursor.execute(
        "insert into payload (submission, first_ordinal, sender, ordinals, offsets, sizes, names, body)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            segment.submission,
            ordinals[0],
            segment.sender,
            list(ordinals),
            list(offsets),
            list(sizes),
            list(names),
            body,
        ],
    )


def delete_chunks(cursor: Writer, submission: UUID, *, first: int, end: int) -> None:
    """Remove chunks as they came in, from `first` up to but not including `end`."""
    cursor.execute(
        "delete from arrival where submission = %s and number >= %s and number < %s", [submission, first, end]
    )


def unfinished(cursor: Writer, *, most: int) -> list[UUID]:
    """List submissions of which every segment is read or given up, and that are not concluded."""
    cursor.execute(
        """
        select s.id from submission s
        where s.finished_at is null
            and not exists (select from segment g where g.submission = s.id and g.state = 'open')
        order by s.number limit %s
        """,
        [most],
    )
    return [row[0] for row in cursor.fetchall()]


def lock_unfinished(cursor: Writer, submission: UUID) -> str | None:
    """Lock a submission that is to be concluded; gives its media type, None when another has it or has done it."""
    row = cursor.execute(
        "select media_type from submission where id = %s and finished_at is null for update skip locked",
        [submission],
    ).fetchone()
    return None if row is None else str(row[0])


def problem_of(cursor: Writer, submission: UUID) -> dict[str, str | None] | None:
    """Read why the first failed segment failed; None when none did."""
    row = cursor.execute(
        "select problem from segment where submission = %s and state = 'failed' order by number limit 1",
        [submission],
    ).fetchone()
    return None if row is None else row[0]


def conclude(
    cursor: Writer, submission: UUID, *, kept_sha256: str, problem: Mapping[str, str | None] | None, now: datetime
) -> None:
    """Close a submission."""
    cursor.execute(
        "update submission set state = %s, kept_sha256 = %s, problem = %s::jsonb, finished_at = %s where id = %s",
        [
            "done" if problem is None else "failed",
            kept_sha256,
            None if problem is None else orjson.dumps(problem).decode(),
            now,
            submission,
        ],
    )
