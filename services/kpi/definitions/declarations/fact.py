"""How a fact is declared: its columns with type, unit, source and meaning, its dimensions, and its dates.

Everything else follows from the declaration: what a card may name, how its figures can be grouped, which cells there
are, which places go stale, and the reference page for authors of cards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType


class ColumnType(StrEnum):
    """What a column holds; the compiler lets only like be compared with like."""

    TEXT = "text"
    BOOLEAN = "boolean"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a fact. `codes` is its closed list of values, empty when the list is not ours or not closed."""

    name: str
    type: ColumnType
    meaning: str
    source: str
    unit: str = ""
    codes: tuple[str, ...] = ()


def text(name: str, meaning: str, source: str, *codes: str) -> Column:
    """A column of text, with its codes when the list is closed."""
    return Column(name, ColumnType.TEXT, meaning, source, codes=codes)


def boolean(name: str, meaning: str, source: str) -> Column:
    """A column that says yes, no or nothing."""
    return Column(name, ColumnType.BOOLEAN, meaning, source)


def number(name: str, meaning: str, source: str, *, unit: str) -> Column:
    """A column of numbers in a unit."""
    return Column(name, ColumnType.NUMBER, meaning, source, unit=unit)


@dataclass(frozen=True, slots=True)
class Dimension:
    """What figures are grouped by: `name` in the API, `key` in a cell, `column` in a fact.

    `overlaps`: one procurement may stand in several groups, so that they do not add up to the whole (C22). `splits`: a
    cell of a tier may be split by it. `listed_in` is the reference list that its codes stand in, kept over the API, for
    which a column names no codes; `outside`: what is in none of them for certain stands under `none`.
    """

    name: str
    key: str
    column: Column
    nl: str
    en: str
    overlaps: bool = False
    splits: bool = False
    listed_in: str = ""
    outside: bool = False

    @property
    def partition(self) -> bool:
        """Whether the groups add up to the whole."""
        return not self.overlaps

    @property
    def codes(self) -> tuple[str, ...]:
        """The closed list of values; empty when the list belongs to others."""
        return self.column.codes


@dataclass(frozen=True, slots=True)
class CountedOn:
    """A date that may place a row in a month: `word` in the API, `column` in the fact."""

    word: str
    column: Column


@dataclass(frozen=True)
class Fact:
    """A fact: a view that ingest publishes, whose row is the unit of count. NULL is unknown.

    `keeper` is the column with the body whose record it is, where that is not the body it counts for.

    The view is `procurement.fact_<name>`; `procurement.fact_<name>_at` has the replaced rows as well. `scope` is the
    kind of fact under which the change log names its places, `key` the columns of its view that tell a row from all
    others counted on the same day: first the procedure, or the unit of what a body sends of its own. `address` is where
    ingest shows the record that a row stands on; the names in it are columns of the view. `released` is the column that
    says whether a row may be counted outside its own body (C29); without one all may, as what comes from published
    notices does. `has_own`: the view says of a row whether it is `released`, and whether it is its lead body's `own`:
    what that body sees before it released everything stands beside what everybody sees. `needs`: dimensions without
    which no figure of it means anything, so that every card states them as required. `in_kpi`: its
    rows are kept by kpi itself, and `address` is one of kpi.
    """

    name: str
    unit_of_count: str
    scope: str
    key: tuple[str, ...]
    address: str
    dimensions: tuple[Dimension, ...]
    dates: tuple[CountedOn, ...]
    measured: tuple[Column, ...]
    released: Column | None = None
    keeper: str = "lead_body"
    has_own: bool = False
    needs: tuple[str, ...] = ()
    in_kpi: bool = False

    def __post_init__(self) -> None:
        missing = {"organisation", "tier"} - {dimension.name for dimension in self.dimensions}
        if missing or not self.dates:
            raise ValueError(f"fact {self.name} needs a lead body, a tier and a date: a figure has a place and a month")

    @property
    def view(self) -> str:
        """Name of its view in schema procurement."""
        return f"fact_{self.name}"

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Every column a card may name."""
        of_dimensions = [dimension.column for dimension in self.dimensions]
        of_dates = [counted_on.column for counted_on in self.dates]
        marks = () if self.released is None else (self.released,)
        return MappingProxyType({column.name: column for column in (*of_dimensions, *of_dates, *marks, *self.measured)})

    @property
    def date_columns(self) -> tuple[str, ...]:
        """The dates its rows can be counted on, as columns."""
        return tuple(counted_on.column.name for counted_on in self.dates)

    def word_of(self, column: str) -> str:
        """The API's word for one of its date columns."""
        return next(counted_on.word for counted_on in self.dates if counted_on.column.name == column)

    def carries(self, dimension: str) -> bool:
        """Whether its figures can be grouped by this dimension of the API."""
        return any(each.name == dimension for each in self.dimensions)
