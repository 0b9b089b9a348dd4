"""`ppds push` and `ppds validate`: documents to the data space, and what it found in them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from client import faults
from client.command.context import context_of
from client.command.ending import Ending, ending_of
from client.command.later import later
from client.command.output import AsJson, print_json
from client.errors import ClientError, UnknownFormat, Unreachable
from client.profile import state_folder
from client.words import Words

if TYPE_CHECKING:
    from rich import progress
    from rich.console import Console

    from client import answers, documents, push, tables
    from client.show import deliveries as show
else:
    progress = later("rich.progress")
    documents, push, show = later("client.documents"), later("client.push"), later("client.show.deliveries")
    tables = later("client.tables")

_TABLES = (".csv", ".tsv", ".xlsx")
_WORST = (Ending.NOT_REACHED, Ending.REFUSED, Ending.FAILED, Ending.FINDINGS)

FormatOption = Annotated[
    str | None, typer.Option("--format", help="A name of ppds formats; told from the name of the file by default.")
]


def push_documents(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files or folders; ppds formats says of which kinds.")],
    *,
    document_format: FormatOption = None,
    mapping: Annotated[
        str | None, typer.Option(help="The column mapping for tables; found by their headings by default.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Forget what was sent before; offer each file anew.")] = False,
    senders: Annotated[int, typer.Option(min=1, max=16, help="How many documents go side by side.")] = 4,
    timeout: Annotated[float, typer.Option(help="Seconds to wait until all that was sent is processed.")] = 3600.0,
) -> None:
    """Deliver documents and print what became of every file. Run it again after an interruption: it goes on."""
    context = context_of(ctx)
    journal_path = push.journal_path(state_folder(), context.profile.client_id)
    if again:
        journal_path.unlink(missing_ok=True)
    with context.data_space() as space:
        selection = _selection(paths, space.formats(), document_format, mapping)
        with progress_of(selection.to_send, context.errors, context.words) as watch:
            journal = push.Journal(journal_path)
            deliveries = push.push(
                space, selection.to_send, journal=journal, watch=watch, senders=senders, timeout=timeout
            )
        summaries = push.summarise(space, deliveries)
    context.show(show.files_table(deliveries, selection.left_out, context.words))
    if deliveries:
        print_deliveries(deliveries, summaries, console=context.console, words=context.words)
    for path in (each.document.path for each in deliveries if each.submission is not None and not each.succeeded):
        if path.suffix.lower() in _TABLES:
            context.print(
                nl=f"Zie waar het zit, en herstel het: ppds fix {path}", en=f"See where, and mend it: ppds fix {path}"
            )
    endings = [_ending_of(delivery) for delivery in deliveries]
    raise typer.Exit(_worst([*endings, *(Ending.FAILED for each in selection.left_out if each.wanted)]))


def validate_documents(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files or folders to try.")],
    *,
    document_format: FormatOption = None,
    as_json: AsJson = False,
) -> None:
    """Try documents without storing anything, and print what would be found in each; needs no client."""
    context = context_of(ctx)
    words = context.words
    answers: dict[str, object] = {}
    with context.data_space() as space:
        selection = _selection(paths, space.formats(), document_format)
        endings = [Ending.FAILED for each in selection.left_out if each.wanted]
        for document in selection.to_send:
            try:
                answer = space.validate(document)
            except Unreachable:
                raise
            except ClientError as fault:
                typer.echo(f"{document.path}: {fault.sentence(words.language)}", err=True)
                endings.append(ending_of(fault))
                continue
            endings.append(Ending.FINDINGS if answer.records.refused else Ending.DONE)
            answers[str(document.path)] = answer.model_dump(mode="json", by_alias=True)
            if not as_json:
                accepted, refused = words.number(answer.records.accepted), words.number(answer.records.refused)
                context.print(
                    nl=f"{document.path}: {accepted} aangenomen, {refused} geweigerd",
                    en=f"{document.path}: {accepted} accepted, {refused} refused",
                )
                if answer.findings:
                    context.show(show.findings_table(answer.findings, words))
    if as_json:
        print_json(answers)
    for each in selection.left_out:
        typer.echo(f"{each.path}: {each.fault.sentence(words.language)}", err=True)
    raise typer.Exit(_worst(endings))


def list_formats(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Print what can be sent: formats, media types and endings of file names. Needs no client."""
    context = context_of(ctx)
    with context.data_space() as space:
        if as_json:
            print_json(space.read("ingest", "/v1/formats", token=False))
        else:
            context.show(show.formats_table(space.formats(), context.words))


@contextmanager
def progress_of(to_send: Sequence["documents.Document"], console: "Console", words: Words) -> Iterator["push.Watch"]:
    """Bars that show how many documents were sent and processed, and how far the one is that is waited for."""
    if not to_send:
        yield push.Watch()
        return
    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(bar_width=20),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
        progress.TextColumn("{task.fields[now]}"),
    )
    with progress.Progress(*columns, console=console) as bars:
        sending = bars.add_task(words(nl="verzonden", en="sent"), total=len(to_send), now="")
        ending = bars.add_task(words(nl="verwerkt", en="processed"), total=len(to_send), now="")

        def going(submission: "answers.Submission") -> None:
            done, total = submission.progress.done, submission.progress.total
            share = f" {done / total:.0%}" if total and not submission.finished else ""
            bars.update(ending, now=f"{submission.state}{share}")

        def ended(_: "push.Delivery") -> None:
            bars.update(ending, advance=1, now="")

        yield push.Watch(sent=lambda _: bars.advance(sending), going=going, ended=ended)


def print_deliveries(
    deliveries: Sequence["push.Delivery"],
    summaries: Sequence["push.FindingSummary"],
    *,
    console: "Console",
    words: Words,
) -> None:
    """Print totals and findings by rule."""
    for table in (
        show.deliveries_table(deliveries, words),
        *([show.summary_table(summaries, words)] if summaries else []),
    ):
        console.print()
        tables.print_table(console, table)


def _selection(
    paths: Sequence[Path], formats: "answers.Formats", document_format: str | None, mapping: str | None = None
) -> "documents.Selection":
    """What the paths hold; raises UnknownFormat when that is nothing at all."""
    selection = documents.documents(paths, formats, format_given=document_format, mapping=mapping)
    if not selection.to_send and not selection.left_out:
        stated = ", ".join(str(path) for path in paths)
        raise UnknownFormat(faults.NO_DOCUMENTS.at(stated, paths=stated, endings=documents.endings(formats)))
    if not selection.to_send and not any(each.wanted for each in selection.left_out):
        return documents.Selection(
            [], [documents.LeftOut(each.path, each.fault, wanted=True) for each in selection.left_out]
        )
    return selection


def _ending_of(delivery: "push.Delivery") -> Ending:
    if delivery.fault is not None:
        return ending_of(delivery.fault)
    return Ending.DONE if delivery.succeeded else Ending.FINDINGS


def _worst(endings: Iterable[Ending]) -> Ending:
    """The exit code that says most: what kept documents from being judged goes before what was found in them."""
    present = set(endings)
    return next((ending for ending in _WORST if ending in present), Ending.DONE)
