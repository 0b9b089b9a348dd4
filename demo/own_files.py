"""Records that bodies keep themselves as files: JSON under one head, a CSV as a spreadsheet in Dutch writes it, XLSX.

Tables have the headings of the template that the data space offers for the kind of record.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from demo.market.bodies import Body
from services.ingest.data_contracts.columns import Column, columns_of
from services.ingest.data_contracts.rows import rows_of
from services.ingest.data_contracts.table import BY_FORMAT

_WRITTEN_AT: Final = datetime(2026, 3, 16, tzinfo=UTC).replace(tzinfo=None)
"""Fixed, so that the same records are the same bytes."""
_FORMS: Final = ("json", "csv", "xlsx")


def write_in_every_form(
    folder: Path, name: str, format_name: str, body: Body, records: Sequence[Mapping[str, Any]]
) -> list[tuple[Path, int]]:
    """Write the records into three files, a third each; gives the files with the number of records in each.

    Versions of one record stand in the JSON: in a table the rows of one key are one record.
    """
    versions = Counter(record["senderKey"] for record in records)
    several = {key for key, times in versions.items() if times > 1}
    single = [key for key in versions if key not in several]
    written = []
    for number, form in enumerate(_FORMS):
        mine = {*single[number::3], *(several if form == "json" else ())}
        part = [record for record in records if record["senderKey"] in mine]
        if part:
            path = folder / f"{name}.{form}"
            path.write_bytes(_WRITERS[form](format_name, body, part))
            written.append((path, len(part)))
    return written


def write_json(path: Path, format_name: str, body: Body, records: Sequence[Mapping[str, Any]]) -> None:
    """Write the records as one document of JSON."""
    path.write_bytes(_json(format_name, body, records))


def _json(format_name: str, body: Body, records: Sequence[Mapping[str, Any]]) -> bytes:
    """One document that states the body once, above its rows."""
    document = {"format": format_name, "formatVersion": "1.0", "buyer": body.oin, "rows": list(records)}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _csv(format_name: str, _body: Body, records: Sequence[Mapping[str, Any]]) -> bytes:
    columns, rows = _table(format_name, records)
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow([column.nl for column in columns])
    lines.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(format_name: str, _body: Body, records: Sequence[Mapping[str, Any]]) -> bytes:
    columns, rows = _table(format_name, records)
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        book.set_properties({"created": _WRITTEN_AT})
        sheet = book.add_worksheet(format_name.removeprefix("ppds-"))
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column.nl)
        for number, row in enumerate(rows, 1):
            for at, cell in enumerate(row):
                if cell and columns[at].kind in ("number", "whole"):
                    sheet.write_number(number, at, float(cell))
                elif cell:
                    sheet.write_string(number, at, cell)
    return body.getvalue()


_WRITERS: Final = {"json": _json, "csv": _csv, "xlsx": _xlsx}


def _table(format_name: str, records: Sequence[Mapping[str, Any]]) -> tuple[list[Column], list[list[str]]]:
    """The columns in which something stands, and the rows; a member of a list has a row of its own."""
    every = columns_of(BY_FORMAT[format_name])
    rows = [row for record in records for row in rows_of(record, every)]
    used = [at for at, _ in enumerate(every) if any(row[at] for row in rows)]
    return [every[at] for at in used], [[row[at] for at in used] for row in rows]
