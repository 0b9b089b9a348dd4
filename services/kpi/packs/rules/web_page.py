"""A pack as a page that reads well on a screen and prints well: it needs nothing but itself."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from services.kpi.packs.rules.document import NOTHING, Cell, Document, Section, Share, in_language
from shared.procurement.finding import Text

_STYLE: Final = """
body { font: 11pt/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1a1a1a }
h1 { font-size: 1.6rem; margin-bottom: .3rem } h2 { font-size: 1.2rem; margin-top: 2rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 } dd { margin: 0 }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-size: .9rem }
th, td { border-bottom: 1px solid #aaa; padding: .25rem .5rem; text-align: left; vertical-align: top }
thead th { border-bottom: 2px solid #333 } .n { text-align: right; font-variant-numeric: tabular-nums }
.note { font-size: .9rem; color: #444 }
@page { size: A4 landscape; margin: 15mm }
@media print {
  body { margin: 0; max-width: none; padding: 0; font-size: 9pt } .scroll { overflow: visible }
  thead { display: table-header-group } tr { break-inside: avoid } h2 { break-after: avoid }
}
"""
_RESTS_ON: Final = Text("Waar dit op berust", "What this rests on")
_DUTCH_MARKS: Final = str.maketrans(",.", ".,")
_LARGE: Final = 10_000
"""From here on decimals say nothing."""


def web_page(document: Document, language: str) -> bytes:
    """The whole page."""
    return "\n".join(_lines(document, language)).encode() + b"\n"


def _lines(document: Document, language: str) -> Iterator[str]:
    title = escape(in_language(document.title, language))
    yield f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>"
    rests_on = in_language(_RESTS_ON, language)
    yield f'</header>\n<main>\n<section aria-labelledby="about"><h2 id="about">{rests_on}</h2>\n<dl>'
    for name, value in document.about.items():
        yield f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
    yield "</dl></section>"
    for section in document.sections:
        yield from _section(section, language)
    yield "</main>\n</body>\n</html>"


def _section(section: Section, language: str) -> Iterator[str]:
    heading = escape(in_language(section.title, language))
    yield f'<section aria-labelledby="{section.key}">\n<h2 id="{section.key}">{heading}</h2>'
    for note in section.notes:
        yield f'<p class="note">{escape(in_language(note, language))}</p>'
    if not section.rows:
        yield f"<p>{in_language(NOTHING, language)}</p>\n</section>"
        return
    yield f'<div class="scroll" role="region" aria-labelledby="{section.key}" tabindex="0">\n<table>\n<thead><tr>'
    numbers = [
        any(isinstance(row[place], int | float) for row in section.rows) for place in range(len(section.columns))
    ]
    for column, number in zip(section.columns, numbers, strict=True):
        yield f'<th scope="col"{_class(number)}>{escape(in_language(column, language))}</th>'
    yield "</tr></thead>\n<tbody>"
    for row in section.rows:
        cells = (
            f"<td{_class(number)}>{escape(shown(cell, language))}</td>"
            for cell, number in zip(row, numbers, strict=True)
        )
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody>\n</table>\n</div>\n</section>"


def _class(number: bool) -> str:  # noqa: FBT001 - one of a column's two kinds
    return ' class="n"' if number else ""


def shown(cell: Cell, language: str) -> str:
    """A cell as people read it."""
    match cell:
        case None:
            return "-"
        case Text():
            return in_language(cell, language)
        case str():
            return cell
    if isinstance(cell, Share):
        percentage = f"{cell * 100:.1f}%"
        return percentage.translate(_DUTCH_MARKS) if language == "nl" else percentage
    whole = isinstance(cell, int) or abs(cell) >= _LARGE
    text = f"{cell:,.0f}" if whole else f"{cell:,.3f}".rstrip("0").rstrip(".")
    return text.translate(_DUTCH_MARKS) if language == "nl" else text
