"""Where a property of a card stands in its text: from a pointer in what was read to a character of the file.

The text was read before by the reader of its form, so this only follows it; what it does not find has the place of
what holds it.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

_TEXT: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}|\'\'\'(?:[^\']|\'(?!\'\'))*\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL
)
_BLANK: Final = re.compile(r"(?:\s|#[^\n]*)*")
_KEY: Final = re.compile(r"((?:\"[^\"\n]*\"|'[^'\n]*'|[A-Za-z0-9_.\- \t])+)=[ \t]*")
_TABLE: Final = re.compile(r"(\[\[?)[ \t]*([^\]\n]+?)[ \t]*\]\]?")
_PLAIN: Final = re.compile(r"[^\s,\]}#]+(?:[ \t]+[^\s,\]}#=]+)*")
_JSON: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_OPENINGS: Final = ('"""\n', '"""', "'''\n", "'''", '"', "'")


class Place(NamedTuple):
    """A line and a column of a text, both from 1."""

    line: int
    column: int


def place_at(text: str, position: int) -> Place:
    """The line and column of a character."""
    before = text[:position]
    return Place(before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)


def position_of(pointer: str, places: Mapping[str, int]) -> int:
    """Where a property stands; one that is not there has the place of what should hold it."""
    while pointer and pointer not in places:
        pointer = pointer.rpartition("/")[0]
    return places.get(pointer, 0)


def inside(text: str, start: int, stated: str, offset: int) -> int:
    """A character of a text that is stated at `start`; the start where it is written otherwise than it reads."""
    for opening in _OPENINGS:
        if text.startswith(opening, start):
            begin = start + len(opening)
            return begin + offset if text[begin : begin + offset] == stated[:offset] else start
    return start


def toml_places(text: str) -> dict[str, int]:
    """Where each value of a TOML text begins, by its pointer; of a table its heading."""
    places: dict[str, int] = {}
    counts: dict[str, int] = {}
    table, position = "", _blank(text, 0)
    while position < len(text):
        if heading := _TABLE.match(text, position):
            table = "/" + _pointer(heading[2])
            if heading[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = f"{table}/{counts[table]}"
            places[table] = position
            position = _blank(text, heading.end())
        elif key := _KEY.match(text, position):
            position = _blank(text, _toml_value(text, key.end(), f"{table}/{_pointer(key[1])}", places))
        else:
            position = _blank(text, position + 1)
    return places


def json_places(text: str) -> dict[str, int]:
    """Where each value of a JSON text begins, by its pointer."""
    places: dict[str, int] = {}
    held: list[str | int] = []
    awaits_key: list[bool] = []
    for token in _JSON.finditer(text):
        mark = token[0]
        if mark in "]}" and awaits_key:
            awaits_key.pop()
            held.pop()
        elif mark == "," and awaits_key:
            if isinstance(held[-1], int):
                held[-1] += 1
            else:
                awaits_key[-1] = True
        elif mark == ":":
            continue
        elif awaits_key and awaits_key[-1]:
            held[-1] = mark[1:-1]
            awaits_key[-1] = False
        else:
            places["".join(f"/{step}" for step in held)] = token.start()
            if mark in "[{":
                held.append(0 if mark == "[" else "")
                awaits_key.append(mark == "{")
    return places


def _toml_value(text: str, position: int, pointer: str, places: dict[str, int]) -> int:
    """Note where a value begins, and give where it ends."""
    places[pointer] = position
    if stated := _TEXT.match(text, position):
        return stated.end()
    if text.startswith("[", position):
        number, position = 0, _blank(text, position + 1)
        while position < len(text) and text[position] != "]":
            if text[position] == ",":
                number += 1
                position = _blank(text, position + 1)
            else:
                end = _toml_value(text, position, f"{pointer}/{number}", places)
                position = _blank(text, max(end, position + 1))
        return position + 1
    if text.startswith("{", position):
        position = _blank(text, position + 1)
        while position < len(text) and text[position] != "}":
            key = _KEY.match(text, position)
            end = _toml_value(text, key.end(), f"{pointer}/{_pointer(key[1])}", places) if key else position + 1
            position = _blank(text, end)
        return position + 1
    plain = _PLAIN.match(text, position)
    return plain.end() if plain else position + 1


def _pointer(name: str) -> str:
    return "/".join(part.strip().strip("\"'") for part in name.split("."))


def _blank(text: str, position: int) -> int:
    """The next character that is neither blank nor comment."""
    blank = _BLANK.match(text, position)
    return blank.end() if blank else position
