"""The three forms of a bulk file, written batch by batch: what is in memory does not grow with the number of rows."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import IO, Any, Final, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from services.ingest.bulk.rules.column import Column, Kind
from services.ingest.bulk.rules.naming import Form

_DECIMAL: Final = pa.decimal128(38, 10)
_TYPES: Final = {
    Kind.TEXT: pa.string(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.NUMBER: _DECIMAL,
    Kind.INTEGER: pa.int64(),
    Kind.DATE: pa.date32(),
}
_ROW_GROUP: Final = 65_536  # rows
_FORMULA: Final = r"^[=+\-@\t\r]"
"""How a text begins that a spreadsheet would carry out."""


class RowsFile(Protocol):
    """A file of rows that is being written."""

    def add(self, rows: pa.Table) -> None:
        """Take rows, every column as text."""

    def end(self) -> None:
        """Write what comes last."""


class JsonLines:
    """A row a line, each with all columns, compressed."""

    def __init__(self, file: IO[bytes], columns: Sequence[Column], _stated: Mapping[str, Any]) -> None:
        self._file, self._columns = file, columns
        self._deflate = zlib.compressobj(1, zlib.DEFLATED, 31)

    def add(self, rows: pa.Table) -> None:
        if rows.num_rows:
            self._file.write(self._deflate.compress(json_lines(rows, self._columns)))

    def end(self) -> None:
        self._file.write(self._deflate.flush())


def json_lines(rows: pa.Table, columns: Sequence[Column]) -> memoryview:
    """The rows as lines of JSON, made column by column."""
    parts: list[Any] = []
    for number, column in enumerate(columns):
        lead = f'{"{" if number == 0 else ","}"{column.name}":'
        values = _as_json(rows.column(column.name).combine_chunks(), column.kind)
        parts += [lead, pc.fill_null(values, "null")]
    return _bytes_of(pc.binary_join_element_wise(*parts, "}\n", ""))


def _bytes_of(lines: Any) -> memoryview:  # noqa: ANN401 - arrays of pyarrow have no types
    """What an array of text holds, one behind the other, without a copy."""
    offsets = memoryview(lines.buffers()[1]).cast("i")
    start, end = lines.offset, lines.offset + len(lines)
    return memoryview(lines.buffers()[2])[offsets[start] : offsets[end]]


def _as_json(values: Any, kind: Kind) -> Any:  # noqa: ANN401 - arrays of pyarrow have no types
    if kind in (Kind.NUMBER, Kind.INTEGER):
        return values
    if kind is Kind.BOOLEAN:
        return pc.if_else(pc.equal(values, "t"), "true", "false")
    if kind is Kind.TEXT and pc.any(pc.match_substring_regex(values, r'["\\\x00-\x1f]')).as_py():
        values = pc.replace_substring(pc.replace_substring(values, "\\", "\\\\"), '"', '\\"')
        for code in range(32):
            if pc.any(pc.match_substring(values, chr(code))).as_py():
                values = pc.replace_substring(values, chr(code), f"\\u{code:04x}")
    return pc.binary_join_element_wise('"', values, '"', "")


class ParquetRows:
    """Typed columns with exact decimals; what a column means stands in its metadata."""

    def __init__(self, file: IO[bytes], columns: Sequence[Column], stated: Mapping[str, Any]) -> None:
        fields = [pa.field(each.name, _TYPES[each.kind], metadata=_described(each)) for each in columns]
        self._schema = pa.schema(fields, metadata={"ppds": json.dumps(stated), "dictionary": dictionary_json(columns)})
        self._writer = pq.ParquetWriter(
            pa.PythonFile(file, mode="w"), self._schema, compression="zstd", compression_level=1
        )
        self._waiting: list[pa.Table] = []
        self._rows = 0

    def add(self, rows: pa.Table) -> None:
        typed = [_typed(rows.column(field.name), field.type) for field in self._schema]
        self._waiting.append(pa.table(typed, schema=self._schema))
        self._rows += rows.num_rows
        if self._rows >= _ROW_GROUP:
            self._write()

    def end(self) -> None:
        self._write()
        self._writer.close()

    def _write(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.concat_tables(self._waiting), row_group_size=max(self._rows, 1))
        self._waiting, self._rows = [], 0


def _typed(values: Any, kind: pa.DataType) -> Any:  # noqa: ANN401 - arrays of pyarrow have no types
    return pc.equal(values, "t") if pa.types.is_boolean(kind) else pc.cast(values, kind)


def _described(column: Column) -> dict[str, str]:
    stated = {"description": column.en, "description_nl": column.nl, "source": column.source, "unit": column.unit}
    return {name: value for name, value in stated.items() if value}


class CsvZip:
    """CSV in a zip, with its Table Schema and data dictionary. What a spreadsheet would carry out begins with '."""

    def __init__(self, file: IO[bytes], columns: Sequence[Column], stated: Mapping[str, Any]) -> None:
        self._columns = columns
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        name = f"{stated['subject']}-{stated['period']}"
        self._zip.writestr("schema.json", json.dumps(table_schema(columns, stated), ensure_ascii=False, indent=1))
        self._zip.writestr("dictionary.csv", dictionary_csv(columns))
        self._zip.writestr("manifest.json", json.dumps(stated, ensure_ascii=False, indent=1))
        self._rows = self._zip.open(f"{name}.csv", "w", force_zip64=True)
        self._rows.write((",".join(each.name for each in columns) + "\r\n").encode())

    def add(self, rows: pa.Table) -> None:
        if not rows.num_rows:
            return
        parts: list[Any] = []
        for number, column in enumerate(self._columns):
            cells = _as_csv(rows.column(column.name).combine_chunks(), column.kind)
            parts += [pc.fill_null(cells, ""), "\r\n" if number == len(self._columns) - 1 else ","]
        self._rows.write(_bytes_of(pc.binary_join_element_wise(*parts, "")))

    def end(self) -> None:
        self._rows.close()
        self._zip.close()


def _as_csv(values: Any, kind: Kind) -> Any:  # noqa: ANN401 - arrays of pyarrow have no types
    if kind is Kind.BOOLEAN:
        return pc.if_else(pc.equal(values, "t"), "true", "false")
    if kind is not Kind.TEXT:
        return values
    if pc.any(pc.match_substring_regex(values, _FORMULA)).as_py():
        guarded = pc.binary_join_element_wise("'", values, "")
        values = pc.if_else(pc.match_substring_regex(values, _FORMULA), guarded, values)
    if pc.any(pc.match_substring_regex(values, '[",\r\n]')).as_py():
        quoted = pc.binary_join_element_wise('"', pc.replace_substring(values, '"', '""'), '"', "")
        values = pc.if_else(pc.match_substring_regex(values, '[",\r\n]'), quoted, values)
    return values


def table_schema(columns: Sequence[Column], stated: Mapping[str, Any]) -> dict[str, Any]:
    """The Table Schema (Frictionless) of the rows."""
    fields = [
        {
            "name": each.name,
            "type": each.kind.value,
            "title": each.en,
            "description": each.en,
            "description_nl": each.nl,
            **({"unit": each.unit} if each.unit else {}),
            **({"source": each.source} if each.source else {}),
        }
        for each in columns
    ]
    return {"fields": fields, "missingValues": [""], "primaryKey": list(stated["key"])}


def dictionary_json(columns: Sequence[Column]) -> str:
    """The data dictionary as JSON."""
    return json.dumps(
        [{"name": each.name, "type": each.kind.value, **_described(each)} for each in columns], ensure_ascii=False
    )


def dictionary_csv(columns: Sequence[Column]) -> str:
    """The data dictionary as CSV."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(("name", "type", "unit", "nl", "en", "source"))
    rows.writerows((each.name, each.kind.value, each.unit, each.nl, each.en, each.source) for each in columns)
    return written.getvalue()


FORMS: Final[Mapping[Form, type[JsonLines | CsvZip | ParquetRows]]] = {
    Form.JSON_LINES: JsonLines,
    Form.CSV: CsvZip,
    Form.PARQUET: ParquetRows,
}
