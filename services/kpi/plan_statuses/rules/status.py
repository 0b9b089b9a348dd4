"""How the plans of a body stood in a year: what a ministry publishes of it (Rebel 2024, section 8.2.7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from services.kpi.plans.rules.assessments import Assessment
from services.kpi.plans.rules.duties import Duty
from services.kpi.plans.rules.plan import Plan, Theme
from services.kpi.tasks.rules.tasks import Task
from shared.reference.themes import THEMES


@dataclass(frozen=True, slots=True)
class Status:
    """A bound body at the end of a year, or today when the year still runs. Counts are of its action plan."""

    duty: Duty
    on: date
    goals: int
    goals_complete: int
    goals_without_action: int
    actions: int
    actions_done: int
    actions_overdue: int
    actions_without_goal: int
    themes: tuple[Theme, ...]
    unexplained: tuple[str, ...]
    open_advice: int
    open_tasks: int
    overdue_tasks: int


def statuses(
    bound: Sequence[Duty], assessments: Sequence[Assessment], tasks: Sequence[Task], *, on: date
) -> Iterator[Status]:
    """Of each of these bodies how it stands on a day."""
    for duty in bound:
        plan = duty.plan
        states = [task.state(on) for task in tasks if task.body == duty.party]
        yield Status(
            duty=duty,
            on=on,
            **_of_plan(plan, on),
            themes=() if plan is None else plan.themes,
            unexplained=() if plan is None else tuple(plan.unexplained(THEMES)),
            open_advice=0 if plan is None else _open_advice(plan, assessments, on),
            open_tasks=sum(1 for state in states if state != "done"),
            overdue_tasks=sum(1 for state in states if state in {"overdue", "escalated"}),
        )


def _of_plan(plan: Plan | None, on: date) -> dict[str, int]:
    goals, actions = ((), ()) if plan is None else (plan.goals, plan.actions)
    done = [each for each in actions if each.done_on is not None and each.done_on <= on]
    late = [each for each in actions if each not in done and each.due_on is not None and each.due_on < on]
    return {
        "goals": len(goals),
        "goals_complete": sum(1 for each in goals if not each.lacks),
        "goals_without_action": 0 if plan is None else len(plan.goals_without_action),
        "actions": len(actions),
        "actions_done": len(done),
        "actions_overdue": len(late),
        "actions_without_goal": 0 if plan is None else len(plan.actions_without_goal),
    }


def _open_advice(plan: Plan, assessments: Sequence[Assessment], on: date) -> int:
    """Advice that was given by then and not followed by then."""
    return sum(
        1
        for each in assessments
        if (each.plan_of, each.plan_key) == (plan.kept_by, plan.sender_key) and each.assessed_on <= on
        for advice in each.said.advice
        if advice.followed_on is None or advice.followed_on > on
    )
