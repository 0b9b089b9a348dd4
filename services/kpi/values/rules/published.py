"""For whom a publication has figures: the country, a tier or a body, over whole years."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from services.kpi.values.rules.question import UNKNOWN, Question


@dataclass(frozen=True, slots=True)
class Place:
    """Figures of one level: of these places and tiers, None for all."""

    level: Literal["national", "tier", "body"]
    places: tuple[str, ...] | None = None
    tiers: tuple[str, ...] | None = None


def place_of(question: Question, *, required: Collection[str]) -> Place | None:
    """Whose published figures answer a question; None when no publication has them.

    `required` are the dimensions that a card is never without.
    """
    beside = set(required) - {"organisation"}
    asked = question.asked - beside
    if asked - {"tier", "organisation"} or question.boundaries is not None or question.as_of is not None:
        return None
    if not all(bucket.is_whole_years and bucket.first.year == bucket.last.year for bucket in question.buckets):
        return None
    bodies, tiers = _wanted(question, "organisation"), _wanted(question, "tier")
    match [name for name in question.group_by if name not in beside]:
        case ["organisation"]:
            return Place("body", bodies, tiers)
        case ["tier"] if bodies is None:
            return Place("tier", tiers)
        case [] if bodies is None and tiers is None:
            return Place("national")
        case [] if bodies is None and tiers is not None and len(tiers) == 1:
            return Place("tier", tiers)
        case [] if bodies is not None and len(bodies) == 1:
            return Place("body", bodies, tiers)
    return None


def is_asked(question: Question, stated: Mapping[str, object]) -> bool:
    """Whether a published row stands in a group that is asked for; of a dimension it does not have, any will do."""
    return all(
        str(stated.get(name, UNKNOWN)) in {value or UNKNOWN for value in values}
        for name, values in question.filters.items()
        if name not in {"tier", "organisation"}
    )


def _wanted(question: Question, dimension: str) -> tuple[str, ...] | None:
    values = question.filters.get(dimension)
    return None if values is None else tuple(value or UNKNOWN for value in values)
