"""The answers of the data space as a sending system reads them.

Unknown keys are ignored: a service may say more within the same major version of its API.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Severity = Literal["error", "warning", "info"]


class Answer(BaseModel):
    """Base of all answers: camelCase on the wire, snake_case here."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore")


class Progress(Answer):
    """How far a submission is, in records."""

    done: int = 0
    total: int | None = None


class FindingCounts(Answer):
    """Findings of a submission by severity."""

    error: int = 0
    warning: int = 0
    info: int = 0

    @property
    def total(self) -> int:
        """All findings together."""
        return self.error + self.warning + self.info


class SubmissionCounts(Answer):
    """What became of the records of a submission. `unchanged` were accepted before with the same content."""

    records: int = 0
    accepted: int = 0
    refused: int = 0
    unchanged: int = 0
    findings: FindingCounts = FindingCounts()


class Finding(Answer):
    """What is missing, odd or refused, where (XPath or JSON Pointer), and where its rule is explained."""

    code: str
    help: str | None = None
    severity: Severity
    location: str | None = None
    value: str | None = None
    sender_key: str | None = None
    message: Mapping[str, str] = {}

    def text(self, language: str) -> str:
        """The message in the language asked, or in whichever there is."""
        return self.message.get(language) or next(iter(self.message.values()), "")


class Submission(Answer):
    """One delivery as ingest sees it. Hashes are SHA-256, in hexadecimal; size in bytes as received."""

    id: str
    state: Literal["received", "processing", "done", "failed"]
    received_sha256: str | None = Field(default=None, alias="receivedSha256")
    kept_sha256: str | None = Field(default=None, alias="keptSha256")
    size: int | None = None
    progress: Progress = Progress()
    counts: SubmissionCounts = SubmissionCounts()
    created_at: datetime | None = None
    problem: Finding | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {"done", "failed"}


class FileSuffix(Answer):
    """What a file is whose name ends so."""

    suffix: str
    media_type: str
    encoding: str | None = None


class SourceFormat(Answer):
    """A format that ingest takes in, or a container of files in those formats."""

    name: str
    kind: Literal["format", "container"]
    title: Mapping[str, str] = {}
    media_types: tuple[str, ...]
    suffixes: tuple[FileSuffix, ...]


class Encoding(Answer):
    """A compression that ingest undoes, and how the name of a file tells it."""

    name: str
    suffix: str


class Formats(Answer):
    """What can be sent. It is asked of the data space, so that a client knows a format as soon as the space does."""

    items: tuple[SourceFormat, ...]
    encodings: tuple[Encoding, ...]


class RecordCounts(Answer):
    """Records of a validation."""

    accepted: int = 0
    refused: int = 0


class Validation(Answer):
    """The findings of a trial; nothing was stored."""

    stored: bool = False
    records: RecordCounts = RecordCounts()
    findings: tuple[Finding, ...] = ()


class PartyName(Answer):
    """A party by its key (an address) and its name."""

    key: str
    name: str | None = None


class SandboxClient(Answer):
    """The client that a registry made for a test body; from `expires_at` on both are unknown."""

    client: str
    expires_at: datetime
    party: PartyName | None = None
    scopes: tuple[str, ...] = ()


class Counts(Answer):
    """Rows that are in the population, or undetermined.

    A share has yes, no and unknown; other kinds have the rows whose value is known and unknown, and their sum.
    """

    yes: float | None = None
    no: float | None = None
    known: float | None = None
    unknown: float | None = None
    sum: float | None = None
    base: float | None = None

    @property
    def rows(self) -> float:
        """All of them together."""
        return sum(count for count in (self.yes, self.no, self.known, self.unknown) if count is not None)


class CountsOfRow(Answer):
    """What a figure is made of: rows certainly in, perhaps in, and out."""

    inside: Counts = Field(alias="in")
    undetermined: Counts = Counts()
    out: float | None = None


class Months(Answer):
    """A period in months, as YYYY-MM; both count."""

    first: str = Field(alias="from")
    last: str = Field(alias="until")

    def __str__(self) -> str:
        """The period as people write it."""
        return self.first if self.first == self.last else f"{self.first} - {self.last}"


class Coverage(Answer):
    """How much of the population a figure rests on, as fractions of one; None is not known."""

    answers: float | None = None
    euros: float | None = None


class FigureRow(Answer):
    """One group of an indicator. `value` is None when a reason says why; bounds hold whatever is unknown."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="allow")

    value: float | None = None
    reason: str | None = None
    lower: float | None = None
    upper: float | None = None
    counts: CountsOfRow | None = None
    period: Months | None = None
    coverage: Coverage | None = None

    def group(self) -> dict[str, str]:
        """The dimensions that name this row, in the order of the answer."""
        extra: Mapping[str, Any] = self.model_extra or {}
        return {name: value for name, value in extra.items() if isinstance(value, str)}


class Definition(Answer):
    """Which definition a figure was computed by."""

    version: str
    status: str | None = None
    kind: str | None = None
    unit: str | None = None
    unit_of_count: str | None = None
    counted_on: str | None = None


class Figures(Answer):
    """An indicator over a period, by group."""

    indicator: str
    definition: Definition
    data_moment: datetime | None = None
    position: int | None = None
    series: str | None = None
    rows: tuple[FigureRow, ...] = ()
    next: str | None = None


class RequiredDimensions(Answer):
    """The part of a definition that says by what its figures must be grouped."""

    required_dimensions: tuple[str, ...] = ()


class Indicator(Answer):
    """A definition, as far as a sender needs it to ask for its figures."""

    code: str
    names: Mapping[str, str] = {}
    unit: str | None = None
    measure: RequiredDimensions = RequiredDimensions()
