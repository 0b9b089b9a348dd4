"""`ppds scorecard`, `ranking`, `coverage`, `blind-spots` and `chain`: bodies beside others, and what is seen of all."""

from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from client.command.context import context_of
from client.command.figures.values import First, Last
from client.command.later import later
from client.command.output import AsCsv, AsJson, print_csv, print_json

if TYPE_CHECKING:
    from client.show import comparing
else:
    comparing = later("client.show.comparing")

Tiers = Annotated[list[str] | None, typer.Option("--tier", help="Only this tier; repeat for more.")]
Today = Annotated[str | None, typer.Option("--boundaries", help="A day: bodies that merged by then are one.")]
Theme = Annotated[str | None, typer.Option("--theme", help="Theme, for an indicator that is stated by theme.")]

OwnTheme = Annotated[
    str | None, typer.Option("--local-theme", help="Theme of bodies' own, for an indicator stated by those.")
]


def show_scorecard(  # noqa: PLR0913 - an option for each parameter of the API
    ctx: typer.Context,
    body: Annotated[str, typer.Argument(help="Key of a body in the register, or its code, such as gm0513.")],
    *,
    first: First,
    last: Last,
    indicators: Annotated[str | None, typer.Option(help="Codes with commas; without it the core ones.")] = None,
    peers: Annotated[str | None, typer.Option(help="Beside bodies of the same tier, volume, mix.")] = None,
    granularity: Annotated[str | None, typer.Option(help="month, quarter or year; a year without it.")] = None,
    boundaries: Today = None,
    theme: Theme = None,
    local_theme: OwnTheme = None,
    as_json: AsJson = False,
) -> None:
    """Print the figures of a body beside those of bodies like it, and its place among them."""
    context = context_of(ctx)
    asked = _stated(
        {"from": first, "until": last, "indicators": indicators, "peers": peers, "granularity": granularity}
        | {"boundaries": boundaries, "theme": theme, "localTheme": local_theme}
    )
    with context.data_space() as space:
        answer = space.read("kpi", f"/v1/scorecards/{quote(body, safe='')}", asked)
    if as_json:
        print_json(answer)
    else:
        context.show(comparing.scorecard_table(answer, context.words))


def show_ranking(  # noqa: PLR0913 - an option for each parameter of the API
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="Code of an indicator, such as MKT-P01.")],
    *,
    first: First,
    last: Last,
    tier: Tiers = None,
    member_of: Annotated[str | None, typer.Option(help="Only members of this association: its key.")] = None,
    boundaries: Today = None,
    theme: Theme = None,
    local_theme: OwnTheme = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Print who leads and who lags on an indicator, by what is certain, with coverage beside it."""
    context = context_of(ctx)
    asked = _stated(
        {"from": first, "until": last, "tier": ",".join(tier or ()), "memberOf": member_of}
        | {"boundaries": boundaries, "theme": theme, "localTheme": local_theme}
    )
    with context.data_space() as space:
        answer = space.read("kpi", f"/v1/indicators/{code}/ranking", asked)
    if as_json:
        print_json(answer)
    elif as_csv:
        print_csv(answer["rows"])
    else:
        context.show(comparing.ranking_table(answer, context.words))


def show_coverage(
    ctx: typer.Context,
    year: Annotated[int, typer.Argument(help="A year, such as 2025.")],
    *,
    tier: Tiers = None,
    as_json: AsJson = False,
) -> None:
    """Print how much of public procurement is in the figures at all: bodies, procedures and euros."""
    context = context_of(ctx)
    asked = _stated({"year": str(year), "tier": ",".join(tier or ())})
    with context.data_space() as space:
        answer = space.read("kpi", "/v1/coverage", asked)
    if as_json:
        print_json(answer)
    else:
        context.show(comparing.coverage_table(answer, context.words))


def show_blind_spots(
    ctx: typer.Context,
    year: Annotated[int, typer.Argument(help="A year, such as 2025.")],
    *,
    tier: Tiers = None,
    indicators: Annotated[str | None, typer.Option(help="Codes with commas; without it all of them.")] = None,
    by_chain: Annotated[bool, typer.Option("--by-chain", help="Per product chain as well.")] = False,
    most: Annotated[int, typer.Option(min=1, max=1000, help="Most blind spots.")] = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Print what is not measured, how far that could move a figure, and what would measure it."""
    context = context_of(ctx)
    asked = _stated(
        {"year": str(year), "tier": ",".join(tier or ()), "indicators": indicators, "limit": str(most)}
        | {"groupBy": "productChain" if by_chain else None}
    )
    with context.data_space() as space:
        answer = space.read("kpi", "/v1/blind-spots", asked)
    if as_json:
        print_json(answer)
    elif as_csv:
        print_csv(answer["items"])
    else:
        context.show(comparing.blind_spots_table(answer, context.words))


def show_chain(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="Code of a product chain, such as catering.")],
    *,
    year: Annotated[int | None, typer.Option(help="Year of the figures; the last whole one without it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print all about a product chain: its themes, size, figures, phase, plans and documents."""
    context = context_of(ctx)
    asked = _stated({"year": None if year is None else str(year)})
    with context.data_space() as space:
        # With a client also what takes a token.
        answer = space.read("kpi", f"/v1/product-chains/{code}", asked, token=context.profile.client_id is not None)
    if as_json:
        print_json(answer)
    else:
        for table in comparing.chain_tables(answer, context.words):
            context.show(table)


def _stated(parameters: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in parameters.items() if value}
