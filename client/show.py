"""Answers as tables for people."""

from collections.abc import Mapping, Sequence

from rich.box import SIMPLE
from rich.console import Console, Group
from rich.markup import escape
from rich.table import Table

from client.answers import Definition, FigureRow, Figures, Finding, Formats
from client.push import Delivery, FindingSummary
from client.words import Words

_LARGE = 10_000  # from here on decimals say nothing
_GROUP_WIDTH = 22
_FIGURE_WIDTH = 11
_SHARE_WIDTH = 8
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
            finding.code,
            escape(finding.location or ""),
            escape(finding.value or ""),
            escape(finding.text(words.language)),
        )
    return table


def formats_table(formats: Formats, words: Words) -> Table:
    """What can be sent, and how the name of a file tells it."""
    table = Table(title=words(nl="Formaten", en="Formats"))
    table.add_column(words(nl="formaat", en="format"))
    table.add_column(words(nl="wat", en="what"))
    table.add_column(words(nl="mediatypen", en="media types"), overflow="fold")
    table.add_column(words(nl="bestanden", en="files"))
    for kind in formats.items:
        endings = ", ".join(ending.suffix for ending in kind.suffixes)
        title = kind.title.get(words.language, "")
        table.add_row(escape(kind.name), escape(title), escape("\n".join(kind.media_types)), escape(endings))
    compressed = ", ".join(each.suffix for each in formats.encodings)
    table.caption = words(nl=f"Ingepakt mag ook: {compressed}.", en=f"Compressed is fine too: {compressed}.")
    return table


def figures_tables(answers: Sequence[Figures], words: Words, *, names: Mapping[str, str] | None = None) -> Group:
    """A table per indicator: per group the value with its bounds, its coverage, and the counts it rests on."""
    return Group(*(_figures_table(answer, words, (names or {}).get(answer.indicator, "")) for answer in answers))


def print_problems(console: Console, text: str) -> None:
    """One line of what went wrong, without markup of its own."""
    console.print(text, style="red", markup=False, highlight=False)


def _figures_table(answer: Figures, words: Words, name: str) -> Table:
    definition = answer.definition
    about = ", ".join(part for part in (definition.version, definition.status, definition.unit) if part)
    title = f"{answer.indicator} {name}".strip()
    table = Table(title=escape(f"{title} ({about})"), title_justify="left", box=SIMPLE, pad_edge=False)
    groups = list(dict.fromkeys(dimension for row in answer.rows for dimension in row.group()))
    for group in groups:
        table.add_column(group, min_width=_GROUP_WIDTH, overflow="fold")
    share = definition.kind == "share"
    for heading, width in (
        (words(nl="waarde", en="value"), _FIGURE_WIDTH),
        (words(nl="onder", en="lower"), _FIGURE_WIDTH),
        (words(nl="boven", en="upper"), _FIGURE_WIDTH),
        (words(nl="dekking", en="coverage"), _SHARE_WIDTH),
        (words(nl="ja", en="yes") if share else words(nl="bekend", en="known"), _FIGURE_WIDTH),
        (words(nl="nee", en="no") if share else "", _FIGURE_WIDTH),
        (words(nl="onbekend", en="unknown"), _FIGURE_WIDTH),
        (words(nl="onbepaald", en="undetermined"), _FIGURE_WIDTH),
        (words(nl="buiten", en="out"), _SHARE_WIDTH),
    ):
        table.add_column(heading, justify="right", min_width=width)
    table.add_column(words(nl="reden", en="reason"))
    for row in answer.rows:
        table.add_row(*(escape(row.group().get(group, "")) for group in groups), *_figure_cells(row, definition))
    return table


def _figure_cells(row: FigureRow, definition: Definition) -> tuple[str, ...]:
    share = definition.kind == "share"
    coverage = row.coverage.answers if row.coverage else None
    figures = (
        *(_figure(figure, share=share) for figure in (row.value, row.lower, row.upper)),
        _figure(coverage, share=True),
    )
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
