"""`ppds pack`: a yearly status, the pack for the ICBR or an evaluation set, by two people and over HTTP."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from client.command.administration.participations import Reason, person_token
from client.command.context import CommandContext, context_of
from client.command.later import later
from client.command.output import AsCsv, AsJson, print_items
from client.command.tree import add

if TYPE_CHECKING:
    from client import published
    from client.show import packs as shown
else:
    published, shown = later("client.published"), later("client.show.packs")

Kind = Annotated[str, typer.Argument(help="status, icbr or evaluation.")]
Year = Annotated[int, typer.Argument(help="The year, or the last year of an evaluation.")]
Name = Annotated[str, typer.Argument(help="Name of the pack, as ppds pack list shows it.")]


def add_packs(group: typer.Typer) -> None:
    """`ppds pack draw`, `list`, `approve` and `withdraw`."""
    add(group, "draw", draw_pack, example='ppds pack draw icbr 2025 --reason "..."')
    add(group, "list", list_packs, example="ppds pack list --state draft")
    add(group, "approve", approve_pack, example='ppds pack approve icbr-2025-1 --reason "..."')
    add(group, "withdraw", withdraw_pack, example='ppds pack withdraw icbr-2025-1 --reason "..."')


def draw_pack(
    ctx: typer.Context,
    kind: Kind,
    year: Year,
    *,
    reason: Reason,
    organisation: Annotated[str | None, typer.Option(help="Key of the body whose status it is.")] = None,
    years: Annotated[str | None, typer.Option(help="How far an evaluation reaches back: 2.5 or 5.")] = None,
    to: Annotated[Path | None, typer.Option(help="Folder for its files; a new one with the name of the pack.")] = None,
) -> None:
    """Freeze a pack and write its files: a page and a workbook in Dutch and English, and the data behind them."""
    context = context_of(ctx)
    stated = {"organisation": organisation, "years": years}
    asked = {"kind": kind, "year": year, "reason": reason}
    asked |= {name: value for name, value in stated.items() if value is not None}
    with _packs(context) as kpi:
        drawn = kpi.draw(asked)
        folder = to or Path(drawn.name)
        kpi.fetch(drawn, folder)
    context.show(shown.packs_table([drawn], context.words))
    context.print(nl=f"De bestanden staan in {folder}.", en=f"Its files are in {folder}.")


def list_packs(
    ctx: typer.Context,
    *,
    state: Annotated[str, typer.Option(help="draft, published or withdrawn.")] = "published",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List packs, newest first."""
    context = context_of(ctx)
    with _packs(context) as kpi:
        listed = kpi.packs(state=state)
        if as_json or as_csv:
            print_items(listed.items, as_json=as_json)
        else:
            context.show(shown.packs_table(listed, context.words))


def approve_pack(ctx: typer.Context, pack: Name, *, reason: Reason) -> None:
    """Publish a pack that another person drew up; it stays as it is from then on."""
    _decide(context_of(ctx), pack, "approval", reason)


def withdraw_pack(ctx: typer.Context, pack: Name, *, reason: Reason) -> None:
    """Put a draft of a pack aside."""
    _decide(context_of(ctx), pack, "withdrawal", reason)


def _decide(context: CommandContext, pack: str, act: str, reason: str) -> None:
    with _packs(context) as kpi:
        context.show(shown.packs_table([kpi.decide(pack, act, reason=reason)], context.words))


def _packs(context: CommandContext) -> "published.Packs":
    return published.Packs(context.profile, token=person_token(), language=context.words.language)
