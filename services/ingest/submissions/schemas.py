"""What ingest says about submissions, in the words of its API."""

from __future__ import annotations

from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Header
from pydantic import Field, WithJsonSchema

from services.ingest.environment import Environment
from services.ingest.formats.table import MEDIA_TYPES, NAMES
from services.ingest.submissions.store import Reading
from services.ingest.submissions.tables import Record, RecordFinding, RecordState, Submission, SubmissionState
from shared.http.problems.findings import FindingOut
from shared.http.schema import ApiModel, Moment, OptionalMoment
from shared.procurement.notice import Stage

Format = Annotated[str, WithJsonSchema({"type": "string", "enum": list(NAMES)})]
"""A format, or a container of files, by its name in `/v1/formats`."""

ContentEncoding = Annotated[
    str | None,
    Header(description="How the body is compressed."),
    WithJsonSchema({"type": "string", "enum": ["gzip", "zstd", "identity"]}),
]

BINARY: Final = {"type": "string", "format": "binary"}

BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {name: {"schema": BINARY} for name in MEDIA_TYPES},
    }
}
"""The body of whoever sends or tries notices, for the description of the API."""


class ProgressOut(ApiModel):
    """How far reading is. `total` is the size of the content."""

    done: int = Field(ge=0)
    total: int = Field(ge=0)
    unit: Literal["bytes"] = "bytes"


class FindingCounts(ApiModel):
    """Findings by severity."""

    error: int = Field(ge=0)
    warning: int = Field(ge=0)
    info: int = Field(ge=0)


class SubmissionCounts(ApiModel):
    """What became of the records so far. `unchanged`: accepted before with the same content."""

    records: int = Field(ge=0)
    accepted: int = Field(ge=0)
    refused: int = Field(ge=0)
    unchanged: int = Field(ge=0)
    findings: FindingCounts


class SubmissionOut(ApiModel):
    """A submission and how far it is. Hashes are SHA-256 in hexadecimal, sizes are bytes.

    `receivedSha256` is over the bytes on the line, `keptSha256` over the redacted copy as `/payload` gives it.
    """

    id: UUID
    format: Format
    state: SubmissionState
    sandbox: bool
    received_sha256: str
    kept_sha256: str | None
    size: int = Field(ge=0)
    progress: ProgressOut
    counts: SubmissionCounts
    created_at: Moment
    finished_at: OptionalMoment
    mandates_known_at: OptionalMoment = Field(
        description="When the registry said for whom you may send; older than the submission when it was down."
    )
    problem: FindingOut | None

    @classmethod
    def of(cls, submission: Submission, reading: Reading, *, environment: Environment) -> SubmissionOut:
        started = submission.state == "received" and reading.batches > 0
        return cls.model_validate(
            {
                "id": submission.id,
                "format": submission.format,
                "state": "processing" if started else submission.state,
                "sandbox": environment is Environment.SANDBOX,
                "received_sha256": submission.received_sha256,
                "kept_sha256": submission.kept_sha256,
                "size": submission.received_size,
                "progress": ProgressOut(
                    done=submission.size if submission.state == "done" else min(reading.bytes_done, submission.size),
                    total=submission.size,
                ),
                "counts": SubmissionCounts(
                    records=reading.records,
                    accepted=reading.accepted,
                    refused=reading.refused,
                    unchanged=reading.unchanged,
                    findings=FindingCounts(error=reading.errors, warning=reading.warnings, info=reading.infos),
                ),
                "created_at": submission.created_at,
                "finished_at": submission.finished_at,
                "mandates_known_at": submission.mandates_known_at,
                "problem": submission.problem and FindingOut.of(submission.problem),
            }
        )


class StrategicCode(ApiModel):
    """A code on sustainability exactly as the source gave it, with the term that carried it."""

    term: str
    code: str
    lot_id: str


class RecordOut(ApiModel):
    """One record of a submission and what became of it. `procedure` is null for what is in no procedure."""

    ordinal: int
    name: str | None
    sender_key: str | None
    state: RecordState
    kind: str | None = Field(description="notice, or the kind of own record; null when nothing of it could be read.")
    notice: UUID | None
    own_record: UUID | None = Field(description="The version that is kept of an own record.")
    notice_id: str | None
    version: str | None
    stage: Stage | None
    procedure: UUID | None
    lots: int
    winners: int
    strategic_codes: list[StrategicCode]
    mandate: UUID | None = Field(description="Under which it came; null when the sender is one of the buyers.")
    place: str

    @classmethod
    def of(cls, record: Record, *, procedure: UUID | None) -> RecordOut:
        return cls.like(record, procedure=procedure)


class SentRecordOut(RecordOut):
    """A record with the submission it came in, and the key under which that was sent."""

    submission: UUID
    received_at: Moment
    idempotency_key: str | None

    @classmethod
    def sent(cls, record: Record, submission: Submission, *, procedure: UUID | None) -> SentRecordOut:
        return cls.like(
            record,
            procedure=procedure,
            submission=submission.id,
            received_at=submission.created_at,
            idempotency_key=submission.idempotency_key,
        )


class RecordFindingOut(FindingOut):
    """A finding on a record, or without an ordinal on the body as a whole; its place is one in the kept copy."""

    ordinal: int | None
    sender_key: str | None

    @classmethod
    def stored(cls, finding: RecordFinding) -> RecordFindingOut:
        row = {name: getattr(finding, name) for name in ("rule", "severity", "location", "value", "nl", "en")}
        return cls.of(row, ordinal=finding.ordinal, sender_key=finding.sender_key)
