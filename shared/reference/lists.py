"""The reference lists of this package: their rows, and what stands in `data/lists.toml` about each of them."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

_DATA = "shared.reference.data"

Row = MappingProxyType[str, str]
Entry: TypeAlias = Mapping[str, str]
"""A row of a list wherever it came from: a cell by its column, never None."""

Status = Literal["concept", "adopted"]

STATUSES: Final[tuple[Status, ...]] = ("concept", "adopted")
"""Adopted: the list gives what an adopted document or law states. Concept: a proposal."""


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """A list as it was published: `source` says where its facts come from, `note` what a reader must know."""

    name: str
    nl: str
    en: str
    status: Status
    version: str
    valid_from: date
    valid_until: date | None
    source: str
    note: str
    file: str


@cache
def reference_lists() -> tuple[ReferenceList, ...]:
    """All lists of this package, in the order of `data/lists.toml`."""
    declared = tomllib.loads(_text("lists.toml"))
    return tuple(
        ReferenceList(
            name=name,
            nl=entry["nl"],
            en=entry["en"],
            status=_status(entry["status"]),
            version=entry["version"],
            valid_from=entry["valid_from"],
            valid_until=entry.get("valid_until"),
            source=entry["source"],
            note=entry.get("note", ""),
            file=entry["file"],
        )
        for name, entry in declared.items()
    )


def reference_list(name: str) -> ReferenceList:
    """The list of that name.

    Raises:
        KeyError: no list has that name.
    """
    for entry in reference_lists():
        if entry.name == name:
            return entry
    raise KeyError(f"No reference list is called {name!r}; data/lists.toml names them all.")


def columns_of(name: str) -> tuple[str, ...]:
    """The columns of a list, in the order of its file.

    Raises:
        KeyError: no list has that name.
    """
    return tuple(next(csv.reader(_text(reference_list(name).file).splitlines())))


def rows(name: str, columns: Sequence[str]) -> tuple[Row, ...]:
    """The rows of a list, each with exactly `columns`; a cell is never None.

    Raises:
        KeyError: no list has that name.
        ValueError: the file has other columns, or a row has too few or too many cells.
    """
    file = reference_list(name).file
    reader = csv.DictReader(_text(file).splitlines(), strict=True)
    if tuple(reader.fieldnames or ()) != tuple(columns):
        raise ValueError(f"{file} has the columns {reader.fieldnames}, expected {list(columns)}.")
    entries: list[Row] = []
    for row in reader:
        if len(row) != len(columns) or None in row.values():
            raise ValueError(f"{file}, line {reader.line_num}: expected {len(columns)} cells.")
        entries.append(MappingProxyType(row))
    return tuple(entries)


@cache
def codes_of(name: str) -> tuple[str, ...]:
    """What stands in the column `code` of a list, in its order.

    Raises:
        KeyError: no list has that name, or it has no such column.
    """
    return tuple(row["code"] for row in rows(name, columns_of(name)))


def truth(cell: str) -> bool:
    """Read a cell that holds true or false.

    Raises:
        ValueError: the cell holds something else.
    """
    if cell not in {"true", "false"}:
        raise ValueError(f"{cell!r} is neither true nor false.")
    return cell == "true"


def _status(cell: str) -> Status:
    if cell not in STATUSES:
        raise ValueError(f"{cell!r} is no status of a list; {', '.join(STATUSES)} are.")
    return cell


def _text(file: str) -> str:
    return resources.files(_DATA).joinpath(file).read_text(encoding="utf-8")
