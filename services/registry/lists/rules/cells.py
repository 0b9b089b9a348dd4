"""What a cell of a reference list may hold. A cell is always text; what it means depends on its column."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, TypeAlias


class Wanted(NamedTuple):
    """What a cell should have been, in English and in Dutch."""

    en: str
    nl: str


Reading: TypeAlias = Callable[[str], Wanted | None]
"""Says what a cell should have been, None when it is that."""

LONGEST_CELL: Final = 2000
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Reference(NamedTuple):
    """The list that codes come from; with `marked`, only its rows with `true` in the column of that name."""

    name: str
    marked: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how a filled cell is read, whether it may be blank, and the list that its codes come from.

    With `many`, the cell holds codes with a semicolon between them. With `marked`, only the rows of that list count
    that have `true` in the column of this name.
    """

    reading: Reading
    blank: bool = False
    refers_to: str | None = None
    many: bool = False
    marked: str | None = None

    @property
    def reference(self) -> "Reference | None":
        """Where the codes come from; None when they are this column's own."""
        return None if self.refers_to is None else Reference(self.refers_to, self.marked)


def text(cell: str) -> Wanted | None:
    """Any text that is not too long."""
    return (
        Wanted(f"at most {LONGEST_CELL} characters", f"ten hoogste {LONGEST_CELL} tekens")
        if len(cell) > LONGEST_CELL
        else None
    )


def code(cell: str) -> Wanted | None:
    """A code that can stand in an address."""
    return (
        None
        if _CODE.fullmatch(cell)
        else Wanted(
            "a code of letters, digits, points, hyphens and underscores",
            "een code van letters, cijfers, punten, streepjes en lage streepjes",
        )
    )


def codes(cell: str) -> Wanted | None:
    """Codes with a semicolon between them, none twice."""
    parts = cell.split(";")
    if all(code(part) is None for part in parts) and len(set(parts)) == len(parts):
        return None
    return Wanted("different codes with a semicolon between them", "verschillende codes met een puntkomma ertussen")


def truth(cell: str) -> Wanted | None:
    """Yes or no."""
    return None if cell in {"true", "false"} else Wanted("true or false", "true of false")


def relevance(cell: str) -> Wanted | None:
    """The impact of a chain on a theme: blank is false, true is filled without a known size."""
    allowed = ("false", "true", "small", "medium", "large")
    return (
        None
        if cell in allowed
        else Wanted(
            "false (blank), true (filled, size unknown), small, medium or large",
            "false (leeg), true (gevuld, grootte onbekend), small, medium of large",
        )
    )


def whole(cell: str) -> Wanted | None:
    """A whole number of 0 or more, of at most fifteen digits."""
    return (
        None
        if re.fullmatch(r"0|[1-9][0-9]{0,14}", cell)
        else Wanted("a whole number of 0 or more", "een geheel getal van 0 of meer")
    )


def amount(cell: str) -> Wanted | None:
    """Whole euros, more than nothing."""
    return (
        None if whole(cell) is None and cell != "0" else Wanted("whole euros, more than 0", "hele euro's, meer dan 0")
    )


def year(cell: str) -> Wanted | None:
    """A year of this or the last century."""
    return None if re.fullmatch(r"(?:19|20)[0-9]{2}", cell) else Wanted("a year, as 2026", "een jaar, als 2026")


def day(cell: str) -> Wanted | None:
    """A day of the calendar as ISO 8601 writes it."""
    try:
        return (
            None
            if date.fromisoformat(cell).isoformat() == cell
            else Wanted("a day, as 2026-01-31", "een dag, als 2026-01-31")
        )
    except ValueError:
        return Wanted("a day, as 2026-01-31", "een dag, als 2026-01-31")


def cpv_prefix(cell: str) -> Wanted | None:
    """The first two to eight digits of a CPV code."""
    return (
        None
        if re.fullmatch(r"[0-9]{2,8}", cell)
        else Wanted("two to eight digits of a CPV code", "twee tot acht cijfers van een CPV-code")
    )


def cpv_code(cell: str) -> Wanted | None:
    """A CPV code without its check digit."""
    return (
        None
        if re.fullmatch(r"[0-9]{8}", cell)
        else Wanted("the eight digits of a CPV code", "de acht cijfers van een CPV-code")
    )


def pattern(cell: str) -> Wanted | None:
    """A regular expression."""
    try:
        re.compile(cell)
    except (re.error, RecursionError, OverflowError) as problem:
        return Wanted(f"a regular expression ({problem})", f"een reguliere expressie ({problem})")
    return text(cell)


def several_of(*allowed: str) -> Reading:
    """Words of a closed list with a semicolon between them, none twice."""

    def read(cell: str) -> Wanted | None:
        parts = cell.split(";")
        if set(parts) <= set(allowed) and len(set(parts)) == len(parts):
            return None
        known = ", ".join(allowed)
        return Wanted(f"different words of {known}, with ; between them", f"verschillende van {known}, met ; ertussen")

    return read


def one_of(*allowed: str) -> Reading:
    """One word of a closed list."""

    def read(cell: str) -> Wanted | None:
        return None if cell in allowed else Wanted(f"one of {', '.join(allowed)}", f"een van {', '.join(allowed)}")

    return read
