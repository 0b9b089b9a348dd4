"""A pack as a workbook: a sheet for what it rests on, and one for each section, ready to be worked with."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format

from services.kpi.packs.rules.document import Document, Section, Share, in_language
from shared.procurement.finding import Text

_LONGEST_SHEET: Final = 31
_WIDEST: Final = 60
_NARROWEST: Final = 10


def workbook(document: Document, language: str, *, made_at: datetime) -> bytes:
    """The whole file; the same document and moment are the same bytes."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": in_language(document.title, language), "created": made_at.replace(tzinfo=None)})
        bold, wrapped = (
            book.add_format({"bold": True, "bottom": 1}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        first = book.add_worksheet(in_language(Text("Berust op", "Rests on"), language))
        first.set_column(0, 0, 24)
        first.set_column(1, 1, _WIDEST, wrapped)
        first.write_string(0, 0, in_language(document.title, language), bold)
        for row, (name, value) in enumerate(document.about.items(), 1):
            first.write_string(row, 0, name)
            first.write_string(row, 1, value)
        for section in document.sections:
            _write(book, section, language, (bold, book.add_format({"num_format": "0.0%"})))
    return body.getvalue()


def _write(book: xlsxwriter.Workbook, section: Section, language: str, formats: tuple[Format, Format]) -> None:
    sheet = book.add_worksheet(section.key[:_LONGEST_SHEET])
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    widths = [len(in_language(each, language)) for each in section.columns]
    for place, column in enumerate(section.columns):
        sheet.write_string(0, place, in_language(column, language), formats[0])
    for number, row in enumerate(section.rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, int | float):
                sheet.write_number(number, place, cell, formats[1] if isinstance(cell, Share) else None)
                continue
            text = "" if cell is None else in_language(cell, language) if isinstance(cell, Text) else cell
            widths[place] = max(widths[place], len(text))
            sheet.write_string(number, place, text)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(_WIDEST, max(_NARROWEST, width + 1)))
    for number, note in enumerate(section.notes, len(section.rows) + 2):
        sheet.write_string(number, 0, in_language(note, language))
