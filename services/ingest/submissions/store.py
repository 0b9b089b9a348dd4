"""Submissions, arrivals, findings, records and copies in schema `ingest`, as the API needs them.

Row-level security by the party of the session decides what is seen; nothing here repeats that condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import zstandard
from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, text, union
from sqlalchemy.orm import Session

from services.ingest import locks
from services.ingest.environment import Environment
from services.ingest.formats.kept_form import KeptRecord
from services.ingest.procedures.rules.identity import names_meant, record_keys_meant
from services.ingest.submissions.rules.returned_rows import Said
from services.ingest.submissions.tables import Arrival, Payload, Record, RecordFinding, Segment, Submission
from shared.dutch_day import start_of
from shared.tables.procurement import Notice

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the segments of a submission are, and what they found so far."""

    batches: int = 0
    open_segments: int = 0
    bytes_done: int = 0
    records: int = 0
    accepted: int = 0
    refused: int = 0
    unchanged: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0


def lock_sender(session: Session, *, sender: str, client: str) -> None:
    """Let one client of one party seal one submission at a time, so that a repeat finds the first."""
    name = f"{sender}|{client}"
    session.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:name, :seed))"),
        {"name": name, "seed": locks.SEALING_SEED},
    )


def submission_by_key(session: Session, *, sender: str, client: str, key: str) -> Submission | None:
    """Find the first submission that carried this Idempotency-Key."""
    return session.scalars(
        select(Submission)
        .where(Submission.sender == sender, Submission.client == client, Submission.idempotency_key == key)
        .order_by(Submission.number)
        .limit(1)
    ).first()


def submission_by_content(
    session: Session,
    *,
    sender: str,
    client: str,
    content_sha256: str,
    like: tuple[str, bool, dict[str, dict[str, str]], list[dict[str, Any]], bool],
) -> UUID | None:
    """Find the first submission of this content that did not fail, in the same format, rights and mappings."""
    return session.scalars(
        select(Submission.id)
        .where(
            Submission.sender == sender,
            Submission.client == client,
            Submission.content_sha256 == content_sha256,
            Submission.format == like[0],
            Submission.any_buyer == like[1],
            Submission.mandates == like[2],
            Submission.mappings == like[3],
            Submission.supplier == like[4],
            Submission.state != "failed",
        )
        .order_by(Submission.number)
        .limit(1)
    ).first()


def delete_arrivals(session: Session, submission: UUID) -> None:
    """Remove the bytes as they came in."""
    session.execute(delete(Arrival).where(Arrival.submission == submission))


def submission(session: Session, submission_id: UUID) -> Submission | None:
    """Find a submission of this party."""
    return session.get(Submission, submission_id)


def submissions(
    session: Session, *, after: int | None, fetch: int, refused: bool | None = None, since: date | None = None
) -> Sequence[Submission]:
    """List the submissions of this party, newest first, older than `after` when given."""
    query = select(Submission).where(*_conditions(refused=refused, since=since))
    query = query.order_by(Submission.number.desc()).limit(fetch)
    if after is not None:
        query = query.where(Submission.number < after)
    return session.scalars(query).all()


def refused_since(session: Session, day: date) -> int:
    """How many submissions of this party since a day failed, or had a record that was refused."""
    query = select(func.count()).select_from(Submission).where(*_conditions(refused=True, since=day))
    return int(session.scalar(query) or 0)


def _conditions(*, refused: bool | None, since: date | None) -> Iterator[ColumnElement[bool]]:
    if refused is not None:
        segments = exists().where(Segment.submission == Submission.id, Segment.refused > 0)
        wrong = or_(Submission.state == "failed", segments)
        yield wrong if refused else ~wrong
    if since is not None:
        yield Submission.created_at >= start_of(since)


def readings(session: Session, submission_ids: Sequence[UUID]) -> dict[UUID, Reading]:
    """Add up what the segments of these submissions report."""
    rows = session.execute(
        select(
            Segment.submission,
            func.sum(Segment.batches),
            func.count().filter(Segment.state == "open"),
            func.sum(Segment.bytes_done),
            func.sum(Segment.records),
            func.sum(Segment.accepted),
            func.sum(Segment.refused),
            func.sum(Segment.unchanged),
            func.sum(Segment.errors),
            func.sum(Segment.warnings),
            func.sum(Segment.infos),
        )
        .where(Segment.submission.in_(submission_ids))
        .group_by(Segment.submission)
    )
    return {row[0]: Reading(*(int(value) for value in row[1:])) for row in rows}


def findings(
    session: Session, submission_id: UUID, *, ordinal: int | None, after: int, fetch: int
) -> Sequence[RecordFinding]:
    """List findings in the order in which they were made: all, or those on one record."""
    query = select(RecordFinding).where(RecordFinding.submission == submission_id, RecordFinding.id > after)
    if ordinal is not None:
        query = query.where(RecordFinding.ordinal == ordinal)
    return session.scalars(query.order_by(RecordFinding.id).limit(fetch)).all()


def findings_by_record(session: Session, submission_id: UUID) -> Iterator[Said]:
    """All findings in the order of their records, those on the whole body last; some hundreds in memory at a time."""
    asked = RecordFinding
    query = (
        select(asked.ordinal, asked.rule, asked.severity, asked.location, asked.nl, asked.en)
        .where(asked.submission == submission_id)
        .order_by(asked.ordinal.asc().nulls_last(), asked.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in session.execute(query):
        yield Said(*row)


def records(session: Session, submission_id: UUID, *, after: int, fetch: int) -> Sequence[Record]:
    """List records by ordinal."""
    return session.scalars(
        select(Record)
        .where(Record.submission == submission_id, Record.ordinal > after)
        .order_by(Record.ordinal)
        .limit(fetch)
    ).all()


def records_known_by(
    session: Session, find: str, *, sender: str, environment: Environment, after: tuple[int, int] | None, fetch: int
) -> Sequence[tuple[Record, Submission]]:
    """List what this party sent that is known by a name or sent under a key, the newest submission first."""
    place = (Record.submission, Record.ordinal)
    under_key = (
        select(*place)
        .join(Submission, Submission.id == Record.submission)
        .where(Submission.sender == sender, Submission.idempotency_key == find)
    )
    by_name = select(*place).where(Record.sender_key.in_(record_keys_meant(find)))
    if environment is Environment.PRODUCTION:
        as_notice = select(Notice.submission, Notice.record).where(
            Notice.sender == sender, Notice.names.overlap(names_meant(find))
        )
        meant = union(under_key, by_name, as_notice).subquery()
    else:
        meant = union(under_key, by_name).subquery()
    query = (
        select(Record, Submission)
        .join(meant, and_(Record.submission == meant.c.submission, Record.ordinal == meant.c.ordinal))
        .join(Submission, Submission.id == Record.submission)
        .order_by(Submission.number.desc(), Record.ordinal)
        .limit(fetch)
    )
    if after is not None:
        number, ordinal = after
        query = query.where(
            or_(Submission.number < number, and_(Submission.number == number, Record.ordinal > ordinal))
        )
    return [(record, submission) for record, submission in session.execute(query)]


def procedures_of(session: Session, notices: Sequence[UUID]) -> dict[UUID, UUID]:
    """The procedure that each of these notices belongs to now."""
    rows = session.execute(select(Notice.id, Notice.procedure).where(Notice.id.in_(notices)))
    return {row.id: row.procedure for row in rows}


def kept_records(session: Session, submission_id: UUID) -> Iterator[KeptRecord]:
    """Read the redacted copy in the order of the records, one batch of it in memory at a time."""
    decompressor = zstandard.ZstdDecompressor()
    after = -1
    while True:
        row = session.execute(
            select(Payload)
            .where(Payload.submission == submission_id, Payload.first_ordinal > after)
            .order_by(Payload.first_ordinal)
            .limit(1)
            .execution_options(populate_existing=True)
        ).scalar_one_or_none()
        if row is None:
            return
        body = decompressor.decompress(row.body)
        for ordinal, name, offset, size in zip(row.ordinals, row.names, row.offsets, row.sizes, strict=True):
            yield KeptRecord(ordinal, name, body[offset : offset + size])
        after = row.first_ordinal
        session.expunge(row)


def delete_unsealed(session: Session, *, before: datetime) -> int:
    """Remove chunks that never became a submission; gives their number."""
    sealed = exists().where(Submission.id == Arrival.submission)
    gone = session.execute(delete(Arrival).where(and_(Arrival.received_at < before, ~sealed)).returning(Arrival.number))
    return len(gone.all())


def delete_submissions(session: Session, *, before: datetime) -> int:
    """Remove the submissions of before a moment with all that was kept and reported of them; gives their number."""
    gone = session.scalars(delete(Submission).where(Submission.created_at < before).returning(Submission.id)).all()
    session.execute(delete(Arrival).where(Arrival.submission.in_(gone)))
    return len(gone)


def give_up_old(session: Session, *, before: datetime, now: datetime, problem: dict[str, str | None]) -> list[UUID]:
    """Fail the submissions that were not read in time, and remove their bytes."""
    stale = session.scalars(
        select(Submission)
        .where(Submission.finished_at.is_(None), Submission.created_at < before)
        .with_for_update(skip_locked=True)
    ).all()
    for unread in stale:
        unread.state = "failed"
        unread.problem = problem
        unread.finished_at = now
    failed = select(Submission.id).where(Submission.state == "failed", Submission.created_at < before)
    session.flush()
    session.execute(delete(Arrival).where(Arrival.submission.in_(failed)))
    ids = [unread.id for unread in stale]
    for segment in session.scalars(select(Segment).where(Segment.submission.in_(ids), Segment.state == "open")):
        segment.state = "failed"
    return ids
