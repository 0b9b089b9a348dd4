"""How a command or a group of commands is added: with help in two languages and an example."""

from collections.abc import Callable

import typer

from client.command.ending import SpokenCommand, SpokenGroup


def add(app: typer.Typer, name: str, function: Callable[..., None], *, example: str) -> None:
    """Add a command with an example in its help."""
    app.command(name, cls=SpokenCommand, epilog=f"\b\nExample:\n  {example}")(function)


def add_group(app: typer.Typer, name: str, about: str) -> typer.Typer:
    """Add a group of commands."""
    group = typer.Typer(cls=SpokenGroup, no_args_is_help=True, help=about, rich_markup_mode=None)
    app.add_typer(group, name=name)
    return group
