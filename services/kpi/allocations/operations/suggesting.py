"""Suggested shares from spend as it was booked, and what-ifs: nothing of it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection

from services.kpi.allocations.operations.deciding import divisible
from services.kpi.allocations.rules.shares import Sum
from services.kpi.allocations.rules.suggestions import Key, Part, Weighed, mixed, parts_of, tried
from services.kpi.cells.store.change_log import Moment
from services.kpi.goals.operations.deciding import goal_as_it_stands
from services.kpi.goals.store import GoalVersion
from services.kpi.spend_impact.operations import Answered, Group, answer
from services.kpi.spend_impact.rules.figures import Spent, interval_of, together
from services.kpi.spend_impact.rules.question import Question
from services.kpi.values.rules.months import Month, Period
from services.kpi.values.store.known import Known
from shared.errors import BadInput
from shared.identity.organisations import unknown_organisations

GREENHOUSE_GAS: Final = "greenhouse-gas"
FOOTPRINT: Final = "footprint"
SPECIFIC: Final = "specific"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose shares are suggested, by the spend of which year and by which factors."""

    year: int
    tiers: Sequence[str]
    organisations: Sequence[str]
    factor_set: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What each body weighs by each key, which part that is, and from which data."""

    goal: GoalVersion
    total: Decimal
    bodies: Sequence[str]
    weighed: Mapping[Key, Mapping[str, Weighed]]
    parts: Mapping[Key, Mapping[str, Part]]
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A what-if: the amount of each body, and their sum against the total."""

    suggested: Suggested
    amounts: Mapping[str, Decimal]
    fixed: frozenset[str]

    @property
    def sum(self) -> Sum:
        return Sum(sum(self.amounts.values(), Decimal(0)), self.suggested.total)


def suggest(connection: Connection, known: Known, code: str, asked: Asked, *, today: date) -> Suggested:
    """Shares by spend, by footprint and by influence, side by side.

    Raises NotFound for an unknown goal, BadInput for a goal that cannot be divided, a set of factors that was not
    adopted, or a body that is not in the register.
    """
    goal = goal_as_it_stands(connection, code)
    total = divisible(connection, goal.goal, of_organisation=None, today=today)
    states = known.states(connection)
    strange = [each for each in asked.organisations if not known.register(connection, states).holds(each)]
    if strange:
        raise BadInput(errors=unknown_organisations(connection, strange, parameter="organisation"))
    tiers = asked.tiers or ([] if asked.organisations else goal.goal.scope.tiers)
    bodies = _bodies(known, connection, asked, tiers)
    answered = _spend(connection, asked, tiers)
    groups: dict[str, list[Group]] = {}
    for group in answered.groups:
        groups.setdefault(group.keys[0], []).append(group)
    number = next(
        (
            number
            for number, each in enumerate(answered.measures)
            if (each.measure, each.kind) == (GREENHOUSE_GAS, FOOTPRINT)
        ),
        None,
    )
    weighed: dict[Key, dict[str, Weighed]] = {"spend": {}, "footprint": {}, "influence": {}}
    for body in bodies:
        own = groups.get(body, [])
        spent = together(Spent, [group.spent for group in own])
        weighed["spend"][body] = _by_spend(own, spent)
        weighed["footprint"][body] = _by_footprint(own, spent, number)
        weighed["influence"][body] = _by_influence(own, spent)
    parts = {key: parts_of(each) for key, each in weighed.items()}
    return Suggested(goal=goal, total=total, bodies=bodies, weighed=weighed, parts=parts, moment=answered.moment)


def try_division(
    suggested: Suggested, weights: Mapping[Key, Decimal], fixed: Mapping[str, Decimal], *, places: int
) -> Tried:
    """Divide what is left after the fixed amounts by a mix of the keys."""
    weighed = mixed(suggested.parts, weights, suggested.bodies)
    amounts = tried(suggested.total, weighed, fixed, places=places)
    return Tried(suggested=suggested, amounts=amounts, fixed=frozenset(fixed))


def _bodies(known: Known, connection: Connection, asked: Asked, tiers: Sequence[str]) -> list[str]:
    first, last = date(asked.year, 1, 1), date(asked.year, 12, 31)
    register = known.register(connection, known.states(connection))
    return sorted(
        body.party
        for body in register.bodies
        if (not tiers or body.tier in tiers)
        and (not asked.organisations or body.party in asked.organisations)
        and (body.since is None or body.since <= last)
        and (body.until is None or body.until > first)
    )


def _spend(connection: Connection, asked: Asked, tiers: Sequence[str]) -> Answered:
    filters = {"tier": list(tiers), "organisation": list(asked.organisations)}
    question = Question(
        first_day=date(asked.year, 1, 1),
        last_day=date(asked.year, 12, 31),
        factor_set=asked.factor_set,
        measures=(),
        group_by=("organisation", "purchaseType"),
        filters={name: wanted for name, wanted in filters.items() if wanted},
        without=(),
    )
    return answer(connection, question, Period(Month(asked.year, 1), Month(asked.year, 12)))


def _by_spend(groups: Sequence[Group], spent: Spent) -> Weighed:
    if not groups:
        return Weighed(None, None, None, "no-rows")
    interval = spent.interval
    return Weighed(interval.value, interval.lower, interval.upper)


def _by_footprint(groups: Sequence[Group], spent: Spent, number: int | None) -> Weighed:
    if not groups or number is None:
        return Weighed(None, None, None, "no-rows")
    impact = together(type(groups[0].impacts[number]), [group.impacts[number] for group in groups])
    interval, why, _ = interval_of(impact, spent)
    return Weighed(interval.value, interval.lower, interval.upper, why)


def _by_influence(groups: Sequence[Group], spent: Spent) -> Weighed:
    """At least what is certainly bought for this body alone, at most that and what may be."""
    if not groups:
        return Weighed(None, None, None, "no-rows")
    own = together(Spent, [group.spent for group in groups if group.keys[1] == SPECIFIC])
    unsaid = together(Spent, [group.spent for group in groups if group.keys[1] == ""])
    upper = None if own.open_above or unsaid.open_above else own.most + unsaid.most
    enough = own.amount + unsaid.amount == 0 or 2 * unsaid.amount <= spent.amount
    return Weighed(own.amount if enough else None, own.least, upper, None if enough else "coverage-too-low")
