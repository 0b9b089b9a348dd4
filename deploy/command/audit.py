"""`ppds audit`: export the audit trails, and find out whether anybody changed them in the database itself."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from client.command.context import context_of
from client.command.ending import Ending
from client.command.later import later
from client.words import Words

if TYPE_CHECKING:
    from client import tables
    from client.tables import Table
    from deploy import audit_export, owner
    from deploy.audit_export import ExportReason
    from shared.log import audit
    from shared.log.audit import AuditedSchema, BreakReason, Head
else:
    tables, audit_export = later("client.tables"), later("deploy.audit_export")
    owner, audit = later("deploy.owner"), later("shared.log.audit")

_SHOWN: Final = 50
_DUTCH: Final[Mapping["BreakReason | ExportReason", str]] = {
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


def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(dir_okay=False, help="New file; keep it where no operator can write.")],
) -> None:
    """Write the four audit trails as one file (NDJSON, in order of time) with heads and a checksum at its end."""
    context = context_of(ctx)
    if file.exists():
        raise typer.BadParameter(f"{file} exists and is not overwritten.")
    with owner.one_snapshot(owner.owner_url()) as connection:
        try:
            exported = audit_export.export_trails(connection, file)
        except LookupError as error:
            context.errors.print(str(error), markup=False)
            raise typer.Exit(Ending.FAILED) from error
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
    with owner.one_snapshot(owner.owner_url()) as connection:
        for schema in audit.AUDITED:
            faults += [(schema, fault.number, fault.reason) for fault in audit.verify_chain(connection, schema)]
            if (head := audit.read_head(connection, schema)) is not None:
                heads[schema] = head
        if against is not None:
            faults += [
                (fault.trail, fault.number, fault.reason) for fault in audit_export.missing_from(connection, against)
            ]
    context.show(_heads_table(heads, context.words))
    if not faults:
        whole = context.words(nl="De audittrails zijn heel.", en="The audit trails are whole.")
        context.console.print(whole if against is None else f"{whole} ({against})", markup=False, soft_wrap=True)
        return
    context.show(_faults_table(faults[:_SHOWN], context.words))
    if (more := len(faults) - _SHOWN) > 0:
        context.console.print(f"... + {more:,}")
    raise typer.Exit(Ending.FAILED)


def _heads_table(heads: "Mapping[AuditedSchema, Head]", words: Words) -> "Table":
    return tables.Table(
        [
            tables.Column("trail"),
            tables.Column(words(nl="regels", en="entries"), number=True),
            tables.Column(words(nl="nieuwste", en="newest"), number=True),
            tables.Column("hash"),
        ],
        [
            [schema, words.number(head.entries), words.number(head.number), head.hash.hex()]
            for schema, head in heads.items()
        ],
    )


def _faults_table(faults: Sequence[tuple[str, int, "BreakReason | ExportReason"]], words: Words) -> "Table":
    return tables.Table(
        [
            tables.Column("trail"),
            tables.Column(words(nl="nummer", en="number"), number=True),
            tables.Column(words(nl="wat", en="what"), prose=True),
        ],
        [[schema, words.number(number), words(nl=_DUTCH[reason], en=reason)] for schema, number, reason in faults],
        title=words(nl="Niet in orde", en="What is wrong"),
    )
