"""What text must be before people see it: on a screen and in a spreadsheet it does nothing but show itself."""

import unicodedata
from typing import Final

_LINES: Final = "\n\r\t"
_UNSEEN_LINES: Final = "\x0b\x0c\x85\u2028\u2029"
"""Characters that end a line where few programs show it."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def unprintable(text: str) -> str | None:
    """The first character that does not show: one that steers a terminal, turns the direction, ends a line unseen.

    Spaces of any width and the ordinary ends of lines are fine.
    """
    if text.isprintable() or text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable():
        return None
    return next((character for character in text if not _shows(character)), None)


def readable(text: str) -> str:
    """The text without characters that do not show; where one ended a line, the line ends."""
    if unprintable(text) is None:
        return text
    return "".join(character if _shows(character) else "\n" if character in _UNSEEN_LINES else "" for character in text)


def spelled(text: str) -> str:
    """The text with each character that does not show written as what it is: [U+202E]."""
    if unprintable(text) is None:
        return text
    return "".join(character if _shows(character) else f"[{code_point(character)}]" for character in text)


def _shows(character: str) -> bool:
    return character.isprintable() or character in _LINES or unicodedata.category(character) == "Zs"


def code_point(character: str) -> str:
    """How a character that does not show is written: U+202E."""
    return f"U+{ord(character):04X}"


def cell(value: str) -> str:
    """A text as a cell of CSV: a spreadsheet takes one that begins like a formula for text. `from_cell` undoes it."""
    return f"'{value}" if value.lstrip("'").startswith(_FORMULA) else value


def from_cell(value: str) -> str:
    """The text that `cell` wrote."""
    return value[1:] if value.startswith("'") and value.lstrip("'").startswith(_FORMULA) else value
