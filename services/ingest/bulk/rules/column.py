"""How a column of a bulk file is described: in the file itself, in its data dictionary and in its Table Schema."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds, in the words of Table Schema."""

    TEXT = "string"
    BOOLEAN = "boolean"
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it means in both languages, and the terms or counting rules (C..) it follows from."""

    name: str
    kind: Kind
    nl: str
    en: str
    source: str = ""
    unit: str = ""


def text(name: str, nl: str, en: str, source: str = "") -> Column:
    """A column of text."""
    return Column(name, Kind.TEXT, nl, en, source)


def boolean(name: str, nl: str, en: str, source: str = "") -> Column:
    """A column that says yes, no or nothing."""
    return Column(name, Kind.BOOLEAN, nl, en, source)


def day(name: str, nl: str, en: str, source: str = "") -> Column:
    """A column of dates."""
    return Column(name, Kind.DATE, nl, en, source)


def number(name: str, nl: str, en: str, source: str = "", *, unit: str) -> Column:
    """A column of exact decimals."""
    return Column(name, Kind.NUMBER, nl, en, source, unit)


def whole(name: str, nl: str, en: str, source: str = "", *, unit: str) -> Column:
    """A column of whole numbers."""
    return Column(name, Kind.INTEGER, nl, en, source, unit)
