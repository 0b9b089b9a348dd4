"""Samples, findings, sign-offs and decisions as the API takes and shows them."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from services.kpi.audits.rules.sampling import METHOD
from services.kpi.audits.tables import AuditNote, AuditSample, DecisionRow
from shared.free_text import WITHOUT_CONTACTS
from shared.http.schema import ApiModel, Day, Moment

Said = Annotated[str, Field(min_length=3, max_length=4000), WITHOUT_CONTACTS]
Code = Annotated[str, Field(max_length=40)]
PublicationName = Annotated[str, Field(max_length=40, pattern=r"^[0-9]{4}-(first|final)(-[0-9]{1,4})?$")]


class SampleToDraw(ApiModel):
    """From the rows behind which figure, how many, and by which seed; the same seed draws the same rows."""

    indicator: Code
    counted_on: str | None = Field(None, max_length=40)
    tier: str | None = Field(None, max_length=40)
    organisation: str | None = Field(None, max_length=300)
    seed: str = Field(min_length=1, max_length=100)
    size: int = Field(ge=1, le=1000)


class SampledRowOut(ApiModel):
    """A row of a sample: the day it is counted on, and its key as in the evidence."""

    placed_on: Day
    key: list[str]


class SampleOut(ApiModel):
    """A sample of the rows behind a figure of a publication."""

    id: int
    publication: str
    indicator: str
    counted_on: str
    tier: str | None
    organisation: str | None
    seed: str
    size: int
    drawn_from: int = Field(description="How many rows it was drawn from.")
    method: str
    rows: list[SampledRowOut]
    drawn_by: str = Field(description="Pseudonym.")
    drawn_at: Moment


class NoteToKeep(ApiModel):
    """A finding, or that the publication is signed off, in words."""

    kind: Literal["finding", "sign-off"]
    says: Said
    sample: int | None = Field(None, ge=1, le=2**62, description="The sample that it rests on.")
    indicator: Code | None = None


class NoteOut(NoteToKeep):
    """A finding or a sign-off as it was noted."""

    id: int
    publication: str
    noted_by: str = Field(description="Pseudonym.")
    noted_at: Moment


class DecisionToKeep(ApiModel):
    """What was decided on a figure or a publication, by which body, and where it can be read."""

    publication: PublicationName | None = None
    indicator: Code | None = None
    decided_by_body: str = Field(max_length=300, description="Key of the body in the register.")
    decided_on: Day
    says: Said
    address: str | None = Field(None, max_length=500, description="Where the decision can be read; https.")

    @field_validator("address")
    @classmethod
    def _safe(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith("https://"):
            message = "an address begins with https://"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _about_something(self) -> Self:
        if self.publication is None and self.indicator is None:
            message = "a decision names a publication, an indicator, or both"
            raise ValueError(message)
        return self


class DecisionOut(ApiModel):
    """A decision that was taken on figures."""

    id: int
    publication: str | None
    indicator: str | None
    decided_by_body: str
    decided_on: Day
    says: str
    address: str | None
    noted_at: Moment


def sample_out(sample: AuditSample) -> SampleOut:
    """A sample with how it was drawn."""
    rows: list[dict[str, Any]] = sample.rows
    return SampleOut.like(sample, method=METHOD, rows=[SampledRowOut.model_validate(row) for row in rows])


def note_out(note: AuditNote) -> NoteOut:
    """A finding or a sign-off."""
    return NoteOut.like(note)


def decision_out(decision: DecisionRow) -> DecisionOut:
    """A decision."""
    return DecisionOut.like(decision)
