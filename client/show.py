"""Answers as tables for people."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from client.answers import Definition, FigureRow, Figures, Finding
from client.push import Delivery, FindingSummary
from client.words import Words

_LARGE = 10_000
_COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}


def deliveries_table(deliveries: Sequence[Delivery], words: Words) -> Table:
    """Totals of a push: one row, records counted over all documents."""
    table = Table(title=words(nl="Aangeleverd", en="Delivered"))
    names = (
        words(nl="documenten", en="documents"),
        words(nl="al eerder", en="sent before"),
        words(nl="mislukt", en="failed"),
        words(nl="records", en="records"),
        words(nl="aangenomen", en="accepted"),
        words(nl="ongewijzigd", en="unchanged"),
        words(nl="geweigerd", en="refused"),
    )
    for name in names:
        table.add_column(name, justify="right")
    counts = [delivery.submission.counts for delivery in deliveries if delivery.submission is not None]
    failed = sum(_failed(delivery) for delivery in deliveries)
    figures = (
        len(deliveries),
        sum(delivery.resumed for delivery in deliveries),
        failed,
        sum(count.records for count in counts),
        sum(count.accepted for count in counts),
        sum(count.unchanged for count in counts),
        sum(count.refused for count in counts),
    )
    table.add_row(*(f"{figure:,}" for figure in figures))
    return table


def faults_table(deliveries: Sequence[Delivery], words: Words) -> Table | None:
    """The documents that failed and why; None when all went well."""
    failed = [delivery for delivery in deliveries if _failed(delivery)]
    if not failed:
        return None
    table = Table(
        words(nl="document", en="document"), words(nl="waarom", en="why"), title=words(nl="Mislukt", en="Failed")
    )
    for delivery in failed:
        why = (
            str(delivery.fault)
            if delivery.fault
            else words(nl="De verwerking is mislukt; zie de bevindingen.", en="Processing failed; see the findings.")
        )
        table.add_row(escape(str(delivery.document.path)), escape(why))
    return table


def summary_table(summaries: Sequence[FindingSummary], words: Words) -> Table:
    """Findings by rule with one example each."""
    table = Table(title=words(nl="Bevindingen", en="Findings"))
    table.add_column(words(nl="ernst", en="severity"))
    table.add_column(words(nl="regel", en="rule"))
    table.add_column(words(nl="aantal", en="count"), justify="right")
    table.add_column(words(nl="wat", en="what"))
    table.add_column(words(nl="bijvoorbeeld", en="for example"), overflow="fold")
    for summary in summaries:
        table.add_row(
            f"[{_COLOURS[summary.severity]}]{summary.severity}[/]",
            summary.rule,
            f"{summary.count:,}",
            escape(summary.example.text(words.language)),
            escape(f"{summary.path.name} {summary.example.location or ''}"),
        )
    return table


def findings_table(findings: Sequence[Finding], words: Words) -> Table:
    """Every finding of a trial, with its place."""
    table = Table(title=words(nl="Bevindingen", en="Findings"))
    table.add_column(words(nl="ernst", en="severity"))
    table.add_column(words(nl="regel", en="rule"))
    table.add_column(words(nl="plaats", en="place"), overflow="fold")
    table.add_column(words(nl="waarde", en="value"), overflow="fold")
    table.add_column(words(nl="wat", en="what"))
    for finding in findings:
        table.add_row(
            f"[{_COLOURS[finding.severity]}]{finding.severity}[/]",
            finding.rule,
            escape(finding.location or ""),
            escape(finding.value or ""),
            escape(finding.text(words.language)),
        )
    return table


def figures_table(answers: Sequence[Figures], words: Words, *, names: Mapping[str, str] | None = None) -> Table:
    """Indicators with, per group, the value with its bounds, its coverage, and the counts it rests on."""
    table = Table(title=words(nl="Cijfers", en="Figures"))
    table.add_column(words(nl="indicator", en="indicator"), overflow="fold")
    table.add_column(words(nl="groep", en="group"))
    for name in (
        words(nl="waarde", en="value"),
        words(nl="onder", en="lower"),
        words(nl="boven", en="upper"),
        words(nl="dekking", en="coverage"),
        words(nl="ja/bekend", en="yes/known"),
        words(nl="nee", en="no"),
        words(nl="onbekend", en="unknown"),
        words(nl="onbepaald", en="undetermined"),
        words(nl="buiten", en="out"),
    ):
        table.add_column(name, justify="right")
    table.add_column(words(nl="reden", en="reason"))
    for answer in answers:
        for place, row in enumerate(answer.rows):
            title = _title(answer, names or {}) if place == 0 else ""
            group = " / ".join(row.group().values())
            table.add_row(escape(title), escape(group), *_figure_cells(row, answer.definition))
        table.add_section()
    return table


def print_problems(console: Console, text: str) -> None:
    """One line of what went wrong, without markup of its own."""
    console.print(text, style="red", markup=False, highlight=False)


def _title(answer: Figures, names: Mapping[str, str]) -> str:
    definition = answer.definition
    about = ", ".join(part for part in (definition.version, definition.status, definition.unit) if part)
    return "\n".join(part for part in (answer.indicator, names.get(answer.indicator, ""), about) if part)


def _figure_cells(row: FigureRow, definition: Definition) -> tuple[str, ...]:
    share = definition.kind == "share"
    coverage = row.coverage.answers if row.coverage else None
    figures = (*(_figure(one, share=share) for one in (row.value, row.lower, row.upper)), _figure(coverage, share=True))
    if row.counts is None:
        return (*figures, "", "", "", "", "", row.reason or "")
    inside = row.counts.inside
    known = inside.known if inside.yes is None else inside.yes
    counts = (known, inside.no, inside.unknown, row.counts.undetermined.rows, row.counts.out)
    return (*figures, *(_count(count) for count in counts), row.reason or "")


def _figure(value: float | None, *, share: bool) -> str:
    if value is None:
        return "-"
    if share:
        return f"{value:.1%}"
    return f"{value:,.0f}" if abs(value) >= _LARGE else f"{value:,.2f}"


def _count(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def _failed(delivery: Delivery) -> bool:
    return delivery.fault is not None or (delivery.submission is not None and delivery.submission.state == "failed")
