"""Values of a release read leniently: a value of another type is unknown, with a finding at its JSON Pointer.

The pointer of a value is put together only when there is something to say about it: these functions are called a
hundred times for each release.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from services.ingest.formats.ocds import rules
from services.ingest.formats.ocds.rules import Findings
from services.ingest.formats.parsed import Limits
from shared.procurement.days import is_placeholder
from shared.procurement.money import Money, is_stated_amount, read_amount
from shared.shown_text import readable, unprintable

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
Node = dict[str, Json]

_MOST_COUNTED = 2**31 - 1
_LONGEST_NUMBER = 40
_NO_NUMBER = Decimal("NaN")
_LARGEST_WHOLE = 2**64
_LARGEST_AMOUNT = 10**15
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_CURRENCY_LETTERS = 3
_CPV_DIGITS = 8


class Reading:
    """What reading one release needs throughout: its limits and its findings."""

    __slots__ = ("add", "findings", "max_code", "max_text")

    def __init__(self, limits: Limits) -> None:
        self.findings = Findings(limits.max_findings)
        self.add = self.findings.add
        self.max_text = limits.max_text
        self.max_code = limits.max_code

    def readable(self, value: str, place: str, key: object) -> str:
        """A text as people see it: what does not show is left out, with a finding."""
        if value.isprintable() or unprintable(value) is None:
            return value
        self.add(rules.UNPRINTABLE, f"{place}/{key}", value)
        return readable(value).strip()


def text(node: Node, key: str, place: str, reading: Reading) -> str | None:
    """Read a text; cut when it is longer than allowed. None when absent, blank or withheld."""
    value = node.get(key)
    if value is None:
        return None
    if type(value) is not str:
        reading.add(rules.WRONG_TYPE, f"{place}/{key}", shown(value))
        return None
    if len(value) > reading.max_text:
        reading.add(rules.TEXT_CUT, f"{place}/{key}")
        value = value[: reading.max_text]
    stripped = value.strip()
    if stripped == "unpublished":
        reading.add(rules.WITHHELD, f"{place}/{key}", stripped)
        return None
    return reading.readable(stripped, place, key) or None


def code(node: Node, key: str, place: str, reading: Reading) -> str | None:
    """Read a code or an identifier (OCDS allows whole numbers as such); None when absent, withheld or too long."""
    value = node.get(key)
    if value is None:
        return None
    if type(value) is int:
        value = shown(value) or ""
    elif type(value) is not str or len(value) > reading.max_code:
        reading.add(rules.WRONG_TYPE, f"{place}/{key}", shown(value))
        return None
    stripped = value.strip()
    if stripped == "unpublished":
        reading.add(rules.WITHHELD, f"{place}/{key}", stripped)
        return None
    return reading.readable(stripped, place, key) or None


def _listed(node: Node, key: str, place: str, reading: Reading) -> list[Json]:
    value = node.get(key)
    if value is None or type(value) is list:
        return value or []
    reading.add(rules.WRONG_TYPE, f"{place}/{key}", shown(value))
    return []


def codes(node: Node, key: str, place: str, reading: Reading) -> list[str]:
    """Read a list of codes; elements that are none are left out, with a finding."""
    read = []
    for index, element in enumerate(_listed(node, key, place, reading)):
        if type(element) is str and 0 < len(element) <= reading.max_code:
            read.append(reading.readable(element.strip(), f"{place}/{key}", index))
        elif type(element) is int:
            read.append(shown(element) or "")
        else:
            reading.add(rules.WRONG_TYPE, f"{place}/{key}/{index}", shown(element))
    return read


def flag(node: Node, key: str, place: str, reading: Reading) -> bool | None:
    """Read true or false; None when absent."""
    value = node.get(key)
    if value is None or type(value) is bool:
        return value
    reading.add(rules.WRONG_TYPE, f"{place}/{key}", shown(value))
    return None


def inner(node: Node, key: str, place: str, reading: Reading) -> Node:
    """Read an object; an empty one when absent."""
    value = node.get(key)
    if type(value) is dict:
        return value
    if value is not None:
        reading.add(rules.WRONG_TYPE, f"{place}/{key}", shown(value))
    return {}


def objects(node: Node, key: str, place: str, reading: Reading) -> list[tuple[str, Node]]:
    """Read a list of objects, each with its place; elements that are no objects are left out, with a finding."""
    read = []
    for index, element in enumerate(_listed(node, key, place, reading)):
        if type(element) is dict:
            read.append((f"{place}/{key}/{index}", element))
        else:
            reading.add(rules.WRONG_TYPE, f"{place}/{key}/{index}", shown(element))
    return read


def listed(value: Json) -> list[Json]:
    """Take a list as it is, and anything else as none."""
    return value if type(value) is list else []


def money(node: Node, key: str, place: str, reading: Reading) -> Money | None:
    """Read an OCDS Value: `amount` with `currency`. Negative, not finite or endless amounts are unknown.

    An amount that stands for "not filled in" (0, 1) is kept as sent and said to be one.
    """
    value = node.get(key)
    if value is None:
        return None
    if type(value) is not dict:
        reading.add(rules.WRONG_TYPE, f"{place}/{key}", shown(value))
        return None
    stated = value.get("amount")
    if stated is None:
        return None
    amount = _amount(stated)
    if amount is None or amount < 0:
        rule = rules.WITHHELD if amount == -1 else rules.NO_AMOUNT
        reading.add(rule, f"{place}/{key}/amount", shown(stated))
        return None
    currency = value.get("currency")
    if type(currency) is not str or len(currency) != _CURRENCY_LETTERS or not currency.isalpha():
        reading.add(rules.NO_CURRENCY, f"{place}/{key}/currency", shown(currency))
        return None
    if not is_stated_amount(amount):
        reading.add(rules.PLACEHOLDER_AMOUNT, f"{place}/{key}/amount", shown(stated))
    return Money(amount, currency.upper())


def _amount(stated: Json) -> Decimal | None:
    # Nearly all amounts are plain: those need none of the checks that read_amount makes.
    if type(stated) is int:
        return Decimal(stated) if 0 <= stated < _LARGEST_AMOUNT else read_amount(shown(stated) or "")
    if type(stated) is float:
        written = repr(stated)
        plain = 0 <= stated < _LARGEST_AMOUNT and written[-3:].find(".") >= 0
        return Decimal(written) if plain else read_amount(written)
    return read_amount(stated) if type(stated) is str else None


def count(node: Node, key: str, place: str, reading: Reading) -> int | None:
    """Read a number of things; -1 means withheld. None when absent or no count."""
    value = node.get(key)
    if value is None:
        return None
    if type(value) is str and value.isascii() and value.isdigit() and len(value) < len(str(_MOST_COUNTED)):
        return int(value)
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is int and 0 <= value <= _MOST_COUNTED:
        return value
    reading.add(rules.WITHHELD if value == -1 else rules.NO_NUMBER, f"{place}/{key}", shown(value))
    return None


def decimal(node: Node, key: str, place: str, reading: Reading) -> Decimal | None:
    """Read a decimal number that is no amount (a weight, a duration); None when absent or out of reach."""
    value = node.get(key)
    if value is None:
        return None
    if (type(value) is int or type(value) is float) and abs(value) < _MOST_COUNTED:
        return Decimal(repr(value))
    if type(value) is str and len(value) <= _LONGEST_NUMBER:
        try:
            number = Decimal(value.strip())
        except InvalidOperation:
            number = _NO_NUMBER
        if number.is_finite() and abs(number) < _MOST_COUNTED:
            return number
    reading.add(rules.NO_NUMBER, f"{place}/{key}", shown(value))
    return None


def day(node: Node, key: str, place: str, reading: Reading) -> date | None:
    """Read the date of a date or date-time as written: it is never converted (counting rule C7).

    A placeholder is no date.
    """
    value = node.get(key)
    if value is None:
        return None
    if type(value) is str:
        try:
            written = date.fromisoformat(value[:10])
        except ValueError:
            written = None
        if written is not None and is_placeholder(written):
            reading.add(rules.PLACEHOLDER_DATE, f"{place}/{key}", value)
            return None
        if written is not None and _FIRST_YEAR <= written.year <= _LAST_YEAR:
            return written
    reading.add(rules.NO_DATE, f"{place}/{key}", shown(value))
    return None


def moment(node: Node, key: str, place: str, reading: Reading) -> datetime | None:
    """Read an aware moment; without an offset it is taken as UTC, with a finding."""
    value = node.get(key)
    if type(value) is not str:
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    if not _FIRST_YEAR <= read.year <= _LAST_YEAR or is_placeholder(read.date()):
        return None
    if read.tzinfo is None:
        reading.add(rules.NO_OFFSET, f"{place}/{key}", value)
        return read.replace(tzinfo=UTC)
    return read


def cpv_of(classification: Json) -> str | None:
    """Read the eight digits of a CPV code; None for another scheme, or when they are no eight digits.

    Spreadsheet conversions write `45233130.0`; the ninth, the check digit (`45233162-2`), is left out.
    """
    if type(classification) is not dict:
        return None
    scheme = classification.get("scheme")
    if type(scheme) is not str or scheme.upper() != "CPV":
        return None
    value = classification.get("id")
    if type(value) is int:
        value = shown(value)
    if type(value) is not str:
        return None
    digits = value.strip()
    first, rest = digits[:_CPV_DIGITS], digits[_CPV_DIGITS:]
    if len(first) != _CPV_DIGITS or not (first.isascii() and first.isdigit()):
        return None
    return first if not rest or rest[0] in "-." else None


def shown(value: Json) -> str | None:
    """Show an offending value in a finding; of lists and objects only the kind."""
    if value is None or type(value) is str:
        return value
    if type(value) is dict:
        return "{…}"
    if type(value) is list:
        return "[…]"
    return str(value) if type(value) is not int or abs(value) < _LARGEST_WHOLE else "…"
