"""What became of what was sent, what was found in it, and what can be sent, as tables for people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from client.answers import Finding, Formats, Severity
from client.documents import LeftOut
from client.faults import NOT_TRIED
from client.push import Delivery, FindingSummary
from client.tables import Column, Table
from client.words import Words

_SEVERITIES: Final[Mapping[Severity, str]] = {"error": "fout", "warning": "waarschuwing", "info": "ter informatie"}


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
                severity_of(summary.severity, words),
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
                severity_of(finding.severity, words),
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


def severity_of(severity: Severity, words: Words) -> str:
    """The word for how grave a finding is."""
    return words(nl=_SEVERITIES[severity], en=severity)


def _failed(delivery: Delivery) -> bool:
    return delivery.fault is not None or (delivery.submission is not None and delivery.submission.state == "failed")
