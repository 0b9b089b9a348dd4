"""Answers as tables for people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from client.answers import Definition, FigureRow, Figures, Finding, Formats, Severity
from client.documents import LeftOut
from client.faults import NOT_TRIED
from client.push import Delivery, FindingSummary
from client.tables import Column, Table
from client.words import Words

Labels = Mapping[str, Mapping[str, str]]
"""Names for people by dimension and code."""

_LARGE: Final = 10_000  # from here on decimals say nothing
_SEVERITIES: Final[Mapping[Severity, str]] = {"error": "fout", "warning": "waarschuwing", "info": "ter informatie"}
_REASONS: Final = {
    "no-rows": "geen gegevens",
    "nothing-certain": "niets zeker in de populatie",
    "coverage-too-low": "dekking te laag",
    "no-baseline": "geen nulmeting",
    "zero-denominator": "niets om door te delen",
    "not-computable": "niet te berekenen",
    "not-published": "niet vastgesteld",
}


def deliveries_table(deliveries: Sequence[Delivery], words: Words) -> Table:
    """Totals of a push: one row, records counted over all documents."""
    counts = [delivery.submission.counts for delivery in deliveries if delivery.submission is not None]
    figures = {
        words(nl="bestanden", en="files"): len(deliveries),
        words(nl="al eerder", en="sent before"): sum(delivery.resumed for delivery in deliveries),
        words(nl="mislukt", en="failed"): sum(_failed(delivery) for delivery in deliveries),
        words(nl="records", en="records"): sum(count.records for count in counts),
        words(nl="aangenomen", en="accepted"): sum(count.accepted for count in counts),
        words(nl="ongewijzigd", en="unchanged"): sum(count.unchanged for count in counts),
        words(nl="geweigerd", en="refused"): sum(count.refused for count in counts),
    }
    return totals_table(figures, words, title=words(nl="Aangeleverd", en="Delivered"))


def totals_table(figures: Mapping[str, int], words: Words, *, title: str) -> Table:
    """One row of numbers."""
    columns = [Column(name, number=True) for name in figures]
    return Table(columns, [[words.number(figure) for figure in figures.values()]], title=title)


def files_table(deliveries: Sequence[Delivery], left_out: Sequence[LeftOut], words: Words, *, most: int = 50) -> Table:
    """What became of every file; of those that went well, or were not tried, the ones past `most` are only counted."""
    counted = Counter({"well": -most, "not tried": -most})
    rows = []
    for delivery in deliveries:
        kind = _kind(delivery)
        counted[kind] += 1
        if counted[kind] <= 0 or kind == "other":
            submission = delivery.submission.id if delivery.submission else ""
            rows.append([str(delivery.document.path), submission, _outcome(delivery, words)])
    rows += [
        [str(each.path), "", words(nl="niet verzonden: ", en="not sent: ") + each.fault.sentence(words.language)]
        for each in left_out
    ]
    well, untried = words.number(counted["well"]), words.number(counted["not tried"])
    notes = [
        counted["well"] > 0
        and words(nl=f"En {well} die helemaal aangenomen zijn.", en=f"And {well} that were wholly accepted."),
        counted["not tried"] > 0
        and words(nl=f"En {untried} die niet verzonden zijn.", en=f"And {untried} that were not sent."),
    ]
    return Table(
        [
            Column(words(nl="bestand", en="file")),
            Column(words(nl="aanlevering", en="submission")),
            Column(words(nl="uitkomst", en="outcome"), prose=True),
        ],
        rows,
        leads=2,
        note=" ".join(note for note in notes if note),
    )


def summary_table(summaries: Sequence[FindingSummary], words: Words) -> Table:
    """Findings by rule with one example each."""
    return Table(
        [
            Column(words(nl="ernst", en="severity")),
            Column(words(nl="regel", en="rule")),
            Column(words(nl="aantal", en="count"), number=True),
            Column(words(nl="wat", en="what"), prose=True),
            Column(words(nl="bijvoorbeeld", en="for example"), prose=True),
        ],
        [
            [
                _severity(summary.severity, words),
                summary.rule,
                words.number(summary.count),
                summary.example.text(words.language),
                f"{summary.path.name} {summary.example.location or ''}",
            ]
            for summary in summaries
        ],
        title=words(nl="Bevindingen", en="Findings"),
    )


def findings_table(findings: Sequence[Finding], words: Words) -> Table:
    """Every finding of a document, with its place."""
    return Table(
        [
            Column(words(nl="ernst", en="severity")),
            Column(words(nl="regel", en="rule")),
            Column(words(nl="plaats", en="place")),
            Column(words(nl="waarde", en="value")),
            Column(words(nl="wat", en="what"), prose=True),
        ],
        [
            [
                _severity(finding.severity, words),
                finding.code,
                finding.location or "",
                finding.value or "",
                finding.text(words.language),
            ]
            for finding in findings
        ],
        title=words(nl="Bevindingen", en="Findings"),
    )


def formats_table(formats: Formats, words: Words) -> Table:
    """What can be sent, and how the name of a file tells it."""
    compressed = ", ".join(each.suffix for each in formats.encodings)
    return Table(
        [
            Column(words(nl="formaat", en="format")),
            Column(words(nl="wat", en="what"), prose=True),
            Column(words(nl="mediatypen", en="media types"), prose=True),
            Column(words(nl="bestanden", en="files"), prose=True),
        ],
        [
            [
                kind.name,
                kind.title.get(words.language, ""),
                " ".join(kind.media_types),
                " ".join(ending.suffix for ending in kind.suffixes),
            ]
            for kind in formats.items
        ],
        title=words(nl="Formaten", en="Formats"),
        note=words(nl=f"Ingepakt mag ook: {compressed}.", en=f"Compressed is fine too: {compressed}."),
    )


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
        rows.append([*named, *period, *_figure_cells(row, definition, words), _reason(row.reason, words)])
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
    coverage = row.coverage.answers if row.coverage else None
    figures = (
        *(_figure(figure, words, share=share) for figure in (row.value, row.lower, row.upper)),
        _figure(coverage, words, share=True),
    )
    if row.counts is None:
        return (*figures, "", "", "", "", "")
    inside = row.counts.inside
    known = inside.known if inside.yes is None else inside.yes
    counts = (known, inside.no, inside.unknown, row.counts.undetermined.rows, row.counts.out)
    return (*figures, *("" if count is None else words.number(count) for count in counts))


def _figure(value: float | None, words: Words, *, share: bool) -> str:
    if value is None:
        return "-"
    if share:
        return f"{words.number(value * 100, 1)}%"
    return words.number(value, 0 if abs(value) >= _LARGE else 2)


def _kind(delivery: Delivery) -> str:
    if delivery.succeeded:
        return "well"
    not_tried = delivery.fault is not None and delivery.fault.fault.rule == NOT_TRIED.code
    return "not tried" if not_tried else "other"


def _outcome(delivery: Delivery, words: Words) -> str:
    if delivery.fault is not None:
        return words(nl="mislukt: ", en="failed: ") + delivery.fault.sentence(words.language)
    submission = delivery.submission
    if submission is None or submission.state == "failed":
        reason = submission.problem.text(words.language) if submission and submission.problem else ""
        return words(nl="verwerking mislukt: ", en="processing failed: ") + reason
    counts = submission.counts
    parts = [
        words(nl=f"{words.number(counts.accepted)} aangenomen", en=f"{words.number(counts.accepted)} accepted"),
        counts.unchanged
        and words(nl=f"{words.number(counts.unchanged)} ongewijzigd", en=f"{words.number(counts.unchanged)} unchanged"),
        counts.refused
        and words(nl=f"{words.number(counts.refused)} geweigerd", en=f"{words.number(counts.refused)} refused"),
        delivery.resumed and words(nl="al eerder verzonden", en="sent before"),
    ]
    return ", ".join(part for part in parts if part)


def _severity(severity: Severity, words: Words) -> str:
    return words(nl=_SEVERITIES[severity], en=severity)


def _reason(reason: str | None, words: Words) -> str:
    return words(nl=_REASONS.get(reason, reason), en=reason) if reason else ""


def _failed(delivery: Delivery) -> bool:
    return delivery.fault is not None or (delivery.submission is not None and delivery.submission.state == "failed")
