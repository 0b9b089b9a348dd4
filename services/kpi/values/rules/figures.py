"""From additive parts to a figure: value, bounds, coverage, and the reason where there is no value.

Counting rules, parts 3 and 4, and C19, C20, C30, C32. Parts are sums over rows; they may be added over cells before
they come here, percentages never. Everything is exact until it is shown.
"""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Final, Protocol

from services.kpi.cells.rules.parts import Parts

_LARGE: Final = 10**27  # as many digits as arithmetic keeps without being told


class Reason(StrEnum):
    """Why there is no value."""

    NO_ROWS = "no-rows"
    NOTHING_CERTAIN = "nothing-certain"
    COVERAGE_TOO_LOW = "coverage-too-low"
    ZERO_DENOMINATOR = "zero-denominator"
    NO_BASELINE = "no-baseline"
    NOT_COMPUTABLE = "not-computable"
    NOT_PUBLISHED = "not-published"
    SUPPRESSED = "suppressed"
    FEWER_THAN_TEN = "fewer-than-10"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, exact. `answers` is the coverage of answers; None where nothing can be covered."""

    value: Fraction | None
    lower: Fraction | None
    upper: Fraction | None
    answers: Fraction | None
    reason: Reason | None


class Stated(Protocol):
    """What of a card's measure decides its figure."""

    @property
    def kind(self) -> str: ...
    @property
    def minimum_coverage(self) -> Decimal: ...
    @property
    def scale(self) -> tuple[Decimal, Decimal] | None: ...
    @property
    def non_negative(self) -> bool: ...


def figure_of(parts: Parts, measure: Stated) -> Figure:
    """The figure of a measure over these parts."""
    if measure.kind == "share":
        return _share(parts, minimum=_fraction(measure.minimum_coverage))
    if measure.kind in {"count", "bodies"}:
        return _count(parts, minimum=_fraction(measure.minimum_coverage))
    return _of_known(parts, measure)


def of_bodies(figure: Figure, bodies: int | None, registered: int | None, *, of_register: bool) -> Figure:
    """The different bodies behind a figure of rows, or their share of the register: at least these, for who took part
    without being known may be one more.
    """
    if figure.reason is not None:
        return replace(figure, lower=None, upper=None)
    if bodies is None or (of_register and registered is None):
        return replace(figure, value=None, lower=None, upper=None, reason=Reason.NOT_COMPUTABLE)
    if of_register and not registered:
        return replace(figure, value=None, lower=None, upper=None, reason=Reason.ZERO_DENOMINATOR)
    value = Fraction(bodies, registered or 1) if of_register else Fraction(bodies)
    return replace(figure, value=value, lower=value, upper=None)


def on_a_step(figure: Figure, parts: Parts, steps: Mapping[str, Decimal], scale: tuple[Decimal, Decimal]) -> Figure:
    """The lower median of the rows on their steps (C30); bounds as if every doubtful row stood at an end."""
    ordered = sorted((Fraction(step), int(number)) for step, number in steps.items() if number)
    doubtful = int(parts.rows) - sum(number for _, number in ordered)
    low, high = (Fraction(end) for end in scale)
    lower, upper = (_median(sorted([*ordered, (end, doubtful)])) for end in (low, high))
    value = None if figure.reason is not None else _median(ordered)
    return replace(figure, value=value, lower=lower, upper=upper)


def _median(ordered: Sequence[tuple[Fraction, int]]) -> Fraction | None:
    """The middle one, of an even number the lower of both."""
    middle = (sum(number for _, number in ordered) + 1) // 2
    for step, number in ordered:
        middle -= number
        if middle <= 0 < number:
            return step
    return None


def in_jobs(figure: Figure, hours_per_week: Decimal | None, *, weeks: int) -> Figure:
    """A figure in hours as jobs of so many hours a week, over a period of so many weeks; another stays as it is."""
    if hours_per_week is None:
        return figure
    of_a_job = Fraction(hours_per_week) * weeks
    value, lower, upper = (
        None if each is None else each / of_a_job for each in (figure.value, figure.lower, figure.upper)
    )
    return replace(figure, value=value, lower=lower, upper=upper)


def _share(parts: Parts, *, minimum: Fraction) -> Figure:
    """Value = yes / (yes + no), shown from the minimum coverage on.

    lower: unknown is no, doubtful "no" is in, doubtful "yes" is out; upper: the other way round. These are the exact
    extremes over all ways to settle the doubtful rows when something is certainly in. Otherwise a bound of 0/0 is None.
    """
    yes, no, unknown = (_exact(part) for part in (parts.in_yes, parts.in_no, parts.in_unknown))
    doubtful = (parts.undetermined_yes, parts.undetermined_no, parts.undetermined_unknown)
    doubtful_yes, doubtful_no, doubtful_unknown = (_exact(part) for part in doubtful)
    certain = yes + no + unknown
    whole = certain + doubtful_yes + doubtful_no + doubtful_unknown
    if parts.rows == 0:
        return Figure(None, None, None, None, Reason.NO_ROWS)
    if whole == 0:
        # Rows of a value share without any amount, or with amounts of zero only.
        reason = Reason.COVERAGE_TOO_LOW if parts.without_amount else Reason.ZERO_DENOMINATOR
        return Figure(None, None, None, None, reason)
    lower = _divided(yes, certain + doubtful_no + doubtful_unknown)
    upper = _divided(yes + unknown + doubtful_yes + doubtful_unknown, certain + doubtful_yes + doubtful_unknown)
    answers = Fraction(yes + no, whole)
    if certain == 0:
        return Figure(None, lower, upper, answers, Reason.NOTHING_CERTAIN)
    if answers < minimum:
        return Figure(None, lower, upper, answers, Reason.COVERAGE_TOO_LOW)
    return Figure(Fraction(yes, yes + no), lower, upper, answers, None)


def _count(parts: Parts, *, minimum: Fraction) -> Figure:
    """The rows that are certainly in; at most the undetermined ones as well."""
    certain, doubtful = Fraction(parts.in_known), Fraction(parts.undetermined_known)
    if certain + doubtful == 0:
        if parts.out == 0:
            return Figure(None, None, None, None, Reason.NO_ROWS)
        return Figure(Fraction(0), Fraction(0), Fraction(0), Fraction(1), None)
    answers = certain / (certain + doubtful)
    if answers < minimum:
        reason = Reason.COVERAGE_TOO_LOW if certain else Reason.NOTHING_CERTAIN
        return Figure(None, certain, certain + doubtful, answers, reason)
    return Figure(certain, certain, certain + doubtful, answers, None)


def _of_known(parts: Parts, measure: Stated) -> Figure:
    """Sum, mean, ratio and change of the rows that are in and known (C30)."""
    if parts.rows == 0:
        return Figure(None, None, None, None, Reason.NO_ROWS)
    known = Fraction(parts.in_known)
    certain = known + Fraction(parts.in_unknown)
    answers = known / Fraction(parts.rows)
    lower, upper = _bounds(parts, measure)
    if certain == 0:
        return Figure(None, lower, upper, answers, Reason.NOTHING_CERTAIN)
    if measure.kind == "change" and known == 0:
        return Figure(None, lower, upper, answers, Reason.NO_BASELINE)
    if answers < Fraction(measure.minimum_coverage):
        return Figure(None, lower, upper, answers, Reason.COVERAGE_TOO_LOW)
    if measure.kind == "sum":
        return Figure(Fraction(parts.in_sum), lower, upper, answers, None)
    base = known if measure.kind in {"mean", "state"} else Fraction(parts.in_base)
    if base == 0:
        return Figure(None, lower, upper, answers, Reason.ZERO_DENOMINATOR)
    value = Fraction(parts.in_sum) / base - (1 if measure.kind == "change" else 0)
    return Figure(value, lower, upper, answers, None)


def _bounds(parts: Parts, measure: Stated) -> tuple[Fraction | None, Fraction | None]:
    """A sum of parts that cannot be negative is "at least" and has no upper bound; a mean has bounds only on a closed
    scale, as if every doubtful row stood at its end; a ratio and a change have none.
    """
    if measure.kind == "sum" and measure.non_negative:
        return Fraction(parts.in_sum), None
    certain = Fraction(parts.in_known) + Fraction(parts.in_unknown)
    if measure.kind != "mean" or measure.scale is None or certain == 0:
        return None, None
    low, high = (Fraction(end) for end in measure.scale)
    total, known, rows = Fraction(parts.in_sum), Fraction(parts.in_known), Fraction(parts.rows)
    return (total + (rows - known) * low) / rows, (total + (rows - known) * high) / rows


_fraction = cache(Fraction)
"""Of what cards state: they state few numbers, and many figures are held against them."""


def _exact(part: Decimal) -> Fraction | int:
    """Nearly all parts are whole numbers, with which it is quicker to count."""
    numerator, denominator = part.as_integer_ratio()
    return numerator if denominator == 1 else Fraction(numerator, denominator)


def _divided(part: Fraction | int, whole: Fraction | int) -> Fraction | None:
    return None if whole == 0 else Fraction(part, whole)


def shown(exact: Fraction, *, places: int) -> Decimal:
    """Round half away from zero (C32)."""
    numerator, denominator = exact.numerator, exact.denominator
    whole, rest = divmod(abs(numerator) * 10**places, denominator)
    whole += 2 * rest >= denominator
    with localcontext(prec=200) if whole >= _LARGE else nullcontext():
        return Decimal(-whole if numerator < 0 else whole).scaleb(-places)
