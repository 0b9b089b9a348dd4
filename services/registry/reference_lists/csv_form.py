"""Reference lists as CSV: UTF-8, a heading, one row a line. What is written reads back the same."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from shared.misread import Misread


class UnreadableList(Misread):
    """The text is no such CSV at all; the message says where and why."""


class Table(NamedTuple):
    """The heading and the rows below it."""

    columns: tuple[str, ...]
    entries: tuple[dict[str, str], ...]


def read_table(content: bytes) -> Table:
    """Read a list; raises UnreadableList for other text than UTF-8 CSV whose rows are as long as the heading."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnreadableList(
            f"The list is no UTF-8 text (byte {problem.start}).",
            nl=f"De lijst is geen tekst in UTF-8 (byte {problem.start}).",
        ) from problem
    if "\0" in text:
        raise UnreadableList("The list holds a NUL character.", nl="De lijst bevat een NUL-teken.")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = tuple(next(reader, ()))
        if not heading:
            raise UnreadableList("The list has no heading.", nl="De lijst heeft geen kop.")
        entries: list[dict[str, str]] = []
        for cells in reader:
            if len(cells) != len(heading):
                raise UnreadableList(
                    f"Line {reader.line_num} has {len(cells)} cells where the heading has {len(heading)}.",
                    nl=f"Regel {reader.line_num} heeft {len(cells)} cellen waar de kop er {len(heading)} heeft.",
                )
            entries.append(dict(zip(heading, cells, strict=True)))
    except csv.Error as problem:
        raise UnreadableList(
            f"The list is no CSV (line {reader.line_num}): {problem}.",
            nl=f"De lijst is geen CSV (regel {reader.line_num}): staan de aanhalingstekens goed?",
        ) from problem
    return Table(heading, tuple(entries))


def write_table(columns: Sequence[str], entries: Sequence[Mapping[str, str]]) -> str:
    """The list as text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([entry[column] for column in columns] for entry in entries)
    return text.getvalue()
