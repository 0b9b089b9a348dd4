"""A question for figures, and the planner that chooses where its answer comes from.

What the lattice of cells does not hold comes from the indexed rows when it is about ONE body; the rest has no answer,
and the refusal names the groupings that exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, TypeAlias

from services.kpi.cells.rules.lattice import Level
from services.kpi.definitions.rules.dimensions import SPLITS
from services.kpi.values.rules.boundaries import Boundaries
from services.kpi.values.rules.months import Granularity, Period
from services.kpi.values.rules.theme_names import ThemeNames

UNKNOWN: Final = "unknown"
"""In a question or an answer: the group of rows whose value is not known ('' in a cell)."""

_SPLIT: Final = frozenset(dimension.name for dimension in SPLITS)


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

    @property
    def is_split(self) -> bool:
        """Whether it is about what is not known of bodies (nature, chain ...): any body could be in any group."""
        return bool(self.asked & _SPLIT)

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


def plan(question: Question, *, own: bool = False) -> FromCells | FromRows:
    """Choose where the answer comes from. `own`: it holds rows that no cell has, as their lead body sees them.

    Raises:
        NoSuchGrouping: the lattice does not hold this combination, and it is not about one body.
    """
    source = _where(question)
    return FromRows(question.as_of) if own or question.as_of is not None else source


def _where(question: Question) -> FromCells | FromRows:
    split = question.asked & _SPLIT
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


PublishedSeries: TypeAlias = Literal["first", "final"]
Series: TypeAlias = Literal[PublishedSeries, "current"]
View: TypeAlias = Literal["released", "own"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that holds: period and question but for the data's moment, and which card, series and page of it.

    `as_of` is a position or a moment, `boundaries` a day. `own`: unreleased rows of the caller's own body count.
    `theme_names`: in the names of which list themes are asked and answered; those of the Agenda without.
    `publication`: the name of the one that is asked for.
    """

    period: Period
    granularity: Granularity | None
    question: Question
    counted_on: str | None
    version: str | None
    series: Series
    own: bool
    as_of: int | datetime | None
    boundaries: date | None
    cursor: str | None
    limit: int
    theme_names: ThemeNames | None = None
    publication: str | None = None

    @property
    def view(self) -> View:
        """The view in the words of the API."""
        return "own" if self.own else "released"
