"""What stands out in plans: loose goals and actions, themes left out, what is lacking, and exceptions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

from services.kpi.plans.rules.plan import Plan
from shared.reference.themes import THEMES, agenda_theme

ItemKind: TypeAlias = Literal[
    "goal-without-action",
    "action-without-goal",
    "goal-incomplete",
    "theme-left-out",
    "theme-unexplained",
    "need",
    "exception",
]
ITEM_KINDS: Final[tuple[ItemKind, ...]] = get_args(ItemKind)


@dataclass(frozen=True, slots=True)
class Item:
    """Something of a plan. `codes`: what a goal does without, the reason for leaving out, or what is lacking."""

    plan: Plan
    kind: ItemKind
    key: str | None
    theme: str | None
    text: str | None
    codes: tuple[str, ...] = ()
    until: date | None = None


def items(plans: Iterable[Plan]) -> Iterator[Item]:
    """Everything that stands out, plan by plan."""
    for plan in plans:
        yield from _of_goals(plan)
        yield from _of_actions(plan)
        yield from _of_themes(plan)
        for each in plan.exceptions:
            yield Item(plan, "exception", None, each.theme, f"{each.what}: {each.reason}", until=each.ends_on)


def _of_goals(plan: Plan) -> Iterator[Item]:
    for goal in plan.goals_without_action:
        yield Item(plan, "goal-without-action", goal.key, goal.theme, goal.title)
    for goal in plan.goals:
        if goal.lacks:
            yield Item(plan, "goal-incomplete", goal.key, goal.theme, goal.title, goal.lacks)


def _of_actions(plan: Plan) -> Iterator[Item]:
    for action in plan.actions_without_goal:
        yield Item(plan, "action-without-goal", action.key, action.theme, action.title)
    for action in plan.actions:
        if action.needs:
            yield Item(plan, "need", action.key, action.theme, action.need or action.title, action.needs)


def _of_themes(plan: Plan) -> Iterator[Item]:
    for each in plan.themes:
        if each.reason is not None:
            yield Item(plan, "theme-left-out", None, agenda_theme(each.theme), each.explanation, (each.reason,))
    for theme in plan.unexplained(THEMES):
        yield Item(plan, "theme-unexplained", None, theme, None)
