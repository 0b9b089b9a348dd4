"""Progress of a goal: the figures of the years against the path, what is expected, and how it stands (R057).

Figures are compared as they are shown. Where something is missing the answer is a reason, never a zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from typing import Final, Literal, TypeAlias

from services.kpi.goals.rules.goal import Compare, Goal, GoalBaseline

Status: TypeAlias = Literal["reached", "on-track", "behind"]
Expected: TypeAlias = Literal["reached", "not-reached", "uncertain"]
Why: TypeAlias = Literal[
    "ended",
    "no-indicator",
    "stated-per-method",
    "no-target",
    "no-allocation",
    "no-baseline",
    "before-baseline",
    "no-path",
    "too-few-years",
    "no-rows",
    "nothing-certain",
    "coverage-too-low",
    "zero-denominator",
    "not-computable",
    "not-published",
]
"""Why something cannot be said; the last six are those of the figure itself."""

FEWEST_YEARS: Final = 3
"""Years with a value below which nothing is forecast."""
_T_975: Final = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131),
    *(2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)
"""The 97.5 % point of Student's t for 1, 2, 3 ... degrees of freedom; for more than thirty the last is on the safe
side.
"""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be reached in one group, in the unit of the figure; `why` where that cannot be said."""

    value: Decimal | None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class YearFigure:
    """The figure of a year as it is shown; `why` where there is none."""

    year: int
    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a year, or a series, stands: `certain` when both bounds say the same."""

    year: int
    path: Decimal | None
    status: Status | None
    why: Why | None
    certain: bool | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected in a year: least squares through the years with a value, and a 95 % prediction interval."""

    year: int
    years: int
    value: Decimal
    lower: Decimal
    upper: Decimal
    expected: Expected | None


def aim_of(goal: Goal, baseline: GoalBaseline | None) -> Aim:
    """What a goal asks of a group with this baseline."""
    target = goal.target.value
    if target is None:
        return Aim(None, "no-target")
    if not goal.target.relative:
        return Aim(target)
    if baseline is None or baseline.value is None:
        return Aim(None, "no-baseline")
    return Aim(baseline.value * (1 + target))


def on_path(goal: Goal, aim: Aim, baseline: GoalBaseline | None, year: int) -> tuple[Decimal | None, Why | None]:
    """What the path asks in a year, else why that cannot be said."""
    path = goal.path
    if path is None:
        return None, "no-path"
    if path.kind == "given":
        value = next((step.value for step in path.steps if step.year == year), None)
        return value, None if value is not None else "no-path"
    if path.kind == "stepped":
        value = next((step.value for step in reversed(path.steps) if step.year <= year), None)
        return value, None if value is not None else "no-path"
    if aim.value is None or path.kind == "constant":
        return aim.value, aim.why
    return _on_line(aim.value, goal.target.year, baseline, year)


def _on_line(
    aim: Decimal, last: int | None, baseline: GoalBaseline | None, year: int
) -> tuple[Decimal | None, Why | None]:
    if baseline is None or baseline.value is None or last is None:
        return None, "no-baseline"
    if year < baseline.year:
        return None, "before-baseline"
    if year >= last:
        return aim, None
    return baseline.value + (aim - baseline.value) * (year - baseline.year) / (last - baseline.year), None


def standing_of(goal: Goal, figure: YearFigure, aim: Aim, baseline: GoalBaseline | None) -> Standing:
    """How a year stands: the target is reached, else the path is kept, or not."""
    if goal.has_ended(figure.year):
        return Standing(figure.year, None, None, "ended")
    path, why_no_path = on_path(goal, aim, baseline, figure.year)
    if figure.value is None:
        return Standing(figure.year, path, None, figure.why)
    if aim.value is None and path is None:
        return Standing(figure.year, path, None, aim.why or why_no_path)
    status = _status(goal.target.compare, figure.value, aim.value, path, baseline)
    if status is None:
        return Standing(figure.year, path, None, why_no_path)
    return Standing(figure.year, path, status, None, _certain(goal, figure, aim, path, baseline, status))


def _status(
    compare: Compare, value: Decimal, aim: Decimal | None, path: Decimal | None, baseline: GoalBaseline | None
) -> Status | None:
    if aim is not None and meets(compare, value, aim):
        return "reached"
    if path is None:
        return None
    if compare == "equal" and aim is not None and baseline is not None and baseline.value is not None:
        compare = "at-least" if aim >= baseline.value else "at-most"
    return "on-track" if meets(compare, value, path) else "behind"


def _certain(
    goal: Goal,
    figure: YearFigure,
    aim: Aim,
    path: Decimal | None,
    baseline: GoalBaseline | None,
    status: Status,
) -> bool | None:
    if figure.lower is None or figure.upper is None:
        return None
    ends = (figure.lower, figure.upper)
    return all(_status(goal.target.compare, each, aim.value, path, baseline) == status for each in ends)


def meets(compare: Compare, value: Decimal, wanted: Decimal) -> bool:
    """Whether a value is what is wanted."""
    if compare == "at-least":
        return value >= wanted
    return value <= wanted if compare == "at-most" else value == wanted


def stands(standings: Sequence[Standing]) -> Standing:
    """How a series stands: as its newest year that says something, else why the newest year does not."""
    return next((each for each in reversed(standings) if each.status is not None), standings[-1])


def forecast_of(
    figures: Sequence[YearFigure], aim: Aim, compare: Compare, *, year: int, share: bool
) -> Forecast | None:
    """What is expected in a year; None with fewer than three years with a value. A share stays between 0 and 1."""
    points = [(each.year, each.value) for each in figures if each.value is not None]
    if len(points) < FEWEST_YEARS:
        return None
    number = len(points)
    middle_x = Fraction(sum(x for x, _ in points), number)
    middle_y = Fraction(sum(y for _, y in points)) / number
    spread = sum(((x - middle_x) * (x - middle_x) for x, _ in points), Fraction(0))
    slope = sum(((x - middle_x) * (Fraction(y) - middle_y) for x, y in points), Fraction(0)) / spread
    ahead = year - middle_x
    value = middle_y + slope * ahead
    off = [Fraction(y) - middle_y - slope * (x - middle_x) for x, y in points]
    rest = sum((each * each for each in off), Fraction(0))
    freedom = number - 2
    error = sqrt(rest / freedom * (1 + Fraction(1, number) + ahead * ahead / spread))
    margin = Fraction(_T_975[min(freedom, len(_T_975)) - 1] * error)
    shown, lower, upper = (_shown(each, share=share) for each in (value, value - margin, value + margin))
    return Forecast(year, number, shown, lower, upper, _expected(compare, aim.value, (lower, upper)))


def _expected(compare: Compare, aim: Decimal | None, interval: tuple[Decimal, Decimal]) -> Expected | None:
    if aim is None or compare == "equal":
        return None
    reached = {meets(compare, each, aim) for each in interval}
    if len(reached) > 1:
        return "uncertain"
    return "reached" if reached.pop() else "not-reached"


def _shown(value: Fraction, *, share: bool) -> Decimal:
    kept = min(max(value, Fraction(0)), Fraction(1)) if share else value
    return (Decimal(kept.numerator) / kept.denominator).quantize(Decimal("0.0001"))


def allocated(aim: Aim, shares: Mapping[str, Decimal], organisation: str | None, *, adds_up: bool) -> Aim:
    """What is asked of one body: of what adds up its own share, of a percentage the same as of all."""
    if organisation is None or not adds_up or aim.value is None:
        return aim
    share = shares.get(organisation)
    return Aim(None, "no-allocation") if share is None else Aim(share)
