"""`ppds search` and `ppds lookup`: what is called like this, and what has this number."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from client.command.context import context_of
from client.command.later import later
from client.command.output import AsJson, print_json
from client.profile import SERVICES

if TYPE_CHECKING:
    from client.show import searching
else:
    searching = later("client.show.searching")


def search_words(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(help="Words, a name, a code or a number; spelling is forgiven.")],
    *,
    most: Annotated[int, typer.Option(min=1, max=50, help="How many of each service, the best first.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Search bodies, lists, indicators, goals, chains, themes, and with a client procedures and numbers."""
    context = context_of(ctx)
    asked = {"q": " ".join(words), "limit": str(most)}
    known = context.profile.client_id is not None
    with context.data_space() as space:
        answers: dict[str, dict[str, Any]] = {
            service: space.read(service, "/v1/search", asked, token=service == "ingest")
            for service in SERVICES
            if known or service != "ingest"
        }
    if as_json:
        print_json(answers)
    else:
        context.show(searching.hits_table([hit for each in answers.values() for hit in each["items"]], context.words))
        if meant := searching.suggestion(answers.values(), context.words):
            typer.echo(meant)


def look_up(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(help="Number of TED or TenderNed, of a notice, a procedure, a contract.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Print what has a number, and as what."""
    context = context_of(ctx)
    with context.data_space() as space:
        answer = space.read("ingest", "/v1/lookup", {"number": number})
    if as_json:
        print_json(answer)
    else:
        context.show(searching.matches_table(answer["items"], context.words))
