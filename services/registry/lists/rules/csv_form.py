"""Reference lists as CSV: UTF-8, a heading, one row a line. What is written reads back the same."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.registry.uploaded_csv import UnreadableList, lines_of


class Table(NamedTuple):
    """The heading and the rows below it."""

    columns: tuple[str, ...]
    entries: tuple[dict[str, str], ...]


def read_table(content: bytes) -> Table:
    """Read a list; raises UnreadableList for other text than UTF-8 CSV whose rows are as long as the heading."""
    lines = lines_of(content)
    _, first = next(lines, (0, []))
    heading = tuple(first)
    if not heading:
        raise UnreadableList("The list has no heading.", nl="De lijst heeft geen kop.")
    entries: list[dict[str, str]] = []
    for number, cells in lines:
        if len(cells) != len(heading):
            raise UnreadableList(
                f"Line {number} has {len(cells)} cells where the heading has {len(heading)}.",
                nl=f"Regel {number} heeft {len(cells)} cellen waar de kop er {len(heading)} heeft.",
            )
        entries.append(dict(zip(heading, cells, strict=True)))
    return Table(heading, tuple(entries))


def write_table(columns: Sequence[str], entries: Sequence[Mapping[str, str]]) -> str:
    """The list as text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([entry[column] for column in columns] for entry in entries)
    return text.getvalue()
