"""`ppds client create`, `client use` and `profiles`: a key pair, a client that is known by it, and where it is kept."""

import os
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from client import faults
from client.command.context import PROFILE_VARIABLE, CommandContext, context_of
from client.command.later import later
from client.errors import ClientError, WrongUse
from client.profile import (
    DEFAULT,
    Profile,
    key_path,
    load_profile,
    profile_names,
    profile_path,
    save_profile,
    stored_profile,
)
from shared.nearest import meant
from shared.procurement.finding import Text

if TYPE_CHECKING:
    from client import http, tables
    from shared.identity import keys
else:
    http, keys, tables = later("client.http"), later("shared.identity.keys"), later("client.tables")

_CLIENT_VARIABLES = ("PPDS_CLIENT_ID", "PPDS_CLIENT_KEY_FILE")


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
    """Make a key pair with a profile, and register its public part; the private part never leaves this machine."""
    context = context_of(ctx)
    profile = _new_profile(context)
    path = key_file or key_path(context.profile_name)
    pem = keys.new_private_key()
    try:
        keys.write_private_key(path, pem)
    except FileExistsError as error:
        raise WrongUse(faults.FILE_EXISTS.at(str(path), path=path)) from error
    profile = replace(profile, client_key_file=str(path.resolve()))
    if sandbox:
        _register_sandbox(context, profile, pem, name=name, oin=oin)
    else:
        _prepare_request(context, profile, pem, label=name or "PPDS client", oin=oin)


def use_client(
    ctx: typer.Context,
    client: Annotated[str, typer.Argument(help="Id of the client, as the administrator gave it.")],
) -> None:
    """Note the id that the administrator gave for the key of this profile."""
    context = context_of(ctx)
    path = context.profile_file
    if not path.exists():
        close = meant(context.profile_name, profile_names())
        raise WrongUse(faults.NO_PROFILE.at("--profile", name=context.profile_name, meant=close))
    profile = stored_profile(path)
    if profile.client_id not in {None, client}:
        raise _exists(context.profile_name, profile)
    save_profile(path, replace(profile, client_id=client))
    _say_what_goes_before(context)
    context.print(
        nl=f"Profiel {context.profile_name} is client {client}.\n\nNu: {_command(context)} me",
        en=f"Profile {context.profile_name} is client {client}.\n\nNext: {_command(context)} me",
    )


def list_profiles(ctx: typer.Context) -> None:
    """List the profiles: name, client and addresses."""
    context = context_of(ctx)
    words = context.words
    profiles = {name: stored_profile(profile_path(name)) for name in profile_names()}
    context.show(
        tables.Table(
            [
                tables.Column(words(nl="profiel", en="profile")),
                tables.Column("client"),
                tables.Column("registry"),
                tables.Column("ingest"),
                tables.Column("kpi"),
                tables.Column(words(nl="sleutel", en="key")),
            ],
            [
                [
                    name,
                    profile.client_id or words(nl="nog geen", en="none yet"),
                    profile.registry_url,
                    profile.ingest_url,
                    profile.kpi_url,
                    profile.client_key_file or "",
                ]
                for name, profile in profiles.items()
            ],
        )
    )


def _new_profile(context: CommandContext) -> Profile:
    """The addresses for a profile that does not exist yet; one that exists is never written over."""
    path = context.profile_file
    if path.exists():
        raise _exists(context.profile_name, stored_profile(path))
    known = replace(load_profile(path), **context.options)
    return replace(known, client_id=None, client_key_file=None)


def _exists(name: str, profile: Profile) -> WrongUse:
    client = Text(f"client {profile.client_id}", f"client {profile.client_id}")
    waiting = Text("een sleutel die op zijn client-id wacht", "a key that waits for its client id")
    return WrongUse(faults.PROFILE_EXISTS.at("--profile", name=name, client=client if profile.client_id else waiting))


def _register_sandbox(
    context: CommandContext, profile: Profile, pem: str, *, name: str | None, oin: str | None
) -> None:
    key_file = Path(str(profile.client_key_file))
    try:
        with http.DataSpace(profile, language=context.words.language) as space:
            made = space.make_sandbox_client(jwks=keys.public_key_set(pem), name=name, oin=oin)
    except ClientError:
        key_file.unlink()  # a key that nobody knows would only stand in the way of the next try
        raise
    save_profile(context.profile_file, replace(profile, client_id=made.client))
    test_body = context.words(nl="een testorganisatie", en="a test body")
    body = (made.party.name or made.party.key) if made.party else test_body
    until = f"{made.expires_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    _say_what_goes_before(context)
    context.print(
        nl=f"Client {made.client} bestaat tot {until}; hij verzendt voor {body}.\n"
        f"Geheime sleutel: {key_file}\nProfiel: {context.profile_file}\n\n"
        f"Nu: {_command(context)} push MAP-OF-BESTAND",
        en=f"Client {made.client} exists until {until}; it sends for {body}.\n"
        f"Private key: {key_file}\nProfile: {context.profile_file}\n\n"
        f"Next: {_command(context)} push FOLDER-OR-FILE",
    )


def _prepare_request(context: CommandContext, profile: Profile, pem: str, *, label: str, oin: str | None) -> None:
    key_file = Path(str(profile.client_key_file))
    request = key_file.with_suffix(".request.json")
    keys.write_request(request, label=label, oin=oin, jwks=keys.public_key_set(pem))
    save_profile(context.profile_file, profile)
    context.print(
        nl=f"Geheime sleutel: {key_file}\nAanvraag: {request} (zonder geheimen)\nProfiel: {context.profile_file}\n\n"
        f"Stuur de aanvraag naar de beheerder. Met het client-id dat u terugkrijgt: {_command(context)} client use ID",
        en=f"Private key: {key_file}\nRequest: {request} (holds no secret)\nProfile: {context.profile_file}\n\n"
        f"Send the request to the administrator. With the client id you get back: {_command(context)} client use ID",
    )


def _command(context: CommandContext) -> str:
    """How the command is typed with this profile."""
    return "ppds" if context.profile_name == DEFAULT else f"ppds --profile {context.profile_name}"


def _say_what_goes_before(context: CommandContext) -> None:
    """Variables go before a profile that is not named: who set them would wonder which client sends."""
    if context.named is not None or not any(os.environ.get(name) for name in _CLIENT_VARIABLES):
        return
    names = " ".join(_CLIENT_VARIABLES)
    typer.echo(
        context.words(
            nl=f"Let op: {names} gaan voor dit profiel. Vergeet ze eerst: unset {names} (of zet {PROFILE_VARIABLE}).",
            en=f"Mind: {names} go before this profile. Forget them first: unset {names} (or set {PROFILE_VARIABLE}).",
        ),
        err=True,
    )
