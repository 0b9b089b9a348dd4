"""`ppds backup` and `ppds restore`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from client.command.context import CommandContext, context_of
from client.command.later import later
from client.words import Words

if TYPE_CHECKING:
    from deploy import backup as backups
    from deploy import machine, owner
    from deploy.runner import Notice
else:
    backups, machine, owner = later("deploy.backup"), later("deploy.machine"), later("deploy.owner")


def backup(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(file_okay=False, help="New folder; it holds private keys, guard it so.")],
) -> None:
    """Write the whole database of PPDS_DATABASE_URL to a folder, as of one moment, while services go on writing."""
    context = context_of(ctx)
    manifest = backups.back_up(owner.owner_url(), folder, notice=_notice(context))
    context.console.print(
        f"{folder / backups.DUMP}  {_said(manifest, context.words)}", markup=False, highlight=False, soft_wrap=True
    )


def restore(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Folder that ppds backup wrote.")],
    *,
    database_url: Annotated[
        str,
        typer.Option(
            envvar="PPDS_RESTORE_DATABASE_URL", show_envvar=True, help="Owner's address of a new, empty database."
        ),
    ],
) -> None:
    """Restore a backup into an empty database, compare it with its manifest and verify the audit trails."""
    context = context_of(ctx)
    manifest = backups.restore(folder, database_url, passwords=machine.role_passwords(), notice=_notice(context))
    equal = context.words(
        nl="Teruggezet, en gelijk aan de backup. Voer `ppds migrate` uit als deze versie van PPDS nieuwer is.",
        en="Restored, and equal to the backup. Run `ppds migrate` when this version of PPDS is newer.",
    )
    context.console.print(f"{equal} {_said(manifest, context.words)}", markup=False, highlight=False, soft_wrap=True)


def _said(manifest: "backups.Manifest", words: Words) -> str:
    tables, number = manifest.contents.tables, words.number
    size, count, rows = number(manifest.dump.bytes), number(len(tables)), number(sum(tables.values()))
    return words(nl=f"{size} bytes, {count} tabellen, {rows} rijen", en=f"{size} bytes, {count} tables, {rows} rows")


def _notice(context: CommandContext) -> "Notice":
    return lambda text: typer.echo(f"ppds: {context.words(nl=text.nl, en=text.en)}")
