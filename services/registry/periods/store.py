"""Periods as the database writes them: ranges of days without the last one."""

from datetime import date

from sqlalchemy.dialects.postgresql import Range

from services.registry.periods.rules import Period


def as_range(period: Period) -> Range[date]:
    """A period as a range of days."""
    return Range(period.valid_from, period.valid_until)


def as_period(valid: Range[date]) -> Period:
    """A range of days as a period."""
    return Period(valid.lower, valid.upper)
