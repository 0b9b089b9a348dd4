"""Whether rows may become a version of a reference list: every fault at once, with its line and column.

Pure: the codes that other lists hold are given. The heading is line 1, so the first row is line 2; rows that come as
JSON are counted in the same way.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final, Literal, TypeAlias, get_args

from services.registry.lists.rules import list_rules
from services.registry.lists.rules.cells import Column, Reference, text, whole
from services.registry.lists.rules.shape import Shape
from services.registry.lists.rules.shapes import CODE_COLUMN, SCALE_LEVELS, SHAPES
from shared.procurement.finding import Finding, Text
from shared.reference.published import problem_of

Entry: TypeAlias = Mapping[str, str]
Known: TypeAlias = Mapping[Reference, AbstractSet[str]]
ListState: TypeAlias = Literal["draft", "published", "withdrawn"]
LIST_STATES: Final[tuple[ListState, ...]] = get_args(ListState)
MOST_ROWS: Final = 20_000
CHAINS_PER_YEAR: Final = 5
YEARS_AHEAD: Final = 5
"""So far ahead a version may begin. A published version stays, and the next begins later: 2207 for 2027 would close a
list for ever."""

MAY_BE_EMPTY: Final = frozenset({"cpv-chains-unmapped", "yearly-chains"})
_FIRST_ROW: Final = 2
_NO_END: Final = "9999-12-31"


@dataclass(frozen=True, slots=True)
class ListFault:
    """One thing that is wrong; line 1 is the heading."""

    line: int
    column: str
    finding: Finding


def faults_of(name: str, columns: Sequence[str], entries: Sequence[Entry], *, known: Known) -> tuple[ListFault, ...]:
    """Everything that keeps these rows from being a version of the list, in the order of lines.

    `known` gives the codes of the lists this one refers to (`referred`). Raises KeyError for a list without a shape.
    """
    shape = SHAPES[name]
    if len(entries) > MOST_ROWS:
        return (ListFault(1, "", list_rules.TOO_MANY_ROWS.at("", most=MOST_ROWS, rows=len(entries))),)
    heading = tuple(_heading(shape, columns))
    if heading:
        return heading
    if not entries and name not in MAY_BE_EMPTY:
        return (ListFault(1, "", list_rules.EMPTY_LIST.at("")),)
    faults = [
        *_cells(shape, entries, known=known),
        *_keys(shape, entries),
        *_periods(shape, entries),
        *_own_rules(name, entries),
    ]
    if not faults:
        faults = list(_unusable(name, entries))
    return tuple(sorted(faults, key=lambda fault: (fault.line, fault.column)))


def as_table(name: str, entries: Sequence[Entry]) -> tuple[tuple[str, ...], tuple[Entry, ...]]:
    """Rows that leave blank cells out, as JSON may: the columns of the list and any other, and every cell written."""
    columns = tuple(dict.fromkeys([*SHAPES[name].columns, *(column for entry in entries for column in entry)]))
    return columns, tuple({column: entry.get(column, "") for column in columns} for entry in entries)


def referred(name: str) -> tuple[Reference, ...]:
    """The lists, or the marked rows of lists, that a list refers to, none twice."""
    references = (column.reference for column in SHAPES[name].columns.values())
    return tuple(dict.fromkeys(reference for reference in references if reference is not None))


def codes_in(reference: Reference, entries: Sequence[Entry]) -> frozenset[str]:
    """The codes by which other lists refer to rows (`entries`) of this one."""
    column, marked = CODE_COLUMN.get(reference.name, "code"), reference.marked
    return frozenset(entry[column] for entry in entries if marked is None or entry[marked] == "true")


def begins_too_early(valid_from: date, *, newest: date | None) -> bool:
    """Whether a version would overlap the newest published one, or come before it: old answers would change."""
    return newest is not None and valid_from <= newest


def begins_too_late(valid_from: date, *, today: date) -> bool:
    """Whether a version would begin so far ahead that its year must be a slip."""
    return valid_from.year > today.year + YEARS_AHEAD


def _heading(shape: Shape, columns: Sequence[str]) -> Iterator[ListFault]:
    for column, times in Counter(columns).items():
        if column not in shape.columns or times > 1:
            yield ListFault(1, column, list_rules.UNKNOWN_COLUMN.at(column, known=", ".join(shape.columns)))
    for column in shape.columns:
        if column not in columns:
            yield ListFault(1, column, list_rules.MISSING_COLUMN.at(column))


def _unusable(name: str, entries: Sequence[Entry]) -> Iterator[ListFault]:
    """What would stop the services that read notices by this list."""
    problem = problem_of(name, "draft", entries)
    if problem is not None:
        yield ListFault(1, "", list_rules.UNUSABLE.at("", problem=problem.rstrip(".")))


def _cells(shape: Shape, entries: Sequence[Entry], *, known: Known) -> Iterator[ListFault]:
    for line, entry in _lines(entries):
        for name, column in shape.columns.items():
            finding = _cell(column, entry[name], known=known)
            if finding is not None:
                yield ListFault(line, name, finding)


def _cell(column: Column, cell: str, *, known: Known) -> Finding | None:
    if not cell:
        return None if column.blank else list_rules.MISSING_VALUE.at("")
    expected = text(cell) or column.reading(cell)
    if expected is not None:
        return list_rules.BAD_VALUE.at("", cell, cell=_shown(cell), expected=Text(expected.nl, expected.en))
    if column.reference is None:
        return None
    parts = cell.split(";") if column.many else [cell]
    strange = [part for part in parts if part not in known.get(column.reference, frozenset())]
    if not strange:
        return None
    marked = Text("", "") if column.marked is None else Text(f" als {column.marked}", f" as {column.marked}")
    words = {"list": column.refers_to, "cells": ", ".join(map(_shown, strange)), "marked": marked}
    return list_rules.UNKNOWN_REFERENCE.at("", cell, **words)


def _keys(shape: Shape, entries: Sequence[Entry]) -> Iterator[ListFault]:
    first: dict[tuple[str, ...], int] = {}
    for line, entry in _lines(entries):
        key = tuple(entry[column] for column in shape.identity)
        if key in first:
            words = {"first": first[key], "columns": ", ".join(shape.identity), "cells": _shown(", ".join(key))}
            yield ListFault(line, shape.identity[0], list_rules.DUPLICATE_KEY.at("", **words))
        first.setdefault(key, line)


def _periods(shape: Shape, entries: Sequence[Entry]) -> Iterator[ListFault]:
    if shape.period is None:
        return
    begins, ends = shape.period
    stated: dict[tuple[str, ...], list[tuple[str, str, int]]] = {}
    for line, entry in _lines(entries):
        start, end = entry[begins], entry[ends] or _NO_END
        if start > end:
            en, nl = (
                f"The last day, {end}, lies before the first, {start}.",
                f"De laatste dag, {end}, ligt voor {start}.",
            )
            yield _bad_range(line, ends, Text(nl, en))
        else:
            stated.setdefault(tuple(entry[column] for column in shape.key), []).append((start, end, line))
    for key, periods in stated.items():
        latest_end, latest_line = "", 0
        for start, end, line in sorted(periods):
            # The same first day is a duplicate key, which is said already.
            if start <= latest_end and entries[line - _FIRST_ROW][begins] != entries[latest_line - _FIRST_ROW][begins]:
                finding = list_rules.OVERLAPPING_PERIOD.at("", line=latest_line, key=", ".join(key))
                yield ListFault(line, begins, finding)
            if end > latest_end:
                latest_end, latest_line = end, line


def _own_rules(name: str, entries: Sequence[Entry]) -> Iterator[ListFault]:
    match name:
        case "spend-bands":
            yield from list(_averages(entries)) or _neighbours(entries)
        case "scales":
            yield from _levels(entries)
        case "light-regime":
            yield from _ranges(entries)
        case "yearly-chains":
            yield from _years(entries)
        case _:
            return


def _averages(entries: Sequence[Entry]) -> Iterator[ListFault]:
    """(least + most) / 2 rounded up, the least where there is no most (evaluation of 2024, appendix 4)."""
    for line, entry in _lines(entries):
        least, most, average = entry["min_eur"], entry["max_eur"], entry["average_eur"]
        if whole(least) or whole(most or "0"):
            continue
        if most and int(most) < int(least):
            reason = Text("Het meeste is minder dan het minste.", "The most is less than the least.")
            yield _bad_range(line, "max_eur", reason)
            continue
        expected = -(-(int(least) + int(most)) // 2) if most else int(least)
        if average != str(expected):
            yield ListFault(line, "average_eur", list_rules.WRONG_AVERAGE.at("", average, expected=expected))


def _neighbours(entries: Sequence[Entry]) -> Iterator[ListFault]:
    """Each band begins a euro above the one before it, so that every amount is in one band; only the last is open."""
    bands = [(line, entry) for line, entry in _lines(entries) if whole(entry["band"]) is None]
    bands.sort(key=lambda band: int(band[1]["band"]))
    for (before_line, before), (line, entry) in pairwise(bands):
        if any(whole(cell) for cell in (before["max_eur"] or "0", entry["min_eur"] or "0")):
            continue
        if not before["max_eur"]:
            reason = Text("Alleen de laatste band heeft geen meeste.", "Only the last band has no most.")
            yield _bad_range(before_line, "max_eur", reason)
        elif entry["min_eur"] != (least := str(int(before["max_eur"]) + 1)):
            en = f"This band begins at {least}, right above that of line {before_line}."
            nl = f"Deze band begint bij {least}, vlak boven die van regel {before_line}."
            yield _bad_range(line, "min_eur", Text(nl, en))


def _levels(entries: Sequence[Entry]) -> Iterator[ListFault]:
    for line, entry in _lines(entries):
        levels = SCALE_LEVELS.get(entry["scale"])
        if levels is not None and entry["level"] not in {str(level) for level in levels}:
            en = f"The scale {entry['scale']} goes from {levels[0]} to {levels[-1]}."
            nl = f"De schaal {entry['scale']} loopt van {levels[0]} tot {levels[-1]}."
            yield _bad_range(line, "level", Text(nl, en))


def _ranges(entries: Sequence[Entry]) -> Iterator[ListFault]:
    for line, entry in _lines(entries):
        if entry["cpv_from"] > entry["cpv_to"]:
            en = "The last code of the range comes before the first."
            yield _bad_range(line, "cpv_to", Text("De laatste code van de reeks komt voor de eerste.", en))


def _years(entries: Sequence[Entry]) -> Iterator[ListFault]:
    """The programme steers on five chains a year (Agenda MVOI 2026-2030, section 6.2)."""
    counted: Counter[str] = Counter()
    for line, entry in _lines(entries):
        counted[entry["year"]] += 1
        if counted[entry["year"]] > CHAINS_PER_YEAR:
            en = f"A year has at most {CHAINS_PER_YEAR} chains."
            yield _bad_range(line, "chain", Text(f"Een jaar heeft ten hoogste {CHAINS_PER_YEAR} ketens.", en))


def _bad_range(line: int, column: str, reason: Text) -> ListFault:
    return ListFault(line, column, list_rules.BAD_RANGE.at("", reason=reason))


def _lines(entries: Sequence[Entry]) -> Iterator[tuple[int, Entry]]:
    return enumerate(entries, start=_FIRST_ROW)


def _shown(cell: str) -> str:
    return f"“{cell[:100]}”"
