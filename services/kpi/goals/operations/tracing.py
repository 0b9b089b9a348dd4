"""From a goal down to the records behind it and up to what it helps to reach (R052)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.kpi.definitions.operations import chosen_card
from services.kpi.definitions.rules.card import Card
from services.kpi.goals import store
from services.kpi.goals.operations.deciding import goal_as_it_stands
from services.kpi.goals.operations.progress import House
from services.kpi.goals.rules.goal import Goal
from services.kpi.goals.rules.tree import above, below
from services.kpi.values.operations.answering import answer_values
from services.kpi.values.rules.question import Asked
from services.kpi.values.schemas.answer import RowOut
from services.kpi.values.schemas.answered import answer_of


@dataclass(frozen=True, slots=True)
class Contribution:
    """What an indicator says of a goal in the period; `row` is None where it is stated per method alone."""

    card: Card
    row: RowOut | None


@dataclass(frozen=True, slots=True)
class Node:
    """A goal in the tree, with what its indicators say."""

    goal: Goal
    contributions: Sequence[Contribution]


@dataclass(frozen=True, slots=True)
class Tree:
    """A goal, what it helps to reach and what helps to reach it, the nearest first."""

    node: Node
    above: Sequence[Node]
    below: Sequence[Node]


def tree_of(house: House, code: str, asked: Asked) -> Tree:
    """The tree around a goal, with the figures of a period; raises NotFound, and what a question for figures raises."""
    goal = goal_as_it_stands(house.connection, code).goal
    goals = {code: kept.goal for code, kept in store.standing(house.connection).items()}
    return Tree(
        _node(house, goal, asked),
        [_node(house, each, asked) for each in above(goal, goals)],
        [_node(house, each, asked) for each in below(goal, goals)],
    )


def _node(house: House, goal: Goal, asked: Asked) -> Node:
    cards = house.known.cards(house.connection, house.known.states(house.connection))
    # A goal for some tiers is about those, unless others are asked for.
    filters = {"tier": goal.scope.tiers, **asked.question.filters} if goal.scope.tiers else asked.question.filters
    asked = replace(asked, question=replace(asked.question, filters=filters))
    contributions = []
    for indicator in goal.indicators:
        card = chosen_card(cards, indicator, version=None).card
        stated = all(name in filters for name in card.measure.required_dimensions)
        contributions.append(Contribution(card, _row(house, indicator, asked) if stated else None))
    return Node(goal, contributions)


def _row(house: House, indicator: str, asked: Asked) -> RowOut:
    [answered] = answer_values(
        house.connection, [indicator], asked, caller=house.caller, limits=house.limits, known=house.known
    )
    return answer_of(answered, most_rows=house.limits.rows).rows[0]
