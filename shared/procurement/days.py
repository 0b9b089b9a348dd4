"""Days that cannot be: written only because a field had to be filled in, or far from the notice that states them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

_PLACEHOLDERS: Final = frozenset(
    {
        (1, 1, 1),  # the first day there is in many programs
        (1582, 10, 15),  # the first day of the Gregorian calendar
        (1601, 1, 1),  # the first day of Windows
        (1753, 1, 1),  # the first day of SQL Server
        (1899, 12, 30),  # day 0 of a spreadsheet
        (1899, 12, 31),
        (1900, 1, 1),
        (1904, 1, 1),  # day 0 of another spreadsheet
        (1969, 12, 31),  # 1970 seen from the west
        (1970, 1, 1),  # second 0 of Unix
        (1980, 1, 1),  # the first day of DOS
        (1999, 12, 31),  # 2000 seen from the west
        (2000, 1, 1),  # OPT-999 of eForms
        (2099, 12, 31),
        (2100, 1, 1),
        (2999, 12, 31),
        (3000, 1, 1),
        (9999, 1, 1),
        (9999, 12, 31),
    }
)

AHEAD: Final = timedelta(days=366)
"""How far a day may lie ahead of the notice that states it."""
_BEHIND: Final = timedelta(days=3660)

_DAYS_PER_MONTH: Final = Decimal("30.4375")  # 365.25 / 12
_HUNDREDTH: Final = Decimal("0.01")
MONTHS_PER: Final[Mapping[str, Decimal]] = {
    "DAY": 1 / _DAYS_PER_MONTH,
    "WEEK": 7 / _DAYS_PER_MONTH,
    "MONTH": Decimal(1),
    "YEAR": Decimal(12),
}
"""Months in a unit of duration, as eForms and TED name it."""


def months_of(size: Decimal, per_unit: Decimal) -> Decimal:
    """Months in so many units."""
    return (size * per_unit).quantize(_HUNDREDTH)


def months_between(start: date, end: date) -> Decimal:
    """Months from start to end, both days included: 1 January to 31 December is 12."""
    after = end + timedelta(days=1)
    whole = (after.year - start.year) * 12 + after.month - start.month
    return (whole + (after.day - start.day) / _DAYS_PER_MONTH).quantize(_HUNDREDTH)


def is_placeholder(day: date) -> bool:
    """Whether a day is one that programs write for "no day": 1900-01-01, 1970-01-01, 2000-01-01, 9999-12-31."""
    return (day.year, day.month, day.day) in _PLACEHOLDERS


def may_be_decision(day: date, *, told_on: date | None) -> bool:
    """Whether a decision that a notice of `told_on` states may be of this day: a year ahead at most, ten years back."""
    return told_on is None or told_on - _BEHIND <= day <= told_on + AHEAD
