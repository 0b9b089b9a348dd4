"""One table of own records: its headings, its rows grouped to records, and what a finding says of a place in it.

A record of a table is kept as JSON of its cells as text, with the headings above them: the sender's own words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Protocol

import orjson

from services.ingest.data_contracts.columns import FINDING_HEADINGS, Column, by_heading, contract_of, plain
from services.ingest.data_contracts.table import BY_FORMAT, DATA_CONTRACTS
from services.ingest.formats.erasure_text import Traces
from services.ingest.formats.kept_form import KeptForm, as_lines
from services.ingest.formats.kept_rows import KeptRows
from services.ingest.formats.own_records.people import erase, without_contacts_in
from services.ingest.formats.own_records.reading import checked
from services.ingest.formats.own_records.tables import rules
from services.ingest.formats.own_records.tables.cells import value_of
from services.ingest.formats.own_records.tables.grouping import Grouped, Row, groups
from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.formats.source_format import Mark, RawRecord
from shared.procurement.contacts import without_contacts
from shared.procurement.erased import Erased
from shared.procurement.finding import Finding, Severity
from shared.shown_text import from_cell

KEY: Final = "senderKey"
KEPT_TABLE: Final = KeptForm("application/vnd.ppds.table+x-ndjson", as_lines)
"""How tables are kept, whatever carried them: a record a line."""
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

    @property
    def columns(self) -> Sequence[Column | None]:
        """The column of each heading."""
        return _columns(self.format, self.names)

    @property
    def identifiers(self) -> set[int]:
        """The positions, among all that stand in the row, of identifiers of so many digits."""
        theirs = (at for at in range(len(self.names) + len(self.passed_over)) if at not in self.passed_over)
        return {at for at, column in zip(theirs, self.columns, strict=True) if column and column.digits}


def headings_among(rows: Iterator[Row]) -> tuple[Headings | None, list[Row]]:
    """Find the row of headings; gives the rows that were looked at in vain."""
    looked: list[Row] = []
    for row in rows:
        contract = contract_of(row.cells, DATA_CONTRACTS)
        if contract is not None:
            names = [without_contacts(cell.strip(), telephone=False) for cell in row.cells]
            ours = frozenset(at for at, name in enumerate(names) if plain(name) in _OURS)
            own = [name for at, name in enumerate(names) if at not in ours]
            return Headings(contract.format_name(), own, row.number, ours), looked
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
    if headings.passed_over:
        rows = _of_the_sender(rows, headings.passed_over, written=from_cell if not sheet else str)
    for number, group in enumerate(groups(rows, key), first):
        stated: dict[str, Any] = {
            "format": headings.format,
            "sheet": sheet,
            "headings": headings.names,
            "headingsRow": headings.row if number == first else 0,
            "rows": [[row.number, *row.cells] for row in group],
        }
        if noted := [[row.number, at, what] for row in group for at, what in row.noted]:
            stated["noted"] = noted
        yield RawRecord(number, place(sheet, group[0].number), Mark(within=number), document=stated)


def _of_the_sender(rows: Iterator[Row], ours: frozenset[int], *, written: Callable[[str], str]) -> Iterator[Row]:
    """Rows without the columns that we added, and each cell as it was before we made it safe to open."""
    for row in rows:
        cells = [written(cell) for at, cell in enumerate(row.cells) if at not in ours]
        noted = [(at - sum(our < at for our in ours), what) for at, what in row.noted if at not in ours]
        yield Row(row.number, cells, noted)


class OfCells(Protocol):
    """What a carrier tells of the cells of a record beside their text."""

    def __call__(self, stated: dict[str, Any], columns: Sequence[Column | None], /) -> Iterable[Finding]: ...


def _nothing(_stated: dict[str, Any], _columns: Sequence[Column | None], /) -> Iterable[Finding]:
    return ()


def read_rows(raw: RawRecord, *, limits: Limits, erased: Erased, also: OfCells = _nothing) -> Parsed:
    """Read one record of a table; never raises for what is in it."""
    stated = orjson.loads(raw.body) if raw.document is None else raw.document
    columns = _columns(stated["format"], stated["headings"])
    cleaned = [[row[0], *_without_contacts(row[1:], columns)] for row in stated["rows"]]
    grouped = _grouped(cleaned, columns)
    traces = erase(grouped.record, erased)
    if traces:
        cleaned = [[row[0], *map(traces.out_of, row[1:])] for row in cleaned]
    kept = orjson.dumps({**stated, "rows": cleaned})
    findings: list[Finding] = []
    record = checked({"format": stated["format"], **grouped.record}, findings)
    at = _Places(stated["sheet"], stated["headings"], columns, cleaned, grouped)
    said = [
        *_of_headings(stated, columns),
        *map(at.located, findings),
        *_unreadable(stated, cleaned),
        *also(stated, columns),
    ]
    if any(each.severity is Severity.ERROR for each in said):
        record = None
    key = grouped.record.get(KEY)
    return Parsed(None, kept, tuple(said[: limits.max_findings]), key if isinstance(key, str) else None, own=record)


def said_of_rows(kept: bytes, *, limits: Limits, erased: Erased) -> Traces:  # noqa: ARG001 - a kept copy is within limits
    """What the kept rows of a record say of people who were erased."""
    stated = orjson.loads(kept)
    if not isinstance(stated, dict) or "headings" not in stated:
        return Traces()
    columns = _columns(stated["format"], stated["headings"])
    return erase(_grouped(stated["rows"], columns).record, erased)


def rows_of(kept: bytes) -> KeptRows:
    """The rows of a kept record, as their sender wrote them."""
    stated = orjson.loads(kept)
    columns = zip(_columns(stated["format"], stated["headings"]), stated["headings"], strict=True)
    return KeptRows(
        sheet=stated["sheet"],
        headings=stated["headings"],
        headings_row=stated["headingsRow"],
        rows=[(row[0], row[1:]) for row in stated["rows"]],
        columns={f"/{'/'.join(column.path)}": heading for column, heading in columns if column is not None},
    )


def is_kept_table(head: bytes) -> bool:
    """Whether this begins as the kept copy of a table does."""
    return head.startswith(b'{"format":"ppds-') and b'"headings":' in head


def place(sheet: str, row: int, heading: str | None = None) -> str:
    """A place in a table, as its sender sees it."""
    within = f"row {row}" if heading is None else f"row {row}, {heading}"
    return f"{sheet}, {within}" if sheet else within


def _columns(format_name: str, headings: Sequence[str]) -> Sequence[Column | None]:
    """The column of each heading; None for one that is not understood, or that stood before."""
    return _columns_of(format_name, tuple(headings))


@lru_cache(maxsize=256)
def _columns_of(format_name: str, headings: tuple[str, ...]) -> tuple[Column | None, ...]:
    known = by_heading(BY_FORMAT[format_name])
    columns: list[Column | None] = []
    for name in headings:
        column = known.get(plain(name))
        columns.append(None if column in columns else column)
    return tuple(columns)


def _grouped(rows: Sequence[Sequence[Any]], columns: Sequence[Column | None]) -> Grouped:
    grouped = Grouped()
    for number, row in enumerate(rows):
        cells = zip(columns, row[1:], strict=False)
        grouped.add(number, [(column, value_of(cell, column)) for column, cell in cells if column and cell.strip()])
    return grouped


def _without_contacts(cells: Sequence[str], columns: Sequence[Column | None]) -> list[str]:
    names = [*(column.path[-1] if column else "" for column in columns), *("" for _ in cells)]
    return [without_contacts_in(cell, name) if cell else cell for cell, name in zip(cells, names, strict=False)]


@dataclass(frozen=True, slots=True)
class _Places:
    """Turns places in a record into places in the table it came from."""

    sheet: str
    headings: Sequence[str]
    columns: Sequence[Column | None]
    rows: Sequence[Sequence[Any]]
    grouped: Grouped

    def located(self, finding: Finding) -> Finding:
        path = tuple(part for part in finding.location.split("/")[1:] if not part.isdigit())
        row = int(self.rows[self.grouped.row_of(finding.location)][0])
        heading = self._heading(path)
        return replace(finding, location=place(self.sheet, row, heading or (".".join(path) or None)))

    def _heading(self, path: tuple[str, ...]) -> str | None:
        pairs: Mapping[tuple[str, ...], str] = {
            column.path: name for column, name in zip(self.columns, self.headings, strict=False) if column
        }
        return pairs.get(path)


def _of_headings(stated: Mapping[str, Any], columns: Sequence[Column | None]) -> Iterator[Finding]:
    """What is to be said of the headings: once, with the first record below them."""
    row = stated["headingsRow"]
    if not row:
        return
    known = by_heading(BY_FORMAT[stated["format"]])
    names = ", ".join(dict.fromkeys(column.nl for column in known.values()))
    for heading, column in zip(stated["headings"], columns, strict=True):
        if column is None and heading:
            at = place(stated["sheet"], row, heading)
            twice = plain(heading) in known
            yield rules.COLUMN_TWICE.at(at) if twice else rules.UNKNOWN_COLUMN.at(at, known=names)


def _unreadable(stated: Mapping[str, Any], rows: Sequence[Sequence[Any]]) -> Iterator[Finding]:
    for row in rows:
        for heading, cell in zip(stated["headings"], row[1:], strict=False):
            if "\ufffd" in cell:
                yield rules.UNREADABLE.at(place(stated["sheet"], row[0], heading), cell)
