"""One table of own records: its headings, its rows grouped to records, and what a finding says of a place in it.

A record of a table is kept as JSON of its cells as text, with the headings above them: the sender's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

import orjson

from services.ingest.data_contracts.column_mapping import ColumnMapping
from services.ingest.data_contracts.columns import Column, by_heading, dutch_names, plain
from services.ingest.data_contracts.spend.rules import ROW_APART
from services.ingest.data_contracts.table import BY_FORMAT
from services.ingest.formats.erasure_text import Traces
from services.ingest.formats.kept_form import KeptForm, as_lines
from services.ingest.formats.kept_rows import KeptRows
from services.ingest.formats.own_records.people import erase, without_contacts_in
from services.ingest.formats.own_records.reading import checked
from services.ingest.formats.own_records.tables import rules
from services.ingest.formats.own_records.tables.blocks import FORMAT as SPEND
from services.ingest.formats.own_records.tables.blocks import (
    is_block,
    read_block,
    rows_of_block,
    said_of_block,
    without_persons,
)
from services.ingest.formats.own_records.tables.cells import in_codes, value_of
from services.ingest.formats.own_records.tables.grouping import Grouped
from services.ingest.formats.own_records.tables.headings import KEY, columns_under, mapping_in, place
from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.formats.source_format import RawRecord
from shared.procurement.erased import Erased
from shared.procurement.finding import Finding, Severity

KEPT_TABLE: Final = KeptForm("application/vnd.ppds.table+x-ndjson", as_lines)
"""How tables are kept, whatever carried them: a record a line."""


class OfCells(Protocol):
    """What a carrier tells of the cells of a record beside their text."""

    def __call__(self, stated: dict[str, Any], columns: Sequence[Column | None], /) -> Iterable[Finding]: ...


def _nothing(_stated: dict[str, Any], _columns: Sequence[Column | None], /) -> Iterable[Finding]:
    return ()


def read_rows(raw: RawRecord, *, limits: Limits, erased: Erased, also: OfCells = _nothing) -> Parsed:
    """Read one record of a table; never raises for what is in it."""
    stated = orjson.loads(raw.body) if raw.document is None else raw.document
    mapping = mapping_in(stated)
    columns = columns_under(stated["format"], stated["headings"], mapping)
    if is_block(stated):
        return read_block(stated, limits=limits, erased=erased, said=_of_headings(stated, columns, mapping))
    words = {} if mapping is None else mapping.words
    cleaned = [[row[0], *_without_contacts(row[1:], columns)] for row in stated["rows"]]
    if stated["format"] == SPEND:
        cleaned = [without_persons(row, columns) for row in cleaned]
    grouped = _grouped(cleaned, columns, words)
    traces = erase(grouped.record, erased)
    if traces:
        cleaned = [[row[0], *map(traces.out_of, row[1:])] for row in cleaned]
    kept = orjson.dumps({**stated, "rows": cleaned})
    findings: list[Finding] = []
    record = checked({"format": stated["format"], **grouped.record}, findings)
    if findings:
        at = _Places(stated["sheet"], _names(stated, columns), cleaned, grouped)
        findings = list(map(at.located, findings))
    said = [
        *_of_headings(stated, columns, mapping),
        *findings,
        *_unreadable(stated, cleaned),
        *also(stated, columns),
    ]
    if any(each.severity is Severity.ERROR for each in said):
        record = None
    if record is not None and stated["format"] == SPEND:  # it would count beside the block that it belongs to
        said, record = [*said, ROW_APART.at(raw.place)], None
    key = grouped.record.get(KEY)
    return Parsed(None, kept, tuple(said[: limits.max_findings]), key if isinstance(key, str) else None, own=record)


def said_of_rows(kept: bytes, *, limits: Limits, erased: Erased) -> Traces:  # noqa: ARG001 - a kept copy is within limits
    """What the kept rows of a record say of people who were erased."""
    stated = orjson.loads(kept)
    if not isinstance(stated, dict) or "headings" not in stated:
        return Traces()
    if is_block(stated):
        return said_of_block(stated, erased)
    columns = columns_under(stated["format"], stated["headings"], mapping_in(stated))
    return erase(_grouped(stated["rows"], columns, {}).record, erased)


def rows_of(kept: bytes) -> KeptRows:
    """The rows of a kept record, as their sender wrote them."""
    stated = orjson.loads(kept)
    columns = columns_under(stated["format"], stated["headings"], mapping_in(stated))
    return KeptRows(
        sheet=stated["sheet"],
        headings=stated["headings"],
        headings_row=stated["headingsRow"],
        rows=rows_of_block(stated) if is_block(stated) else [(row[0], row[1:]) for row in stated["rows"]],
        in_order=stated["format"] != SPEND,
        columns={f"/{'/'.join(path)}": name for path, name in _names(stated, columns).items()},
    )


def _names(stated: Mapping[str, Any], columns: Sequence[Column | None]) -> Mapping[tuple[str, ...], str]:
    """What each place in a record is called: as the sender's heading says, else as the data contract does."""
    headings = zip(columns, stated["headings"], strict=False)
    theirs = {column.path: heading for column, heading in headings if column is not None}
    return {**dutch_names(BY_FORMAT[stated["format"]]), **theirs}


def is_kept_table(head: bytes) -> bool:
    """Whether this begins as the kept copy of a table does."""
    return head.startswith(b'{"format":"ppds-') and b'"headings":' in head


def _grouped(
    rows: Sequence[Sequence[Any]], columns: Sequence[Column | None], words: Mapping[str, Mapping[str, str]]
) -> Grouped:
    grouped = Grouped()
    for number, row in enumerate(rows):
        cells = zip(columns, row[1:], strict=False)
        grouped.add(
            number, [(column, _value(cell, column, words)) for column, cell in cells if column and cell.strip()]
        )
    return grouped


def _value(cell: str, column: Column, words: Mapping[str, Mapping[str, str]]) -> Any:  # noqa: ANN401 - a value of JSON
    known = words.get(column.name) if words else None
    return value_of(cell if known is None else in_codes(cell, column, known), column)


_NO_CONTACT: Final = re.compile(r"(?:[A-Za-z ,_-]*[0-9]){0,5}[A-Za-z ,_-]*|[0-9]{4}-[0-9]{2}-[0-9]{2}|cpv:[0-9]{8}")
"""Cells that hold no contact: too few digits for a telephone number and no sign of an address, a day, or a CPV code."""


def _without_contacts(cells: Sequence[str], columns: Sequence[Column | None]) -> list[str]:
    cleaned = list(cells)
    for at, cell in enumerate(cells):
        if not _NO_CONTACT.fullmatch(cell):
            column = columns[at] if at < len(columns) else None
            cleaned[at] = without_contacts_in(cell, column.path[-1] if column else "")
    return cleaned


@dataclass(frozen=True, slots=True)
class _Places:
    """Turns places in a record into places in the table it came from."""

    sheet: str
    names: Mapping[tuple[str, ...], str]
    rows: Sequence[Sequence[Any]]
    grouped: Grouped

    def located(self, finding: Finding) -> Finding:
        path = tuple(part for part in finding.location.split("/")[1:] if not part.isdigit())
        row = int(self.rows[self.grouped.row_of(finding.location)][0])
        heading = self.names.get(path, ".".join(path)) or None
        return replace(finding, location=place(self.sheet, row, heading))


def _of_headings(
    stated: Mapping[str, Any], columns: Sequence[Column | None], mapping: ColumnMapping | None
) -> Iterator[Finding]:
    """What is to be said of the headings: once, with the first record below them."""
    row = stated["headingsRow"]
    if not row:
        return
    known = by_heading(BY_FORMAT[stated["format"]]) if mapping is None else mapping.by_heading
    if mapping is not None:
        understood = sum(column is not None for column in columns)
        counts = {"understood": understood, "number": len(columns)}
        yield rules.MAPPED.at(place(stated["sheet"], row), mapping.name, name=mapping.name, **counts)
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
