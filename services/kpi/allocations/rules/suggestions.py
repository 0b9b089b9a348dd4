"""Suggested shares of a goal: by spend, by footprint and by influence, each with its bounds, and a mix of them (R056).

By influence: what a body buys for itself alone (type of purchase `specific`), since generic purchases are decided on by
category. The sources name influence without a measure; this one is ours.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Literal, TypeAlias

from services.kpi.allocations.rules.shares import divided

Key: TypeAlias = Literal["spend", "footprint", "influence"]
WhyNot: TypeAlias = Literal["no-rows", "coverage-too-low", "range-only"]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a body weighs by one key: a value with bounds; None where there is no value, or no such bound."""

    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    why: WhyNot | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of all bodies together a body is by one key, with bounds."""

    share: Fraction | None
    lower: Fraction
    upper: Fraction


def parts_of(weighed: Mapping[str, Weighed]) -> dict[str, Part]:
    """The part of each body: its bounds are those over all ways the weights of all bodies can lie.

    A body weighs nothing at least; where the most that another can weigh is not known, nothing is certain of a part but
    that it is no more than all.
    """
    scale = _scale(weighed)
    values = {key: _whole(each.value, scale) for key, each in weighed.items()}
    known = sum(each for each in values.values() if each is not None)
    least = {key: _whole(each.lower, scale) or 0 for key, each in weighed.items()}
    most = {key: _whole(each.upper, scale) for key, each in weighed.items()}
    all_least = sum(least.values())
    open_above = sum(each is None for each in most.values())
    all_most = sum(each for each in most.values() if each is not None)
    parts = {}
    for key, value in values.items():
        upper = most[key]
        others_open = open_above > (upper is None)
        parts[key] = Part(
            None if value is None or not known else Fraction(value, known),
            Fraction(0) if others_open else _of(least[key], all_most - (upper or 0)),
            Fraction(1) if upper is None else _of(upper, all_least - least[key]),
        )
    return parts


def _scale(weighed: Mapping[str, Weighed]) -> int:
    """By which all weights are whole numbers: those are added up far quicker than fractions."""
    numbers = (number for each in weighed.values() for number in (each.value, each.lower, each.upper))
    return lcm(*{number.as_integer_ratio()[1] for number in numbers if number is not None})


def _whole(number: Decimal | None, scale: int) -> int | None:
    """A weight times the scale; nothing at least."""
    if number is None:
        return None
    above, below = number.as_integer_ratio()
    return max(above * (scale // below), 0)


def _of(own: int, others: int) -> Fraction:
    return Fraction(own, own + others) if own + others else Fraction(0)


def mixed(
    parts: Mapping[Key, Mapping[str, Part]], weights: Mapping[Key, Decimal], bodies: Collection[str]
) -> dict[str, Fraction]:
    """What each body weighs by several keys at once; a body without data by a key weighs nothing by it."""
    return {
        body: sum(
            (Fraction(weight) * (_share(parts[key].get(body)) or 0) for key, weight in weights.items()), Fraction(0)
        )
        for body in bodies
    }


def tried(
    total: Decimal, weights: Mapping[str, Fraction], fixed: Mapping[str, Decimal], *, places: int
) -> dict[str, Decimal]:
    """A division of a total: what is fixed first, what is left of it by the weights of the others."""
    left = max(total - sum(fixed.values(), Decimal(0)), Decimal(0))
    others = {body: weight for body, weight in weights.items() if body not in fixed}
    return {**dict.fromkeys(weights, Decimal(0)), **divided(left, others, places=places), **fixed}


def _share(part: Part | None) -> Fraction | None:
    return None if part is None else part.share
