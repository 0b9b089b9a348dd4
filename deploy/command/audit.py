"""`ppds audit`: export the audit trails, and find out whether anybody changed them in the database itself.

Exit codes: 0 everything is whole; 1 something is wrong; 2 wrong use.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from client.command.context import context_of
from client.tables import Column, Table
from client.words import Words
from deploy.audit_export import ExportReason, export_trails, missing_from
from deploy.owner import one_snapshot, owner_url
from shared.log.audit import AUDITED, AuditedSchema, BreakReason, Head, read_head, verify_chain

FAILED: Final = 1
_SHOWN: Final = 50
_DUTCH: Final[Mapping[BreakReason | ExportReason, str]] = {
    "the entry was changed": "de regel is gewijzigd",
    "an entry before it is missing or was changed": "een regel ervoor ontbreekt of is gewijzigd",
    "the newest entries, up to this one, were removed": "de nieuwste regels, tot en met deze, zijn verwijderd",
    "the head stands before this entry: it was moved back": "de kop staat voor deze regel: hij is teruggezet",
    "the head does not fit the newest entry: one of them was changed": (
        "de kop past niet bij de nieuwste regel: een van beide is gewijzigd"
    ),
    "the head counts another number of entries": "de kop telt een ander aantal regels",
    "the head is missing": "de kop ontbreekt",
    "this entry was exported and is no longer there": "deze regel is uitgevoerd en is er niet meer",
    "this entry is not the one that was exported": "deze regel is niet meer die is uitgevoerd",
}


def audit_app() -> typer.Typer:
    """The command with its two parts."""
    app = typer.Typer(no_args_is_help=True, help="The audit trails: export them, and find what was tampered with.")
    app.command("export")(export)
    app.command("verify")(verify)
    return app


def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(dir_okay=False, help="New file; keep it where no operator can write.")],
) -> None:
    """Write the four audit trails as one file (NDJSON, in order of time) with heads and a checksum at its end."""
    context = context_of(ctx)
    if file.exists():
        raise typer.BadParameter(f"{file} exists and is not overwritten.")
    with one_snapshot(owner_url()) as connection:
        try:
            exported = export_trails(connection, file)
        except LookupError as error:
            context.errors.print(str(error), markup=False)
            raise typer.Exit(FAILED) from error
    context.show(_heads_table(exported.heads, context.words))
    context.console.print(f"{file}  {exported.entries:,}  sha256 {exported.sha256}", markup=False, soft_wrap=True)


def verify(
    ctx: typer.Context,
    *,
    against: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="An earlier export, whose entries must still be there."),
    ] = None,
) -> None:
    """Check every chain and its head, and with --against that an earlier export still stands. Ends with 1 if not."""
    context = context_of(ctx)
    faults: list[tuple[str, int, BreakReason | ExportReason]] = []
    heads: dict[AuditedSchema, Head] = {}
    with one_snapshot(owner_url()) as connection:
        for schema in AUDITED:
            faults += [(schema, fault.number, fault.reason) for fault in verify_chain(connection, schema)]
            if (head := read_head(connection, schema)) is not None:
                heads[schema] = head
        if against is not None:
            faults += [(fault.trail, fault.number, fault.reason) for fault in missing_from(connection, against)]
    context.show(_heads_table(heads, context.words))
    if not faults:
        whole = context.words(nl="De audittrails zijn heel.", en="The audit trails are whole.")
        context.console.print(whole if against is None else f"{whole} ({against})", markup=False, soft_wrap=True)
        return
    context.show(_faults_table(faults[:_SHOWN], context.words))
    if (more := len(faults) - _SHOWN) > 0:
        context.console.print(f"... + {more:,}")
    raise typer.Exit(FAILED)


def _heads_table(heads: Mapping[AuditedSchema, Head], words: Words) -> Table:
    return Table(
        [
            Column("trail"),
            Column(words(nl="regels", en="entries"), number=True),
            Column(words(nl="nieuwste", en="newest"), number=True),
            Column("hash"),
        ],
        [
            [schema, words.number(head.entries), words.number(head.number), head.hash.hex()]
            for schema, head in heads.items()
        ],
    )


def _faults_table(faults: Sequence[tuple[str, int, BreakReason | ExportReason]], words: Words) -> Table:
    return Table(
        [
            Column("trail"),
            Column(words(nl="nummer", en="number"), number=True),
            Column(words(nl="wat", en="what"), prose=True),
        ],
        [[schema, words.number(number), words(nl=_DUTCH[reason], en=reason)] for schema, number, reason in faults],
        title=words(nl="Niet in orde", en="What is wrong"),
    )
