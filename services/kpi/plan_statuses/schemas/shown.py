"""The yearly status of the plans of bodies, as JSON."""

from pydantic import Field

from services.kpi.plan_statuses.rules.status import Status
from services.kpi.plans.schemas.duties import ActionPlanOut, action_plan_out
from services.kpi.plans.schemas.plans import PlanThemeOut
from shared.http.schema import ApiModel, Day


class PlanStatusOut(ActionPlanOut):
    """How the plan of one bound body stood: counts of its action plan, advice and tasks."""

    on: Day = Field(description="Last day of the year, or today when the year still runs.")
    goals: int
    goals_complete: int = Field(description="With value, unit, baseline (value and year), target year and owner.")
    goals_without_action: int
    actions: int
    actions_done: int
    actions_overdue: int
    actions_without_goal: int
    themes: list[PlanThemeOut]
    unexplained_themes: list[str]
    open_advice: int
    open_tasks: int
    overdue_tasks: int


class PlanStatusesOut(ApiModel):
    """The yearly status, body by body."""

    year: int
    items: list[PlanStatusOut]


def status_out(status: Status) -> PlanStatusOut:
    """The status of a body."""
    of_body = action_plan_out(status.duty)
    stated = {name: getattr(of_body, name) for name in ActionPlanOut.model_fields}
    return PlanStatusOut.like(
        status,
        **stated,
        themes=[PlanThemeOut.like(each) for each in status.themes],
        unexplained_themes=list(status.unexplained),
    )
