"""The yearly status as a table (CSV, XLSX) and as a page that prints well (HTML without anything from elsewhere)."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from typing import Final

import xlsxwriter

from services.kpi.plan_statuses.rules.status import Status
from services.kpi.plan_statuses.schemas.words import LEAD, NOTHING, TITLE, headings, rows, said
from shared.procurement.finding import Language
from shared.shown_text import cell

CSV: Final = "text/csv"
HTML: Final = "text/html"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STYLE: Final = """
body{font:11pt/1.45 sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#111}
section{break-inside:avoid;border-top:1px solid #767676;padding:.6rem 0}
h2{font-size:1.1rem;margin:.2rem 0}dl{display:grid;grid-template-columns:minmax(10rem,1fr) 3fr;gap:.15rem 1rem;margin:0}
dt{color:#444}dd{margin:0;overflow-wrap:anywhere}
@media print{body{margin:0;max-width:none}a{color:inherit}@page{margin:2cm}}
"""


def as_csv(statuses: Sequence[Status], language: Language) -> str:
    """A row for each body; no cell begins as a formula does."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(headings(language))
    lines.writerows([cell(each) if isinstance(each, str) else each for each in row] for row in rows(statuses, language))
    return text.getvalue()


def as_workbook(statuses: Sequence[Status], year: int, language: Language) -> bytes:
    """The same table as a workbook; texts are texts, numbers numbers."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        sheet = book.add_worksheet(str(year))
        bold = book.add_format({"bold": True, "text_wrap": True})
        for at, heading in enumerate(headings(language)):
            sheet.write_string(0, at, heading, bold)
        for number, row in enumerate(rows(statuses, language), 1):
            for at, each in enumerate(row):
                if isinstance(each, str):
                    sheet.write_string(number, at, each)
                else:
                    sheet.write_number(number, at, each)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 3, 30)
        sheet.set_column(12, 14, 40)
    return body.getvalue()


def as_page(statuses: Sequence[Status], year: int, day: date, language: Language) -> str:
    """A page: a section for each body."""
    return "".join(_page(statuses, year, day, language))


def _page(statuses: Sequence[Status], year: int, day: date, language: Language) -> Iterator[str]:
    title = escape(said(TITLE, language).format(year=year))
    yield f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
    yield f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><main>'
    yield f"<h1>{title}</h1><p>{escape(said(LEAD, language).format(day=day.isoformat()))}</p>"
    if not statuses:
        yield f"<p>{escape(said(NOTHING, language))}</p>"
    names = headings(language)
    for row in rows(statuses, language):
        yield f"<section><h2>{escape(str(row[0]))}</h2><dl>"
        for name, value in zip(names[1:], row[1:], strict=True):
            if value != "":
                yield f"<dt>{escape(name)}</dt><dd>{_linked(str(value))}</dd>"
        yield "</dl></section>\n"
    yield "</main></body></html>\n"


def _linked(value: str) -> str:
    shown = escape(value)
    return f'<a href="{shown}" rel="noopener">{shown}</a>' if value.startswith("https://") else shown
