"""The `ppds` command: the sender's part from `client`, and the operator's part.

Exit codes of the operator's part: 0 all went well; 1 something failed; 2 wrong use; 128 + signal when ended by one.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import OperationalError

from client.administration_command import mandates_app, participations_app
from client.command import Desk, run, sender_app
from client.show import print_problems
from client.words import Words
from demo import show
from deploy.audit_command import audit_app
from deploy.backup_command import backup, restore
from deploy.database import prepare
from deploy.development_issuer import IssuerRefused
from deploy.embedded import HeldByAnotherError, clear_abandoned, role_url
from deploy.local_registry import LocalRegistry
from deploy.machine import default_data_dir, machine, role_passwords
from deploy.owner import owner_url
from deploy.people_and_keys import keys_app, show_person_token
from deploy.processes import Addresses
from deploy.runner import RunnerError
from services.registry.party_lists.operations import ImportReport
from shared.errors import BadInput, PpdsError

FAILED = 1
_DEMO_PREFIX = "ppds-demo-"
_FINDINGS_SHOWN = 50
_COLOURS = ("cyan", "green", "magenta", "yellow", "blue", "bright_cyan", "bright_green", "bright_magenta")

DataDir = Annotated[Path | None, typer.Option(help="Folder of the embedded database and of the services' own keys.")]
PortBase = Annotated[int, typer.Option(min=1024, max=65000, help="Port of the registry; ingest and kpi follow it.")]
Workers = Annotated[int, typer.Option(min=1, max=32, help="How many workers of ingest, and as many of kpi.")]
LogLevel = Annotated[str, typer.Option(help="DEBUG, INFO, WARNING or ERROR.")]


def main() -> None:
    """Run the command."""
    try:
        run(operator_app())
    except PpdsError as error:
        faults = error.errors if isinstance(error, BadInput) else ()
        _end("\n".join([str(error), *(f"  {fault.location}: {fault.detail}" for fault in faults)]))
    except (RunnerError, HeldByAnotherError, IssuerRefused, show.DemoFailed) as error:
        _end(str(error))
    except OperationalError as error:
        # The first line of the driver says what is wrong; the address it tried may hold a password and is not shown.
        _end(f"The database cannot be used: {str(error.orig).splitlines()[0]}")
    except KeyboardInterrupt:
        sys.exit(130)


def operator_app() -> typer.Typer:
    """The sender's command with the operator's commands added."""
    app = sender_app()
    app.command("up")(up)
    app.command("demo")(show_demo)
    app.command("migrate")(migrate)
    app.command("backup")(backup)
    app.command("restore")(restore)
    parties = typer.Typer(no_args_is_help=True, help="Parties: who is who.")
    parties.command("import")(import_party_list)
    app.add_typer(parties, name="parties")
    app.add_typer(participations_app(), name="participations")
    app.add_typer(mandates_app(), name="mandates")
    admin = typer.Typer(no_args_is_help=True, help="Local acts on the registry's database; each is audited.")
    admin.command("register-client")(register_client)
    app.add_typer(admin, name="admin")
    app.add_typer(audit_app(), name="audit")
    app.add_typer(keys_app(_local_registry), name="keys")
    app.command("person-token")(show_person_token)
    return app


def up(
    ctx: typer.Context,
    *,
    data_dir: DataDir = None,
    port_base: PortBase = 8001,
    workers: Workers = 1,
    log_level: LogLevel = "INFO",
) -> None:
    """Run everything on this machine until Ctrl-C; with PPDS_DATABASE_URL set, on that database."""
    console = _desk(ctx).console
    with machine(
        data_dir or default_data_dir(),
        addresses=Addresses(port_base),
        database_url=os.environ.get("PPDS_DATABASE_URL"),
        workers=workers,
        log_level=log_level,
        output=_prefixed(console),
        notice=_notice(console),
    ) as running:
        for service in ("registry", "ingest", "kpi"):
            console.print(f"{service:9} {running.addresses.url(service)}/v1/openapi.json", highlight=False)
        running.runner.watch()


def show_demo(
    ctx: typer.Context,
    *,
    once: Annotated[bool, typer.Option("--once", help="Stop after the table of figures.")] = False,
    data_dir: DataDir = None,
    port_base: PortBase = 8001,
    workers: Workers = 1,
) -> None:
    """Run everything with a generated year of fictitious bodies, print the figures and serve until Ctrl-C."""
    desk = _desk(ctx)
    with (
        _demo_folder(data_dir) as folder,
        machine(
            folder,
            addresses=Addresses(port_base),
            database_url=os.environ.get("PPDS_DATABASE_URL"),
            workers=workers,
            log_level="INFO",
            output=_errors_only(desk.errors),
            notice=_notice(desk.console),
        ) as running,
    ):
        result = show.show(running, words=desk.words, console=desk.console, notice=_notice(desk.console))
        if once:
            return
        desk.console.print(_how_to_go_on(result, folder, desk.words), markup=False, highlight=False, soft_wrap=True)
        running.runner.watch()


def migrate() -> None:
    """Make roles and schemas that are missing in the database of PPDS_DATABASE_URL, and migrate it."""
    prepare(owner_url(), passwords=role_passwords())
    sys.stdout.write("The database is up to date.\n")


def import_party_list(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV, or the ROO export in XML.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
) -> None:
    """Bring the register in line with a list of organisations, on PPDS_DATABASE_URL or the database of `ppds up`."""
    desk = _desk(ctx)
    report = _local_registry().import_parties(file, dry_run=dry_run)
    desk.console.print(_import_table(report, desk.words))
    for finding in report.findings[:_FINDINGS_SHOWN]:
        line = f"{file.name}:{finding.line} {finding.column}: {finding.problem} {finding.value}"
        desk.console.print(line, markup=False, highlight=False)
    if (more := len(report.findings) - _FINDINGS_SHOWN) > 0:
        desk.console.print(f"... + {more}")
    if report.refused:
        raise typer.Exit(FAILED)


def register_client(
    request: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Request of `ppds client create`.")],
    *,
    scope: Annotated[list[str], typer.Option(help="What it may do, such as registry:clients; repeat for more.")],
    party: Annotated[str | None, typer.Option(help="URI of its party; none: the data space itself.")] = None,
) -> None:
    """Register a client without a token, such as that of the first administrator."""
    try:
        asked = json.loads(request.read_text(encoding="utf-8"))
        label, jwks = str(asked["label"]), asked["jwks"]
    except (ValueError, KeyError, TypeError) as error:
        raise typer.BadParameter(f"{request} is no request of `ppds client create`.") from error
    client_id = _local_registry().register(label=label, scopes=scope, jwks=jwks, party=party)
    sys.stdout.write(f"{client_id}\n")


def _desk(ctx: typer.Context) -> Desk:
    return cast("Desk", ctx.obj)


def _local_registry() -> LocalRegistry:
    return LocalRegistry(role_url(owner_url(), "ppds_registry", password=role_passwords().get("ppds_registry")))


@contextmanager
def _demo_folder(given: Path | None) -> Iterator[Path]:
    """The folder asked for, or a fresh one that is gone afterwards, so that each demonstration starts with nothing."""
    if given is not None:
        yield given
        return
    clear_abandoned(Path(tempfile.gettempdir()), prefix=_DEMO_PREFIX)
    with tempfile.TemporaryDirectory(prefix=_DEMO_PREFIX) as folder:
        yield Path(folder)


def _notice(console: Console) -> Callable[[str], None]:
    return lambda message: console.print(f"ppds: {message}", style="bold", markup=False, highlight=False)


def _prefixed(console: Console) -> Callable[[str, str], None]:
    colours: dict[str, str] = {}

    def output(name: str, line: str) -> None:
        colour = colours.setdefault(name, _COLOURS[len(colours) % len(_COLOURS)])
        console.print(f"{name:15} | ", style=colour, end="", markup=False, highlight=False)
        console.print(line, markup=False, highlight=False, soft_wrap=True)

    return output


def _errors_only(console: Console) -> Callable[[str, str], None]:
    """Of the JSON log lines only those of level error and above; of anything else every line."""

    def output(name: str, line: str) -> None:
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if isinstance(entry, dict) and entry.get("level") in {"debug", "info", "warning"}:
            return
        console.print(f"{name}: {line}", style="red", markup=False, highlight=False, soft_wrap=True)

    return output


def _how_to_go_on(result: show.DemoResult, folder: Path, words: Words) -> str:
    profile = result.profile
    settings = (
        f"export PPDS_REGISTRY_URL={profile.registry_url} PPDS_INGEST_URL={profile.ingest_url} "
        f"PPDS_KPI_URL={profile.kpi_url}\n"
        f"export PPDS_CLIENT_ID={profile.client_id} PPDS_CLIENT_KEY_FILE={profile.client_key_file}\n"
        f"export PPDS_DATA_DIR={folder}\n"
        f".venv/bin/ppds values ALG-P12 --from {show.YEAR}-01 --until {show.YEAR}-12 --group-by tier\n"
        f".venv/bin/ppds person-token --role beheerder --issuer-url {result.issuer_url}\n"
    )
    return words(
        nl=f"\nAlles draait; stop met Ctrl-C. In een ander venster:\n\n{settings}",
        en=f"\nEverything runs; stop it with Ctrl-C. In another window:\n\n{settings}",
    )


def _import_table(report: ImportReport, words: Words) -> Table:
    table = Table(
        title=words(nl="Zou veranderen", en="Would change") if report.dry_run else words(nl="Veranderd", en="Changed")
    )
    figures = {
        words(nl="nieuw", en="created"): len(report.created),
        words(nl="gewijzigd", en="changed"): len(report.changed),
        words(nl="beëindigd", en="ended"): len(report.ended),
        words(nl="ongewijzigd", en="unchanged"): report.unchanged,
        words(nl="geweigerd", en="refused"): report.refused,
    }
    for name in figures:
        table.add_column(name, justify="right")
    table.add_row(*(f"{figure:,}" for figure in figures.values()))
    return table


def _end(message: str) -> None:
    print_problems(Console(stderr=True), message)
    sys.exit(FAILED)


if __name__ == "__main__":
    main()
