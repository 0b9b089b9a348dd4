"""The sender's part of the `ppds` command.

Exit codes: 0 everything was accepted; 1 something was refused or failed; 2 wrong use of the command; 3 the data
space could not be reached, or refused the call.
"""

import sys
from typing import Final

import typer
from rich.console import Console

from client.command.client_proposals import confirm_client, list_proposals, propose_client, refuse_client
from client.command.context import set_context
from client.command.new_client import create_client
from client.command.reading import export_list, show_me, show_token, show_values
from client.command.sending import list_formats, push_documents, validate_documents
from client.errors import ClientError
from client.show import print_problems

UNREACHABLE: Final = 3


def run(app: typer.Typer) -> None:
    """Run a command; a call that fails ends with a sentence and an exit code instead of a traceback."""
    try:
        app()
    except ClientError as error:
        print_problems(Console(stderr=True), str(error))
        sys.exit(UNREACHABLE)


def sender_app() -> typer.Typer:
    """The command with the sender's part; the operator's part is added by `deploy.command`."""
    app = typer.Typer(name="ppds", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback(help="Public Procurement Data Space: deliver notices, read figures, run the services.")(set_context)
    clients = typer.Typer(no_args_is_help=True, help="Clients: who may send.")
    clients.command("create")(create_client)
    clients.command("propose")(propose_client)
    clients.command("proposals")(list_proposals)
    clients.command("confirm")(confirm_client)
    clients.command("refuse")(refuse_client)
    app.add_typer(clients, name="client")
    app.command("push")(push_documents)
    app.command("validate")(validate_documents)
    app.command("formats")(list_formats)
    app.command("values")(show_values)
    app.command("me")(show_me)
    app.command("token")(show_token)
    lists = typer.Typer(no_args_is_help=True, help="Reference lists: themes, product chains, thresholds ...")
    lists.command("export")(export_list)
    app.add_typer(lists, name="lists")
    return app
