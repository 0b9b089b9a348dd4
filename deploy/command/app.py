"""The `ppds` command: the sender's part from `client`, and the operator's part."""

import sys

import typer

from client.command.app import sender_app
from client.command.ending import Ending, SpokenCommand, SpokenGroup, said_of
from client.command.tree import add, add_group
from client.words import Language, Words
from deploy.command.audit import export, verify
from deploy.command.backup import backup, restore
from deploy.command.registry import import_party_list, list_keys, migrate, register_client, rotate_key
from deploy.command.running import show_person_token, up


def operator_said(error: Exception, language: Language) -> tuple[int, str] | None:
    """What went wrong in the hands of who runs the services: the command works on a database too."""
    database = sys.modules.get("sqlalchemy.exc")  # what was never imported raised nothing
    if (known := said_of(error, language)) is not None or database is None:
        return known
    if not isinstance(error, database.OperationalError):
        return None
    # The first line of the driver says what is wrong; the address it tried may hold a password and is not shown.
    reason = str(error.orig).splitlines()[0]
    return Ending.FAILED, Words(language)(
        nl=f"De database kan niet gebruikt worden: {reason}. Kijk of PPDS_DATABASE_URL klopt.",
        en=f"The database cannot be used: {reason}. Look whether PPDS_DATABASE_URL is right.",
    )


class OperatorGroup(SpokenGroup):
    """The command with the operator's part."""

    said = staticmethod(operator_said)


class OperatorCommand(SpokenCommand):
    """A command of an operator that stands alone."""

    said = staticmethod(operator_said)


def main() -> None:
    """Run the command."""
    operator_app()(prog_name="ppds")


def operator_app() -> typer.Typer:
    """The sender's command with the operator's commands added."""
    app = sender_app(OperatorGroup)
    add(app, "up", up, example="ppds up --port-base 9001")
    add(app, "migrate", migrate, example="ppds migrate")
    add(app, "backup", backup, example="ppds backup backups/2026-03-02")
    add(app, "restore", restore, example="ppds restore backups/2026-03-02")
    add(app, "person-token", show_person_token, example="ppds person-token --role beheerder")
    trails = add_group(app, "audit", "The audit trails: export them, and find what was tampered with.")
    add(trails, "export", export, example="ppds audit export audit-2026-03.ndjson")
    add(trails, "verify", verify, example="ppds audit verify --against audit-2026-03.ndjson")
    parties = add_group(app, "parties", "Parties: who is who.")
    add(parties, "import", import_party_list, example="ppds parties import parties.csv --dry-run")
    acts = add_group(app, "admin", "Local acts on the registry's database; each is audited.")
    add(
        acts,
        "register-client",
        register_client,
        example="ppds admin register-client client.request.json --scope kpi:read",
    )
    keys = add_group(app, "keys", "Keys that sign access tokens.")
    add(keys, "rotate", rotate_key, example="ppds keys rotate")
    add(keys, "list", list_keys, example="ppds keys list")
    return app
