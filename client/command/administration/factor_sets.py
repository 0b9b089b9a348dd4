"""`ppds factor-set import`: a published list of factors as a proposal, which another person adopts."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from client.command.administration.participations import Reason, person_token
from client.command.context import context_of
from client.command.later import later
from client.command.tree import add

if TYPE_CHECKING:
    from client.factors import lists, sets
else:
    lists, sets = later("client.factors.lists"), later("client.factors.sets")


def add_factor_sets(group: typer.Typer) -> None:
    """`ppds factor-set import`."""
    example = 'ppds factor-set import exiobase list.csv --map cpv.csv --code exiobase-3.8.2-2019 --reason "..."'
    add(group, "import", import_factors, example=example)


def import_factors(
    ctx: typer.Context,
    publisher: Annotated[str, typer.Argument(help="Whose list it is: exiobase or useeio.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The list as it was published, a CSV.")],
    *,
    code: Annotated[str, typer.Option(help="Name of the set for ever, with its version: exiobase-3.8.2-2019.")],
    reason: Reason,
    cpv_map: Annotated[
        Path | None,
        typer.Option("--map", exists=True, dir_okay=False, help="CSV from CPV to products: factors by product chain."),
    ] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(help="Region of EXIOBASE; repeat for more: DE and GB by default, there is no Dutch one."),
    ] = None,
    dollars_per_euro: Annotated[
        float, typer.Option(min=0.01, help="What a euro cost in the price year of USEEIO, on average.")
    ] = 1.1827,
) -> None:
    """Propose the factors of a published list as a set; another person adopts it. Nothing else of the list is kept."""
    context = context_of(ctx)
    rate = Decimal(str(dollars_per_euro))
    regions = region or lists.REGIONS
    listed = lists.read(publisher, file, regions=regions, map_=cpv_map, dollars_per_euro=rate)
    with sets.FactorSets(context.profile, token=person_token(), language=context.words.language) as kpi:
        proposed = kpi.propose(listed, code=code, reason=reason)
    context.print(
        nl=f"{proposed.code}: {listed.factors} factoren voorgesteld ({proposed.licence}); een ander stelt ze vast.",
        en=f"{proposed.code}: {listed.factors} factors proposed ({proposed.licence}); another person adopts them.",
    )
