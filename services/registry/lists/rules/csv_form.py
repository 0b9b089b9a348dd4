"""Reference lists as CSV: UTF-8, a heading, one row a line. What is written reads back the same, formulas too."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from shared.shown_text import cell, code_point, from_cell, unprintable
from shared.uploaded_csv import UnreadableList, lines_of


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
        if (character := next(filter(None, map(unprintable, cells)), None)) is not None:
            raise UnreadableList(
                f"Line {number} holds a character that does not show ({code_point(character)}).",
                nl=f"Regel {number} bevat een teken dat niets laat zien ({code_point(character)}).",
            )
        entries.append(dict(zip(heading, map(from_cell, cells), strict=True)))
    return Table(heading, tuple(entries))


def write_table(columns: Sequence[str], entries: Sequence[Mapping[str, str]]) -> str:
    """The list as text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    # With this end of a line the library leaves a carriage return unquoted, and reads it back as an end.
    quoting = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    for entry in entries:
        cells = [cell(entry[column]) for column in columns]
        (quoting if any("\r" in each for each in cells) else writer).writerow(cells)
    return text.getvalue()
