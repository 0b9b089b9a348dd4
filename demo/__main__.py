"""`make demo`: run everything with a generated year of fictitious bodies, print the figures and serve until Ctrl-C."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from client.command.context import Lang, words_of
from client.tables import console
from client.words import Words
from demo.show import YEAR, DemoResult, show
from deploy.command.app import OperatorCommand
from deploy.command.running import DataDir, PortBase, Workers, notice_on
from deploy.embedded import clear_abandoned
from deploy.machine import machine
from deploy.processes import Addresses

_PREFIX: Final = "ppds-demo-"


def demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="Stop after the table of figures.")] = False,
    lang: Lang = None,
    data_dir: DataDir = None,
    port_base: PortBase = 8001,
    workers: Workers = 1,
) -> None:
    """Run everything with a generated year of fictitious bodies, print the figures and serve until Ctrl-C."""
    words, output = words_of(lang), console()
    with (
        _folder(data_dir) as folder,
        machine(
            folder,
            addresses=Addresses(port_base),
            database_url=os.environ.get("PPDS_DATABASE_URL"),
            workers=workers,
            log_level="INFO",
            output=_errors_only(console(stderr=True)),
            notice=notice_on(output, words),
        ) as running,
    ):
        result = show(running, words=words, console=output, notice=notice_on(output, words))
        if once:
            return
        output.print(_how_to_go_on(result, folder, words), markup=False, highlight=False, soft_wrap=True)
        running.runner.watch()


def demo_app() -> typer.Typer:
    """The one command of the demonstration."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command(cls=OperatorCommand)(demo)
    return app


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    """The folder asked for, or a fresh one that is gone afterwards, so that each demonstration starts with nothing."""
    if given is not None:
        yield given
        return
    clear_abandoned(Path(tempfile.gettempdir()), prefix=_PREFIX)
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
        yield Path(folder)


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


def _how_to_go_on(result: DemoResult, folder: Path, words: Words) -> str:
    profile = result.profile
    settings = (
        f"export PPDS_REGISTRY_URL={profile.registry_url} PPDS_INGEST_URL={profile.ingest_url} "
        f"PPDS_KPI_URL={profile.kpi_url}\n"
        f"export PPDS_CLIENT_ID={profile.client_id} PPDS_CLIENT_KEY_FILE={profile.client_key_file}\n"
        f"export PPDS_DATA_DIR={folder}\n"
        f".venv/bin/ppds values ALG-P12 --from {YEAR}-01 --until {YEAR}-12 --group-by tier\n"
        f".venv/bin/ppds person-token --role beheerder --issuer-url {result.issuer_url}\n"
    )
    pages = result.dashboard_url
    return words(
        nl=f"\nBekijk de cijfers: {pages}\n\nAlles draait; stop met Ctrl-C. In een ander venster:\n\n{settings}",
        en=f"\nLook at the figures: {pages}/en\n\nEverything runs; stop it with Ctrl-C. In another:\n\n{settings}",
    )


if __name__ == "__main__":
    demo_app()()
