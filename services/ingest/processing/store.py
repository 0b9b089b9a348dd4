"""Segments, records, findings and copies, as the worker needs them, in its transactions (`worker_transaction`).

COPY FROM is refused under row-level security, so rows come in by one INSERT per table and batch, from one JSON text.
Tables stand here without their schema: the connection says in which one they are (`services.ingest.environment`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Final
from uuid import UUID

import orjson
from sqlalchemy import CursorResult, text
from sqlalchemy.orm import Session

from services.ingest.formats.source_format import Mark
from services.ingest.formats.table import VERSION
from services.ingest.processing.progress import SegmentAtHand, Tally
from services.ingest.submissions.rules.packed import Packed
from shared.procurement.finding import Finding

_SEGMENT: Final = """
    select g.id, g.submission, g.sender, g.first_byte, g.end_byte, g.batches, g.resume_byte, g.resume_lines,
        g.resume_within, g.tries, s.media_type, s.any_buyer, s.supplier,
        s.created_at as received_at, s.mandates, s.mandates_known_at, s.mandates_outdated, s.mappings
    from segment g join submission s on s.id = g.submission
    where g.id = :segment and g.state = 'open' and s.finished_at is null
"""


def open_segments(session: Session, *, now: datetime, most: int) -> Sequence[int]:
    """List segments that wait to be read: the first part of every submission before the second of any."""
    query = """
        select id from segment where state = 'open' and (retry_at is null or retry_at <= :now)
        order by number, id limit :most
    """
    return session.scalars(text(query), {"now": now, "most": most}).all()


def segment_at_hand(session: Session, segment: int) -> SegmentAtHand | None:
    """Read a segment as it stands; None when there is nothing left to do on it."""
    row = session.execute(text(_SEGMENT), {"segment": segment}).mappings().one_or_none()
    if row is None:
        return None
    resume = Mark(row["resume_byte"], row["resume_lines"], row["resume_within"])
    return SegmentAtHand(
        resume=resume, **{name: value for name, value in row.items() if not name.startswith("resume_")}
    )


def chunk(session: Session, submission: UUID, number: int) -> bytes | None:
    """Read a chunk as it was laid down (compressed); None when it is not there."""
    query = "select body from arrival where submission = :submission and number = :number"
    return session.execute(text(query), {"submission": submission, "number": number}).scalar_one_or_none()


def advance(
    session: Session, segment: SegmentAtHand, *, resume: Mark, bytes_done: int, finished: bool, tally: Tally
) -> bool:
    """Move the progress of a segment on; False when another has done so since it was read (compare-and-set)."""
    update = """
        update segment set batches = batches + 1, bytes_done = :bytes_done,
            resume_byte = :byte, resume_lines = :lines, resume_within = :within,
            state = case when :finished then 'done' else state end, tries = 0, retry_at = null,
            records = records + :records, accepted = accepted + :accepted, refused = refused + :refused,
            unchanged = unchanged + :unchanged, errors = errors + :errors, warnings = warnings + :warnings,
            infos = infos + :infos
        where id = :segment and batches = :batches and state = 'open'
    """
    values = {"segment": segment.id, "batches": segment.batches, "bytes_done": bytes_done, "finished": finished}
    return _touched_one(session, update, {**values, **asdict(resume), **asdict(tally)})


def fail(session: Session, segment: SegmentAtHand, *, problem: Finding) -> bool:
    """Give a segment up; False when another has moved it on since it was read."""
    update = """
        update segment set state = 'failed', problem = cast(:problem as jsonb)
        where id = :segment and batches = :batches and state = 'open'
    """
    values = {"problem": _json(problem.row), "segment": segment.id, "batches": segment.batches}
    return _touched_one(session, update, values)


def put_off(session: Session, segment: int, *, until: datetime) -> None:
    """Note a failed try and when to try again."""
    update = "update segment set tries = tries + 1, retry_at = :until where id = :segment and state = 'open'"
    session.execute(text(update), {"until": until, "segment": segment})


def wait_until(session: Session, segment: int, until: datetime) -> None:
    """Say when to try again, without noting a failed try."""
    update = "update segment set retry_at = :until where id = :segment and state = 'open'"
    session.execute(text(update), {"until": until, "segment": segment})


def add_records(session: Session, segment: SegmentAtHand, rows: Sequence[Mapping[str, object]]) -> None:
    """Add the records of a batch."""
    add = """
        insert into record (submission, sender, ordinal, name, place, sender_key, state, kind, notice, own_record,
            notice_id, version, stage, lots, winners, strategic_codes, mandate)
        select :submission, :sender, r.* from json_to_recordset(cast(:rows as json)) as r (ordinal bigint, name text,
            place text, sender_key text, state text, kind text, notice uuid, own_record uuid, notice_id text,
            version text, stage text, lots integer, winners integer, strategic_codes jsonb, mandate uuid)
    """
    session.execute(text(add), {"submission": segment.submission, "sender": segment.sender, "rows": _json(rows)})


def add_findings(session: Session, segment: SegmentAtHand, rows: Sequence[Mapping[str, object]]) -> None:
    """Add the findings of a batch."""
    if not rows:
        return
    add = """
        insert into finding (submission, sender, ordinal, sender_key, rule, severity, location, value, nl, en)
        select :submission, :sender, f.* from json_to_recordset(cast(:rows as json)) as f (ordinal bigint,
            sender_key text, rule text, severity text, location text, value text, nl text, en text)
    """
    session.execute(text(add), {"submission": segment.submission, "sender": segment.sender, "rows": _json(rows)})


def add_copy(
    session: Session, segment: SegmentAtHand, packed: Packed, *, ordinals: Sequence[int], names: Sequence[str]
) -> None:
    """Add the redacted copy of the records of a batch."""
    add = """
        insert into payload (submission, first_ordinal, sender, ordinals, offsets, sizes, names, body, reader)
        values (:submission, :first, :sender, :ordinals, :offsets, :sizes, :names, :body, :reader)
    """
    values = {"submission": segment.submission, "first": ordinals[0], "sender": segment.sender}
    session.execute(text(add), {**values, "ordinals": ordinals, "names": names, "reader": VERSION, **packed._asdict()})


def delete_chunks(session: Session, submission: UUID, *, first: int, end: int) -> None:
    """Remove chunks as they came in, from `first` up to but not including `end`."""
    delete = "delete from arrival where submission = :submission and number >= :first and number < :end"
    session.execute(text(delete), {"submission": submission, "first": first, "end": end})


def unfinished(session: Session, *, most: int) -> Sequence[UUID]:
    """List submissions of which every segment is read or given up, and that are not concluded."""
    query = """
        select s.id from submission s
        where s.finished_at is null
            and not exists (select from segment g where g.submission = s.id and g.state = 'open')
        order by s.number limit :most
    """
    return session.scalars(text(query), {"most": most}).all()


def lock_unfinished(session: Session, submission: UUID) -> str | None:
    """Lock a submission that is to be concluded; gives its media type, None when another has it or has done it."""
    query = "select media_type from submission where id = :submission and finished_at is null for update skip locked"
    return session.execute(text(query), {"submission": submission}).scalar_one_or_none()


def problem_of(session: Session, submission: UUID) -> Mapping[str, str | None] | None:
    """Read why the first failed segment failed; None when none did."""
    query = "select problem from segment where submission = :submission and state = 'failed' order by number limit 1"
    return session.execute(text(query), {"submission": submission}).scalar_one_or_none()


def conclude(
    session: Session, submission: UUID, *, kept_sha256: str, problem: Mapping[str, str | None] | None, now: datetime
) -> None:
    """Close a submission."""
    update = """
        update submission set state = :state, kept_sha256 = :kept_sha256, problem = cast(:problem as jsonb),
            finished_at = :now
        where id = :submission
    """
    values = {
        "submission": submission,
        "state": "done" if problem is None else "failed",
        "kept_sha256": kept_sha256,
        "problem": None if problem is None else _json(problem),
        "now": now,
    }
    session.execute(text(update), values)


def _touched_one(session: Session, statement: str, values: Mapping[str, object]) -> bool:
    result = session.execute(text(statement), values)
    return isinstance(result, CursorResult) and result.rowcount == 1


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def to_disclose(session: Session, today: date, *, most: int) -> list[UUID]:
    """Procedures of which a notice withheld something until today or earlier, and that were not compiled since."""
    query = "select id from procurement.procedure where discloses_on <= :today order by discloses_on, id limit :most"
    return list(session.scalars(text(query), {"today": today, "most": most}))
