"""Signatures, plans and what is due, as the API gives them."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.kpi.plans.rules.duties import Duty, DutyState, Signature
from services.kpi.plans.rules.plan import Plan, Report
from shared.http.schema import ApiModel, Day, OptionalDay


class SignatureOut(ApiModel):
    """A signature of one body."""

    party: str
    name: str
    tier: str | None
    document: str
    signed_on: Day
    ends_on: Day = Field(description="Last day on which it stands.")
    standing: bool = Field(description="On the day that was asked.")
    plan_due_on: OptionalDay = Field(description="By when a plan must be public; null: it asks for none.")
    through: str | None = Field(description="Number of the umbrella association that signed for the body.")
    source: str | None

    @classmethod
    def on(cls, signature: Signature, day: date) -> "SignatureOut":
        """A signature as it stands on a day."""
        return cls.like(signature, standing=signature.stands(day))


class ReportOut(ApiModel):
    """A yearly report on a plan."""

    year: int
    address: str
    published_on: Day


class PlanLineOut(ApiModel):
    """A plan in a list: what it is and where it can be read."""

    unit: UUID
    key: str
    type: str
    title: str
    category: str | None
    bodies: list[str] = Field(description="Keys of the bodies whose plan it is.")
    starts_on: Day
    ends_on: Day
    address: str | None
    published_on: OptionalDay


class ActionPlanOut(ApiModel):
    """How one bound body stands: its plan, and its yearly report."""

    party: str
    name: str
    tier: str | None
    documents: list[str]
    signed_on: Day
    plan_due_on: Day
    states: list[DutyState]
    plan: PlanLineOut | None
    report_due_on: OptionalDay = Field(description="The last day that passed on which a report was due.")
    report: ReportOut | None


def action_plan_out(duty: Duty) -> ActionPlanOut:
    """A body with its plan."""
    return ActionPlanOut.like(
        duty,
        documents=list(duty.documents),
        states=list(duty.states),
        plan=None if duty.plan is None else plan_line(duty.plan, [duty.party]),
        report=None if duty.report is None else report_out(duty.report),
    )


def plan_line(plan: Plan, bodies: list[str]) -> PlanLineOut:
    """A plan in a list."""
    return PlanLineOut.like(plan, key=plan.sender_key, bodies=bodies)


def report_out(report: Report) -> ReportOut:
    """A report."""
    return ReportOut.like(report)
