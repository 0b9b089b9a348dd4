"""`ppds client create`: a key pair, and a client that is known by it."""

from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Annotated

import typer

from client.command.context import CommandContext, context_of
from client.errors import ClientError
from client.profile import save_profile
from client.show import print_problems
from shared.identity.keys import new_private_key, public_key_set, write_private_key, write_request


def create_client(
    ctx: typer.Context,
    *,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="A test body of your own, at once, without an administrator.")
    ] = False,
    name: Annotated[str | None, typer.Option(help="Name of the client, or with --sandbox of the test body.")] = None,
    oin: Annotated[str | None, typer.Option(help="OIN of the body; with --sandbox a free test OIN.")] = None,
    key_file: Annotated[Path | None, typer.Option(help="Where to write the private key.")] = None,
) -> None:
    """Make a key pair and register its public part; the private part never leaves this machine."""
    context = context_of(ctx)
    path = key_file or context.profile_file.parent / ("sandbox.pem" if sandbox else "client.pem")
    pem = new_private_key()
    try:
        write_private_key(path, pem)
    except FileExistsError as error:
        exists = context.words(
            nl=f"{path} bestaat al en wordt niet overschreven; kies een ander bestand met --key-file.",
            en=f"{path} exists and is not overwritten; choose another file with --key-file.",
        )
        print_problems(context.errors, exists)
        raise typer.Exit(2) from error
    if sandbox:
        _register_sandbox(context, path, pem, name=name, oin=oin)
    else:
        _prepare_request(context, path, pem, label=name or "PPDS client", oin=oin)


def _register_sandbox(context: CommandContext, path: Path, pem: str, *, name: str | None, oin: str | None) -> None:
    try:
        with context.data_space() as space:
            made = space.make_sandbox_client(jwks=public_key_set(pem), name=name, oin=oin)
    except ClientError:
        path.unlink()  # a key that nobody knows would only stand in the way of the next try
        raise
    save_profile(context.profile_file, replace(context.profile, client_id=made.client, client_key_file=str(path)))
    test_body = context.words(nl="een testorganisatie", en="a test body")
    body = (made.party.name or made.party.key) if made.party else test_body
    until = f"{made.expires_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    context.print(
        nl=f"Client {made.client} bestaat tot {until}; hij verzendt voor {body}.\n"
        f"Geheime sleutel: {path}\nProfiel: {context.profile_file}\n\nNu: ppds push MAP-OF-BESTAND",
        en=f"Client {made.client} exists until {until}; it sends for {body}.\n"
        f"Private key: {path}\nProfile: {context.profile_file}\n\nNext: ppds push FOLDER-OR-FILE",
    )


def _prepare_request(context: CommandContext, path: Path, pem: str, *, label: str, oin: str | None) -> None:
    request = path.with_suffix(".request.json")
    write_request(request, label=label, oin=oin, jwks=public_key_set(pem))
    save_profile(context.profile_file, replace(context.profile, client_key_file=str(path)))
    context.print(
        nl=f"Geheime sleutel: {path}\nAanvraag: {request} (zonder geheimen)\n\n"
        "Stuur de aanvraag naar de beheerder; zet daarna het client-id dat u terugkrijgt in PPDS_CLIENT_ID.",
        en=f"Private key: {path}\nRequest: {request} (holds no secret)\n\n"
        "Send the request to the administrator; then put the client id you get back in PPDS_CLIENT_ID.",
    )
