"""The many rows of one record of spend, kept as their cells, column by column: each distinct cell is read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

import orjson

from services.ingest.data_contracts.column_mapping import ColumnMapping
from services.ingest.data_contracts.columns import Column
from services.ingest.data_contracts.spend.lines import NAMES, summarised
from services.ingest.data_contracts.spend.model import MOST_LINES, Spend
from services.ingest.data_contracts.spend.natural_persons import PERSON, natural_persons
from services.ingest.formats.erasure_text import Traces
from services.ingest.formats.own_records.people import NO_PROSE
from services.ingest.formats.own_records.reading import checked
from services.ingest.formats.own_records.tables.cells import in_codes, value_of
from services.ingest.formats.own_records.tables.grouping import Grouped
from services.ingest.formats.own_records.tables.headings import (
    columns_under,
    mapping_in,
    place,
)
from services.ingest.formats.parsed import Limits, Parsed
from shared.procurement.contacts import without_contacts
from shared.procurement.erased import Erased
from shared.procurement.finding import Finding, Severity
from shared.procurement.own_record import Lines

FORMAT: Final = Spend.format_name()
_CATEGORY: Final = NAMES["category"]
_SUPPLIER, _SCHEME, _NUMBER = NAMES["supplier"], NAMES["supplier_scheme"], NAMES["supplier_number"]
_BAND, _AMOUNT = NAMES["band"], NAMES["amount"]
_YEAR, _KEY = ("year",), ("senderKey",)
_MOST_ROWS: Final = 2 * MOST_LINES
Words: TypeAlias = Mapping[str, Mapping[str, str]]


def rows_of_block(stated: Mapping[str, Any]) -> list[tuple[int, Sequence[str]]]:
    """The rows that are kept as columns."""
    return list(zip(stated["numbers"], zip(*stated["columns"], strict=True), strict=True))


def is_block(stated: Mapping[str, Any]) -> bool:
    """Whether this is what is kept of many rows."""
    return "columns" in stated


def read_block(stated: dict[str, Any], *, limits: Limits, erased: Erased, said: Iterable[Finding]) -> Parsed:
    """Read a record of many sound rows; `said` is what there is to say of its headings.

    Rows that are sound each by themselves may yet be refused together: for what their head says.
    """
    mapping = mapping_in(stated)
    known, words = columns_under(FORMAT, stated["headings"], mapping), words_of(mapping)
    columns = [_clean(cells, column) for cells, column in zip(stated["columns"], known, strict=True)]
    at = positions(known)
    _remove_persons(columns, at)
    if traces := traces_in(columns, at, erased):
        columns = [_mapped(cells, traces.out_of) for cells in columns]
    kept = orjson.dumps({**stated, "columns": columns})
    findings: list[Finding] = []
    first = Grouped()
    cells = [(column, columns[number][0]) for number, column in enumerate(known) if column is not None]
    first.add(0, [(column, _value(cell, column, words)) for column, cell in cells if cell.strip()])
    record = checked({"format": FORMAT, **first.record}, findings)
    where = _Places(stated, at)
    findings = [each for each in map(where.of_first, findings) if each.severity is Severity.ERROR or record is None]
    if record is not None:
        lines = _as_kept(columns, known, words)
        summary = summarised(lines)
        head = {name: value for name, value in record.content.items() if name not in ("lines", "categories")}
        findings += [where.of_line(each) for each in summary.findings]
        latest = record.latest
        record = replace(
            record,
            content={**head, **summary.content},
            lines=Lines(stated["numbers"], lines),
            latest=None if latest is None else (where.at(0, _YEAR), latest[1]),
            buyer_at=where.at(0, ("buyer",)),
        )
    findings = [*said, *findings]
    key = first.record.get("senderKey") or str(first.record.get("year", ""))
    return Parsed(None, kept, tuple(findings[: limits.max_findings]), key or None, own=record)


@dataclass(frozen=True, slots=True)
class _Places:
    """Turns places in a record into places in the table."""

    stated: Mapping[str, Any]
    columns: Mapping[tuple[str, ...], int]

    def at(self, row: int, path: tuple[str, ...]) -> str:
        number = self.columns.get(path)
        heading = ".".join(path) if number is None else self.stated["headings"][number]
        return place(self.stated["sheet"], self.stated["numbers"][row], heading or None)

    def of_first(self, finding: Finding) -> Finding:
        path = tuple(part for part in finding.location.split("/")[1:] if not part.isdigit())
        return replace(finding, location=self.at(0, path))

    def of_line(self, finding: Finding) -> Finding:
        _, name, row, *rest = finding.location.split("/")
        return replace(finding, location=self.at(int(row), (name, *rest)))


def _clean(cells: Sequence[str], column: Column | None) -> Sequence[str]:
    """The cells of a column without contacts."""
    distinct = set(cells)
    telephone = column is None or column.path[-1] not in NO_PROSE
    text = "\n".join(distinct)
    if "\x00" not in text and without_contacts(text, telephone=telephone) == text:
        return cells
    return _mapped(cells, lambda cell: without_contacts(cell, telephone=telephone).replace("\x00", ""))


def _mapped(cells: Sequence[str], change: Callable[[str], str]) -> Sequence[str]:
    """The cells after a change that is worked out once for each value."""
    changed = {each: change(each) for each in set(cells)}
    return list(map(changed.__getitem__, cells))


def without_persons(row: Sequence[Any], known: Sequence[Column | None]) -> list[Any]:
    """A row, its number first, without the name of a natural person as supplier."""
    columns: list[Sequence[str]] = [[cell] for cell in row[1:]]
    _remove_persons(columns, positions(known))
    return [row[0], *(cells[0] for cells in columns)]


def _remove_persons(columns: list[Sequence[str]], at: Mapping[tuple[str, ...], int]) -> None:
    number = at.get(_SUPPLIER)
    persons = natural_persons(set(columns[number])) if number is not None else frozenset()
    if number is None or not persons:
        return
    of_firm = columns[at[_NUMBER]] if _NUMBER in at else [""] * len(columns[number])
    columns[number] = [
        PERSON if name in persons and not firm.strip() else name
        for name, firm in zip(columns[number], of_firm, strict=True)
    ]


def traces_in(columns: Sequence[Sequence[str]], at: Mapping[tuple[str, ...], int], erased: Erased) -> Traces:
    """What these cells say of people who were erased: as a supplier by number or name, and wherever a text says so."""
    traces = Traces()
    if not erased:
        return traces
    if _SUPPLIER in at and _NUMBER in at:
        for name, number in set(zip(columns[at[_SUPPLIER]], columns[at[_NUMBER]], strict=True)):
            if erased.covers([number] if number else [], [name] if name else []):
                traces.add_names([name])
    for cells in columns:
        for cell in set(cells):
            traces.add_numbers([cell], erased)
            traces.add_names(erased.names_in(cell))
    return traces


def said_of_block(stated: Mapping[str, Any], erased: Erased) -> Traces:
    """What the kept cells of many rows say of people who were erased."""
    known = columns_under(FORMAT, stated["headings"], mapping_in(stated))
    return traces_in(stated["columns"], positions(known), erased)


def positions(known: Sequence[Column | None]) -> dict[tuple[str, ...], int]:
    """The position of each column that is known."""
    return {column.path: number for number, column in enumerate(known) if column is not None}


def words_of(mapping: ColumnMapping | None) -> Words:
    """What a mapping says of words in cells."""
    return {} if mapping is None else mapping.words


def _value(cell: str, column: Column, words: Words) -> Any:  # noqa: ANN401 - a value of JSON
    return value_of(in_code(cell, column, words), column)


def in_code(cell: str, column: Column, words: Words) -> str:
    """A cell with the code that a mapping has for its word."""
    known = words.get(column.name)
    return cell if known is None else in_codes(cell, column, known)


def _as_kept(
    columns: Sequence[Sequence[str]], known: Sequence[Column | None], words: Words
) -> dict[str, Sequence[str]]:
    """The columns of lines as they are kept: each value as its column reads it, no column in which nothing is said."""
    by_path = {column.path: (column, columns[number]) for number, column in enumerate(known) if column is not None}
    lines: dict[str, Sequence[str]] = {}
    for name, path in NAMES.items():
        if path in by_path:
            column, cells = by_path[path]
            if column.kind == "text" and not column.codes and not words:
                read = {cell: cell.strip() for cell in set(cells)}
            else:
                read = {cell: str(_value(cell, column, words)) if cell.strip() else "" for cell in set(cells)}
            if any(read.values()):
                same = all(cell == value for cell, value in read.items())
                lines[name] = cells if same else list(map(read.__getitem__, cells))
    return lines
