"""Values as OCDS writes them: amounts with their currency, days as moments, months as days."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Any, Final

from services.ingest.open_data.rules.rows import Json

_EURO: Final = "EUR"
_YEAR_DAYS, _MONTH_DAYS, _YEAR_MONTHS = 365, 30, 12
_MEAN_MONTH: Final = Decimal("30.4375")
_HUNDREDTH: Final = Decimal("0.01")


def number(value: float) -> float:
    """A whole number without its decimals: 1000 and not 1000.0."""
    return int(value) if value == int(value) else value


def euros(value: float) -> Json:
    """An amount; what the data space adds up is in euros."""
    return {"amount": number(value), "currency": _EURO}


def moment(day: date) -> str:
    """A day as OCDS writes it; the time of day is not known, so it says the first of the day."""
    return f"{day.isoformat()}T00:00:00Z"


@lru_cache(maxsize=4096)
def days_of(months: float) -> int:
    """So many months in days: a year is 365 days and a month 30, as converters from eForms write them."""
    exact = Decimal(repr(months))
    if exact == exact.to_integral_value():
        whole = int(exact)
        days = whole // _YEAR_MONTHS * _YEAR_DAYS if whole % _YEAR_MONTHS == 0 else whole * _MONTH_DAYS
        if days % _YEAR_DAYS or whole % _YEAR_MONTHS == 0:
            return days
    near = int((exact * _MEAN_MONTH).to_integral_value(ROUND_HALF_EVEN))
    return next((days for days in (near, near - 1, near + 1) if _months(days) == exact), near)


def _months(days: int) -> Decimal:
    if days % _YEAR_DAYS == 0 or days % _MONTH_DAYS == 0:
        return Decimal(-1)  # would be read as whole years or months
    return (days / _MEAN_MONTH).quantize(_HUNDREDTH)


def stated(**values: Any) -> Json:  # noqa: ANN401 - any JSON
    """An object with what is known: nothing that is null, and no list or object without content."""
    return {name: value for name, value in values.items() if value is not None and value not in ("", [], {})}
