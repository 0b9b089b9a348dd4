"""For whom a goal matters: goal x category x organisation (R059)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from services.kpi.goals.rules.goal import Goal

Because: TypeAlias = Literal["named", "tier", "all"]
"""Why a goal matters to a body: it is named, its tier is, or the goal is for everybody."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the register, as far as goals ask."""

    party: str
    tier: str | None


@dataclass(frozen=True, slots=True)
class Relevant:
    """A place of the matrix; None stands for every category, every body or every tier."""

    goal: Goal
    category: str | None
    organisation: str | None
    tier: str | None
    because: Because


def because(goal: Goal, body: Body) -> Because | None:
    """Why a goal matters to a body; None when it does not."""
    scope = goal.scope
    if body.party in scope.organisations:
        return "named"
    if body.tier is not None and body.tier in scope.tiers:
        return "tier"
    return "all" if not scope.tiers and not scope.organisations else None


def matrix(goals: Iterable[Goal], *, body: Body | None, category: str | None, year: int) -> Iterator[Relevant]:
    """The places of the matrix; of one body or one category when asked. A goal without categories is for all.

    A goal that ended before the year matters to nobody.
    """
    for goal in goals:
        if goal.has_ended(year):
            continue
        if category is not None and goal.scope.categories and category not in goal.scope.categories:
            continue
        categories = [category] if category is not None and goal.scope.categories else goal.scope.categories or [None]
        for each in categories:
            yield from _for_whom(goal, each, body)


def _for_whom(goal: Goal, category: str | None, body: Body | None) -> Iterator[Relevant]:
    scope = goal.scope
    if body is not None:
        why = because(goal, body)
        if why is not None:
            yield Relevant(goal, category, body.party, body.tier, why)
        return
    for party in scope.organisations:
        yield Relevant(goal, category, party, None, "named")
    for tier in scope.tiers:
        yield Relevant(goal, category, None, tier, "tier")
    if not scope.organisations and not scope.tiers:
        yield Relevant(goal, category, None, None, "all")
