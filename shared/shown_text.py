"""What text must be before people see it: on a screen and in a spreadsheet it does nothing but show itself."""

import unicodedata
from typing import Final

_LINES: Final = "\n\r\t"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def unprintable(text: str) -> str | None:
    """The first character that does not show: one that steers a terminal, turns the direction, ends a line unseen.

    Spaces of any width and the ordinary ends of lines are fine.
    """
    if text.isprintable():
        return None
    return next(
        (
            character
            for character in text
            if not character.isprintable() and character not in _LINES and unicodedata.category(character) != "Zs"
        ),
        None,
    )


def code_point(character: str) -> str:
    """How a character that does not show is written: U+202E."""
    return f"U+{ord(character):04X}"


def cell(value: str) -> str:
    """A text as a cell of CSV: a spreadsheet takes one that begins like a formula for text. `from_cell` undoes it."""
    return f"'{value}" if value.lstrip("'").startswith(_FORMULA) else value


def from_cell(value: str) -> str:
    """The text that `cell` wrote."""
    return value[1:] if value.startswith("'") and value.lstrip("'").startswith(_FORMULA) else value
