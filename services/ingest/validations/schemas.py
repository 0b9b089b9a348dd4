"""What ingest says about a trial, in the words of its API."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from services.ingest.submissions.schemas import RecordFindingOut
from shared.http.schema import ApiModel


class ValidationCounts(ApiModel):
    """Records of a validation."""

    accepted: int = Field(ge=0)
    refused: int = Field(ge=0)


class ValidationOut(ApiModel):
    """The report of a trial. Nothing was stored."""

    stored: Literal[False] = False
    records: ValidationCounts
    findings: list[RecordFindingOut]
    findings_left_out: int = Field(0, ge=0, description="Findings beyond the first thousand.")
