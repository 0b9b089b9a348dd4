"""The columns of a data contract as a table: what a CSV, a workbook, a template and a Table Schema are made from.

A list of objects takes a row for each of its members; the columns above it are repeated or left blank. A list of codes
is one cell, with a comma between them. What a cell may hold follows from the model, so nothing is stated twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, Literal, TypeAlias

from services.ingest.data_contracts.model import OwnRecordModel

CellKind: TypeAlias = Literal["text", "number", "whole", "day", "codes"]
CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NONE_OF_THEM: Final = ("geen", "none", "-")
"""What a cell of codes says for an empty list; an empty cell says nothing."""
FINDING_HEADINGS: Final = (
    "bevinding (code)",
    "bevinding (ernst)",
    "bevinding (kolom)",
    "bevinding (uitleg)",
    "finding (in English)",
)
"""Columns that say what was found, in a table that goes back to its sender; sent again they are passed over."""
_NOT_IN_TABLES: Final = frozenset({"formatVersion"})
_PARTS: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where its value stands in the record, what it is called in Dutch and English, what a cell may hold.

    `path` is that of a JSON Pointer without numbers: ("commitments", "theme"). `lists` says how many of its first parts
    are lists of objects, by their position.
    """

    path: tuple[str, ...]
    lists: frozenset[int]
    nl: str
    en: str
    kind: CellKind
    codes: tuple[str, ...]
    required: bool
    meaning_nl: str
    meaning_en: str
    example: str | None
    digits: int | None
    """Of an identifier of digits how many it has: less of them lost zeros."""
    also: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The property in the record, as `commitments.theme`."""
        return ".".join(self.path)


@lru_cache(maxsize=16_384)
def plain(heading: str) -> str:
    """A heading in the one form in which headings are compared."""
    letters = unicodedata.normalize("NFKD", heading.casefold())
    return _PARTS.sub("", "".join(letter for letter in letters if not unicodedata.combining(letter)))


@cache
def columns_of(contract: type[OwnRecordModel]) -> tuple[Column, ...]:
    """The columns of a data contract, in the order of its model."""
    schema = contract.model_json_schema(by_alias=True)
    return tuple(_columns(schema, schema.get("$defs", {}), (), frozenset(), required=True))


@cache
def by_heading(contract: type[OwnRecordModel]) -> Mapping[str, Column]:
    """The columns by every heading they go by, as `plain` writes them."""
    named: dict[str, Column] = {}
    for column in columns_of(contract):
        for heading in (column.nl, column.en, column.name, *column.also):
            named.setdefault(plain(heading), column)
    return named


@cache
def dutch_names(contract: type[OwnRecordModel]) -> Mapping[tuple[str, ...], str]:
    """What each place in a record is called as a column."""
    return {column.path: column.nl for column in columns_of(contract)}


def contract_of(headings: Sequence[str], contracts: Sequence[type[OwnRecordModel]]) -> type[OwnRecordModel] | None:
    """The data contract to which a row of headings belongs: the one that knows most of them, and at least two."""
    stated = {plain(each) for each in headings if each.strip()}
    best, most = None, 1
    for contract in contracts:
        known = by_heading(contract)
        met = sum(1 for each in stated if each in known)
        if met > most:
            best, most = contract, met
    return best


def _columns(
    schema: Mapping[str, Any],
    defs: Mapping[str, Any],
    above: tuple[str, ...],
    lists: frozenset[int],
    *,
    required: bool,
) -> Iterator[Column]:
    demanded = set(schema.get("required", ()))
    for name, stated in schema.get("properties", {}).items():
        if name in _NOT_IN_TABLES:
            continue
        path, property_schema = (*above, name), _resolved(stated, defs)
        needed = required and name in demanded
        if property_schema.get("type") == "object" and "properties" in property_schema:
            yield from _columns(property_schema, defs, path, lists, required=needed)
            continue
        members = _resolved(property_schema.get("items", {}), defs)
        if property_schema.get("type") == "array" and "properties" in members:
            yield from _columns(members, defs, path, lists | {len(path) - 1}, required=False)
            continue
        yield _column(stated, property_schema, defs, path, lists, required=needed)


def _column(
    stated: Mapping[str, Any],
    schema: Mapping[str, Any],
    defs: Mapping[str, Any],
    path: tuple[str, ...],
    lists: frozenset[int],
    *,
    required: bool,
) -> Column:
    members = _resolved(schema.get("items", {}), defs)
    codes = members.get("enum", ()) if schema.get("type") == "array" else schema.get("enum", ())
    example = next(iter(stated.get("examples", ())), None)
    return Column(
        path=path,
        lists=lists,
        nl=str(stated.get("x-nl-name", ".".join(path))),
        en=".".join(path),
        kind=_kind(schema),
        codes=tuple(map(str, codes)),
        required=required,
        meaning_nl=str(stated.get("x-nl", "")),
        meaning_en=str(stated.get("description", "")),
        example=None if example is None else str(example),
        digits=stated.get("x-digits"),
        also=tuple(stated.get("x-also", ())),
    )


def _kind(schema: Mapping[str, Any]) -> CellKind:
    if schema.get("type") == "array":
        return "codes"
    if schema.get("format") == "date":
        return "day"
    if schema.get("type") == "integer":
        return "whole"
    return "number" if schema.get("type") == "number" else "text"


def _resolved(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema without references; of several forms the first that is no object, null apart, or else the first."""
    while True:
        if "$ref" in schema:
            schema = defs[schema["$ref"].rpartition("/")[2]]
            continue
        forms = [_resolved(each, defs) for each in schema.get("anyOf", ()) if each.get("type") != "null"]
        if not forms:
            return schema
        number = next((each for each in forms if each.get("type") in ("number", "integer")), None)
        schema = number or next((each for each in forms if each.get("type") != "object"), forms[0])
