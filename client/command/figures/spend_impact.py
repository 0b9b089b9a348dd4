"""`ppds spend-impact`: what bodies spent, and what that comes to by a set of factors."""

from typing import TYPE_CHECKING, Annotated

import typer

from client.command.context import context_of
from client.command.figures.values import First, Last, filter_of
from client.command.later import later
from client.command.output import AsJson, print_json

if TYPE_CHECKING:
    from client.show import impact
else:
    impact = later("client.show.impact")


def show_spend_impact(  # noqa: PLR0913 - an option for each parameter of the API
    ctx: typer.Context,
    *,
    first: First,
    last: Last,
    factor_set: Annotated[str | None, typer.Option(help="Set of factors; without it that of 2019.")] = None,
    group_by: Annotated[
        str | None, typer.Option(help="Group by category, organisation, tier, productChain, supplierSector ...")
    ] = None,
    measure: Annotated[str | None, typer.Option(help="Only this measure, such as greenhouse-gas.")] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Only these: NAME=CODE,CODE, such as tier=central; repeat for more.")
    ] = None,
    without: Annotated[list[str] | None, typer.Option(help="Without this category; repeat for more.")] = None,
    most: Annotated[int, typer.Option(min=1, max=5000, help="Most groups, the largest impact first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Print what spend comes to by a set of factors, the largest first, with bounds, coverage and what is left out."""
    context = context_of(ctx)
    stated = {
        "from": first,
        "until": last,
        "factorSet": factor_set,
        "groupBy": group_by,
        "measure": measure,
        "excludeCategory": ",".join(each.replace(",", "\\,") for each in without or ()),
        "limit": str(most),
        **dict(filter_of(each) for each in only or ()),
    }
    with context.data_space() as space:
        answer = space.read("kpi", "/v1/spend-impact", {name: value for name, value in stated.items() if value})
    if as_json:
        print_json(answer)
    else:
        context.show(impact.impact_table(answer, context.words))
