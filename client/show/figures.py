"""Figures as a table for people."""

from collections.abc import Mapping, Sequence
from typing import Final

from client.answers import Definition, FigureRow, Figures
from client.tables import Column, Table
from client.words import Words

Labels = Mapping[str, Mapping[str, str]]
"""Names for people by dimension and code."""

_LARGE: Final = 10_000  # from here on decimals say nothing
_LEVELS: Final = "niveau"  # units of an order; their means are printed with one decimal
_REASONS: Final = {
    "no-rows": "geen gegevens",
    "nothing-certain": "niets zeker in de populatie",
    "coverage-too-low": "dekking te laag",
    "no-baseline": "geen nulmeting",
    "zero-denominator": "niets om door te delen",
    "not-computable": "niet te berekenen",
    "not-published": "niet vastgesteld",
    "suppressed": "afgeschermd: te weinig leveranciers",
    "fewer-than-10": "minder dan 10",
}


def figures_table(answer: Figures, words: Words, *, name: str = "", labels: Labels | None = None) -> Table:
    """Per group the value with its bounds, its coverage, and the counts it rests on; bodies by name and address."""
    definition = answer.definition
    share = definition.kind == "share"
    periods = {str(row.period) for row in answer.rows if row.period}
    groups = list(dict.fromkeys(dimension for row in answer.rows for dimension in row.group()))
    about = [definition.version, definition.status, definition.unit, *(periods if len(periods) == 1 else ())]
    labels = labels or {}
    leads = [
        Column(labels.get("dimension", {}).get(group, group).lower(), prose=group != "organisation") for group in groups
    ]
    if "organisation" in groups and labels.get("organisation"):
        leads.insert(groups.index("organisation"), Column(words(nl="naam", en="name"), prose=True))
    if len(periods) > 1:
        leads.append(Column(words(nl="periode", en="period")))
    headings = (
        words(nl="waarde", en="value"),
        words(nl="onder", en="lower"),
        words(nl="boven", en="upper"),
        words(nl="dekking", en="coverage"),
        words(nl="ja", en="yes") if share else words(nl="bekend", en="known"),
        words(nl="nee", en="no"),
        words(nl="onbekend", en="unknown"),
        words(nl="onbepaald", en="undetermined"),
        words(nl="buiten", en="out"),
    )
    rows = []
    for row in answer.rows:
        named = _group_cells(row, groups, labels)
        period = [str(row.period)] if len(periods) > 1 else []
        rows.append([*named, *period, *_figure_cells(row, definition, words), shown_reason(row.reason, words)])
    return Table(
        [*leads, *(Column(heading, number=True) for heading in headings), Column(words(nl="reden", en="reason"))],
        rows,
        title=f"{f'{answer.indicator} {name}'.strip()} ({', '.join(part for part in about if part)})",
        leads=len(leads),
    )


def _group_cells(row: FigureRow, groups: Sequence[str], labels: Labels) -> list[str]:
    """What names the row: codes by their label, a body by its name and its address."""
    cells = []
    for dimension in groups:
        code = row.group().get(dimension, "")
        label = labels.get(dimension, {}).get(code, "")
        if dimension != "organisation":
            cells.append(label or code)
        else:
            cells += [label, code] if labels.get(dimension) else [code]
    return cells


def _figure_cells(row: FigureRow, definition: Definition, words: Words) -> tuple[str, ...]:
    share = definition.kind == "share"
    decimals = 1 if definition.kind == "mean" and (definition.unit or "").startswith(_LEVELS) else 2
    coverage = row.coverage.answers if row.coverage else None
    figures = (
        *(shown_figure(figure, words, share=share, decimals=decimals) for figure in (row.value, row.lower, row.upper)),
        shown_figure(coverage, words, share=True),
    )
    if row.counts is None:
        return (*figures, "", "", "", "", "")
    inside = row.counts.inside
    known = inside.known if inside.yes is None else inside.yes
    counts = (known, inside.no, inside.unknown, row.counts.undetermined.rows, row.counts.out)
    return (*figures, *("" if count is None else words.number(count) for count in counts))


def shown_figure(value: float | None, words: Words, *, share: bool, decimals: int = 2) -> str:
    """A number of a figure: shares in percent, large ones without decimals, none as a hyphen."""
    if value is None:
        return "-"
    if share:
        return f"{words.number(value * 100, 1)}%"
    return words.number(value, 0 if abs(value) >= _LARGE else decimals)


def shown_reason(reason: str | None, words: Words) -> str:
    """Why there is no value."""
    return words(nl=_REASONS.get(reason, reason), en=reason) if reason else ""
