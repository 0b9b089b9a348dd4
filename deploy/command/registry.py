"""Local acts on the registry's own database: parties, a first client, the keys that sign; each is audited."""

import json
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from client.command.context import REFUSED, context_of
from client.show import totals_table
from client.tables import Table
from client.words import Words
from deploy.embedded import role_url
from deploy.local_registry import LocalRegistry
from deploy.machine import role_passwords
from deploy.owner import owner_url
from services.registry.party_lists.operations import ImportReport

_FINDINGS_SHOWN: Final = 50


def import_party_list(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV, or the ROO export in XML.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
) -> None:
    """Bring the register in line with a list of organisations, on PPDS_DATABASE_URL or the database of `ppds up`."""
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
        raise typer.Exit(REFUSED)


def register_client(
    request: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Request of `ppds client create`.")],
    *,
    scope: Annotated[list[str], typer.Option(help="What it may do, such as registry:clients; repeat for more.")],
    party: Annotated[str | None, typer.Option(help="URI of its party; none: the data space itself.")] = None,
) -> None:
    """Register a client without a token, such as that of the first administrator."""
    try:
        asked = json.loads(request.read_text(encoding="utf-8"))
        label, jwks = str(asked["label"]), asked["jwks"]
    except (ValueError, KeyError, TypeError) as error:
        raise typer.BadParameter(f"{request} is no request of `ppds client create`.") from error
    sys.stdout.write(f"{_registry().register(label=label, scopes=scope, jwks=jwks, party=party)}\n")


def rotate_key() -> None:
    """Publish a new key that signs two minutes later; tokens signed with the old one stay valid until they end."""
    new = _registry().rotate_signing_key()
    sys.stdout.write(f"{new.kid} signs from {new.signs_from.isoformat(timespec='seconds')}\n")


def list_keys() -> None:
    """The keys that are published, the newest first."""
    for key in _registry().signing_keys():
        until = key.published_until.isoformat(timespec="seconds") if key.published_until else "further notice"
        sys.stdout.write(f"{key.kid} {key.state}, published until {until}\n")


def _registry() -> LocalRegistry:
    return LocalRegistry(role_url(owner_url(), "ppds_registry", password=role_passwords().get("ppds_registry")))


def _import_table(report: ImportReport, words: Words) -> Table:
    figures = {
        words(nl="nieuw", en="created"): len(report.created),
        words(nl="gewijzigd", en="changed"): len(report.changed),
        words(nl="beëindigd", en="ended"): len(report.ended),
        words(nl="ongewijzigd", en="unchanged"): report.unchanged,
        words(nl="geweigerd", en="refused"): report.refused,
    }
    done = words(nl="Zou veranderen", en="Would change") if report.dry_run else words(nl="Veranderd", en="Changed")
    return totals_table(figures, words, title=done)
