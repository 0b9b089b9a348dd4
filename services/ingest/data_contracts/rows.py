"""A record as the rows of a table: the other way round from reading one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from services.ingest.data_contracts.columns import NONE_OF_THEM, Column

_Cells: TypeAlias = dict[tuple[str, ...], str]


def rows_of(record: Mapping[str, Any], columns: Sequence[Column]) -> list[list[str]]:
    """The rows that state a record, cells in the order of these columns; a member of a list has a row of its own.

    The key stands in every row, so that rows may be sorted.
    """
    rows = _rows(record, ())
    keyed: _Cells = {("senderKey",): str(record.get("senderKey", ""))}
    return [[(row | keyed).get(column.path, "") for column in columns] for row in rows]


def _rows(node: Mapping[str, Any], above: tuple[str, ...]) -> list[_Cells]:
    """The rows below a node: its own values stand in the first, with the first member of its first list."""
    own, below = _own(node, above)
    rows: list[_Cells] = []
    for members, path in below:
        for member in members:
            rows.extend(_rows(member, path))
    if not rows:
        return [own]
    return [{**own, **rows[0]}, *rows[1:]]


def _own(node: Mapping[str, Any], above: tuple[str, ...]) -> tuple[_Cells, list[tuple[Sequence[Any], tuple[str, ...]]]]:
    own: _Cells = {}
    below: list[tuple[Sequence[Any], tuple[str, ...]]] = []
    for name, value in node.items():
        path = (*above, name)
        if isinstance(value, Mapping):
            inner, lists = _own(value, path)
            own |= inner
            below += lists
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            below.append((value, path))
        elif isinstance(value, list):
            own[path] = ", ".join(map(str, value)) or NONE_OF_THEM[0]
        else:
            own[path] = str(value)
    return own, below
