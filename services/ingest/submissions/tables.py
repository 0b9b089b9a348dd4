"""Tables of schema `ingest`. Writer and reader: ingest only. Row-level security by sending party on every table.

Schema `sandbox` has the same tables once more, for what test bodies send (`services.ingest.environment`).

Life of a body: its bytes lie in `arrival` until every segment of its submission is read; the redacted copy lies in
`payload`. A segment is the part of a submission that one worker reads at a time; its row is the queue.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, ForeignKey, Identity, Index, Integer, LargeBinary, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.tables.base import Base

SCHEMA = "ingest"

SubmissionState: TypeAlias = Literal["received", "processing", "done", "failed"]
SegmentState: TypeAlias = Literal["open", "done", "failed"]
RecordState: TypeAlias = Literal["accepted", "refused", "unchanged", "no-procurement"]
"""`unchanged`: accepted before with the same content."""


class Submission(Base):
    """What a client sent in one request. The transaction that makes this row seals it; before, only arrivals exist."""

    __tablename__ = "submission"
    __table_args__ = (
        Index("ix_submission_sender_number", "sender", "number"),
        Index("ix_submission_sender_client_key", "sender", "client", "idempotency_key"),
        Index("ix_submission_sender_client_sha256", "sender", "client", "content_sha256"),
        Index("ix_submission_open", "number", postgresql_where=text("finished_at is null")),
        {"schema": SCHEMA},
    )
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)  # order of sealing, for paging
    sender: Mapped[str] = mapped_column(Text)  # party key of the token
    client: Mapped[str] = mapped_column(Text)
    any_buyer: Mapped[bool] = mapped_column(Boolean)  # came with ingest:any-buyer
    supplier: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))  # came with ingest:supplier alone
    # The mandates by kind of data and buyer, as they were known when this was received: rights are judged as of then.
    mandates: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB, server_default=text("'{}'"))
    mandates_known_at: Mapped[datetime | None]  # when the registry said so; NULL: it was not asked
    mandates_outdated: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))  # it was down
    # The column mappings of the sender for its tables, as they were then: the one it named, or all it has.
    mappings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    format: Mapped[str] = mapped_column(Text)  # eforms, ocds
    media_type: Mapped[str] = mapped_column(Text)
    idempotency_key: Mapped[str | None] = mapped_column(Text)
    received_sha256: Mapped[str] = mapped_column(Text)  # of the bytes on the line, content encoding included
    content_sha256: Mapped[str] = mapped_column(Text)  # of the decoded content: finds repeats
    kept_sha256: Mapped[str | None] = mapped_column(Text)  # of the redacted copy, as /payload gives it
    received_size: Mapped[int] = mapped_column(BigInteger)  # bytes on the line
    size: Mapped[int] = mapped_column(BigInteger)  # bytes of decoded content
    chunks: Mapped[int] = mapped_column(Integer)
    state: Mapped[SubmissionState] = mapped_column(Text)
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSONB)  # a finding when failed
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Arrival(Base):
    """1 MiB of decoded content as it came in (the last chunk less), compressed. Deleted as soon as the copy is kept."""

    __tablename__ = "arrival"
    __table_args__ = (Index("ix_arrival_received_at", "received_at"), {"schema": SCHEMA})
    submission: Mapped[UUID] = mapped_column(Uuid, primary_key=True)  # no foreign key: the chunks come first
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    sender: Mapped[str] = mapped_column(Text)
    body: Mapped[bytes] = mapped_column(LargeBinary)  # one zstd frame
    received_at: Mapped[datetime]


class Segment(Base):
    """A part that one worker reads at a time, and how far it came. Held by a session advisory lock on its id."""

    __tablename__ = "segment"
    __table_args__ = (
        Index("ix_segment_open", "number", "id", postgresql_where=text("state = 'open'")),
        Index("ix_segment_submission", "submission"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(Integer, Identity(), primary_key=True)
    submission: Mapped[UUID] = mapped_column(ForeignKey(Submission.id, ondelete="CASCADE"))
    sender: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(Integer)
    first_byte: Mapped[int] = mapped_column(BigInteger)
    end_byte: Mapped[int] = mapped_column(BigInteger)  # exclusive; between two lines, so a record lies in one segment
    state: Mapped[SegmentState] = mapped_column(Text)
    batches: Mapped[int] = mapped_column(Integer)  # committed batches: what the compare-and-set compares
    resume_byte: Mapped[int] = mapped_column(BigInteger)  # in this segment
    resume_lines: Mapped[int] = mapped_column(BigInteger)  # line ends of the body before that
    resume_within: Mapped[int] = mapped_column(Integer)  # records done from there on
    bytes_done: Mapped[int] = mapped_column(BigInteger)
    tries: Mapped[int] = mapped_column(Integer)  # failed tries since the last committed batch
    retry_at: Mapped[datetime | None]
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSONB)  # why it failed
    records: Mapped[int] = mapped_column(Integer)
    accepted: Mapped[int] = mapped_column(Integer)
    refused: Mapped[int] = mapped_column(Integer)
    unchanged: Mapped[int] = mapped_column(Integer)
    errors: Mapped[int] = mapped_column(Integer)
    warnings: Mapped[int] = mapped_column(Integer)
    infos: Mapped[int] = mapped_column(Integer)


class Payload(Base):
    """The redacted copy of the records of one batch, compressed, with where each record starts and how long it is."""

    __tablename__ = "payload"
    __table_args__ = ({"schema": SCHEMA},)
    submission: Mapped[UUID] = mapped_column(ForeignKey(Submission.id, ondelete="CASCADE"), primary_key=True)
    first_ordinal: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    sender: Mapped[str] = mapped_column(Text)
    ordinals: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    offsets: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    sizes: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    names: Mapped[list[str]] = mapped_column(ARRAY(Text))
    body: Mapped[bytes] = mapped_column(LargeBinary)  # one zstd frame
    reader: Mapped[str] = mapped_column(Text)  # version of the program that read them


class Record(Base):
    """One record of a submission and what became of it. A refused record is kept, with its findings."""

    __tablename__ = "record"
    __table_args__ = (Index("ix_record_sender_key", "sender_key"), {"schema": SCHEMA})
    submission: Mapped[UUID] = mapped_column(ForeignKey(Submission.id, ondelete="CASCADE"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(BigInteger, primary_key=True)  # line number, or place in the container
    sender: Mapped[str] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)  # name in the container
    place: Mapped[str] = mapped_column(Text)
    sender_key: Mapped[str | None] = mapped_column(Text)
    state: Mapped[RecordState] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(Text)  # notice, or of an own record its kind; NULL: nothing was read
    notice: Mapped[UUID | None] = mapped_column(Uuid)
    own_record: Mapped[UUID | None] = mapped_column(Uuid)
    notice_id: Mapped[str | None] = mapped_column(Text)
    version: Mapped[str | None] = mapped_column(Text)
    stage: Mapped[str | None] = mapped_column(Text)
    lots: Mapped[int] = mapped_column(Integer)
    winners: Mapped[int] = mapped_column(Integer)
    strategic_codes: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    mandate: Mapped[UUID | None] = mapped_column(Uuid)  # under which it came, when the sender is none of its buyers


class RecordFinding(Base):
    """A finding on a record; without an ordinal it is about the body as a whole."""

    __tablename__ = "finding"
    __table_args__ = (Index("ix_finding_submission_id", "submission", "id"), {"schema": SCHEMA})
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    submission: Mapped[UUID] = mapped_column(ForeignKey(Submission.id, ondelete="CASCADE"))
    sender: Mapped[str] = mapped_column(Text)
    ordinal: Mapped[int | None] = mapped_column(BigInteger)
    sender_key: Mapped[str | None] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(Text)
    location: Mapped[str] = mapped_column(Text)
    value: Mapped[str | None] = mapped_column(Text)
    nl: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)


IN_SANDBOX = tuple(
    each.metadata.tables[f"{SCHEMA}.{each.__tablename__}"].to_metadata(Base.metadata, schema="sandbox")
    for each in (Submission, Arrival, Segment, Payload, Record, RecordFinding)
)
"""The tables of schema `sandbox`. No class is mapped on them: connections of the sandbox find them by `engine_in`."""
