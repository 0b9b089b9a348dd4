"""The months in which something stands as it is: what a stock counts on the last day of each."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Final

YEARS_WITHOUT_AN_END: Final = 10
"""For how long what has no stated end may hold; whether it does is unknown."""


def month_ends(starts_on: date, ends_on: date | None) -> Iterator[date]:
    """The last day of each month in which a contract runs, or may: on it stands how it was."""
    end = ends_on or years_later(starts_on, YEARS_WITHOUT_AN_END)
    year, month = starts_on.year, starts_on.month
    while (last := date(year, month, monthrange(year, month)[1])) <= end:
        yield last
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004 - months of a year


def years_later(day: date, years: int) -> date:
    """The same day some years later; of 29 February the last of that month."""
    return date(day.year + years, day.month, min(day.day, monthrange(day.year + years, day.month)[1]))
