"""A table of spend split into records: all rows of one body, year and key are one, however many there are.

Each distinct cell is judged once. A row in which one is wrong becomes a record of its own, which is read as any other
row is and refused with its findings; so the others go in.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final, TextIO

from services.ingest.data_contracts.columns import Column
from services.ingest.data_contracts.spend import rules
from services.ingest.data_contracts.spend.lines import NAMES
from services.ingest.data_contracts.spend.model import MOST_LINES
from services.ingest.formats.own_records.rules import MISSING
from services.ingest.formats.own_records.tables.blocks import FORMAT, Words, in_code, positions, words_of
from services.ingest.formats.own_records.tables.grouping import FORMULA, Row
from services.ingest.formats.own_records.tables.headings import (
    Headings,
    place,
    records_of,
    rows_of_sender,
    stated_under,
)
from services.ingest.formats.own_records.tables.soundness import are_sound_texts, is_sound, sound_numbers
from services.ingest.formats.source_format import Mark, RawRecord
from shared.procurement.contacts import without_contacts

_CATEGORY, _BAND, _AMOUNT = NAMES["category"], NAMES["band"], NAMES["amount"]
_SCHEME, _NUMBER = NAMES["supplier_scheme"], NAMES["supplier_number"]
_YEAR, _KEY = ("year",), ("senderKey",)
_MOST_TEXT: Final = 2**27


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below the headings, column by column: as many columns as headings, each as long as `numbers`.

    `formulas` are what is noted of rows with a formula, by the place of the row; such a row is read by itself.
    """

    headings: Headings
    numbers: Sequence[int]
    columns: Sequence[Sequence[str]]
    formulas: Mapping[int, Sequence[tuple[int, str]]]

    @property
    def at(self) -> dict[tuple[str, ...], int]:
        """The position of each column that is known."""
        return positions(self.headings.columns)


def table_records(headings: Headings, rows: Iterator[Row], *, sheet: str, first: int) -> Iterator[RawRecord]:
    """Give the records of a table of any kind, numbered from `first` on."""
    if headings.format != FORMAT:
        yield from records_of(headings, rows, sheet=sheet, first=first)
        return
    sheet = without_contacts(sheet, telephone=False)
    table = _table_of(headings, rows_of_sender(headings, rows, sheet=sheet))
    yield from _records_of_spend(table, headings, sheet=sheet, first=first)


def text_records(headings: Headings, text: TextIO, *, delimiter: str) -> Iterator[RawRecord]:
    """Give the records of a CSV of spend of which the headings are read: the whole of it is looked at at once.

    Raises csv.Error as reading it row by row does.
    """
    rest = text.read(_MOST_TEXT + 1)
    table = None if len(rest) > _MOST_TEXT else _table_of_lines(headings, rest, delimiter)
    if table is None and len(rest) <= _MOST_TEXT:
        reader = csv.reader(io.StringIO(rest, newline=""), delimiter=delimiter, strict=False)
        rows = (Row(number, cells) for number, cells in enumerate(reader, headings.row + 1))
        table = _table_of(headings, rows_of_sender(headings, rows, sheet=""))
    yield from _records_of_spend(table, headings, sheet="", first=1)


def _table_of_lines(headings: Headings, text: str, delimiter: str) -> Table | None:
    """The table of a text in which each line is a row as wide as the headings; None for any other."""
    text = text.replace("\r\n", "\n").removesuffix("\n")
    width = len(headings.names)
    if not text or '"' in text or "\r" in text or width == 1 or headings.passed_over:
        return None
    lines = text.split("\n")
    if len(lines) > MOST_LINES or {line.count(delimiter) for line in lines} != {width - 1}:
        return None
    flat = delimiter.join(lines).split(delimiter)
    columns = [flat[at::width] for at in range(width)]
    if all(any(not cell.strip() for cell in set(column)) for column in columns):  # a row may say nothing
        return None
    return Table(headings, range(headings.row + 1, headings.row + 1 + len(lines)), columns, {})


def _table_of(headings: Headings, rows: Iterator[Row]) -> Table | None:
    """The rows that say anything, column by column; None when there are too many."""
    numbers: list[int] = []
    lists: list[list[str]] = []
    formulas: dict[int, Sequence[tuple[int, str]]] = {}
    width = len(headings.names)
    for number, cells, noted in rows:
        if noted and any(what == FORMULA for _, what in noted):
            formulas[len(numbers)] = noted
        elif not any(map(str.strip, cells)):
            continue
        numbers.append(number)
        lists.append([*cells[:width], *[""] * (width - len(cells))])
        if len(numbers) > MOST_LINES:
            return None
    return Table(headings, numbers, list(zip(*lists, strict=True)) or [()] * width, formulas)


def _records_of_spend(table: Table | None, headings: Headings, *, sheet: str, first: int) -> Iterator[RawRecord]:
    """Give the records of a table of spend: one for each body, year and key, then each row that is not sound."""
    if table is None:
        where = place(sheet, headings.row)
        yield RawRecord(first, where, Mark(within=first), finding=rules.TOO_MANY_LINES.at(where, most=MOST_LINES))
        return
    at, number = table.at, first
    lacking = next((path for path in (_YEAR, _CATEGORY) if path not in at), None)
    if lacking is None and _BAND not in at and _AMOUNT not in at:
        lacking = _BAND
    if lacking is not None:
        where = place(sheet, table.headings.row)
        yield RawRecord(number, where, Mark(within=number), finding=MISSING.at(where, name=lacking[-1]))
        return
    headed = _with_heads(table)
    wrong = _wrong_rows(headed) | table.formulas.keys()
    for rows in _by_head(headed, wrong):
        numbers = table.numbers if rows is None else [table.numbers[row] for row in rows]
        columns = table.columns if rows is None else [[column[row] for row in rows] for column in table.columns]
        where, stated = place(sheet, numbers[0]), stated_under(table.headings, sheet=sheet, said=number == first)
        stated |= {"numbers": list(numbers), "columns": list(map(list, columns))}
        yield RawRecord(number, where, Mark(within=number), document=stated)
        number += 1
    for row in sorted(wrong):
        stated = stated_under(table.headings, sheet=sheet, said=number == first)
        stated["rows"] = [[table.numbers[row], *(column[row] for column in headed.columns)]]
        if row in table.formulas:
            stated["noted"] = [[table.numbers[row], column, what] for column, what in table.formulas[row]]
        yield RawRecord(number, place(sheet, table.numbers[row]), Mark(within=number), document=stated)
        number += 1


def _with_heads(table: Table) -> Table:
    """The table with what rows leave blank that go on with the key of the row before them: it is as that one says."""
    at = table.at
    if _KEY not in at:
        return table
    keys, columns = table.columns[at[_KEY]], list(table.columns)
    goes_on, current = [], None
    for key in map(str.strip, keys):
        goes_on.append(current is not None and key in ("", current))
        current = key or current
    for path, number in at.items():
        if path[0] != "lines" and not all(map(str.strip, columns[number])):
            filled: list[str] = []
            for cell, goes in zip(columns[number], goes_on, strict=True):
                filled.append(filled[-1] if goes and not cell.strip() else cell)
            columns[number] = filled
    return replace(table, columns=columns)


def _unsound(cells: AbstractSet[str], column: Column, words: Words) -> set[str]:
    if not words and are_sound_texts(cells, column):
        return set()
    return {cell for cell in cells if not is_sound(in_code(cell, column, words), column)}


def _wrong_rows(table: Table) -> set[int]:
    """Rows with a cell that no record could have, or of which the cells do not go together."""
    wrong: set[int] = set()
    words = words_of(table.headings.mapping)
    for column, cells in zip(table.headings.columns, table.columns, strict=True):
        if column is not None and (column.path[0] == "lines" or column.path == _YEAR):  # the rest is of all rows
            bad = _unsound(set(cells), column, words)
            if bad:
                wrong.update(row for row, cell in enumerate(cells) if cell in bad)
    cells_of = {path: table.columns[number] for path, number in table.at.items()}
    bands, amounts = cells_of.get(_BAND), cells_of.get(_AMOUNT)
    if bands is not None and amounts is not None:
        wrong.update(
            row for row, (b, a) in enumerate(zip(bands, amounts, strict=True)) if bool(b.strip()) == bool(a.strip())
        )
    else:
        values = bands or amounts or ()
        if not all(cell.strip() for cell in set(values)):
            wrong.update(row for row, cell in enumerate(values) if not cell.strip())
    if _NUMBER in cells_of or _SCHEME in cells_of:
        schemes, numbers = (cells_of.get(path, [""] * len(table.numbers)) for path in (_SCHEME, _NUMBER))
        sound = sound_numbers(set(zip(schemes, numbers, strict=True)))
        wrong.update(row for row, pair in enumerate(zip(schemes, numbers, strict=True)) if pair not in sound)
    return wrong


def _by_head(table: Table, wrong: set[int]) -> Iterator[Sequence[int] | None]:
    """The rows of each record; None for all of them."""
    heads = [table.columns[number] for path, number in table.at.items() if path[0] != "lines"]
    if not wrong and all(len(set(column)) == 1 for column in heads):
        yield None
        return
    groups: dict[tuple[str, ...], list[int]] = {}
    for row, head in enumerate(zip(*heads, strict=True)):
        if row not in wrong:
            groups.setdefault(head, []).append(row)
    yield from groups.values()
