"""The closed lattice of cells, the dimensions, and the planner that chooses where an answer comes from.

Cells exist on three levels: body x month; tier x month, split by at most one other dimension; tier x year, split by
all. More would outgrow the rows. Any other combination for ONE body comes from its indexed rows; the rest has no
answer, and the refusal names the groupings that exist.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.kpi.cells.rules.boundaries import Boundaries
from services.kpi.cells.rules.months import Period
from services.kpi.definitions.facts import THRESHOLDS, Fact
from shared.procurement.themes import THEMES
from shared.reference.codes import NATURES, TIERS

WHOLE: Final = "*"
"""In a cell: not split by this dimension."""
UNKNOWN: Final = "unknown"
"""In an answer: the group of rows whose value is not known ('' in a cell)."""


class Level(StrEnum):
    """The levels of the lattice; each has its own kind of place that goes stale."""

    BODY_MONTH = "body-month"
    TIER_MONTH = "tier-month"
    TIER_YEAR = "tier-year"


@dataclass(frozen=True, slots=True)
class Dimension:
    """What figures are grouped by; `column` in a cell, `fact_column` in a fact.

    `codes` is the closed list of values; empty when the list belongs to others. `overlaps`: one procurement may stand
    in several groups, so that they do not add up to the whole (C22).
    """

    name: str
    column: str
    fact_column: str
    nl: str
    en: str
    codes: tuple[str, ...] = ()
    overlaps: bool = False

    @property
    def partition(self) -> bool:
        """Whether the groups add up to the whole."""
        return not self.overlaps


DIMENSIONS: Final[Mapping[str, Dimension]] = MappingProxyType(
    {
        dimension.name: dimension
        for dimension in (
            Dimension("tier", "tier", "tier", "bestuurslaag", "tier", TIERS),
            Dimension("organisation", "body", "lead_body", "organisatie", "organisation"),
            Dimension("nature", "nature", "nature", "aard van de opdracht", "nature", NATURES),
            Dimension(
                "threshold", "above_threshold", "above_threshold", "drempelklasse", "threshold class", THRESHOLDS
            ),
            Dimension("productChain", "product_chain", "product_chain", "productketen", "product chain", overlaps=True),
            Dimension("purchaseType", "purchase_type", "purchase_type", "soort inkoop", "purchase type"),
            Dimension("theme", "theme", "theme", "thema", "theme", THEMES, overlaps=True),
        )
    }
)
"""Every dimension by its name in the API."""

SPLIT: Final = ("nature", "threshold", "productChain", "purchaseType")
"""The dimensions a cell of a tier may be split by."""

GROUPINGS_NL: Final = (
    "organisatie (met of zonder bestuurslaag) per maand of langer; bestuurslaag met ten hoogste één van aard,"
    " drempelklasse, productketen en soort inkoop per maand of langer; bestuurslaag met alle vier over hele"
    " kalenderjaren; elke combinatie voor precies één organisatie (organisation=...)"
)
GROUPINGS_EN: Final = (
    "organisation (with or without tier) per month or longer; tier with at most one of nature, threshold, productChain"
    " and purchaseType per month or longer; tier with all four over whole calendar years; any combination for exactly"
    " one organisation (organisation=...)"
)


class NoSuchGrouping(ValueError):
    """No cells exist for this combination, and it is not about one body."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question for figures: grouping, filters (values per dimension, '' for unknown), and the parts of the period.

    With `boundaries`, bodies are named as they stand in those: groups and filters by organisation are successors.
    """

    group_by: tuple[str, ...]
    filters: Mapping[str, tuple[str, ...]]
    buckets: tuple[Period, ...]
    as_of: int | None = None
    boundaries: Boundaries | None = None

    @property
    def asked(self) -> frozenset[str]:
        """Every dimension that is grouped by or filtered."""
        return frozenset(self.group_by) | frozenset(self.filters)

    def wanted(self, dimension: str) -> tuple[str, ...]:
        """The values of a filter as rows and cells hold them: a body with all its predecessors."""
        values = self.filters[dimension]
        if self.boundaries is None or dimension != "organisation":
            return values
        return tuple(member for value in values for member in self.boundaries.members(value))


@dataclass(frozen=True, slots=True)
class FromCells:
    """Answer from cells of this level; `split` are the dimensions its cells must be split by."""

    level: Level
    split: frozenset[str]


@dataclass(frozen=True, slots=True)
class FromRows:
    """Answer from the rows of a fact, current or as they stood."""

    as_of: int | None


def plan(question: Question) -> FromCells | FromRows:
    """Choose where the answer comes from.

    Raises:
        NoSuchGrouping: the lattice does not hold this combination, and it is not about one body.
    """
    found = _where(question)
    return FromRows(question.as_of) if question.as_of is not None else found


def _where(question: Question) -> FromCells | FromRows:
    split = question.asked & frozenset(SPLIT)
    if "organisation" in question.asked:
        if not split:
            return FromCells(Level.BODY_MONTH, frozenset())
        bodies = question.filters.get("organisation", ())
        if len(bodies) == 1 and bodies[0]:
            return FromRows(None)
        raise NoSuchGrouping(", ".join(sorted(question.asked)))
    if len(split) <= 1:
        return FromCells(Level.TIER_MONTH, split)
    if all(bucket.is_whole_years for bucket in question.buckets):
        return FromCells(Level.TIER_YEAR, split)
    raise NoSuchGrouping(", ".join(sorted(question.asked)))


def theme_is_missing(question: Question, fact: Fact, *, required: Sequence[str]) -> bool:
    """Whether a measure that only means something per theme is asked without one."""
    if "theme" not in required or not fact.has_theme:
        return False
    return "theme" not in question.group_by and len(question.filters.get("theme", ())) != 1
