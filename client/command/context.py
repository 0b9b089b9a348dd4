"""What every command of one run shares: who we are, where, and how we speak."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final, cast, get_args

import typer
from rich.console import Console

from client.http import DataSpace
from client.profile import Profile, load_profile, profile_path
from client.tables import Table, print_table
from client.words import Language, Words, language_of

REFUSED: Final = 1
"""Exit code when something was refused or failed."""

Lang = Annotated[str | None, typer.Option("--lang", help="nl or en; the locale decides when it is not given.")]
RegistryUrl = Annotated[str | None, typer.Option(help="Address of the registry, without path.")]
IngestUrl = Annotated[str | None, typer.Option(help="Address of ingest, without path.")]
KpiUrl = Annotated[str | None, typer.Option(help="Address of kpi, without path.")]
ClientId = Annotated[str | None, typer.Option(help="This sender's client at the registry.")]
KeyFile = Annotated[Path | None, typer.Option(help="File with this client's private key (PEM).")]
ProfileFile = Annotated[Path | None, typer.Option("--profile", help="Profile file to use instead of the usual one.")]


@dataclass(frozen=True, slots=True)
class CommandContext:
    """The profile with the options of this run, the language, and where to print."""

    profile: Profile
    profile_file: Path
    words: Words
    console: Console
    errors: Console

    def data_space(self) -> DataSpace:
        """The data space in the language spoken."""
        return DataSpace(self.profile, language=self.words.language)

    def show(self, table: Table) -> None:
        """Print a table; of an empty one, that there is nothing."""
        if table.rows:
            print_table(self.console, table)
        else:
            self.print(nl="Er is niets dat hieraan voldoet.", en="There is nothing like that.")

    def print(self, *, nl: str, en: str) -> None:
        """Print a plain text, whose lines are not broken."""
        self.console.print(self.words(nl=nl, en=en), markup=False, highlight=False, soft_wrap=True)


def set_context(  # one parameter per option that all commands share
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
    """Read the options that all commands share, before the command runs."""
    path = profile_file or profile_path()
    options = {
        "registry_url": registry_url,
        "ingest_url": ingest_url,
        "kpi_url": kpi_url,
        "client_id": client_id,
        "client_key_file": str(client_key_file) if client_key_file else None,
    }
    given = {name: value for name, value in options.items() if value}
    ctx.obj = CommandContext(
        replace(load_profile(path), **given), path, words_of(lang), console(), console(stderr=True)
    )


def context_of(ctx: typer.Context) -> CommandContext:
    """What `set_context` made of the options."""
    return cast("CommandContext", ctx.obj)


def words_of(lang: str | None) -> Words:
    """The language asked for, or that of the locale."""
    if lang is not None and lang not in get_args(Language):
        raise typer.BadParameter("nl or en", param_hint="--lang")
    return Words(cast("Language", lang) if lang else language_of())


def console(*, stderr: bool = False) -> Console:
    """A console; where nobody watches it prints plain text."""
    return Console(stderr=stderr)
