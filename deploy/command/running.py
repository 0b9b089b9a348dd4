"""`ppds up` and `ppds person-token`: everything on one machine, and people to try it with."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from client.command.context import context_of
from client.command.later import later
from client.words import Words

if TYPE_CHECKING:
    from rich.console import Console

    from deploy import development_issuer, machine, processes
    from deploy.runner import Notice
    from shared.procurement.finding import Text
else:
    development_issuer, machine = later("deploy.development_issuer"), later("deploy.machine")
    processes = later("deploy.processes")

_COLOURS: Final = (
    *("cyan", "green", "magenta", "yellow", "blue"),
    *("bright_cyan", "bright_green", "bright_magenta"),
)
_DEFAULT_ISSUER: Final = "http://127.0.0.1:8009"

DataDir = Annotated[Path | None, typer.Option(help="Folder of the embedded database and of the services' own keys.")]
PortBase = Annotated[int, typer.Option(min=1024, max=65000, help="Port of the registry; ingest and kpi follow it.")]
Workers = Annotated[int, typer.Option(min=1, max=32, help="How many workers of ingest, and as many of kpi.")]
LogLevel = Annotated[str, typer.Option(help="DEBUG, INFO, WARNING or ERROR.")]


def up(
    ctx: typer.Context,
    *,
    data_dir: DataDir = None,
    port_base: PortBase = 8001,
    workers: Workers = 1,
    log_level: LogLevel = "INFO",
) -> None:
    """Run everything on this machine until Ctrl-C; with PPDS_DATABASE_URL set, on that database."""
    context = context_of(ctx)
    console = context.console
    with machine.machine(
        data_dir or machine.default_data_dir(),
        addresses=processes.Addresses(port_base),
        database_url=os.environ.get("PPDS_DATABASE_URL"),
        workers=workers,
        log_level=log_level,
        output=_prefixed(console),
        notice=notice_on(console, context.words),
    ) as running:
        for service in ("registry", "ingest", "kpi"):
            console.print(f"{service:9} {running.addresses.url(service)}/v1/openapi.json", highlight=False)
        console.print(f"{processes.DASHBOARD:9} {running.addresses.dashboard_url}", highlight=False)
        running.runner.watch()


def show_person_token(
    *,
    role: Annotated[list[str], typer.Option(help="A role of the test issuer, such as beheerder; repeat for more.")],
    subject: Annotated[str, typer.Option(help="Who it is: another subject is another person.")] = "voorbeeldpersoon",
    organisation: Annotated[str | None, typer.Option(help="URI or OIN of the person's organisation.")] = None,
    issuer_url: Annotated[
        str, typer.Option(envvar="PPDS_TEST_ISSUER_URL", help="Address of the test issuer.")
    ] = _DEFAULT_ISSUER,
) -> None:
    """Print a person's token of the test issuer that ppds up and make demo run; never there in production."""
    token = development_issuer.person_token(
        issuer_url.rstrip("/"), roles=role, subject=subject, organisation=organisation
    )
    sys.stdout.write(f"{token}\n")


def notice_on(console: "Console", words: Words) -> "Notice":
    """Print the steps of starting and stopping here."""

    def notice(text: "Text") -> None:
        said = f"ppds: {words(nl=text.nl, en=text.en)}"
        console.print(said, style="bold", markup=False, highlight=False, soft_wrap=True)

    return notice


def _prefixed(console: "Console") -> Callable[[str, str], None]:
    colours: dict[str, str] = {}

    def output(name: str, line: str) -> None:
        colour = colours.setdefault(name, _COLOURS[len(colours) % len(_COLOURS)])
        console.print(f"{name:15} | ", style=colour, end="", markup=False, highlight=False)
        console.print(line, markup=False, highlight=False, soft_wrap=True)

    return output
