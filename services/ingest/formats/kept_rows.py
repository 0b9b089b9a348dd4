"""The rows of a kept record that came in a table, as their sender wrote them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_IN_TABLE: Final = re.compile(r"row (\d+)(?:, (.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class KeptRows:
    """One record: the sheet it stood on ("" of a CSV), the headings above it, and its rows with their numbers.

    `headings_row` is the number of the row of headings when this is the first record below them, else 0. `columns`
    has the heading of each place in the record, as a JSON Pointer without numbers. `in_order` says whether the records
    of its table stand in the order of their rows.
    """

    sheet: str
    headings: Sequence[str]
    headings_row: int
    rows: Sequence[tuple[int, Sequence[str]]]
    columns: Mapping[str, str]
    in_order: bool = True

    def place_of(self, location: str) -> tuple[int, str]:
        """The row of a finding, and its column; what is said of the headings stands with the first row below them."""
        first = self.rows[0][0]
        stated = _IN_TABLE.fullmatch(location.removeprefix(f"{self.sheet}, ") if self.sheet else location)
        if stated is not None:
            number = int(stated[1])
            return (number if any(number == each for each, _ in self.rows) else first), stated[2] or ""
        pointer = "/".join(part for part in location.split("/") if not part.isdigit())
        return first, self.columns.get(pointer, pointer.strip("/").replace("/", "."))
