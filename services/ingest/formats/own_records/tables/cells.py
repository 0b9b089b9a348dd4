"""From a cell as somebody typed it to the value of its column. What is no such value stays as it is: the model says so.

Cells of CSV are text. Cells of workbooks are text, numbers, days or truth values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

from services.ingest.data_contracts.columns import NONE_OF_THEM, Column, plain

Cell: TypeAlias = str | int | float | bool | date | datetime | None

_DUTCH_NUMBER: Final = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?|-?\d+,\d+")
_ENGLISH_NUMBER: Final = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLAIN_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_CURRENCY: Final = re.compile(r"^\s*(?:€|EUR)\s*|\s*(?:€|EUR|%)\s*$")
_DUTCH_DAY: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_BETWEEN_CODES: Final = re.compile(r"\s*[,;|]\s*")
_WORDS: Final[Mapping[str, str]] = {
    "ja": "yes",
    "nee": "no",
    "true": "yes",
    "false": "no",
    "waar": "yes",
    "onwaar": "no",
    "klimaat": "climate",
    "circulair": "circular",
    "milieuenbiodiversiteit": "pollution-biodiversity",
    "vervuilingenbiodiversiteit": "pollution-biodiversity",
    "mensenrechtenenarbeidsomstandigheden": "human-rights-labour",
    "mensenrechtenarbeid": "human-rights-labour",
    "diversiteiteninclusie": "diversity-inclusion",
    "concept": "draft",
    "definitief": "final",
    "ingetrokken": "withdrawn",
}
"""Dutch words for codes that several data contracts share."""


def as_text(cell: Cell) -> str:
    """A cell as text: how it is kept, and what an identifier in it reads."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == cell.min.time() else cell.isoformat()
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}".removesuffix(".0")
    return str(cell) if not isinstance(cell, date) else cell.isoformat()


def value_of(text: str, column: Column) -> Any:  # noqa: ANN401 - a value of JSON
    """The value that a cell states, for the model to judge. An empty cell is asked for by nobody."""
    text = text.strip()
    match column.kind:
        case "number":
            return number(text)
        case "whole":
            stated = number(text)
            return int(stated) if re.fullmatch(r"-?\d{1,18}", stated) else stated
        case "day":
            return day(text)
        case "codes":
            if plain(text) in map(plain, NONE_OF_THEM) or text in NONE_OF_THEM:
                return []
            return [_code(each, column) for each in _BETWEEN_CODES.split(text) if each]
        case _:
            return _code(text, column) if column.codes else text


def in_codes(text: str, column: Column, words: Mapping[str, str]) -> str:
    """A cell with the codes that its words stand for; a word that stands for none stays."""
    if column.kind != "codes":
        return words.get(plain(text), text)
    return ", ".join(words.get(plain(each), each) for each in _BETWEEN_CODES.split(text.strip()) if each)


def number(text: str) -> str:
    """A number with a point, from one with a decimal comma or thousands; other text comes back as it is."""
    stated = _CURRENCY.sub("", text).replace("\u00a0", "").replace("\u202f", "").replace("'", "").replace(" ", "")
    if _PLAIN_NUMBER.fullmatch(stated):
        # 1.234 may be a thousand or one and a bit; a point is read as JSON reads it.
        return stated
    if _DUTCH_NUMBER.fullmatch(stated):
        return stated.replace(".", "").replace(",", ".")
    return stated.replace(",", "") if _ENGLISH_NUMBER.fullmatch(stated) else text


def day(text: str) -> str:
    """A day as ISO 8601 writes it, from 18-06-2026 as well; other text comes back as it is."""
    dutch = _DUTCH_DAY.fullmatch(text)
    return f"{dutch[3]}-{int(dutch[2]):02}-{int(dutch[1]):02}" if dutch else text.removesuffix("T00:00:00")


def _code(text: str, column: Column) -> str:
    """A code by itself, or by the Dutch word for it; capitals, spaces and accents aside."""
    stated = plain(text)
    known = next((code for code in column.codes if plain(code) == stated), None)
    if known is not None:
        return known
    word = _WORDS.get(stated)
    return word if word is not None and word in column.codes else text.strip()
