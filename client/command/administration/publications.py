"""`ppds publication propose`, `approve` and `withdraw`: the figures of a year drawn up and decided on by two people."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from client.command.administration.participations import Reason, person_token
from client.command.context import CommandContext, context_of
from client.command.figures.publications import Name
from client.command.later import later
from client.command.tree import add

if TYPE_CHECKING:
    from client import published
    from client.show import publications as shown
else:
    published, shown = later("client.published"), later("client.show.publications")

_LONGEST_WAIT: Final = 3600.0  # seconds


def add_publishing(group: typer.Typer) -> None:
    """What people do with publications."""
    add(group, "propose", propose_publication, example='ppds publication propose 2024 first --reason "..."')
    add(group, "approve", approve_publication, example='ppds publication approve 2024-first --reason "..."')
    add(group, "withdraw", withdraw_publication, example='ppds publication withdraw 2024-first --reason "..."')


def propose_publication(
    ctx: typer.Context,
    year: Annotated[int, typer.Argument(help="The year whose figures are drawn up.")],
    series: Annotated[str, typer.Argument(help="first or final.")],
    *,
    reason: Reason,
    own_error: Annotated[bool, typer.Option("--own-error", help="It corrects an error of the data space.")] = False,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Do not wait until it is drawn up.")] = False,
) -> None:
    """Have every figure of a year drawn up, and wait for it. It is published once another person approves it."""
    context = context_of(ctx)
    with _publications(context) as kpi:
        publication = kpi.propose(year, series, reason=reason, own_error=own_error)
        if not no_wait:
            with shown.drawing_up(context.errors, context.words) as watch:
                publication = kpi.follow(publication.name, timeout=_LONGEST_WAIT, on_progress=watch)
    context.show(shown.states_table([publication], context.words))


def approve_publication(
    ctx: typer.Context,
    publication: Name,
    *,
    reason: Reason,
    leave_out: Annotated[
        bool, typer.Option("--leave-out-later-changes", help="Also when data of the year changed since.")
    ] = False,
) -> None:
    """Publish what another person drew up; it stays as it is from then on."""
    later_changes = "leave-out" if leave_out else "refuse"
    _decide(context_of(ctx), publication, "approval", reason=reason, laterChanges=later_changes)


def withdraw_publication(ctx: typer.Context, publication: Name, *, reason: Reason) -> None:
    """Put a draft aside, or what is still being drawn up."""
    _decide(context_of(ctx), publication, "withdrawal", reason=reason)


def _decide(context: CommandContext, publication: str, act: str, **stated: str) -> None:
    with _publications(context) as kpi:
        context.show(shown.states_table([kpi.decide(publication, act, **stated)], context.words))


def _publications(context: CommandContext) -> "published.Publications":
    return published.Publications(context.profile, token=person_token(), language=context.words.language)
