"""The rows of one sheet of a workbook as text, in one pass over its XML: openpyxl makes objects that nobody asks for.

No DTD and no entities; a row at a time is in memory, and one that does not end is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import IO, Final, cast

from lxml import etree
from lxml.etree import _Element as Element
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHEET_MAIN_NS

from services.ingest.formats.own_records.tables.cells import as_text
from services.ingest.formats.own_records.tables.grouping import FORMULA, NUMBER, Row

MOST_COLUMNS: Final = 200
MOST_ROWS: Final = 1_048_576
_PIECE: Final = 2**16
_LONGEST_ROW: Final = 2**24
_ROW, _CELL, _DATA, _VALUE, _FORMULA, _INLINE, _TEXT, _PHONETIC, _SHARED, _ALL_SHARED = (
    f"{{{SHEET_MAIN_NS}}}{name}" for name in ("row", "c", "sheetData", "v", "f", "is", "t", "rPh", "si", "sst")
)
_DIGITS: Final = "0123456789"


class Malformed(ValueError):
    """The XML of a sheet is none, or not what a workbook may hold."""


@dataclass(frozen=True, slots=True)
class Styles:
    """What cells of a workbook refer to: its texts, which styles show a number as a day, and from when days count."""

    texts: Sequence[str]
    days: Collection[int]
    spans: Collection[int]
    epoch: datetime


def rows_in(part: IO[bytes], styles: Styles, *, watched: Collection[int]) -> Iterator[Row]:
    """Give the rows that hold anything. A number is noted in a column that is `watched`, a formula anywhere.

    `watched` is looked at for each row, so that it may be filled once the headings are known. Raises Malformed.
    """
    positions = _Positions()
    number = 0
    for element in _elements(part, each=_ROW, until=_DATA):
        number = int(element.get("r") or number + 1)
        if number > MOST_ROWS:
            raise Malformed("A sheet has no such row.")
        texts: list[str] = []
        noted: list[tuple[int, str]] = []
        for cell in element.iterchildren(_CELL):
            named = cell.get("r")
            at = len(texts) if named is None else positions[named.rstrip(_DIGITS)]
            if at >= MOST_COLUMNS:
                break
            kind = cell.get("t")
            text, special = _read(cell, kind, styles)
            if special or (kind in (None, "n") and text and at in watched):
                noted.append((at, special or NUMBER))
            if text:
                texts.extend([""] * (at - len(texts)))
                texts[at:] = [text]
        if texts or noted:
            yield Row(number, texts, noted)


def _elements(part: IO[bytes], *, each: str, until: str) -> Iterator[Element]:
    """Each row of a sheet, or text that is shared, forgotten when the next is asked for."""
    parser = etree.XMLPullParser(
        ("end",),
        tag=(each, until),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    size, before = 0, b""
    try:
        while piece := part.read(_PIECE):
            if b"<!DOCTYPE" in before + piece:
                raise Malformed("A sheet has no document type.")
            before = piece[-10:]
            size += len(piece)
            parser.feed(piece)
            for _, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                if element.tag == until:
                    return
                size = 0
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]  # type: ignore[union-attr]
            if size > _LONGEST_ROW:
                raise Malformed("A row does not end.")
    except etree.XMLSyntaxError as error:
        raise Malformed("A sheet is no XML.") from error


def _read(cell: Element, kind: str | None, styles: Styles) -> tuple[str, str]:
    """The text of a cell, and whether it is a formula."""
    value = ""
    for part in cell:
        tag = part.tag
        if tag == _FORMULA:
            return "", FORMULA
        if tag == _VALUE:
            value = part.text or ""
        elif tag == _INLINE and kind == "inlineStr":
            value = _inline(part)
    if not value or kind in ("inlineStr", "str", "e"):
        return value, ""
    try:
        return _stated(value, kind, int(cell.get("s") or 0), styles), ""
    except (ValueError, OverflowError, IndexError):
        return value, ""


def _stated(value: str, kind: str | None, style: int, styles: Styles) -> str:
    if kind == "s":
        return styles.texts[int(value)]
    if kind == "b":
        return as_text(bool(int(value)))
    if kind == "d":
        return as_text(from_ISO8601(value))  # type: ignore[no-untyped-call]
    if style in styles.days:
        return _moment(value, styles.epoch, span=style in styles.spans)
    return str(int(value)) if value.isdecimal() else as_text(float(value))


@lru_cache(maxsize=8192)
def _moment(value: str, epoch: datetime, *, span: bool) -> str:
    """A number that a style shows as a day; the same days come back row after row."""
    return as_text(from_excel(float(value), epoch, timedelta=span))


def texts_in(part: IO[bytes]) -> Iterator[str]:
    """Give the texts that cells of a workbook refer to, in their order. Raises Malformed."""
    for element in _elements(part, each=_SHARED, until=_ALL_SHARED):
        yield _inline(element)


def _inline(part: Element) -> str:
    """A text: its runs behind each other, how they are pronounced aside."""
    if len(part) == 1 and part[0].tag == _TEXT:
        return part[0].text or ""
    return "".join(
        text.text or "" for text in part.iter(_TEXT) if (above := text.getparent()) is None or above.tag != _PHONETIC
    )


class _Positions(dict[str, int]):
    """The position of a column by its letters, from 0 on; raises Malformed for what is none."""

    def __missing__(self, letters: str) -> int:
        at = 0
        for letter in letters:
            if not "A" <= letter <= "Z" or len(letters) > 3:  # noqa: PLR2004 - XFD is the last
                raise Malformed("A sheet has no such column.")
            at = at * 26 + ord(letter) - ord("A") + 1
        self[letters] = at - 1
        return at - 1
