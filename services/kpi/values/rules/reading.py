"""What a figure is read for, and what is read: groups of additive parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from services.kpi.cells.rules.parts import Parts
from services.kpi.definitions.declarations.dimensions import STEP
from services.kpi.definitions.rules.card import Card, KeptCard
from services.kpi.values.rules.question import Question

GroupKey = tuple[str, ...]
"""Values of the dimensions that are grouped by, in that order; '' is unknown."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group in one part of the period. `bodies`: how many known bodies have rows in it; None when not counted.

    `steps`: of a figure on an ordinal scale, how many rows that are in stand on each step, the unknown ones apart.
    """

    key: GroupKey
    bucket: int
    parts: Parts
    bodies: int | None
    steps: Mapping[str, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure is read for: card, date, question, and whether unreleased rows count (`view=own`)."""

    kept: KeptCard
    counted_on: str
    question: Question
    own: bool

    @property
    def card(self) -> Card:
        return self.kept.card

    @property
    def on_a_scale(self) -> bool:
        """Whether its figure is shown with the distribution over the steps of its scale (C30)."""
        return self.card.measure.scale is not None and self.card.fact.carries(STEP.name)
