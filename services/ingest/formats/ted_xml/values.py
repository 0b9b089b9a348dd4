"""Reading one value of a notice of TED: text, code, amount, number, date; unreadable is unknown, with a finding."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from lxml.etree import _Element as Element

from services.ingest.formats.markup.reading import MarkupReading
from services.ingest.formats.parsed import Limits
from services.ingest.formats.ted_xml import rules
from services.ingest.formats.ted_xml.scope import Places, Scope, child
from shared.procurement.days import is_placeholder
from shared.procurement.money import Money, is_stated_amount, read_amount
from shared.procurement.notice import Withheld
from shared.shown_text import readable, unprintable

_CPV: Final = re.compile(r"(\d{8})(?:-\d)?", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_DAY: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_BLANKS: Final = re.compile(r"[\s\u00a0\u202f]+")
_COMMA: Final = re.compile(r",(\d{1,2})\Z")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class Reading(MarkupReading):
    """The reading of one notice of TED."""

    def __init__(self, *, limits: Limits) -> None:
        super().__init__(limits=limits, places=Places(), left_out=rules.LEFT_OUT)

    def withheld(self, scope: Scope, names: tuple[str, ...], *terms: str) -> list[Withheld]:
        """What the elements of these names withhold: those that say PUBLICATION="NO"."""
        return [
            Withheld(term, None, self.place(element))
            for name in names
            for element in scope.all(name)
            if element.get("PUBLICATION") == "NO"
            for term in terms
        ]

    def text(self, element: Element | None, term: str) -> str | None:
        """Text of an element, its paragraphs (P) included; None when it says nothing."""
        if element is None or _is_withheld(element):
            return None
        stated = element.text if not len(element) else " ".join(str(part).strip() for part in element.itertext())
        if not stated or not (value := stated.strip()):
            return None
        if value.isprintable():
            return value
        value = _BLANKS.sub(" ", value)
        if value.isprintable() or unprintable(value) is None:
            return value
        self.add(rules.UNPRINTABLE, element, value, term=term)
        return readable(value).strip() or None

    def code(self, element: Element | None, term: str, *, of: str | None = None) -> str | None:
        """A code or identifier as sent: the text of an element, or its attribute `of`."""
        if element is None:
            return None
        value = self.text(element, term) if of is None else (element.get(of) or "").strip() or None
        if value is not None and len(value) > self.limits.max_code:
            self.add(rules.CODE_TOO_LONG, element, value, term=term, limit=self.limits.max_code)
            return None
        if value is not None and not value.isprintable() and unprintable(value) is not None:
            self.add(rules.UNPRINTABLE, element, value, term=term)
            return readable(value).strip() or None
        return value

    def cpv(self, element: Element | None, term: str) -> str | None:
        """A CPV code of eight digits."""
        value = self.code(element, term, of="CODE")
        match = _CPV.fullmatch(value) if value is not None else None
        if value is not None and match is None:
            self.add(rules.NO_CPV, element, value, term=term)
        return None if match is None else match[1]

    def number(self, text: str | None) -> Decimal | None:
        """A number as people wrote it: `612 920`, `573 509,20`, `55 %`."""
        if text is None:
            return None
        return read_amount(_COMMA.sub(r".\1", _BLANKS.sub("", text.removesuffix("%"))))

    def count(self, element: Element | None, term: str) -> int | None:
        """A whole number of zero or more."""
        value = self.text(element, term)
        if value is None:
            return None
        number = self.number(value)
        if number is None or number < 0 or number != number.to_integral_value():
            self.add(rules.UNREADABLE_NUMBER, element, value, term=term)
            return None
        return int(number)

    def amount(self, element: Element | None, term: str) -> Money | None:
        """An amount without VAT: of R2.0.9 the text, of older releases VALUE_COST within an element with the currency.

        One that includes VAT is unknown, as is one that is withheld.
        """
        if element is None or _is_withheld(element):
            return None
        if child(element, "INCLUDING_VAT") is not None:
            self.add(rules.INCLUDES_VAT, element, term=term)
            return None
        cost = child(element, "VALUE_COST") if len(element) else element
        return None if cost is None else self._money(cost, element.get("CURRENCY", ""), term)

    def bounds(self, element: Element | None, term: str) -> tuple[Money | None, Money | None]:
        """The lowest and the highest offer of a range (VAL_RANGE_TOTAL, RANGE_VALUE_COST)."""
        if element is None or _is_withheld(element) or child(element, "INCLUDING_VAT") is not None:
            return None, None
        inside = child(element, "RANGE_VALUE_COST")
        inside = element if inside is None else inside
        low, high = child(inside, "LOW", "LOW_VALUE"), child(inside, "HIGH", "HIGH_VALUE")
        if low is None or high is None:
            return None, None
        currency = element.get("CURRENCY") or inside.get("CURRENCY") or ""
        return self._money(low, currency, term), self._money(high, currency, term)

    def _money(self, cost: Element, currency: str, term: str) -> Money | None:
        value = cost.get("FMTVAL") or self.text(cost, term)
        if value is None:
            return None
        number = self.number(value)
        if number is None or number < 0 or not _CURRENCY.fullmatch(currency):
            self.add(rules.UNREADABLE_AMOUNT, cost, value, term=term)
            return None
        if not is_stated_amount(number):
            self.add(rules.PLACEHOLDER_AMOUNT, cost, value, term=term)
        return Money(number, currency)

    def day(self, element: Element | None, term: str) -> date | None:
        """A day: `2020-03-31`, `20200331`, or DAY, MONTH and YEAR below it. A placeholder is no day."""
        if element is None:
            return None
        if len(element):
            parts = [self.text(child(element, name), term) for name in ("YEAR", "MONTH", "DAY")]
            stated = "-".join((part or "").zfill(2) for part in parts) if any(parts) else None
        else:
            stated = self.text(element, term)
        if stated is None:
            return None
        match = _DAY.fullmatch(stated)
        try:
            day = date(int(match[1]), int(match[2]), int(match[3])) if match is not None else None
        except ValueError:
            day = None
        if day is None or is_placeholder(day) or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            self.add(rules.UNREADABLE_DATE, element, stated, term=term)
            return None
        return day


def _is_withheld(element: Element) -> bool:
    return element.get("PUBLICATION") == "NO"
