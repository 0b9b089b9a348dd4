"""A chart before it is drawn: what it says in words, the rows of its table, and its drawing in Vega-Lite or Vega.

The table under a chart, its CSV and its picture come from the same rows, so none can say something else.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from dashboard.page.language import Language
from dashboard.page.numbers import Numbers
from dashboard.page.page import linked
from shared.shown_text import spelled

Grammar = Literal["vega-lite", "vega"]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table; `unit` is that of its numbers ("%" are fractions of one), None for text."""

    name: str
    words: str
    unit: str | None = None

    @property
    def numeric(self) -> bool:
        """Whether it holds numbers, which stand right."""
        return self.unit is not None


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart, in one language. `query` asks for it again; width and height are in CSS pixels."""

    kind: str
    title: str
    description: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    query: Mapping[str, object]
    language: Language
    spec: Mapping[str, Any] = field(repr=False)
    grammar: Grammar = "vega-lite"
    width: int = 720
    height: int = 320

    def address(self, form: Literal["svg", "png", "csv"]) -> str:
        """The address of its own, to embed."""
        return linked(self.language, f"/grafieken/{self.kind}.{form}", self.query)

    def cell(self, row: Row, column: Column) -> str:
        """What stands in the table."""
        stated = row.get(column.name)
        if column.unit is None:
            return spelled(str(stated)) if stated is not None else Numbers(self.language).value(None, None)
        return Numbers(self.language).value(stated, column.unit)

    def csv(self) -> bytes:
        """The rows for a spreadsheet, numbers as the services give them; what looks like a formula is text."""
        written = io.StringIO()
        writer = csv.writer(written)
        writer.writerow([column.name for column in self.columns])
        for row in self.rows:
            writer.writerow([_plain(row.get(column.name)) for column in self.columns])
        return written.getvalue().encode("utf-8-sig")


def _plain(stated: object) -> object:
    if not isinstance(stated, str):
        return stated
    shown = spelled(stated)
    return f"'{shown}" if shown[:1] in {"=", "+", "-", "@", "\t", "\r"} else shown
