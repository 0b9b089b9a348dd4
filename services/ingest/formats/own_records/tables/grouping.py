"""From rows to records: rows that stand behind each other with one key are one record, each with a member of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from services.ingest.data_contracts.columns import Column

Stated: TypeAlias = Sequence[tuple[Column, Any]]
"""The cells of a row that say something: their column and value."""


FORMULA: Final = "formula"
"""Noted of a cell that holds a formula: its text is empty."""
NUMBER: Final = "number"
"""Noted of a cell for an identifier that was typed as a number."""


class Row(NamedTuple):
    """A row of a table: its number as the sender counts, its cells as text, and what is special about some of them."""

    number: int
    cells: list[str]
    noted: Sequence[tuple[int, str]] = ()


def groups(rows: Iterator[Row], key: int | None) -> Iterator[list[Row]]:
    """Rows by record: a row without a key, or with that of the row before it, goes on with its record.

    When rows end in an error the record before it is given first.
    """
    group: list[Row] = []
    try:
        for row in rows:
            if not row.noted and not any(map(str.strip, row.cells)):
                continue
            stated = _key_of(row, key)
            goes_on = group and key is not None and stated is not None and stated in ("", _key_of(group[0], key))
            if group and not goes_on:
                yield group
                group = []
            group.append(row)
    except Exception:
        if group:
            yield group
        raise
    if group:
        yield group


def _key_of(row: Row, key: int | None) -> str | None:
    """The key that a row states, "" for none; None for a formula, which is the key of no other row."""
    if (key, FORMULA) in row.noted:
        return None
    return row.cells[key].strip() if key is not None and key < len(row.cells) else ""


class Grouped:
    """A record that is put together from rows, and of each member of a list the row that it came from."""

    def __init__(self) -> None:
        self.record: dict[str, Any] = {}
        self._rows: dict[str, int] = {}
        self._own: dict[str, dict[tuple[str, ...], Any]] = {}  # what a row said of a member itself

    def add(self, row: int, stated: Stated) -> None:
        """Add what the cells of a row state: what is said of the record by the first that says it, and members."""
        self._fill(self.record, "", 0, stated, row)

    def row_of(self, pointer: str) -> int:
        """Which row a place in the record came from, as it was added."""
        while pointer:
            if pointer in self._rows:
                return self._rows[pointer]
            pointer = pointer.rpartition("/")[0]
        return 0

    def _fill(self, node: dict[str, Any], pointer: str, depth: int, stated: Stated, row: int) -> None:
        """Put the values that stand below a node into it: its own first, then a member for each list that has any."""
        of_list: dict[tuple[str, ...], list[tuple[Column, Any]]] = {}
        for column, value in stated:
            list_at = next((at for at in sorted(column.lists) if at >= depth), None) if column.lists else None
            if list_at is None:
                _put(node, column.path[depth:], value)
            else:
                of_list.setdefault(column.path[depth : list_at + 1], []).append((column, value))
        for path, below in of_list.items():
            inner = depth + len(path)
            own = {column.path: value for column, value in below if not any(at >= inner for at in column.lists)}
            member, at = self._member(node, path, f"{pointer}/{'/'.join(path)}", own, row)
            self._fill(member, at, inner, below, row)

    def _member(
        self, node: dict[str, Any], path: tuple[str, ...], pointer: str, own: dict[tuple[str, ...], Any], row: int
    ) -> tuple[dict[str, Any], str]:
        """The member that a row goes on with: the last one when it says the same of it or nothing, else a new one."""
        for name in path[:-1]:
            node = node.setdefault(name, {})
        members = node.setdefault(path[-1], [])
        if not members or (own and own != self._own.get(f"{pointer}/{len(members) - 1}")):
            members.append({})
        at = f"{pointer}/{len(members) - 1}"
        self._rows.setdefault(at, row)
        if own:
            self._own[at] = own
        return members[-1], at


def _put(node: dict[str, Any], path: Sequence[str], value: Any) -> None:  # noqa: ANN401 - a value of JSON
    for name in path[:-1]:
        node = node.setdefault(name, {})
    node.setdefault(path[-1], value)
