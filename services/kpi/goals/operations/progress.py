"""Progress of a goal from the figures of its indicators: nothing is computed here that a figure already says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal, TypeAlias, get_args

from sqlalchemy import Connection

from services.kpi.definitions.operations import chosen_card
from services.kpi.definitions.rules.card import Card
from services.kpi.goals.rules.goal import Goal, GoalBaseline
from services.kpi.goals.rules.progress import (
    Aim,
    Forecast,
    Standing,
    Why,
    YearFigure,
    aim_of,
    allocated,
    forecast_of,
    standing_of,
    stands,
)
from services.kpi.values.operations.answering import Answered, Limits, answer_values
from services.kpi.values.rules.months import Period
from services.kpi.values.rules.question import Asked
from services.kpi.values.schemas.answer import RowOut
from services.kpi.values.schemas.answered import answer_of
from services.kpi.values.store.known import Known
from shared.identity.access import Caller

By: TypeAlias = Literal["organisation", "tier"]

ADDS_UP: Final = frozenset({"sum", "count"})
"""Kinds of measures whose figures of bodies add up, so that a goal can be allocated over bodies."""
SHARES: Final = frozenset({"share"})
_EVERY_ROW: Final = 10**9


@dataclass(frozen=True, slots=True)
class YearProgress:
    """A year of a group: the row of its figure, and how it stands."""

    row: RowOut | None
    figure: YearFigure
    standing: Standing


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """A body, a tier, or all together: what is asked of it and how it stands."""

    key: str
    aim: Aim
    baseline: GoalBaseline | None
    years: Sequence[YearProgress]
    standing: Standing
    forecast: Forecast | None
    why_no_forecast: Why | None


@dataclass(frozen=True, slots=True)
class VariantProgress:
    """Progress by one indicator; `why` when nothing can be said by it."""

    card: Card
    groups: Sequence[GroupProgress]
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class House:
    """What answers are read with."""

    connection: Connection
    known: Known
    limits: Limits
    caller: Caller


def progress_by(
    house: House,
    goal: Goal,
    indicator: str,
    asked: Asked,
    *,
    by: By | None,
    shares: Mapping[str, Decimal],
) -> VariantProgress:
    """Progress of a goal by one of its indicators. `shares` is what was decided that each body does of it.

    Raises what a question for the figures of the indicator raises.
    """
    states = house.known.states(house.connection)
    card = chosen_card(house.known.cards(house.connection, states), indicator, version=None).card
    if any(name not in asked.question.filters for name in card.measure.required_dimensions):
        return VariantProgress(card, (), "stated-per-method")
    [answered] = answer_values(
        house.connection, [indicator], asked, caller=house.caller, limits=house.limits, known=house.known
    )
    rows = _rows(answered, by)
    if by == "organisation":
        register = house.known.register(house.connection, states)
        tiers = asked.question.filters.get("tier", ())
        named = asked.question.filters.get("organisation", ())
        for body in register.bodies:
            exists = body.until is None or body.until > asked.period.first.first_day
            if body.tier in tiers and exists and (not named or body.party in named):
                rows.setdefault(body.party, {})
    periods = asked.question.buckets
    groups = [_group(goal, card, key, rows[key], periods, by=by, shares=shares) for key in sorted(rows)]
    return VariantProgress(card, groups)


def _rows(answered: Answered, by: By | None) -> dict[str, dict[int, RowOut]]:
    """The rows of a figure by group and year, all of them: what is shown of them is cut later."""
    whole = replace(answered, asked=replace(answered.asked, limit=_EVERY_ROW, cursor=None))
    rows: dict[str, dict[int, RowOut]] = {}
    for row in answer_of(whole, most_rows=_EVERY_ROW).rows:
        key = "" if by is None else str(getattr(row, by) or "")
        if row.period is None:  # one row that says why there is nothing at all
            rows.setdefault(key, {})
        else:
            rows.setdefault(key, {})[int(row.period.from_[:4])] = row
    if by is not None:
        rows.pop("", None)
    return rows


def _group(
    goal: Goal,
    card: Card,
    key: str,
    rows: Mapping[int, RowOut],
    periods: Sequence[Period],
    *,
    by: By | None,
    shares: Mapping[str, Decimal],
) -> GroupProgress:
    organisation = key if by == "organisation" else None
    baseline = goal.baseline_of(organisation, card.code)
    aim = allocated(
        aim_of(goal, baseline), shares, organisation, adds_up=card.measure.kind in ADDS_UP and not goal.target.relative
    )
    years = []
    for period in periods:
        row = rows.get(period.first.year)
        figure = _figure(period.first.year, row)
        years.append(YearProgress(row, figure, standing_of(goal, figure, aim, baseline)))
    figures = [each.figure for each in years]
    last = figures[-1].year
    ahead = goal.target.year if goal.target.year is not None and goal.target.year > last else last + 1
    share = card.measure.kind in SHARES
    forecast: Forecast | None = None
    why: Why | None = None
    if goal.has_ended(ahead):
        why = "ended"
    else:
        forecast = forecast_of(figures, aim, goal.target.compare, year=ahead, share=share)
        why = "too-few-years" if forecast is None else None
    return GroupProgress(key, aim, baseline, years, stands([each.standing for each in years]), forecast, why)


def _figure(year: int, row: RowOut | None) -> YearFigure:
    if row is None:
        return YearFigure(year, None, None, None, "no-rows")
    value, lower, upper = (None if each is None else Decimal(str(each)) for each in (row.value, row.lower, row.upper))
    return YearFigure(year, value, lower, upper, _why(row))


def _why(row: RowOut) -> Why | None:
    reason = None if row.reason is None else row.reason.value
    return next((each for each in get_args(Why) if each == reason), None)
