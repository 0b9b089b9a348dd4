"""The comparison of notices with what a body registered, in the words of the API."""

from __future__ import annotations

from typing import Literal, Self, TypeAlias
from uuid import UUID

from pydantic import Field

from services.ingest.comparisons.store import Compared, Counts
from shared.http.paging import Page
from shared.http.schema import ApiModel, Day

StandsIn: TypeAlias = Literal["both", "notices", "registrations"]
Reason: TypeAlias = Literal[
    "supplement", "same-number", "not-registered", "below-threshold", "procedure-not-awarded", "no-notice"
]


class ComparedOut(ApiModel):
    """One procurement, from a notice, from what the body registered, or from both: then it stands here once."""

    stands_in: StandsIn
    reason: Reason = Field(
        description="both: a supplement speaks of it, or a registration has the same number. notices: it was not"
        " registered. registrations: its value is below every threshold; its procedure is known and not awarded; or no"
        " notice has this number."
    )
    on: Day = Field(description="Day of the award; that of the notices where both say one.")
    procedure: UUID | None
    procedure_id: str | None
    title: str | None
    above_threshold: Literal["above", "below", "undetermined"] | None
    registrations: list[str] = Field(description="The body's own keys of its registrations of it.")
    supplemented: bool

    @classmethod
    def of(cls, compared: Compared) -> Self:
        """The procurement."""
        return cls.like(compared, registrations=list(compared.registrations))


class CountsOut(ApiModel):
    """How many procurements stand where, over the whole period: they add up to all of them."""

    both: int
    notices: int
    registrations: int
    procurements: int

    @classmethod
    def of(cls, counts: Counts) -> Self:
        """The counts."""
        return cls.like(counts, procurements=counts.both + counts.notices + counts.registrations)


class ComparisonOut(Page[ComparedOut]):
    """A page of the comparison, with the counts of the whole period."""

    buyer: str
    counts: CountsOut
