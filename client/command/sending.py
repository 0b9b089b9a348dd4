"""`ppds push` and `ppds validate`: documents to the data space, and what it found in them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from client.command.context import REFUSED, context_of
from client.documents import Document, documents
from client.profile import state_folder
from client.push import Delivery, FindingSummary, Journal, Watch, push, summarise
from client.show import deliveries_table, faults_table, findings_table, formats_table, summary_table
from client.tables import print_table
from client.words import Words

FormatOption = Annotated[
    str | None, typer.Option("--format", help="A name of `ppds formats`; told from the name of the file by default.")
]


def push_documents(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files or folders; `ppds formats` says of which kinds.")],
    *,
    document_format: FormatOption = None,
    again: Annotated[bool, typer.Option("--again", help="Forget what was sent before; offer each file anew.")] = False,
    senders: Annotated[int, typer.Option(min=1, max=16, help="How many documents go side by side.")] = 4,
    timeout: Annotated[float, typer.Option(help="Seconds to wait for each document to be processed.")] = 3600.0,
) -> None:
    """Deliver documents and print what was found in them. Run it again after an interruption: it goes on."""
    context = context_of(ctx)
    journal_path = state_folder() / f"push-{context.profile.client_id or 'nobody'}.journal"
    if again:
        journal_path.unlink(missing_ok=True)
    with context.data_space() as space:
        to_send = documents(paths, space.formats(), format_given=document_format)
        with progress_of(to_send, context.errors, context.words) as watch:
            journal = Journal(journal_path)
            deliveries = push(space, to_send, journal=journal, watch=watch, senders=senders, timeout=timeout)
        summaries = summarise(space, deliveries)
    print_deliveries(deliveries, summaries, console=context.console, words=context.words)
    if not all(delivery.succeeded for delivery in deliveries):
        raise typer.Exit(REFUSED)


def validate_documents(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files or folders to try.")],
    *,
    document_format: FormatOption = None,
) -> None:
    """Try documents without storing anything; needs no client."""
    context = context_of(ctx)
    refused = 0
    with context.data_space() as space:
        for document in documents(paths, space.formats(), format_given=document_format):
            validation = space.validate(document)
            refused += validation.records.refused
            context.console.print(
                f"{document.path}: "
                + context.words(
                    nl=f"{validation.records.accepted} aangenomen, {validation.records.refused} geweigerd",
                    en=f"{validation.records.accepted} accepted, {validation.records.refused} refused",
                ),
                markup=False,
                highlight=False,
            )
            if validation.findings:
                context.show(findings_table(validation.findings, context.words))
    if refused:
        raise typer.Exit(REFUSED)


@contextmanager
def progress_of(to_send: Sequence[Document], console: Console, words: Words) -> Iterator[Watch]:
    """Bars that show how many documents were sent and how many were processed."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        sending = progress.add_task(words(nl="verzonden", en="sent"), total=len(to_send))
        ending = progress.add_task(words(nl="verwerkt", en="processed"), total=len(to_send))
        yield Watch(sent=lambda _: progress.advance(sending), ended=lambda _: progress.advance(ending))


def print_deliveries(
    deliveries: Sequence[Delivery], summaries: Sequence[FindingSummary], *, console: Console, words: Words
) -> None:
    """Print totals, findings by rule, and what failed."""
    print_table(console, deliveries_table(deliveries, words))
    if summaries:
        print_table(console, summary_table(summaries, words))
    if (faults := faults_table(deliveries, words)) is not None:
        print_table(console, faults)


def list_formats(ctx: typer.Context) -> None:
    """Print what can be sent: formats, media types and endings of file names. Needs no client."""
    context = context_of(ctx)
    with context.data_space() as space:
        context.show(formats_table(space.formats(), context.words))
