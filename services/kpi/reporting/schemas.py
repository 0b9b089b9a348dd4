"""Reporting cycles as the API takes and shows them."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from services.kpi.reporting.rules.cycle import ACTS, State, Step, Who, default_day, possible
from services.kpi.reporting.store import Cycle, TakenStep
from shared.free_text import WrittenReason
from shared.http.schema import ApiModel, Day, Moment, OptionalDay


class YearToOpen(ApiModel):
    """The year that bodies are asked for; without `parties` all bodies of the register that bought in it."""

    year: int = Field(ge=2000, le=2999)
    parties: Annotated[list[Annotated[str, Field(max_length=300)]], Field(min_length=1, max_length=2000)] | None = None


class YearOpened(ApiModel):
    """For how many bodies the year was opened; those that had it already are not counted."""

    year: int
    opened: int


class StepToTake(ApiModel):
    """A step, and why; returning and objecting take a reason."""

    step: Step
    reason: WrittenReason | None = None


class NextStep(ApiModel):
    """A step that may be taken now, and by whom."""

    step: Step
    by: Who


class TakenStepOut(ApiModel):
    """A step that was taken, and the state it led to."""

    step: str
    state: str
    reason: str | None
    taken_by: str = Field(description="Pseudonym.")
    taken_at: Moment


class ReportingCycleOut(ApiModel):
    """How far a body is with the figures of a year."""

    id: int
    party: str
    year: int
    state: State = Field(description="Approved too when nobody replied within thirty days; see `byDefault`.")
    by_default: bool = Field(description="It counts as approved because nobody replied in time.")
    objection: str | None = Field(description="Why its figures are not released by themselves.")
    requested_on: Day = Field(description="When the body was last asked for something.")
    approved_by_default_on: OptionalDay = Field(description="When silence counts as approval; null: it does not.")
    provisional: bool = Field(description="Its figures are not approved yet.")
    next: list[NextStep]


class ReportingCycleInFullOut(ReportingCycleOut):
    """The same with every step that was taken."""

    steps: list[TakenStepOut]


def cycle_out(cycle: Cycle, *, today: date) -> ReportingCycleOut:
    """A cycle as it stands today."""
    return ReportingCycleOut.like(cycle, **_standing(cycle, today=today))


def cycle_in_full(cycle: Cycle, steps: Sequence[TakenStep], *, today: date) -> ReportingCycleInFullOut:
    """A cycle with its steps."""
    shown = [TakenStepOut.model_validate(each) for each in steps]
    return ReportingCycleInFullOut.like(cycle, steps=shown, **_standing(cycle, today=today))


def _standing(cycle: Cycle, *, today: date) -> dict[str, object]:
    standing, objected = cycle.standing(today), cycle.objection is not None
    return {
        "state": standing.state,
        "by_default": standing.by_default,
        "approved_by_default_on": default_day(cycle.state, cycle.requested_on, objected=objected),
        "provisional": not standing.approved,
        "next": [NextStep(step=step, by=ACTS[step].by) for step in possible(cycle.state, objected=objected)],
    }
