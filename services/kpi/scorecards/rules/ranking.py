"""Who leads and who lags, fairly (counting rule C25).

Only bodies with a coverage of at least 0.8 and at least ten counted units are listed; the others are not comparable,
with the reason. They are ordered by the bound that says least for them: the lower one, and the upper one where less is
better. Bodies whose bounds overlap share a place, because nothing shows which of them is ahead.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final, Literal

from services.kpi.definitions.rules.card import Direction
from services.kpi.values.rules.figures import Figure

LEAST_COVERAGE: Final = Fraction(4, 5)
LEAST_UNITS: Final = 10


class NotComparable(StrEnum):
    """Why a body has no place."""

    NO_DIRECTION = "no-direction"
    NO_VALUE = "no-value"
    COVERAGE_TOO_LOW = "coverage-below-0.8"
    TOO_FEW = "fewer-than-10-units"
    NO_BOUNDS = "no-bounds"


@dataclass(frozen=True, slots=True)
class Standing:
    """The figure of a body, and how many units it was counted over."""

    figure: Figure
    units: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a body stands among those listed; `ahead` and `behind` are the bodies of which that is certain.

    `place` is None with a reason. `shared_by` is how many bodies have this place, itself included.
    """

    place: int | None
    shared_by: int = 0
    ahead: int = 0
    behind: int = 0
    reason: NotComparable | None = None


def ordered_by(direction: Direction) -> Literal["lower", "upper"] | None:
    """The bound that says least for a body; nothing where neither more nor less is better."""
    return {"higher": "lower", "lower": "upper", "none": None}[direction]


def in_order(standings: Mapping[str, Standing], placed: Mapping[str, Place], direction: Direction) -> list[str]:
    """Bodies with a place by what is certain of them, then the others by their keys."""

    def rank(body: str) -> tuple[bool, Fraction, str]:
        unplaced = placed[body].place is None
        return unplaced, Fraction(0) if unplaced else -_span(standings[body].figure, direction)[0], body

    return sorted(standings, key=rank)


def places(standings: Mapping[str, Standing], direction: Direction) -> dict[str, Place]:
    """The place of every body."""
    reasons = {body: _reason(standing, direction) for body, standing in standings.items()}
    kept = {body: Place(None, reason=reason) for body, reason in reasons.items() if reason is not None}
    spans = {body: _span(standings[body].figure, direction) for body, reason in reasons.items() if reason is None}
    return kept | _places(spans)


def _reason(standing: Standing, direction: Direction) -> NotComparable | None:
    figure = standing.figure
    if direction == "none":
        return NotComparable.NO_DIRECTION
    if figure.answers is not None and figure.answers < LEAST_COVERAGE:
        return NotComparable.COVERAGE_TOO_LOW
    if figure.value is None:
        return NotComparable.NO_VALUE
    if standing.units < LEAST_UNITS:
        return NotComparable.TOO_FEW
    if figure.lower is None or figure.upper is None:
        return NotComparable.NO_BOUNDS
    return None


def _span(figure: Figure, direction: Direction) -> tuple[Fraction, Fraction]:
    """From the bound that says least for a body to the one that says most; more is always better."""
    low, high = figure.lower or Fraction(0), figure.upper or Fraction(0)
    return (low, high) if direction == "higher" else (-high, -low)


def _places(spans: Mapping[str, tuple[Fraction, Fraction]]) -> dict[str, Place]:
    """Each run of bodies that overlap from one to the next has one place: the number of bodies before it, plus one."""
    runs: list[list[str]] = []
    least = Fraction(0)
    for body in sorted(spans, key=lambda each: spans[each][1], reverse=True):
        low, high = spans[body]
        if runs and high >= least:
            runs[-1].append(body)
            least = min(least, low)
        else:
            runs.append([body])
            least = low
    lows = sorted(low for low, _ in spans.values())
    highs = sorted(high for _, high in spans.values())
    placed: dict[str, Place] = {}
    before = 0
    for run in runs:
        for body in run:
            low, high = spans[body]
            ahead, behind = len(lows) - bisect_right(lows, high), bisect_left(highs, low)
            placed[body] = Place(before + 1, shared_by=len(run), ahead=ahead, behind=behind)
        before += len(run)
    return placed
