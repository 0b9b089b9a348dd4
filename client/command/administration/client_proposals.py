"""`ppds client propose`, `proposals`, `confirm` and `refuse`: clients of bodies, as a person and over HTTP."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from client import faults
from client.command.administration.participations import Reason, administration
from client.command.context import context_of
from client.command.later import later
from client.command.output import AsCsv, AsJson, print_items
from client.command.tree import add
from client.errors import WrongUse
from client.words import Words

if TYPE_CHECKING:
    from client import tables
    from client.administration import ClientProposal
else:
    tables = later("client.tables")

NumberArgument = Annotated[int, typer.Argument(help="Number of the proposal, as ppds client proposals shows it.")]


def add_client_proposals(clients: typer.Typer) -> None:
    """`ppds client propose`, `proposals`, `confirm` and `refuse`."""
    add(clients, "propose", propose_client, example="ppds client propose client.request.json --scope ingest:write")
    add(clients, "proposals", list_proposals, example="ppds client proposals --state open")
    add(clients, "confirm", confirm_client, example="ppds client confirm 12")
    add(clients, "refuse", refuse_client, example='ppds client refuse 12 --reason "..."')


def propose_client(
    ctx: typer.Context,
    request: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Request of ppds client create.")],
    *,
    scope: Annotated[list[str], typer.Option(help="What it may do, such as ingest:write; repeat for more.")],
    party: Annotated[str | None, typer.Option(help="Key of its party; none: the data space itself.")] = None,
    client: Annotated[str | None, typer.Option(help="Id of a client that exists, to give it these keys.")] = None,
) -> None:
    """Propose a client, or other keys and scopes for one. It holds once another administrator confirmed it."""
    try:
        asked = json.loads(request.read_text(encoding="utf-8"))
        stated = {"label": str(asked["label"]), "jwks": asked["jwks"], "scopes": scope}
    except (ValueError, KeyError, TypeError) as error:
        raise WrongUse(faults.NO_REQUEST.at(str(request), path=request)) from error
    context = context_of(ctx)
    with administration(context) as registry:
        made = registry.propose_client({**stated, "party": party, "client": client})
    context.show(_proposals([made], context.words))


def list_proposals(
    ctx: typer.Context,
    *,
    state: Annotated[str, typer.Option(help="open, confirmed or refused.")] = "open",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List proposals for clients: those that wait for a second administrator, unless said otherwise."""
    context = context_of(ctx)
    with administration(context) as registry:
        listed = registry.client_proposals(state=state)
        if as_json or as_csv:
            print_items(listed.items, as_json=as_json)
        else:
            context.show(_proposals(listed, context.words))


def confirm_client(ctx: typer.Context, proposal: NumberArgument) -> None:
    """Confirm a proposal of another person, after the thumbprint is what the body says it is."""
    context = context_of(ctx)
    with administration(context) as registry:
        client = registry.confirm_client(proposal)
    context.print(nl=f"Client {client} geldt vanaf nu zo.", en=f"Client {client} holds like this from now on.")


def refuse_client(ctx: typer.Context, proposal: NumberArgument, *, reason: Reason) -> None:
    """Refuse a proposal, or take your own back."""
    context = context_of(ctx)
    with administration(context) as registry:
        context.show(_proposals([registry.refuse_client(proposal, reason=reason)], context.words))


def _proposals(proposals: Iterable["ClientProposal"], words: Words) -> "tables.Table":
    return tables.Table(
        [
            tables.Column(words(nl="voorstel", en="proposal")),
            tables.Column("client"),
            tables.Column(words(nl="partij", en="party")),
            tables.Column(words(nl="naam", en="label")),
            tables.Column("scopes"),
            tables.Column(words(nl="sleutels", en="keys")),
            tables.Column(words(nl="stand", en="state")),
        ],
        [
            [
                str(proposal.id),
                proposal.client,
                proposal.party or "",
                proposal.label,
                " ".join(proposal.scopes),
                " ".join(proposal.thumbprints),
                proposal.state,
            ]
            for proposal in proposals
        ],
    )
