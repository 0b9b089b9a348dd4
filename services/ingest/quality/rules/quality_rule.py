"""What a quality rule says: to which rows it applies, when such a row passes, and what to do when it does not.

A row to which a rule does not apply is neither good nor bad: it stands in no denominator. Conditions are SQL over one
row, `r`, so that a whole period is judged in one pass. `applies` and `passes` are never NULL for a row that counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from shared.procurement.finding import Rule

Dimension: TypeAlias = Literal["completeness", "validity", "consistency", "timeliness"]
Unit: TypeAlias = Literal["procedure", "lot", "winner", "contract"]
"""What is judged. A contract is one that notices name."""
PlacedBy: TypeAlias = Literal["launched", "awarded"]
"""By which day a row stands in a period."""


@dataclass(frozen=True, slots=True)
class QualityRule:
    """A rule over the rows of one unit. `shown` is the value that fails, as text, or NULL when nothing stands there."""

    rule: Rule
    dimension: Dimension
    unit: Unit
    placed_by: PlacedBy
    term: str  # field of eForms that the rule is about
    applies: str
    passes: str
    shown: str = "null::text"
    european: str | None = None  # id in the rulebook of the European data space

    @property
    def code(self) -> str:
        """The code under which it is known, QUA-101."""
        return self.rule.code
