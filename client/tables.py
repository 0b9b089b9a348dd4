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

_GAP: Final = "  "
_DEEPEST: Final = 3
_NARROWEST_PROSE: Final = 24


class Column(NamedTuple):
    """A column: numbers stand on the right, prose may be broken between words."""

    heading: str
    number: bool = False
    prose: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; a column in which no row says anything is left out.

    The first `leads` columns name the row. `note` stands below.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    title: str = ""
    note: str = ""
    leads: int = 1

    def lines(self, width: int | None = None) -> Iterator[str]:
        """The table in this many columns of the screen; None: as wide as it is."""
        shown = [place for place, _ in enumerate(self.columns) if not self.rows or any(row[place] for row in self.rows)]
        columns = [self.columns[place] for place in shown]
        rows = [[_shown(row[place]) for place in shown] for row in self.rows]
        leads = sum(place < self.leads for place in shown)
        for depth in range(1, _DEEPEST + 1):
            stacks = [*_stacks(0, leads, depth), *_stacks(leads, len(columns), depth)]
            if (widths := _widths(columns, rows, stacks, width)) is not None:
                yield from _grid(columns, rows, stacks, widths)
                return
        yield from _blocks(columns, rows, width or 0)


def console(*, stderr: bool = False) -> Console:
    """A console; where nobody watches it prints plain text."""
    return Console(stderr=stderr)


def print_table(console: Console, table: Table) -> None:
    """Print a table in the width of the terminal; where nobody watches, as wide as it is."""
    width = console.width if console.is_terminal or "COLUMNS" in os.environ else None
    for line in _wrapped(table.title, width):
        console.print(line, style="bold", markup=False, highlight=False, soft_wrap=True)
    for line in (*table.lines(width), *_wrapped(table.note, width)):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _stacks(first: int, end: int, depth: int) -> Iterator[range]:
    return (range(start, min(start + depth, end)) for start in range(first, end, depth))


def _widths(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], stacks: Sequence[range], width: int | None
) -> list[int] | None:
    """How wide each stack of columns becomes; None when they do not fit, or only by cutting."""
    natural = [max(len(text) for place in stack for text in _texts(columns, rows, place)) for stack in stacks]
    if width is None:
        return natural
    least = [
        max(_least(text) for text in _texts(columns, rows, stack[0]))
        if len(stack) == 1 and columns[stack[0]].prose
        else whole
        for stack, whole in zip(stacks, natural, strict=True)
    ]
    spare = width - sum(least) - len(_GAP) * (len(stacks) - 1)
    if spare < 0:
        return None
    for place in sorted(range(len(stacks)), key=lambda place: natural[place] - least[place]):
        more = min(natural[place] - least[place], spare)
        least[place] += more
        spare -= more
    return least


def _least(text: str) -> int:
    """In how few columns of the screen prose can stand without a word of it being cut."""
    return max(min(len(text), _NARROWEST_PROSE), *(len(word) for word in text.split()), 0)


def _texts(columns: Sequence[Column], rows: Sequence[Sequence[str]], place: int) -> Iterator[str]:
    yield columns[place].heading
    for row in rows:
        yield row[place]


def _grid(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], stacks: Sequence[range], widths: Sequence[int]
) -> Iterator[str]:
    stacked = any(len(stack) > 1 for stack in stacks)
    yield from _row(columns, [column.heading for column in columns], stacks, widths)
    yield _GAP.join("-" * width for width in widths)
    for place, row in enumerate(rows):
        if stacked and place:
            yield ""
        yield from _row(columns, row, stacks, widths)


def _row(
    columns: Sequence[Column], texts: Sequence[str], stacks: Sequence[range], widths: Sequence[int]
) -> Iterator[str]:
    cells = [
        [
            line.rjust(width) if columns[place].number else line.ljust(width)
            for place in stack
            for line in (_wrapped(texts[place], width) or [""])
        ]
        for stack, width in zip(stacks, widths, strict=True)
    ]
    for number in range(max(map(len, cells), default=0)):
        parts = (cell[number] if number < len(cell) else " " * width for cell, width in zip(cells, widths, strict=True))
        yield _GAP.join(parts).rstrip()


def _blocks(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Each row as lines of heading and text; a word that is longer than the screen stays whole, to be copied."""
    margin = max(len(column.heading) for column in columns) + len(_GAP)
    for place, row in enumerate(rows):
        if place:
            yield ""
        for column, text in zip(columns, row, strict=True):
            if text:
                first, *others = _wrapped(text, width - margin)
                if len(first) > width - margin:
                    yield column.heading
                    first, *others = (_GAP + line for line in _wrapped(text, width - len(_GAP)))
                    yield from (first, *others)
                    continue
                yield column.heading.ljust(margin) + first
                yield from (" " * margin + line for line in others)


def _wrapped(text: str, width: int | None) -> list[str]:
    if width is None:
        return [text] if text else []
    return textwrap.wrap(text, width=max(width, 1), break_long_words=False, break_on_hyphens=False)


def _shown(text: str) -> str:
    """The text on one line; what would steer the terminal shows as its code point."""
    flat = " ".join(text.split())
    while (character := unprintable(flat)) is not None:
        flat = flat.replace(character, code_point(character))
    return flat
