"""Commands for who acts and who signs: a person's token of the test issuer, and the keys of the registry."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from deploy.development_issuer import ROLES, person_token
from deploy.local_registry import LocalRegistry

DEFAULT_ISSUER = "http://127.0.0.1:8009"


def show_person_token(
    *,
    role: Annotated[list[str], typer.Option(help=f"One of: {', '.join(ROLES)}; repeat for more.")],
    subject: Annotated[str, typer.Option(help="Who it is: another subject is another person.")] = "voorbeeldpersoon",
    organisation: Annotated[str | None, typer.Option(help="URI or OIN of the person's organisation.")] = None,
    issuer_url: Annotated[
        str, typer.Option(envvar="PPDS_TEST_ISSUER_URL", help="Address of the test issuer.")
    ] = DEFAULT_ISSUER,
) -> None:
    """Print a person's token of the test issuer that `up` and `demo` run; never there in production."""
    token = person_token(issuer_url.rstrip("/"), roles=role, subject=subject, organisation=organisation)
    sys.stdout.write(f"{token}\n")


def keys_app(registry: Callable[[], LocalRegistry]) -> typer.Typer:
    """`ppds keys`: the keys that sign access tokens, on the registry's own database."""
    app = typer.Typer(no_args_is_help=True, help="Keys that sign access tokens.")

    @app.command("rotate")
    def rotate() -> None:
        """Publish a new key that signs two minutes later; tokens signed with the old one stay valid until they end."""
        new = registry().rotate_signing_key()
        sys.stdout.write(f"{new.kid} signs from {new.signs_from.isoformat(timespec='seconds')}\n")

    @app.command("list")
    def show() -> None:
        """The keys that are published, the newest first."""
        for key in registry().signing_keys():
            until = key.published_until.isoformat(timespec="seconds") if key.published_until else "further notice"
            sys.stdout.write(f"{key.kid} {key.state}, published until {until}\n")

    return app
