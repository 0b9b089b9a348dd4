"""What ingest says about submissions, in the words of its API."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from shared.http.schema import ApiModel, LocalisedText, Moment, OptionalMoment

Format = Literal["eforms", "ocds"]


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


class SubmissionProblem(ApiModel):
    """Why a submission failed, and where in the body."""

    code: str
    place: str
    message: LocalisedText


class SubmissionOut(ApiModel):
    """A submission and how far it is. Hashes are SHA-256 in hexadecimal, sizes are bytes.

    `receivedSha256` is over the bytes on the line, `keptSha256` over the redacted copy as `/payload` gives it.
    """

    id: UUID
    format: Format
    state: Literal["received", "processing", "done", "failed"]
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
    problem: SubmissionProblem | None


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
    state: Literal["accepted", "refused", "unchanged", "no-procurement"]
    notice: UUID | None
    notice_id: str | None
    version: str | None
    stage: str | None
    procedure: UUID | None
    lots: int
    winners: int
    strategic_codes: list[StrategicCode]
    mandate: UUID | None = Field(description="Under which it came; null when the sender is one of the buyers.")
    place: str


class FindingOut(ApiModel):
    """What is missing, odd or refused. `location` is an XPath or JSON Pointer in the kept copy of the record."""

    ordinal: int | None
    rule: str
    severity: Literal["error", "warning", "info"]
    location: str
    value: str | None
    sender_key: str | None
    message: LocalisedText


class ValidationCounts(ApiModel):
    """Records of a validation."""

    accepted: int = Field(ge=0)
    refused: int = Field(ge=0)


class ValidationOut(ApiModel):
    """The report of a trial. Nothing was stored."""

    stored: Literal[False] = False
    records: ValidationCounts
    findings: list[FindingOut]
    findings_left_out: int = Field(0, ge=0, description="Findings beyond the first thousand.")
