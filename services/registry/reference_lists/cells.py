"""What a cell of a reference list may hold. A cell is always text; what it means depends on its column."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

Reading: TypeAlias = Callable[[str], str | None]
"""Says what is wrong with a cell, None when nothing is."""

LONGEST_CELL: Final = 2000
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how a filled cell is read, whether it may be blank, and the list that its codes come from.

    With `many`, the cell holds codes with a semicolon between them.
    """

    reading: Reading
    blank: bool = False
    refers_to: str | None = None
    many: bool = False


def text(cell: str) -> str | None:
    """Any text that is not too long."""
    return f"at most {LONGEST_CELL} characters" if len(cell) > LONGEST_CELL else None


def code(cell: str) -> str | None:
    """A code that can stand in an address."""
    return None if _CODE.fullmatch(cell) else "a code of letters, digits, points, hyphens and underscores"


def codes(cell: str) -> str | None:
    """Codes with a semicolon between them, none twice."""
    parts = cell.split(";")
    if all(code(part) is None for part in parts) and len(set(parts)) == len(parts):
        return None
    return "different codes with a semicolon between them"


def truth(cell: str) -> str | None:
    """Yes or no."""
    return None if cell in {"true", "false"} else "true or false"


def relevance(cell: str) -> str | None:
    """The impact of a chain on a theme: blank is false, true is filled without a known size."""
    allowed = ("false", "true", "small", "medium", "large")
    return None if cell in allowed else "false (blank), true (filled, size unknown), small, medium or large"


def whole(cell: str) -> str | None:
    """A whole number of 0 or more, of at most fifteen digits."""
    return None if re.fullmatch(r"0|[1-9][0-9]{0,14}", cell) else "a whole number of 0 or more"


def amount(cell: str) -> str | None:
    """Whole euros, more than nothing."""
    return None if whole(cell) is None and cell != "0" else "whole euros, more than 0"


def year(cell: str) -> str | None:
    """A year of this or the last century."""
    return None if re.fullmatch(r"(?:19|20)[0-9]{2}", cell) else "a year, as 2026"


def day(cell: str) -> str | None:
    """A day of the calendar as ISO 8601 writes it."""
    try:
        return None if date.fromisoformat(cell).isoformat() == cell else "a day, as 2026-01-31"
    except ValueError:
        return "a day, as 2026-01-31"


def cpv_prefix(cell: str) -> str | None:
    """The first two to eight digits of a CPV code."""
    return None if re.fullmatch(r"[0-9]{2,8}", cell) else "two to eight digits of a CPV code"


def cpv_code(cell: str) -> str | None:
    """A CPV code without its check digit."""
    return None if re.fullmatch(r"[0-9]{8}", cell) else "the eight digits of a CPV code"


def pattern(cell: str) -> str | None:
    """A regular expression."""
    try:
        re.compile(cell)
    except (re.error, RecursionError, OverflowError) as problem:
        return f"a regular expression ({problem})"
    return text(cell)


def one_of(*allowed: str) -> Reading:
    """One word of a closed list."""

    def read(cell: str) -> str | None:
        return None if cell in allowed else f"one of {', '.join(allowed)}"

    return read
