"""`ppds backup` and `ppds restore`. Exit codes: 0 all went well; 1 refused or failed; 2 wrong use."""

from pathlib import Path
from typing import Annotated

import typer

from client.command.context import CommandContext, context_of
from deploy.backup import DUMP, Manifest, Notice, back_up
from deploy.backup import restore as restore_backup
from deploy.machine import role_passwords
from deploy.owner import owner_url


def backup(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(file_okay=False, help="New folder; it holds private keys, guard it so.")],
) -> None:
    """Write the whole database of PPDS_DATABASE_URL to a folder, as of one moment, while services go on writing."""
    context = context_of(ctx)
    manifest = back_up(owner_url(), folder, notice=_notice(context))
    context.console.print(f"{folder / DUMP}  {_said(manifest)}", markup=False, highlight=False, soft_wrap=True)


def restore(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Folder that `ppds backup` wrote.")],
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
    manifest = restore_backup(folder, database_url, passwords=role_passwords(), notice=_notice(context))
    equal = context.words(
        nl="Teruggezet, en gelijk aan de backup. Voer `ppds migrate` uit als deze versie van PPDS nieuwer is.",
        en="Restored, and equal to the backup. Run `ppds migrate` when this version of PPDS is newer.",
    )
    context.console.print(f"{equal} {_said(manifest)}", markup=False, highlight=False, soft_wrap=True)


def _said(manifest: Manifest) -> str:
    rows = sum(manifest.contents.tables.values())
    return f"{manifest.dump.bytes:,} bytes, {len(manifest.contents.tables)} tables, {rows:,} rows"


def _notice(context: CommandContext) -> Notice:
    return lambda message: context.console.print(f"ppds: {message}", markup=False, highlight=False, soft_wrap=True)
