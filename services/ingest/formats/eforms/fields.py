"""Reading one value of an eForms notice: text, code, amount, number, date; unreadable is unknown, with a finding.

A withheld field (BT-195 to BT-198, the literal `unpublished`, -1) is unknown too, and recorded where it belongs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import lru_cache

from lxml.etree import _Element as Element

from services.ingest.formats.eforms import rules
from services.ingest.formats.eforms.codes import KNOWN_CODES, TERM_OF_WITHHELD
from services.ingest.formats.eforms.markup.section import Paths, Section
from services.ingest.formats.eforms.markup.xpath import Places
from services.ingest.formats.markup.reading import MarkupReading
from services.ingest.formats.parsed import Limits
from services.ingest.formats.source_format import StatedValue
from shared.procurement.days import is_placeholder
from shared.procurement.money import Money, is_stated_amount, read_amount
from shared.procurement.notice import Withheld
from shared.shown_text import readable, unprintable

UNPUBLISHED = "unpublished"
_MINUS_ONE = Decimal(-1)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)?", re.ASCII)
_TIME = re.compile(r"(\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\d*(Z|[+-]\d\d:\d\d)?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}")
_CPV = re.compile(r"(\d{8})(?:-\d)?", re.ASCII)

PRIVACY = "efac:FieldsPrivacy"
"""Where an element of the extension says what is withheld of it (BT-195)."""
_FROM_PRIVACY = Paths()
_FIELD_CODE = _FROM_PRIVACY.add("efbc:FieldIdentifierCode")
_PUBLICATION_DATE = _FROM_PRIVACY.add("efbc:PublicationDate")
_LANGUAGE = "languageID"

Privacy = Mapping[str, date | None]
"""Withheld fields of one element: term -> until when (BT-198)."""

NOTHING_WITHHELD: Privacy = {}


class Reading(MarkupReading):
    """The reading of one notice in eForms, as of a day, with what is asked for beside it."""

    def __init__(self, *, limits: Limits, on: date | None = None, stated: list[StatedValue] | None = None) -> None:
        self.places = Places()
        super().__init__(limits=limits, places=self.places, left_out=rules.LEFT_OUT)
        self.on = on  # the day that is read for: fields withheld until then are readable
        self.withheld_until: set[date] = set()
        self.stated = stated  # what is read, when that is asked for
        self.language: str | None = None


class Fields:
    """The fields of one lot, result, tender or notice; `withheld` collects what is withheld there."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.withheld: list[Withheld] = []

    def privacy(self, section: Section, *paths: str) -> Privacy:
        """Record what the BT-195 blocks at these paths withhold, and return it to read their fields by."""
        terms: dict[str, date | None] = {}
        for path in paths:
            for block in section.all(path):
                inside = _FROM_PRIVACY.below(block)
                code = plain(inside.first(_FIELD_CODE))
                if code is None:
                    continue
                until = self.day(inside.first(_PUBLICATION_DATE), "BT-198")
                if until is not None:
                    if self.reading.on is not None and until <= self.reading.on:
                        continue
                    self.reading.withheld_until.add(until)
                term = TERM_OF_WITHHELD.get(code, code[: self.reading.limits.max_code])
                terms[term] = until
                self.withheld.append(Withheld(term, until, self.reading.place(block)))
        return terms or NOTHING_WITHHELD

    def withhold(self, term: str, element: Element) -> None:
        """Record that a field is withheld without saying until when."""
        self.withheld.append(Withheld(term, None, self.reading.place(element)))

    def text(self, element: Element | None, term: str, privacy: Privacy = NOTHING_WITHHELD) -> str | None:
        """Text of an element, its blanks trimmed; None when it says nothing or is withheld."""
        if element is None or not (stated := element.text) or not (value := stated.strip()) or term in privacy:
            return None
        if value == UNPUBLISHED:
            self.withhold(term, element)
            return None
        if self.reading.stated is not None:
            self.reading.stated.append(StatedValue(term, readable(value), self.reading.place(element)))
        if value.isprintable() or unprintable(value) is None:
            return value
        self.reading.add(rules.UNPRINTABLE, element, value, term=term)
        return readable(value).strip() or None

    def code(self, element: Element | None, term: str, privacy: Privacy = NOTHING_WITHHELD) -> str | None:
        """A code or identifier as sent; a code that is not in its known list is kept, with a finding."""
        if element is None or (value := self.text(element, term, privacy)) is None:
            return None
        if len(value) > self.reading.limits.max_code:
            self.reading.add(rules.CODE_TOO_LONG, element, value, term=term, limit=self.reading.limits.max_code)
            return None
        known = KNOWN_CODES.get(term)
        if known is not None and value not in known[1]:
            self.reading.add(rules.UNKNOWN_CODE, element, value, term=term, list=known[0])
        return value

    def in_language(self, elements: Iterable[Element], term: str, privacy: Privacy = NOTHING_WITHHELD) -> str | None:
        """The text in the language of the notice; else the first one there is."""
        chosen: Element | None = None
        for element in elements:
            if chosen is None or element.get(_LANGUAGE) == self.reading.language:
                chosen = element
                if element.get(_LANGUAGE) == self.reading.language:
                    break
        return self.text(chosen, term, privacy)

    def indicator(self, element: Element | None, term: str, privacy: Privacy = NOTHING_WITHHELD) -> bool | None:
        value = self.text(element, term, privacy)
        if value is None:
            return None
        if value in {"true", "1"}:
            return True
        if value in {"false", "0"}:
            return False
        self.reading.add(rules.NEITHER_TRUE_NOR_FALSE, element, value, term=term)
        return None

    def amount(
        self, element: Element | None, term: str, privacy: Privacy = NOTHING_WITHHELD, *, zero_says: bool = False
    ) -> Money | None:
        """An amount with its currency; None when withheld, unreadable, negative or without a currency.

        One that stands for "not filled in" (0, 1) is kept as sent and said to be one, but where `zero_says` something.
        """
        value = self.text(element, term, privacy)
        if value is None or element is None:
            return None
        number = read_amount(value)
        if number == _MINUS_ONE:
            self.reading.add(rules.MINUS_ONE, element, value, term=term)
            return None
        currency = element.get("currencyID", "").strip()
        if number is None or number < 0 or not _CURRENCY.fullmatch(currency):
            self.reading.add(rules.UNREADABLE_AMOUNT, element, value, term=term)
            return None
        if not zero_says and not is_stated_amount(number):
            self.reading.add(rules.PLACEHOLDER_AMOUNT, element, value, term=term)
        return Money(number, currency)

    def number(self, element: Element | None, term: str, privacy: Privacy = NOTHING_WITHHELD) -> Decimal | None:
        """A number of zero or more; None when withheld or unreadable."""
        value = self.text(element, term, privacy)
        if value is None:
            return None
        number = read_amount(value)
        if number == _MINUS_ONE:
            self.reading.add(rules.MINUS_ONE, element, value, term=term)
            return None
        if number is None or number < 0:
            self.reading.add(rules.UNREADABLE_NUMBER, element, value, term=term)
            return None
        return number

    def count(self, element: Element | None, term: str, privacy: Privacy = NOTHING_WITHHELD) -> int | None:
        """A whole number of zero or more; None when withheld or unreadable."""
        number = self.number(element, term, privacy)
        if number is None:
            return None
        if number != number.to_integral_value():
            self.reading.add(rules.UNREADABLE_NUMBER, element, str(number), term=term)
            return None
        return int(number)

    def day(self, element: Element | None, term: str) -> date | None:
        """A date as written: never moved to another calendar day by its offset (counting rule C7).

        A placeholder is no date.
        """
        value = self.text(element, term)
        if value is None:
            return None
        read = read_date(value)
        if read is None or is_placeholder(read[0]):
            self.reading.add(
                rules.UNREADABLE_DATE if read is None else rules.PLACEHOLDER_DATE, element, value, term=term
            )
            return None
        return read[0]

    def moment(self, day: Element | None, clock: Element | None, term: str) -> datetime | None:
        """A moment of date, time and offset. Without a time it is midnight; without an offset UTC."""
        written = read_date(plain(day) or "")
        if written is None or is_placeholder(written[0]):
            return None
        on, day_offset = written
        hour = plain(clock)
        read = read_time(hour) if hour is not None else (time(), None)
        if read is None:
            self.reading.add(rules.UNREADABLE_DATE, clock, hour, term=term)
            read = (time(), None)
        at, offset = read
        return datetime.combine(on, at, tzinfo=offset or day_offset or UTC)

    def cpv(self, element: Element | None, term: str) -> str | None:
        """A CPV code of eight digits, without its check digit."""
        value = self.text(element, term)
        if value is None:
            return None
        match = _CPV.fullmatch(value)
        if match is None:
            self.reading.add(rules.NO_CPV, element, value, term=term)
            return None
        return match[1]

    def identifier(self, element: Element | None, term: str, owner: Element, *, number: int) -> str:
        """The identifier within the notice (LOT-0001); named by its number in the row when it is missing."""
        value = self.code(element, term)
        if value is not None:
            return value
        self.reading.add(rules.NO_ID, owner, term=term)
        return f"#{number}"


def plain(element: Element | None) -> str | None:
    """Text of an element, its blanks trimmed; None when there is none."""
    if element is None:
        return None
    text = element.text
    return (text.strip() or None) if text else None


def read_date(text: str) -> tuple[date, timezone | None] | None:
    """Read `2026-01-31`, `2026-01-31Z` or `2026-01-31+01:00`: the date as written and its offset.

    None: unreadable, or of a year that no procurement is in; a placeholder is read.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        on = date.fromisoformat(match[1])
        offset = _offset(match[2])
    except ValueError:
        return None
    return (on, offset) if _FIRST_YEAR <= on.year <= _LAST_YEAR or is_placeholder(on) else None


def read_time(text: str) -> tuple[time, timezone | None] | None:
    """Read `12:00:00`, with or without parts of a second and an offset. None: unreadable."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    try:
        return time.fromisoformat(match[1]), _offset(match[2])
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _offset(text: str | None) -> timezone | None:
    """Read an offset; raises ValueError for a day or more."""
    if text is None:
        return None
    if text == "Z":
        return UTC
    size = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-size if text[0] == "-" else size)
