"""`ppds indicators`, `card show` and `dimensions`: which figures there are, and what they mean."""

from typing import TYPE_CHECKING, Annotated

import typer

from client import faults
from client.command.context import context_of
from client.command.figures.values import Version
from client.command.later import later
from client.command.output import AsCsv, AsJson, print_csv, print_json
from client.errors import WrongUse
from shared.nearest import meant

if TYPE_CHECKING:
    from client.show import cards
else:
    cards = later("client.show.cards")


def list_indicators(ctx: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the indicators: code, name, theme, status, version and unit. Needs no client."""
    context = context_of(ctx)
    with context.data_space() as space:
        answer = space.read("kpi", "/v1/indicators", token=False)
    if as_json:
        print_json(answer)
    elif as_csv:
        print_csv(answer["items"])
    else:
        context.show(cards.indicators_table(answer["items"], context.words))


def show_card(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="Code of an indicator, such as MKT-P01.")],
    *,
    version: Version = None,
    as_json: AsJson = False,
) -> None:
    """Print a definition card: what an indicator counts, from which sources, what to mind. Needs no client."""
    context = context_of(ctx)
    with context.data_space() as space:
        query = {"version": version} if version else {}
        answer = space.read("kpi", f"/v1/indicators/{code}", query, token=False)
    if as_json:
        print_json(answer)
    else:
        context.show(cards.card_table(answer, context.words))


def list_dimensions(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help="One dimension, to see its codes.")] = None,
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the dimensions to group and filter by, or the codes of one. Needs no client."""
    context = context_of(ctx)
    with context.data_space() as space:
        answer = space.read("kpi", "/v1/dimensions", token=False)
    items = answer["items"]
    if name is not None:
        known = {item["name"]: item for item in items}
        if name not in known:
            close = meant(name, list(known))
            raise WrongUse(faults.NO_DIMENSION.at(name, code=name, meant=close))
        items = known[name]["codes"]
        answer = known[name]
    if as_json:
        print_json(answer)
    elif as_csv:
        print_csv(items)
    elif name is not None:
        context.show(cards.codes_table(items, context.words))
    else:
        context.show(cards.dimensions_table(items, context.words, note=answer["groupings"]))
