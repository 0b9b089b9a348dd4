"""What every command of one run shares: who we are, where, and how we speak."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, cast, get_args

import typer

from client import faults
from client.command.later import later
from client.errors import WrongUse
from client.profile import DEFAULT, Profile, load_profile, profile_names, profile_path, stored_profile
from client.words import Language, Words, language_of
from shared.nearest import meant

if TYPE_CHECKING:
    from importlib import metadata

    from rich.console import Console

    from client import http, tables
else:
    http, tables = later("client.http"), later("client.tables")
    metadata = later("importlib.metadata")

PROFILE_VARIABLE: Final = "PPDS_PROFILE"

Lang = Annotated[str | None, typer.Option("--lang", help="nl or en; the locale decides when it is not given.")]
ProfileName = Annotated[
    str | None, typer.Option("--profile", help="Name of the profile: whose addresses, client and key are used.")
]
RegistryUrl = Annotated[str | None, typer.Option(help="Address of the registry, without path.")]
IngestUrl = Annotated[str | None, typer.Option(help="Address of ingest, without path.")]
KpiUrl = Annotated[str | None, typer.Option(help="Address of kpi, without path.")]
ClientId = Annotated[str | None, typer.Option(help="This sender's client at the registry.")]
KeyFile = Annotated[Path | None, typer.Option(help="File with this client's private key (PEM).")]


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer passes the value of the option
    if wanted:
        typer.echo(f"ppds {metadata.version('ppds')}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
]


@dataclass
class CommandContext:
    """The profile with the options of this run, the language, and where to print."""

    words: Words
    named: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    _printed: bool = False

    @property
    def profile_name(self) -> str:
        """The profile that is used, or made."""
        return self.named or DEFAULT

    @property
    def profile_file(self) -> Path:
        """Where it stands."""
        return profile_path(self.profile_name)

    @property
    def profile(self) -> Profile:
        """Who we are and where; a profile that was named goes before variables, and must be there."""
        path = self.profile_file
        if self.named is None:
            return replace(load_profile(path), **self.options)
        if not path.exists():
            close = meant(self.named, profile_names())
            raise WrongUse(faults.NO_PROFILE.at("--profile", name=self.named, meant=close))
        return replace(stored_profile(path), **self.options)

    @cached_property
    def console(self) -> "Console":
        """Where answers go."""
        return tables.console()

    @cached_property
    def errors(self) -> "Console":
        """Where everything else goes."""
        return tables.console(stderr=True)

    def data_space(self) -> "http.DataSpace":
        """The data space in the language spoken."""
        return http.DataSpace(self.profile, language=self.words.language)

    def show(self, table: "tables.Table") -> None:
        """Print a table; of an empty one, that there is nothing."""
        if table.rows:
            self.apart()
            tables.print_table(self.console, table)
        else:
            self.print(nl="Er is niets dat hieraan voldoet.", en="There is nothing like that.")

    def apart(self) -> None:
        """Leave a line empty between one table and the next."""
        if self._printed:
            tables.print_text(self.console, "")
        self._printed = True

    def print(self, *, nl: str, en: str) -> None:
        """Print a text, broken between words where somebody watches."""
        tables.print_text(self.console, self.words(nl=nl, en=en))


def set_context(  # one parameter per option that all commands share
    ctx: typer.Context,
    *,
    lang: Lang = None,
    profile: ProfileName = None,
    registry_url: RegistryUrl = None,
    ingest_url: IngestUrl = None,
    kpi_url: KpiUrl = None,
    client_id: ClientId = None,
    client_key_file: KeyFile = None,
    _version: Version = False,
) -> None:
    """Read the options that all commands share, before the command runs."""
    options = {
        "registry_url": registry_url,
        "ingest_url": ingest_url,
        "kpi_url": kpi_url,
        "client_id": client_id,
        "client_key_file": str(client_key_file) if client_key_file else None,
    }
    given = {name: value for name, value in options.items() if value}
    ctx.obj = CommandContext(words_of(lang), profile or os.environ.get(PROFILE_VARIABLE) or None, given)


def context_of(ctx: typer.Context) -> CommandContext:
    """What `set_context` made of the options."""
    return cast("CommandContext", ctx.obj)


def words_of(lang: str | None) -> Words:
    """The language asked for, or that of the locale."""
    if lang is not None and lang not in get_args(Language):
        raise typer.BadParameter("nl or en", param_hint="--lang")
    return Words(cast("Language", lang) if lang else language_of())
