"""`ppds card`: a definition from a first text to what holds, by two people and over HTTP."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from client.command.administration.participations import Reason, person_token
from client.command.context import CommandContext, context_of
from client.command.ending import Ending
from client.command.figures.definitions import show_card
from client.command.figures.values import First, Last
from client.command.later import later
from client.command.output import AsCsv, AsJson, print_items, print_json
from client.command.tree import add

if TYPE_CHECKING:
    from client import definitions
    from client.show import proposals as shown
else:
    definitions, shown = later("client.definitions"), later("client.show.proposals")

CardFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The card: a TOML file, or a JSON file.")]
Code = Annotated[str, typer.Argument(help="Code of an indicator, such as MKT-P01.")]
ProposalNumber = Annotated[int, typer.Argument(help="Number of the proposal, as ppds card proposals shows it.")]


def add_cards(cards: typer.Typer) -> None:
    """`ppds card show`, `versions`, `validate`, `propose`, `proposals`, `try`, `adopt`, `withdraw` and `retire`."""
    add(cards, "show", show_card, example="ppds card show MKT-P01")
    add(cards, "versions", show_versions, example="ppds card versions MKT-P01")
    add(cards, "validate", validate_card, example="ppds card validate card.toml")
    add(cards, "propose", propose_card, example='ppds card propose card.toml --reason "..."')
    add(cards, "proposals", list_card_proposals, example="ppds card proposals --state draft")
    add(cards, "try", try_card, example="ppds card try 3 --from 2025-01 --until 2025-12 --group-by tier")
    add(cards, "adopt", adopt_card, example='ppds card adopt 3 --valid-from 2027-01-01 --reason "..."')
    add(cards, "withdraw", withdraw_card, example='ppds card withdraw 3 --reason "..."')
    add(cards, "retire", retire_card, example='ppds card retire MKT-P01 --reason "..."')


def show_versions(ctx: typer.Context, code: Code, *, as_json: AsJson = False) -> None:
    """Print the change log of a definition: which version held when, what changed in it and why. Needs no client."""
    context = context_of(ctx)
    with context.data_space() as space:
        answer = space.read("kpi", f"/v1/indicators/{code}/versions", {}, token=False)
    if as_json:
        print_json(answer)
    else:
        context.show(shown.versions_table(answer, context.words))


def validate_card(ctx: typer.Context, card: CardFile, *, as_json: AsJson = False) -> None:
    """Print every fault of a card with its line and column, and what is allowed there; nothing is kept."""
    context = context_of(ctx)
    with _definitions(context) as kpi:
        answer = kpi.validate(card)
    read = definitions.CardValidation.model_validate(answer)
    if as_json:
        print_json(answer)
    elif read.findings:
        context.show(shown.card_findings_table(read.findings, context.words))
    else:
        context.print(nl="De kaart is in orde.", en="The card is in order.")
    raise typer.Exit(Ending.DONE if read.valid else Ending.FINDINGS)


def propose_card(ctx: typer.Context, card: CardFile, *, reason: Reason) -> None:
    """Propose a next version of a definition, or a first one. It holds once another person adopts it."""
    context = context_of(ctx)
    with _definitions(context) as kpi:
        context.show(shown.proposals_table([kpi.propose(card, reason=reason)], context.words))


def list_card_proposals(
    ctx: typer.Context,
    *,
    state: Annotated[str | None, typer.Option(help="draft, adopted or withdrawn.")] = None,
    code: Annotated[str | None, typer.Option(help="Only those of this indicator.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List proposals for definitions, newest first."""
    context = context_of(ctx)
    with _definitions(context) as kpi:
        listed = kpi.proposals(state=state, code=code)
        if as_json or as_csv:
            print_items(listed.items, as_json=as_json)
        else:
            context.show(shown.proposals_table(listed, context.words))


def try_card(
    ctx: typer.Context,
    proposal: ProposalNumber,
    *,
    first: First,
    last: Last,
    granularity: Annotated[str | None, typer.Option(help="month, quarter or year: a row for each.")] = None,
    group_by: Annotated[str | None, typer.Option(help="Dimensions to group by: tier,theme,organisation ...")] = None,
    as_json: AsJson = False,
) -> None:
    """Print a proposed version beside the one in force, over the same rows: both figures, and the difference."""
    asked = {"from": first, "until": last, "granularity": granularity, "groupBy": group_by}
    context = context_of(ctx)
    with _definitions(context) as kpi:
        answer = kpi.trial(proposal, {name: value for name, value in asked.items() if value is not None})
    if as_json:
        print_json(answer)
    else:
        context.show(shown.trial_table(answer, context.words))


def adopt_card(
    ctx: typer.Context,
    proposal: ProposalNumber,
    *,
    valid_from: Annotated[str, typer.Option(help="From which day it holds, YYYY-MM-DD.")],
    reason: Reason,
) -> None:
    """Adopt a proposal of another person from a day on; nothing that was published moves."""
    context = context_of(ctx)
    with _definitions(context) as kpi:
        adopted = kpi.adopt(proposal, valid_from=valid_from, reason=reason)
        context.show(shown.proposals_table([adopted], context.words))


def withdraw_card(ctx: typer.Context, proposal: ProposalNumber, *, reason: Reason) -> None:
    """Put a proposal aside: your own, or as whoever may adopt it."""
    context = context_of(ctx)
    with _definitions(context) as kpi:
        context.show(shown.proposals_table([kpi.withdraw(proposal, reason=reason)], context.words))


def retire_card(ctx: typer.Context, code: Code, *, reason: Reason) -> None:
    """Propose that an indicator ends. Another person adopts that from a day; what it showed before stays."""
    context = context_of(ctx)
    with _definitions(context) as kpi:
        context.show(shown.proposals_table([kpi.propose_end(code, reason=reason)], context.words))


def _definitions(context: CommandContext) -> "definitions.Definitions":
    return definitions.Definitions(context.profile, token=person_token(), language=context.words.language)
