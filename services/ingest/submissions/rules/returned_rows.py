"""A table as it goes back to its sender: the same rows, each with what was found in it.

Findings stand in the row that they are about, one below the other in its cells; what is about no row stands apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from services.ingest.data_contracts.columns import FINDING_HEADINGS
from services.ingest.formats.kept_rows import KeptRows

APART: Final = "Bevindingen"
"""What a sheet with findings about no row is called."""
_SEVERITIES: Final = {"error": "fout", "warning": "let op", "info": "ter informatie"}


class Said(NamedTuple):
    """A finding as it was kept: the record it is on (None: the whole body), its code, severity, place and sentences."""

    ordinal: int | None
    rule: str
    severity: str
    location: str
    nl: str
    en: str

    def cells(self, column: str) -> tuple[str, ...]:
        """What it says in each of the columns of findings."""
        return self.rule, _SEVERITIES[self.severity], column, self.nl, self.en


@dataclass(frozen=True, slots=True)
class Line:
    """A row to be written: its sheet, its number there, and its cells; None as number for what stands in no row."""

    sheet: str
    number: int | None
    cells: Sequence[str]


def returned_lines(
    kept: Iterable[tuple[int, bytes]], said: Iterator[Said], rows_of: Callable[[bytes], KeptRows]
) -> Iterator[Line]:
    """The lines of a table, from its kept records and all findings, both in the order of the records.

    A record at a time is in memory, or the rows of one table of spend. `kept` has the ordinal of each record; empty
    when nothing of it could be read.
    """
    findings = _Findings(said)
    apart: list[Said] = []
    waiting: list[Line] = []  # of a table whose records do not stand in the order of their rows
    for ordinal, body in kept:
        about = findings.up_to(ordinal)
        if not body:
            apart += about
            continue
        record = rows_of(body)
        if waiting and (record.in_order or record.sheet != waiting[0].sheet or record.headings_row):
            yield from sorted(waiting, key=_number)
            waiting = []
        lines = _lines(record, about)
        if record.in_order:
            yield from lines
        else:
            waiting += lines
    yield from sorted(waiting, key=_number)
    apart += findings.up_to(None)
    if apart:
        yield Line(APART, None, FINDING_HEADINGS)
    for each in apart:
        yield Line(APART, None, each.cells(each.location))


def _number(line: Line) -> int:
    return line.number or 0


def _lines(record: KeptRows, about: Sequence[Said]) -> Iterator[Line]:
    """The lines of one record, under its headings when it is the first below them."""
    width = len(record.headings)
    if record.headings_row:
        yield Line(record.sheet, record.headings_row, [*record.headings, *FINDING_HEADINGS])
    of_row: dict[int, list[tuple[str, ...]]] = {}
    for each in about:
        number, column = record.place_of(each.location)
        of_row.setdefault(number, []).append(each.cells(column))
    for number, cells in record.rows:
        told = ["\n".join(column) for column in zip(*of_row.get(number, ()), strict=True)]
        told = told or [""] * len(FINDING_HEADINGS)
        yield Line(record.sheet, number, [*cells[:width], *[""] * (width - len(cells)), *told, *cells[width:]])


class _Findings:
    """Findings in the order of their records, those on the whole body last."""

    def __init__(self, said: Iterator[Said]) -> None:
        self._said = said
        self._next = next(said, None)

    def up_to(self, ordinal: int | None) -> list[Said]:
        """Those that follow, on records up to this one; None: all that are left."""
        about: list[Said] = []
        while self._next is not None and (
            ordinal is None or (self._next.ordinal is not None and self._next.ordinal <= ordinal)
        ):
            about.append(self._next)
            self._next = next(self._said, None)
        return about
