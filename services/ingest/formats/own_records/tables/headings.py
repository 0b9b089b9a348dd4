"""The headings of a table: where they stand, of which data contract they are, and the records below them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import orjson

from services.ingest.data_contracts.column_mapping import ColumnMapping, recognised
from services.ingest.data_contracts.columns import FINDING_HEADINGS, Column, by_heading, plain
from services.ingest.data_contracts.table import BY_FORMAT
from services.ingest.formats.own_records.tables.grouping import Row, groups
from services.ingest.formats.source_format import Mark, RawRecord
from shared.procurement.contacts import without_contacts
from shared.shown_text import from_cell

KEY: Final = "senderKey"
_OURS: Final = frozenset(map(plain, FINDING_HEADINGS))
_LOOK_FOR_HEADINGS: Final = 20
"""Rows in which the headings may stand: tools put a title above them."""


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a table: which data contract it is of, and which column each cell of a row belongs to.

    `passed_over` are the positions, among all that stand in the row, of columns that we added ourselves.
    """

    format: str
    names: list[str]
    row: int
    passed_over: frozenset[int] = frozenset()
    mapping: ColumnMapping | None = None

    @property
    def columns(self) -> Sequence[Column | None]:
        """The column of each heading."""
        return columns_under(self.format, self.names, self.mapping)

    @property
    def identifiers(self) -> set[int]:
        """The positions, among all that stand in the row, of identifiers of so many digits."""
        theirs = (at for at in range(len(self.names) + len(self.passed_over)) if at not in self.passed_over)
        return {at for at, column in zip(theirs, self.columns, strict=True) if column and column.digits}


def headings_among(rows: Iterator[Row], mappings: Sequence[ColumnMapping]) -> tuple[Headings | None, list[Row]]:
    """Find the row of headings, those of a mapping too; gives the rows that were looked at in vain."""
    looked: list[Row] = []
    for row in rows:
        known = recognised(row.cells, mappings)
        if known is not None:
            contract, mapping = known
            names = [without_contacts(cell.strip(), telephone=False) for cell in row.cells]
            ours = frozenset(at for at, name in enumerate(names) if plain(name) in _OURS)
            own = [name for at, name in enumerate(names) if at not in ours]
            return Headings(contract.format_name(), own, row.number, ours, mapping), looked
        looked.append(row)
        if len(looked) >= _LOOK_FOR_HEADINGS:
            break
    return None, looked


def is_list_of_findings(headings: Sequence[str]) -> bool:
    """Whether this is the sheet that we add to a workbook, with what is found in no row."""
    return set(map(plain, headings)) >= _OURS


def records_of(headings: Headings, rows: Iterator[Row], *, sheet: str, first: int) -> Iterator[RawRecord]:
    """Give the records of a table, numbered from `first` on."""
    key = next((at for at, column in enumerate(headings.columns) if column and column.path == (KEY,)), None)
    sheet = without_contacts(sheet, telephone=False)
    for number, group in enumerate(groups(rows_of_sender(headings, rows, sheet=sheet), key), first):
        stated = stated_under(headings, sheet=sheet, said=number == first)
        stated["rows"] = [[row.number, *row.cells] for row in group]
        if noted := [[row.number, at, what] for row in group for at, what in row.noted]:
            stated["noted"] = noted
        yield RawRecord(number, place(sheet, group[0].number), Mark(within=number), document=stated)


def stated_under(headings: Headings, *, sheet: str, said: bool) -> dict[str, Any]:
    """What is kept of every record below these headings; `said` with the first, for what is found in them."""
    stated: dict[str, Any] = {
        "format": headings.format,
        "sheet": sheet,
        "headings": headings.names,
        "headingsRow": headings.row if said else 0,
    }
    if headings.mapping is not None:
        stated["mapping"] = headings.mapping.model_dump(by_alias=True)
    return stated


def rows_of_sender(headings: Headings, rows: Iterator[Row], *, sheet: str) -> Iterator[Row]:
    """The rows as their sender wrote them, in a table that came back from us too."""
    if not headings.passed_over:
        return rows
    return _of_the_sender(rows, headings.passed_over, written=from_cell if not sheet else str)


def _of_the_sender(rows: Iterator[Row], ours: frozenset[int], *, written: Callable[[str], str]) -> Iterator[Row]:
    """Rows without the columns that we added, and each cell as it was before we made it safe to open."""
    for row in rows:
        cells = [written(cell) for at, cell in enumerate(row.cells) if at not in ours]
        noted = [(at - sum(our < at for our in ours), what) for at, what in row.noted if at not in ours]
        yield Row(row.number, cells, noted)


def place(sheet: str, row: int, heading: str | None = None) -> str:
    """A place in a table, as its sender sees it."""
    within = f"row {row}" if heading is None else f"row {row}, {heading}"
    return f"{sheet}, {within}" if sheet else within


def columns_under(
    format_name: str, headings: Sequence[str], mapping: ColumnMapping | None = None
) -> Sequence[Column | None]:
    """The column of each heading; None for one that is not understood, or that stood before."""
    if mapping is None:
        return _columns_of(format_name, tuple(headings))
    return _of_known(mapping.by_heading, headings)


@lru_cache(maxsize=256)
def _columns_of(format_name: str, headings: tuple[str, ...]) -> tuple[Column | None, ...]:
    return _of_known(by_heading(BY_FORMAT[format_name]), headings)


def _of_known(known: Mapping[str, Column], headings: Sequence[str]) -> tuple[Column | None, ...]:
    columns: list[Column | None] = []
    for name in headings:
        column = known.get(plain(name))
        columns.append(None if column in columns else column)
    return tuple(columns)


def mapping_in(stated: Mapping[str, Any]) -> ColumnMapping | None:
    """The mapping that a record was read with."""
    kept = stated.get("mapping")
    return None if kept is None else _mapping_of(orjson.dumps(kept))


@lru_cache(maxsize=64)
def _mapping_of(kept: bytes) -> ColumnMapping:
    return ColumnMapping.model_validate_json(kept)
