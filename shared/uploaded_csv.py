"""CSV as an administrator sends it: what every list in CSV must be before anything is read in it."""

import csv
import io
from collections.abc import Iterator

from shared.procurement.misread import Misread


class UnreadableList(Misread):
    """The file is no such list at all; the message says where and why."""


def lines_of(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line, blank lines without any, with the number of the line on which they end.

    Raises UnreadableList for other text than UTF-8 (a byte order mark is passed over), NUL characters, and quotes that
    do not close.
    """
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
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as problem:
        raise UnreadableList(
            f"The list is no CSV (line {reader.line_num}): {problem}.",
            nl=f"De lijst is geen CSV (regel {reader.line_num}): staan de aanhalingstekens goed?",
        ) from problem
