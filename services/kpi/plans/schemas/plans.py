"""Plans in full, what stands out in them, where they overlap and what was found of them, as the API gives them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, PlainSerializer

from services.kpi.plans.rules.assessments import Assessment
from services.kpi.plans.rules.items import Item, ItemKind
from services.kpi.plans.rules.overlaps import Overlap
from services.kpi.plans.rules.plan import Plan
from services.kpi.plans.schemas.duties import PlanLineOut, ReportOut, plan_line, report_out
from shared.http.schema import ApiModel, Day, OptionalDay
from shared.reference.themes import THEMES

Exact = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]


class PlanThemeOut(ApiModel):
    """What a plan says of a theme: its level, or why it leaves the theme out."""

    theme: str
    level: int | None
    reason: str | None
    explanation: str | None


class PlanGoalOut(ApiModel):
    """A goal of a plan, and what it does without."""

    key: str
    title: str
    theme: str | None
    national_goal: str | None
    indicator: str | None
    value: Exact | None
    unit: str | None
    baseline: Exact | None
    baseline_year: int | None
    target_year: int | None
    owner: str | None
    lacks: list[str]


class PlanActionOut(ApiModel):
    """An action of a plan."""

    key: str
    title: str
    theme: str | None
    goals: list[str]
    owner: str | None
    starts_on: OptionalDay
    due_on: OptionalDay
    done_on: OptionalDay
    means: str | None
    needs: list[str]
    need: str | None


class PlanExceptionOut(ApiModel):
    """What a plan does not hold for."""

    what: str
    theme: str | None
    reason: str
    ends_on: Day


class CriterionOut(ApiModel):
    """A question of the framework, and how far the plan answers it."""

    criterion: str
    met: Literal["yes", "partly", "no"]
    remark: str | None


class AdviceOut(ApiModel):
    """Advice, and what was done with it."""

    key: str
    text: str
    due_on: OptionalDay
    followed_on: OptionalDay
    follow_up: str | None


class PlanAssessmentOut(ApiModel):
    """What a body found of a plan."""

    unit: UUID
    assessor: str
    plan_of: str | None
    plan: str = Field(description="Key of the plan with its body.")
    framework: str
    assessed_on: Day
    criteria: list[CriterionOut]
    advice: list[AdviceOut]
    open_advice: int


class PlanOut(PlanLineOut):
    """A plan in full, with what it lacks and what was found of it."""

    scale: str | None
    themes: list[PlanThemeOut]
    goals: list[PlanGoalOut]
    actions: list[PlanActionOut]
    exceptions: list[PlanExceptionOut]
    reports: list[ReportOut]
    goals_without_action: list[str]
    actions_without_goal: list[str]
    unexplained_themes: list[str] = Field(description="Themes of the Agenda that it neither pursues nor explains.")
    assessments: list[PlanAssessmentOut]


class PlanItemOut(ApiModel):
    """Something that stands out in a plan."""

    kind: ItemKind
    unit: UUID
    plan: str
    type: str
    party: str
    name: str | None
    tier: str | None
    key: str | None = Field(description="Of the goal or action.")
    theme: str | None
    text: str | None
    codes: list[str] = Field(description="What a goal does without, why a theme was left out, or what is lacking.")
    until: OptionalDay


class PlanOverlapOut(ApiModel):
    """A category plan beside an action plan of a body."""

    category: str | None
    category_plan: UUID
    party: str
    name: str | None
    action_plan: UUID
    shared: list[str] = Field(description="Themes that both pursue.")
    of_category: list[str] = Field(description="Themes that the category plan alone pursues.")
    of_body: list[str] = Field(description="Themes that the action plan alone pursues.")


def plan_out(plan: Plan, bodies: list[str], assessments: Sequence[Assessment]) -> PlanOut:
    """A plan in full."""
    return PlanOut.like(
        plan_line(plan, bodies),
        scale=plan.scale,
        themes=[PlanThemeOut.like(each) for each in plan.themes],
        goals=[PlanGoalOut.like(each, lacks=list(each.lacks)) for each in plan.goals],
        actions=[PlanActionOut.like(each, goals=list(each.goals), needs=list(each.needs)) for each in plan.actions],
        exceptions=[PlanExceptionOut.like(each) for each in plan.exceptions],
        reports=[report_out(each) for each in plan.reports],
        goals_without_action=[each.key for each in plan.goals_without_action],
        actions_without_goal=[each.key for each in plan.actions_without_goal],
        unexplained_themes=list(plan.unexplained(THEMES)),
        assessments=[assessment_out(each) for each in assessments],
    )


def item_out(item: Item) -> PlanItemOut:
    """What stands out, with its plan."""
    plan = item.plan
    return PlanItemOut.like(
        item,
        unit=plan.unit,
        plan=plan.sender_key,
        type=plan.type,
        party=plan.kept_by,
        name=plan.name,
        tier=plan.tier,
        codes=list(item.codes),
    )


def overlap_out(overlap: Overlap) -> PlanOverlapOut:
    """Two plans beside each other."""
    return PlanOverlapOut(
        category=overlap.category_plan.category,
        category_plan=overlap.category_plan.unit,
        party=overlap.action_plan.body or "",
        name=overlap.action_plan.name,
        action_plan=overlap.action_plan.unit,
        shared=list(overlap.shared),
        of_category=list(overlap.of_category),
        of_body=list(overlap.of_body),
    )


def assessment_out(assessment: Assessment) -> PlanAssessmentOut:
    """What was found of a plan."""
    return PlanAssessmentOut.like(
        assessment,
        plan=assessment.plan_key,
        framework=assessment.said.framework,
        criteria=[CriterionOut.like(each) for each in assessment.said.criteria],
        advice=[AdviceOut.like(each) for each in assessment.said.advice],
    )
