"""Months and periods, first and last included: `YYYY-MM` in; parts of a month, quarter, year or the whole out."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from shared.procurement.misread import Misread

Granularity: TypeAlias = Literal["month", "quarter", "year"]

_STEP: Final[dict[Granularity, int]] = {"month": 1, "quarter": 3, "year": 12}
_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_MONTHS: Final = 12
_DAYS_OF_A_WEEK: Final = 7
MOST_MONTHS: Final = 600
"""Longest period that is answered: fifty years."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read `YYYY-MM`; raises Misread saying what is wrong."""
        month = _MONTH.fullmatch(text)
        if month is None or int(month[1]) == 0:
            raise Misread(
                f"{text[:40]!r} is no month; write it as 2026-01.",
                nl=f"{text[:40]!r} is geen maand; schrijf haar als 2026-01.",
            )
        return cls(int(month[1]), int(month[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def plus(self, months: int) -> "Month":
        """The month so many later."""
        count = self.year * _MONTHS + self.number - 1 + months
        return Month(count // _MONTHS, count % _MONTHS + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Months from first to last, both included."""

    first: Month
    last: Month

    @property
    def months(self) -> tuple[Month, ...]:
        count = (self.last.year - self.first.year) * _MONTHS + self.last.number - self.first.number + 1
        return tuple(self.first.plus(number) for number in range(count))

    @property
    def weeks(self) -> int:
        """Whole weeks, rounded: 26 in half a year, 52 in a year."""
        return round(((self.last.last_day - self.first.first_day).days + 1) / _DAYS_OF_A_WEEK)

    @property
    def is_whole_years(self) -> bool:
        return self.first.number == 1 and self.last.number == _MONTHS

    def split(self, granularity: Granularity | None) -> tuple["Period", ...]:
        """The parts of the period by calendar month, quarter or year; the first and last are cut off where it is."""
        if granularity is None:
            return (self,)
        step = _STEP[granularity]
        parts: list[Period] = []
        first = self.first
        while first <= self.last:
            end = first.plus(step - 1 - (first.number - 1) % step)
            parts.append(Period(first, min(end, self.last)))
            first = end.plus(1)
        return tuple(parts)
