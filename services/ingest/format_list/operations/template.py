"""An empty workbook for a data contract: headings with what they mean, lists to choose from, text where digits are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

import xlsxwriter
from xlsxwriter.format import Format

from services.ingest.data_contracts.columns import Column, columns_of
from services.ingest.data_contracts.model import OwnRecordModel
from services.ingest.data_contracts.rows import rows_of
from shared.shown_text import cell

Rows: TypeAlias = Iterable[Sequence[str]]

_ROWS: Final = 5000
"""Rows for which lists and formats are set."""
_LONGEST_LIST: Final = 255
_WIDTH: Final = 22


def workbook(contract: type[OwnRecordModel], columns: Sequence[Column] = (), rows: Rows = ()) -> bytes:
    """The template as XLSX: of some columns when they are named, with rows that are filled in as far as is known."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        book.set_properties({"title": contract.title_nl, "comments": contract.format_name()})
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        asked = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#DCE6F1"})
        text = book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(contract.kind.value)
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns or columns_of(contract)):
            sheet.write_string(0, at, column.nl, asked if column.required else heading)
            sheet.write_comment(0, at, _note(column), {"x_scale": 2, "y_scale": 1.5})
            sheet.set_column(at, at, _WIDTH, _cell_format(column, text=text, day=day))
            if column.codes and column.kind != "codes" and sum(map(len, column.codes)) < _LONGEST_LIST - 50:
                sheet.data_validation(1, at, _ROWS, at, {"validate": "list", "source": list(column.codes)})
        for number, row in enumerate(rows, 1):
            for at, stated in enumerate(row):
                if stated:
                    sheet.write_string(number, at, stated)
    return body.getvalue()


def comma_separated(contract: type[OwnRecordModel], columns: Sequence[Column] = (), rows: Rows = ()) -> bytes:
    """The same as CSV, with a byte order mark so that Excel reads it as UTF-8."""
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow([column.nl for column in columns or columns_of(contract)])
    lines.writerows([cell(each) for each in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def filled(contract: type[OwnRecordModel]) -> bytes:
    """The CSV with the rows of its example."""
    return comma_separated(contract, rows=rows_of(contract.example, columns_of(contract)))


def _cell_format(column: Column, *, text: Format, day: Format) -> Format | None:
    if column.kind == "day":
        return day
    return text if column.kind in ("text", "codes") else None


def _note(column: Column) -> str:
    parts = [column.meaning_nl, column.meaning_en, f"({column.name})"]
    if column.codes:
        parts.append(", ".join(column.codes))
    if column.required:
        parts.append("Verplicht / required")
    return "\n".join(part for part in parts if part)
