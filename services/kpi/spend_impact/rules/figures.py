"""Spend and its impact as intervals: of amounts in bands, of factors between bounds, and of both at once.

A sum over known parts is a lower bound where something has no factor (C30), and has no upper bound then, nor where a
band is open above. A value is shown when factors cover at least half of the spend (C20).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from operator import attrgetter
from typing import Final, Literal, TypeAlias, TypeVar

Reason: TypeAlias = Literal["no-rows", "coverage-too-low", "range-only"]
OpenReason: TypeAlias = Literal["open-band", "not-covered"]
MINIMUM_COVERAGE: Final = Decimal("0.5")
_NOTHING: Final = Decimal(0)
_ALL: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with bounds; None: there is no such bound, or no value."""

    lower: Decimal | None
    value: Decimal | None
    upper: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What was spent in a group. `most` is of the rows that have one, `open_above` how many have none.

    `below`: the sum of what is less than nothing in `least`.
    """

    rows: Decimal = _NOTHING
    amount: Decimal = _NOTHING
    least: Decimal = _NOTHING
    most: Decimal = _NOTHING
    open_above: Decimal = _NOTHING
    below: Decimal = _NOTHING
    vat_excluded: Decimal = _NOTHING
    vat_included: Decimal = _NOTHING

    @property
    def interval(self) -> Interval:
        """What was spent, with its bounds."""
        return Interval(self.least, self.amount, None if self.open_above else self.most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What the spend of a group with a factor comes to, in one measure of one kind.

    `covered` is the spend that has a factor, `with_value` that of which the factor is more than a range; by quality of
    the factor in `a` to `d`.
    """

    rows: Decimal = _NOTHING
    lower: Decimal = _NOTHING
    value: Decimal = _NOTHING
    upper: Decimal = _NOTHING
    open_above: Decimal = _NOTHING
    below: Decimal = _NOTHING
    covered: Decimal = _NOTHING
    with_value: Decimal = _NOTHING
    a: Decimal = _NOTHING
    b: Decimal = _NOTHING
    c: Decimal = _NOTHING
    d: Decimal = _NOTHING


Parts = TypeVar("Parts", Spent, Impact)


def together(kind: type[Parts], parts: Iterable[Parts]) -> Parts:
    """What these parts add up to."""
    names = [each.name for each in fields(kind)]
    sums = [sum(column, _NOTHING) for column in zip(*map(attrgetter(*names), parts), strict=True)]
    return kind(**dict(zip(names, sums, strict=True))) if sums else kind()


def coverage_of(impact: Impact, spent: Spent) -> Decimal | None:
    """The share of the spend that has a factor; None where there is no spend to be a share of."""
    if impact.rows == spent.rows:
        return _ALL
    return None if spent.amount <= 0 else max(_NOTHING, min(_ALL, impact.covered / spent.amount))


def interval_of(impact: Impact, spent: Spent) -> tuple[Interval, Reason | None, OpenReason | None]:
    """The impact of a group with its bounds, why there is no value, and why there is no upper bound."""
    if not spent.rows:
        return Interval(None, None, None), "no-rows", None
    is_whole = impact.rows == spent.rows
    open_reason: OpenReason | None = None if is_whole else "not-covered"
    if is_whole and impact.open_above:
        open_reason = "open-band"
    coverage = coverage_of(impact, spent)
    reason: Reason | None = None
    if coverage is None or coverage < MINIMUM_COVERAGE:
        reason = "coverage-too-low"
    elif impact.with_value != impact.covered:
        reason = "range-only"
    return (
        Interval(
            impact.lower if is_whole or impact.below == spent.below else None,
            None if reason else impact.value,
            None if open_reason else impact.upper,
        ),
        reason,
        open_reason,
    )
