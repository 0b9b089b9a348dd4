"""`ppds values`, `ppds me`, `ppds token` and `ppds lists export`: what the data space answers."""

import json
from typing import Annotated, Final

import typer

from client.command.context import context_of
from client.show import figures_table

LIST_FORMS: Final = {"csv": "text/csv", "turtle": "text/turtle", "json": "application/json"}


def show_values(
    ctx: typer.Context,
    codes: Annotated[list[str], typer.Argument(help="Codes of indicators, such as SOR-P01.")],
    *,
    first: Annotated[str, typer.Option("--from", help="First month, YYYY-MM.")],
    last: Annotated[str, typer.Option("--until", help="Last month, YYYY-MM; it counts too.")],
    granularity: Annotated[str, typer.Option(help="month, quarter or year.")] = "year",
    group_by: Annotated[str | None, typer.Option(help="Dimensions: tier,theme,organisation ...")] = None,
    counted_on: Annotated[str | None, typer.Option(help="awarded, or launched for the early variant.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The answer itself instead of a table.")] = False,
) -> None:
    """Print figures: value, bounds, coverage and the counts behind them."""
    context = context_of(ctx)
    query = {"from": first, "until": last, "granularity": granularity}
    if group_by:
        query["groupBy"] = group_by
    if counted_on:
        query["countedOn"] = counted_on
    with context.data_space() as space:
        answers = space.values(codes, **query)
    if as_json:
        context.console.print_json(json.dumps([answer.model_dump(mode="json", by_alias=True) for answer in answers]))
    else:
        for answer in answers:
            context.show(figures_table(answer, context.words))


def show_me(ctx: typer.Context) -> None:
    """Say who I am for the data space, for whom I may send, and what is still missing."""
    context = context_of(ctx)
    with context.data_space() as space:
        context.console.print_json(json.dumps(space.me(), ensure_ascii=False))


def show_token(
    ctx: typer.Context,
    service: Annotated[str, typer.Argument(help="The service that the token is for: registry, ingest or kpi.")],
) -> None:
    """Print an access token of this client, for one service."""
    context = context_of(ctx)
    me = context.profile
    services = {"registry": me.registry_url, "ingest": me.ingest_url, "kpi": me.kpi_url}
    if service not in services:
        raise typer.BadParameter(", ".join(services), param_hint="SERVICE")
    with context.data_space() as space:
        typer.echo(space.token(services[service]))


def export_list(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the list, such as product-chains.")],
    *,
    form: Annotated[str, typer.Option("--format", help="csv, turtle (SKOS) or json.")] = "csv",
    on: Annotated[
        str | None, typer.Option(help="The day whose version is wanted, YYYY-MM-DD; today if absent.")
    ] = None,
) -> None:
    """Write a reference list, as it held on a day, to standard output. Needs no client: the lists are public."""
    media = LIST_FORMS.get(form)
    if media is None:
        raise typer.BadParameter(", ".join(LIST_FORMS), param_hint="--format")
    with context_of(ctx).data_space() as space:
        typer.echo(space.reference_list(name, media_type=media, on=on), nl=False)
