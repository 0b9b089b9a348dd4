"""The `ppds` command: the sender's part from `client`, and the operator's part.

Exit codes of the operator's part: 0 all went well; 1 something failed; 2 wrong use; 128 + signal when ended by one.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import typer
from rich.console import Console
from sqlalchemy.exc import OperationalError

from client.command.administration import mandates_app, participations_app
from client.command.app import run, sender_app
from client.command.context import REFUSED
from client.show import print_problems
from deploy.command.audit import audit_app
from deploy.command.backup import backup, restore
from deploy.command.registry import import_party_list, list_keys, register_client, rotate_key
from deploy.command.running import show_person_token, up
from deploy.database import prepare
from deploy.development_issuer import IssuerRefused
from deploy.embedded import HeldByAnotherError
from deploy.machine import role_passwords
from deploy.owner import owner_url
from deploy.runner import RunnerError
from shared.errors import BadInput, PpdsError


def main() -> None:
    """Run the command."""
    with said_in_a_sentence():
        run(operator_app())


@contextmanager
def said_in_a_sentence() -> Iterator[None]:
    """What an operator can mend ends the command with a sentence and exit code 1, instead of a traceback."""
    try:
        yield
    except PpdsError as error:
        faults = error.errors if isinstance(error, BadInput) else ()
        _end("\n".join([str(error), *(f"  {fault.location}: {fault.en}" for fault in faults)]))
    except (RunnerError, HeldByAnotherError, IssuerRefused) as error:
        _end(str(error))
    except OperationalError as error:
        # The first line of the driver says what is wrong; the address it tried may hold a password and is not shown.
        _end(f"The database cannot be used: {str(error.orig).splitlines()[0]}")
    except KeyboardInterrupt:
        sys.exit(130)


def operator_app() -> typer.Typer:
    """The sender's command with the operator's commands added."""
    app = sender_app()
    app.command("up")(up)
    app.command("migrate")(migrate)
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("person-token")(show_person_token)
    app.add_typer(participations_app(), name="participations")
    app.add_typer(mandates_app(), name="mandates")
    app.add_typer(audit_app(), name="audit")
    _add_group(app, "parties", "Parties: who is who.", {"import": import_party_list})
    acts = "Local acts on the registry's database; each is audited."
    _add_group(app, "admin", acts, {"register-client": register_client})
    _add_group(app, "keys", "Keys that sign access tokens.", {"rotate": rotate_key, "list": list_keys})
    return app


def migrate() -> None:
    """Make roles and schemas that are missing in the database of PPDS_DATABASE_URL, and migrate it."""
    prepare(owner_url(), passwords=role_passwords())
    sys.stdout.write("The database is up to date.\n")


def _add_group(app: typer.Typer, name: str, about: str, commands: Mapping[str, Callable[..., None]]) -> None:
    group = typer.Typer(no_args_is_help=True, help=about)
    for command, function in commands.items():
        group.command(command)(function)
    app.add_typer(group, name=name)


def _end(message: str) -> None:
    print_problems(Console(stderr=True), message)
    sys.exit(REFUSED)
