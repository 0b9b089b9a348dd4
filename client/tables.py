"""Tables for people: they say everything in the width there is, and never cut a cell off.

A table that is too wide breaks its prose between words; one that is still too wide stacks its columns, two or three to
a row; one of long words, such as addresses, becomes a block per row. Where nobody watches, each row is one line.
"""

import os
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rich.console import Console

from shared.shown_text import code_point, unprintable

Cell = str | tuple[str, ...]
"""A text, or several of which each begins on a line of its own."""

_GAP: Final = "  "
_DEEPEST: Final = 3
_NARROWEST_PROSE: Final = 12
_BETWEEN_LINES: Final = "; "


class Column(NamedTuple):
    """A column: numbers stand on the right, prose may be broken between words."""

    heading: str
    number: bool = False
    prose: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; a column in which no row says anything is left out.

    The first `leads` columns name the row. `note` stands below. `blocks`: each row is a block, however wide the screen.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    title: str = ""
    note: str = ""
    leads: int = 1
    blocks: bool = False

    def lines(self, width: int | None = None) -> Iterator[str]:
        """The table in this many columns of the screen; None: as wide as it is."""
        shown = [place for place, _ in enumerate(self.columns) if not self.rows or any(row[place] for row in self.rows)]
        columns = [self.columns[place] for place in shown]
        rows = [[_shown(row[place]) for place in shown] for row in self.rows]
        if width is None:
            rows = [[[_BETWEEN_LINES.join(cell)] for cell in row] for row in rows]
        leads = sum(place < self.leads for place in shown)
        for depth in range(1, 0 if self.blocks else _DEEPEST + 1):
            stacks = [*_stacks(0, leads, depth), *_stacks(leads, len(columns), depth)]
            if (widths := _widths(columns, rows, stacks, width)) is not None:
                yield from _grid(columns, rows, stacks, widths)
                return
        yield from _blocks(columns, rows, width)


def console(*, stderr: bool = False) -> Console:
    """A console; where nobody watches it prints plain text."""
    return Console(stderr=stderr)


def print_table(console: Console, table: Table) -> None:
    """Print a table in the width of the terminal; where nobody watches, as wide as it is."""
    if table.title:
        print_text(console, table.title, style="bold")
    for line in table.lines(_width_of(console)):
        _print(console, line)
    if table.note:
        print_text(console, table.note)


def print_text(console: Console, text: str, *, style: str | None = None) -> None:
    """Print lines of text, broken between words in the width of the terminal."""
    for line in _wrapped(text.split("\n"), _width_of(console)):
        _print(console, line, style=style)


def _print(console: Console, line: str, *, style: str | None = None) -> None:
    console.print(line, style=style, markup=False, highlight=False, soft_wrap=True)


def _width_of(console: Console) -> int | None:
    return console.width if console.is_terminal or "COLUMNS" in os.environ else None


def _stacks(first: int, end: int, depth: int) -> Iterator[range]:
    return (range(start, min(start + depth, end)) for start in range(first, end, depth))


def _widths(
    columns: Sequence[Column], rows: Sequence[Sequence[list[str]]], stacks: Sequence[range], width: int | None
) -> list[int] | None:
    """How wide each stack of columns becomes; None when they do not fit, or only by cutting.

    Prose is broken only where it is the last of its stack: what stands below it would no longer stand at its heading.
    """
    natural = [max(len(text) for place in stack for text in _texts(columns, rows, place)) for stack in stacks]
    if width is None:
        return natural
    least = [
        max(
            _least(text) if columns[place].prose and place == stack[-1] else len(text)
            for place in stack
            for text in _texts(columns, rows, place)
        )
        for stack in stacks
    ]
    spare = width - sum(least) - len(_GAP) * (len(stacks) - 1)
    if spare < 0:
        return None
    for place in sorted(range(len(stacks)), key=lambda place: least[place] - natural[place]):
        more = min(natural[place] - least[place], spare)
        least[place] += more
        spare -= more
    return least


def _least(text: str) -> int:
    """In how few columns of the screen prose can stand without a word of it being cut."""
    return max(min(len(text), _NARROWEST_PROSE), *(len(word) for word in text.split()), 0)


def _texts(columns: Sequence[Column], rows: Sequence[Sequence[list[str]]], place: int) -> Iterator[str]:
    yield columns[place].heading
    for row in rows:
        yield from row[place]


def _grid(
    columns: Sequence[Column], rows: Sequence[Sequence[list[str]]], stacks: Sequence[range], widths: Sequence[int]
) -> Iterator[str]:
    stacked = any(len(stack) > 1 for stack in stacks)
    yield from _row(columns, [[column.heading] for column in columns], stacks, widths)
    yield _GAP.join("-" * width for width in widths)
    for place, row in enumerate(rows):
        if stacked and place:
            yield ""
        yield from _row(columns, row, stacks, widths)


def _row(
    columns: Sequence[Column], cells: Sequence[list[str]], stacks: Sequence[range], widths: Sequence[int]
) -> Iterator[str]:
    stacked = [
        [
            line.rjust(width) if columns[place].number else line.ljust(width)
            for place in stack
            for line in _wrapped(cells[place], width)
        ]
        for stack, width in zip(stacks, widths, strict=True)
    ]
    for number in range(max(map(len, stacked), default=0)):
        parts = (
            lines[number] if number < len(lines) else " " * width for lines, width in zip(stacked, widths, strict=True)
        )
        yield _GAP.join(parts).rstrip()


def _blocks(columns: Sequence[Column], rows: Sequence[Sequence[list[str]]], width: int | None) -> Iterator[str]:
    """Each row as lines of heading and text; a word that is longer than the screen stays whole, to be copied."""
    margin = max((len(column.heading) for column in columns), default=0) + len(_GAP)
    for place, row in enumerate(rows):
        if place:
            yield ""
        for column, cell in zip(columns, row, strict=True):
            if not any(cell):
                continue
            lines = _wrapped(cell, None if width is None else width - margin)
            if width is not None and max(map(len, lines)) > width - margin:
                yield column.heading
                yield from (_GAP + line for line in _wrapped(cell, width - len(_GAP)))
                continue
            yield column.heading.ljust(margin) + lines[0]
            yield from (" " * margin + line for line in lines[1:])


def _wrapped(texts: Sequence[str], width: int | None) -> list[str]:
    """Lines of these texts, at least one for each."""
    if width is None:
        return list(texts)
    return [
        line
        for text in texts
        for line in textwrap.wrap(text, width=max(width, 1), break_long_words=False, break_on_hyphens=False) or [""]
    ]


def _shown(cell: Cell) -> list[str]:
    """The texts of a cell, each on one line."""
    return [_visible(" ".join(text.split())) for text in ((cell,) if isinstance(cell, str) else cell)] or [""]


def _visible(text: str) -> str:
    """The text, with what would steer the terminal as its code point."""
    while (character := unprintable(text)) is not None:
        text = text.replace(character, code_point(character))
    return text
