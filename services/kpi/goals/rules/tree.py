"""The tree of goals: what a goal contributes to, and what contributes to it."""

from collections.abc import Iterator, Mapping, Sequence

from services.kpi.goals.rules.goal import Goal


def cycle_through(goal: str, parent: str, upwards: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The way from a goal over one of its parents back to itself; empty when there is none."""
    ways: list[tuple[str, ...]] = [(goal, parent)]
    seen = set()
    while ways:
        way = ways.pop()
        if way[-1] == goal:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [(*way, each) for each in upwards.get(way[-1], ())]
    return ()


def above(goal: Goal, goals: Mapping[str, Goal]) -> list[Goal]:
    """Every goal that this one helps to reach, the nearest first."""
    return list(_walked(goal, {code: each.contributes_to for code, each in goals.items()}, goals))


def below(goal: Goal, goals: Mapping[str, Goal]) -> list[Goal]:
    """Every goal that helps to reach this one, the nearest first."""
    down: dict[str, list[str]] = {}
    for code, each in goals.items():
        for parent in each.contributes_to:
            down.setdefault(parent, []).append(code)
    return list(_walked(goal, down, goals))


def _walked(goal: Goal, links: Mapping[str, Sequence[str]], goals: Mapping[str, Goal]) -> Iterator[Goal]:
    seen, waiting = {goal.code}, list(links.get(goal.code, ()))
    while waiting:
        code = waiting.pop(0)
        if code in seen or code not in goals:
            continue
        seen.add(code)
        yield goals[code]
        waiting += links.get(code, ())
