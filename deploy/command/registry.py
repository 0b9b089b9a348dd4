"""Local acts on the registry's own database: parties, a first client, the keys that sign; each is audited."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from client import faults
from client.command.context import context_of
from client.command.ending import Ending
from client.command.later import later
from client.errors import WrongUse
from client.words import Words

if TYPE_CHECKING:
    from client.show import deliveries as show
    from client.tables import Table
    from deploy import database, embedded, local_registry, machine, owner
    from services.registry.party_lists.operations import ImportReport
else:
    show, database, embedded = later("client.show.deliveries"), later("deploy.database"), later("deploy.embedded")
    local_registry, machine, owner = later("deploy.local_registry"), later("deploy.machine"), later("deploy.owner")

_FINDINGS_SHOWN: Final = 50


def import_party_list(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV, or the ROO export in XML.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
) -> None:
    """Bring the register in line with a list of organisations, on PPDS_DATABASE_URL or the database of ppds up."""
    context = context_of(ctx)
    report = _registry().import_parties(file, dry_run=dry_run)
    context.show(_import_table(report, context.words))
    for finding in report.findings[:_FINDINGS_SHOWN]:
        said = finding.finding.sentence(context.words.language)
        line = f"{file.name}:{finding.line} {finding.column}: {finding.problem} {finding.value} {said}"
        context.console.print(line, markup=False, highlight=False)
    if (more := len(report.findings) - _FINDINGS_SHOWN) > 0:
        context.console.print(f"... + {more}")
    if report.refused:
        raise typer.Exit(Ending.FINDINGS)


def migrate(ctx: typer.Context) -> None:
    """Make roles and schemas that are missing in the database of PPDS_DATABASE_URL, and migrate it."""
    database.prepare(owner.owner_url(), passwords=machine.role_passwords())
    context_of(ctx).print(nl="De database is bij.", en="The database is up to date.")


def register_client(
    request: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Request of ppds client create.")],
    *,
    scope: Annotated[list[str], typer.Option(help="What it may do, such as registry:clients; repeat for more.")],
    party: Annotated[str | None, typer.Option(help="URI of its party; none: the data space itself.")] = None,
) -> None:
    """Register a client without a token, such as that of the first administrator."""
    try:
        asked = json.loads(request.read_text(encoding="utf-8"))
        label, jwks = str(asked["label"]), asked["jwks"]
    except (ValueError, KeyError, TypeError) as error:
        raise WrongUse(faults.NO_REQUEST.at(str(request), path=request)) from error
    sys.stdout.write(f"{_registry().register(label=label, scopes=scope, jwks=jwks, party=party)}\n")


def rotate_key(ctx: typer.Context) -> None:
    """Publish a new key that signs two minutes later; tokens signed with the old one stay valid until they end."""
    new = _registry().rotate_signing_key()
    moment = new.signs_from.isoformat(timespec="seconds")
    context_of(ctx).print(nl=f"{new.kid} ondertekent vanaf {moment}", en=f"{new.kid} signs from {moment}")


def list_keys(ctx: typer.Context) -> None:
    """The keys that are published, the newest first."""
    for key in _registry().signing_keys():
        until = key.published_until.isoformat(timespec="seconds") if key.published_until else ""
        context_of(ctx).print(
            nl=f"{key.kid} {key.state}, gepubliceerd tot {until or 'nader order'}",
            en=f"{key.kid} {key.state}, published until {until or 'further notice'}",
        )


def _registry() -> "local_registry.LocalRegistry":
    role = "ppds_registry"
    password = machine.role_passwords().get(role)
    return local_registry.LocalRegistry(embedded.role_url(owner.owner_url(), role, password=password))


def _import_table(report: "ImportReport", words: Words) -> "Table":
    figures = {
        words(nl="nieuw", en="created"): len(report.created),
        words(nl="gewijzigd", en="changed"): len(report.changed),
        words(nl="beëindigd", en="ended"): len(report.ended),
        words(nl="ongewijzigd", en="unchanged"): report.unchanged,
        words(nl="geweigerd", en="refused"): report.refused,
    }
    done = words(nl="Zou veranderen", en="Would change") if report.dry_run else words(nl="Veranderd", en="Changed")
    return show.totals_table(figures, words, title=done)
