"""The sender's part of the `ppds` command.

Exit codes: 0 everything was accepted; 1 something was refused or failed; 2 wrong use of the command; 3 the data
space could not be reached, or refused the call.
"""

import json
import os
import sys
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from typing import Annotated, cast, get_args

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from client.documents import Format, documents
from client.errors import ClientError
from client.http import DataSpace
from client.profile import Profile, load_profile, profile_path, save_profile, state_folder
from client.push import Journal, Watch, push, summarise
from client.show import deliveries_table, faults_table, figures_tables, findings_table, print_problems, summary_table
from client.words import Language, Words, language_of
from shared.identity.keys import new_private_key, public_key_set, write_private_key, write_request

REFUSED = 1
UNREACHABLE = 3
LIST_FORMS = {"csv": "text/csv", "turtle": "text/turtle", "json": "application/json"}
_WIDE = 190

Lang = Annotated[str | None, typer.Option("--lang", help="nl or en; the locale decides when it is not given.")]
RegistryUrl = Annotated[str | None, typer.Option(help="Address of the registry, without path.")]
IngestUrl = Annotated[str | None, typer.Option(help="Address of ingest, without path.")]
KpiUrl = Annotated[str | None, typer.Option(help="Address of kpi, without path.")]
ClientId = Annotated[str | None, typer.Option(help="This sender's client at the registry.")]
KeyFile = Annotated[Path | None, typer.Option(help="File with this client's private key (PEM).")]
ProfileFile = Annotated[Path | None, typer.Option("--profile", help="Profile file to use instead of the usual one.")]
FormatOption = Annotated[str | None, typer.Option("--format", help="eforms or ocds; told from the file by default.")]


@dataclass(frozen=True, slots=True)
class Desk:
    """What every command of one run shares: who we are, where, and how we speak."""

    profile: Profile
    profile_file: Path
    words: Words
    console: Console
    errors: Console

    def data_space(self) -> DataSpace:
        """The data space in the language spoken."""
        return DataSpace(self.profile, language=self.words.language)


def run(app: typer.Typer) -> None:
    """Run a command; a call that fails ends with a sentence and an exit code instead of a traceback."""
    try:
        app()
    except ClientError as error:
        print_problems(Console(stderr=True), str(error))
        sys.exit(UNREACHABLE)


def sender_app() -> typer.Typer:
    """The command with the sender's part; the operator's part is added by `deploy.command`."""
    app = typer.Typer(name="ppds", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback(help="Public Procurement Data Space: deliver notices, read figures, run the services.")(_desk)
    clients = typer.Typer(no_args_is_help=True, help="Clients: who may send.")
    clients.command("create")(create_client)
    app.add_typer(clients, name="client")
    app.command("push")(push_documents)
    app.command("validate")(validate_documents)
    app.command("values")(show_values)
    app.command("me")(show_me)
    lists = typer.Typer(no_args_is_help=True, help="Reference lists: themes, product chains, thresholds ...")
    lists.command("export")(export_list)
    app.add_typer(lists, name="lists")
    return app


def create_client(
    ctx: typer.Context,
    *,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="A test body of your own, at once, without an administrator.")
    ] = False,
    name: Annotated[str | None, typer.Option(help="Name of the client, or with --sandbox of the test body.")] = None,
    oin: Annotated[str | None, typer.Option(help="OIN of the body; with --sandbox a free test OIN.")] = None,
    key_file: Annotated[Path | None, typer.Option(help="Where to write the private key.")] = None,
) -> None:
    """Make a key pair and register its public part; the private part never leaves this machine."""
    desk = _of(ctx)
    path = key_file or desk.profile_file.parent / ("sandbox.pem" if sandbox else "client.pem")
    pem = new_private_key()
    try:
        write_private_key(path, pem)
    except FileExistsError as error:
        print_problems(
            desk.errors,
            desk.words(
                nl=f"{path} bestaat al en wordt niet overschreven; kies een ander bestand met --key-file.",
                en=f"{path} exists and is not overwritten; choose another file with --key-file.",
            ),
        )
        raise typer.Exit(2) from error
    if sandbox:
        _register_sandbox(desk, path, pem, name=name, oin=oin)
    else:
        _prepare_request(desk, path, pem, label=name or "PPDS client", oin=oin)


def push_documents(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files or folders: XML, JSON, NDJSON, zip or tar.")],
    *,
    document_format: FormatOption = None,
    again: Annotated[bool, typer.Option("--again", help="Forget what was sent before; offer each file anew.")] = False,
    senders: Annotated[int, typer.Option(min=1, max=16, help="How many documents go side by side.")] = 4,
    timeout: Annotated[float, typer.Option(help="Seconds to wait for each document to be processed.")] = 3600.0,
) -> None:
    """Deliver documents and print what was found in them. Run it again after an interruption: it goes on."""
    desk = _of(ctx)
    found = documents(paths, format_given=_format(document_format))
    journal_path = state_folder() / f"push-{desk.profile.client_id or 'nobody'}.jsonl"
    if again:
        journal_path.unlink(missing_ok=True)
    with desk.data_space() as space, _progress(desk.errors) as progress:
        sending = progress.add_task(desk.words(nl="verzonden", en="sent"), total=len(found))
        ending = progress.add_task(desk.words(nl="verwerkt", en="processed"), total=len(found))
        watch = Watch(sent=lambda _: progress.advance(sending), ended=lambda _: progress.advance(ending))
        deliveries = push(space, found, journal=Journal(journal_path), watch=watch, senders=senders, timeout=timeout)
        summaries = summarise(space, deliveries)
    desk.console.print(deliveries_table(deliveries, desk.words))
    if summaries:
        desk.console.print(summary_table(summaries, desk.words))
    if (faults := faults_table(deliveries, desk.words)) is not None:
        desk.console.print(faults)
    if not all(delivery.succeeded for delivery in deliveries):
        raise typer.Exit(REFUSED)


def validate_documents(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files or folders to try.")],
    *,
    document_format: FormatOption = None,
) -> None:
    """Try documents without storing anything; needs no client."""
    desk = _of(ctx)
    refused = 0
    with desk.data_space() as space:
        for document in documents(paths, format_given=_format(document_format)):
            validation = space.validate(document)
            refused += validation.records.refused
            desk.console.print(
                f"{document.path}: "
                + desk.words(
                    nl=f"{validation.records.accepted} aangenomen, {validation.records.refused} geweigerd",
                    en=f"{validation.records.accepted} accepted, {validation.records.refused} refused",
                ),
                markup=False,
                highlight=False,
            )
            if validation.findings:
                desk.console.print(findings_table(validation.findings, desk.words))
    if refused:
        raise typer.Exit(REFUSED)


def show_values(
    ctx: typer.Context,
    codes: Annotated[list[str], typer.Argument(help="Codes of indicators, such as SOR-P01.")],
    *,
    first: Annotated[str, typer.Option("--from", help="First month, YYYY-MM.")],
    last: Annotated[str, typer.Option("--until", help="Last month, YYYY-MM; it counts too.")],
    granularity: Annotated[str, typer.Option(help="month, quarter or year.")] = "year",
    group_by: Annotated[str | None, typer.Option(help="Dimensions: tier,theme,organisation ...")] = None,
    counted_on: Annotated[str | None, typer.Option(help="awarded, or launched for the early variant.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The answer itself instead of a table.")] = False,
) -> None:
    """Print figures: value, bounds, coverage and the counts behind them."""
    desk = _of(ctx)
    query = {"from": first, "until": last, "granularity": granularity}
    if group_by:
        query["groupBy"] = group_by
    if counted_on:
        query["countedOn"] = counted_on
    with desk.data_space() as space:
        answers = space.values(codes, **query)
    if as_json:
        desk.console.print_json(json.dumps([answer.model_dump(mode="json", by_alias=True) for answer in answers]))
    else:
        desk.console.print(figures_tables(answers, desk.words))


def show_me(ctx: typer.Context) -> None:
    """Say who I am for the data space, for whom I may send, and what is still missing."""
    desk = _of(ctx)
    with desk.data_space() as space:
        desk.console.print_json(json.dumps(space.me(), ensure_ascii=False))


def export_list(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the list, such as product-chains.")],
    *,
    form: Annotated[str, typer.Option("--format", help="csv, turtle (SKOS) or json.")] = "csv",
    on: Annotated[
        str | None, typer.Option(help="The day whose version is wanted, YYYY-MM-DD; today if absent.")
    ] = None,
) -> None:
    """Write a reference list, as it held on a day, to standard output. Needs no client: the lists are public."""
    media = LIST_FORMS.get(form)
    if media is None:
        raise typer.BadParameter(", ".join(LIST_FORMS), param_hint="--format")
    with _of(ctx).data_space() as space:
        typer.echo(space.reference_list(name, media_type=media, on=on), nl=False)


def _desk(  # one parameter per option that all commands share
    ctx: typer.Context,
    *,
    lang: Lang = None,
    registry_url: RegistryUrl = None,
    ingest_url: IngestUrl = None,
    kpi_url: KpiUrl = None,
    client_id: ClientId = None,
    client_key_file: KeyFile = None,
    profile_file: ProfileFile = None,
) -> None:
    if lang is not None and lang not in get_args(Language):
        raise typer.BadParameter("nl or en", param_hint="--lang")
    path = profile_file or profile_path()
    options = {
        "registry_url": registry_url,
        "ingest_url": ingest_url,
        "kpi_url": kpi_url,
        "client_id": client_id,
        "client_key_file": str(client_key_file) if client_key_file else None,
    }
    given = {name: value for name, value in options.items() if value}
    profile = replace(load_profile(path), **given)
    words = Words(cast("Language", lang) if lang else language_of())
    ctx.obj = Desk(profile, path, words, _console(), _console(stderr=True))


def _console(*, stderr: bool = False) -> Console:
    """A console; where nobody watches, tables are as wide as they need instead of 80 columns."""
    console = Console(stderr=stderr)
    return console if console.is_terminal or "COLUMNS" in os.environ else Console(stderr=stderr, width=_WIDE)


def _of(ctx: typer.Context) -> Desk:
    return cast("Desk", ctx.obj)


def _format(given: str | None) -> Format | None:
    if given is None:
        return None
    if given not in get_args(Format):
        raise typer.BadParameter("eforms or ocds", param_hint="--format")
    return cast("Format", given)


def _register_sandbox(desk: Desk, path: Path, pem: str, *, name: str | None, oin: str | None) -> None:
    try:
        with desk.data_space() as space:
            made = space.make_sandbox_client(jwks=public_key_set(pem), name=name, oin=oin)
    except ClientError:
        path.unlink()  # a key that nobody knows would only stand in the way of the next try
        raise
    save_profile(desk.profile_file, replace(desk.profile, client_id=made.client, client_key_file=str(path)))
    body = (made.party.name or made.party.key) if made.party else desk.words(nl="een testorganisatie", en="a test body")
    until = f"{made.expires_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    desk.console.print(
        desk.words(
            nl=f"Client {made.client} bestaat tot {until}; hij verzendt voor {body}.\n"
            f"Geheime sleutel: {path}\nProfiel: {desk.profile_file}\n\nNu: ppds push MAP-OF-BESTAND",
            en=f"Client {made.client} exists until {until}; it sends for {body}.\n"
            f"Private key: {path}\nProfile: {desk.profile_file}\n\nNext: ppds push FOLDER-OR-FILE",
        ),
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


def _prepare_request(desk: Desk, path: Path, pem: str, *, label: str, oin: str | None) -> None:
    request = path.with_suffix(".request.json")
    write_request(request, label=label, oin=oin, jwks=public_key_set(pem))
    save_profile(desk.profile_file, replace(desk.profile, client_key_file=str(path)))
    desk.console.print(
        desk.words(
            nl=f"Geheime sleutel: {path}\nAanvraag: {request} (zonder geheimen)\n\n"
            "Stuur de aanvraag naar de beheerder; zet daarna het client-id dat u terugkrijgt in PPDS_CLIENT_ID.",
            en=f"Private key: {path}\nRequest: {request} (holds no secret)\n\n"
            "Send the request to the administrator; then put the client id you get back in PPDS_CLIENT_ID.",
        ),
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console)
