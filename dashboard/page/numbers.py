"""Numbers, days and moments as people of a language write them; what a service does not know stays a dash."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from dashboard.page.language import Language
from dashboard.page.units import in_words, is_share
from shared.dutch_day import ZONE

NOTHING: Final = "\N{EN DASH}"
_EUROS: Final = "EUR"


class Numbers:
    """How one language writes them."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._locale = "nl_NL" if language == "nl" else "en_GB"

    def decimal(self, value: Decimal | float | str | None, decimals: int = 0) -> str:
        """A number with thousands apart; a half goes up, as people round."""
        if value is None:
            return NOTHING
        rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        pattern = "#,##0" + (f".{'0' * decimals}" if decimals else "")
        return str(format_decimal(rounded, format=pattern, locale=self._locale))

    def value(self, value: Decimal | float | str | None, unit: str | None) -> str:
        """A value with its unit: shares as percentages, euros whole, anything else with what it needs of decimals."""
        if value is None:
            return NOTHING
        if unit is not None and is_share(unit):
            return f"{self.decimal(Decimal(str(value)) * 100, 1)}\u202f{in_words(unit, self._language)}"
        if unit == _EUROS:
            return f"\u20ac\u202f{self.decimal(value)}"
        number = self.decimal(value, 0 if Decimal(str(value)) == Decimal(str(value)).to_integral_value() else 1)
        return f"{number}\u202f{in_words(unit, self._language)}" if unit else number

    def day(self, value: date | str | None) -> str:
        """A day in words: 3 maart 2025."""
        if value is None:
            return NOTHING
        day = date.fromisoformat(value[:10]) if isinstance(value, str) else value
        return str(format_date(day, format="d MMMM y", locale=self._locale))

    def month(self, value: str | None) -> str:
        """A month as the services write it (2025-03) in words."""
        if value is None:
            return NOTHING
        return str(format_date(date.fromisoformat(f"{value[:7]}-01"), format="MMMM y", locale=self._locale))

    def moment(self, value: str | None) -> str:
        """A moment in the Netherlands, to the minute."""
        if value is None:
            return NOTHING
        at = datetime.fromisoformat(value)
        return str(format_datetime(at, format="d MMMM y HH:mm", tzinfo=ZoneInfo(ZONE), locale=self._locale))
