"""`ppds participations` and `ppds mandates`: what an administrator or a body does most, as a person and over HTTP.

The person's token stands in `PPDS_PERSON_TOKEN`, not in an option: options are seen by who lists the processes.
"""

import os
from collections.abc import Iterable
from typing import Annotated, Final
from uuid import UUID

import typer

from client.administration import Administration, Mandate, Participation, Step
from client.command.context import REFUSED, CommandContext, context_of
from client.errors import ProfileIncomplete
from client.show import print_problems
from client.tables import Column, Table
from client.words import Words

TOKEN: Final = "PPDS_PERSON_TOKEN"  # noqa: S105 - the name of a variable

PartyArgument = Annotated[str, typer.Argument(help="Key of the party.")]
MandateArgument = Annotated[UUID, typer.Argument(help="Id of the mandate, as `ppds mandates list` shows it.")]
Reason = Annotated[str, typer.Option(help="Why.")]
BodyOption = Annotated[list[str] | None, typer.Option("--body", help="Key of a body; repeat for more.")]


def participations_app() -> typer.Typer:
    """`ppds participations`: who takes part."""
    app = typer.Typer(no_args_is_help=True, help="Who takes part: as a person, with a token in PPDS_PERSON_TOKEN.")

    @app.command("list")
    def show(
        ctx: typer.Context,
        *,
        state: Annotated[str | None, typer.Option(help="applied, admitted, suspended or left.")] = None,
        party: Annotated[str | None, typer.Option(help="Key of one party.")] = None,
    ) -> None:
        """List who takes part, and who waits for an administrator (`--state applied`)."""
        context = context_of(ctx)
        with administration(context) as registry:
            context.show(_participations(registry.participations(state=state, party=party), context.words))

    @app.command("admit")
    def admit(ctx: typer.Context, party: PartyArgument) -> None:
        """Admit a party that applied. Whoever applied for it cannot admit it."""
        _step(context_of(ctx), party, "admit")

    @app.command("decline")
    def decline(ctx: typer.Context, party: PartyArgument, *, reason: Reason) -> None:
        """Decline the application of a party; it may apply again."""
        _step(context_of(ctx), party, "decline", reason=reason)

    @app.command("suspend")
    def suspend(ctx: typer.Context, party: PartyArgument, *, reason: Reason) -> None:
        """Suspend a party: it sends nothing until it is resumed."""
        _step(context_of(ctx), party, "suspend", reason=reason)

    @app.command("resume")
    def resume(ctx: typer.Context, party: PartyArgument) -> None:
        """Let a suspended party send again."""
        _step(context_of(ctx), party, "resume")

    return app


def mandates_app() -> typer.Typer:
    """`ppds mandates`: who may send for whom."""
    app = typer.Typer(no_args_is_help=True, help="Who may send for whom: as a person, with PPDS_PERSON_TOKEN.")

    @app.command("list")
    def show(
        ctx: typer.Context,
        *,
        party: Annotated[str | None, typer.Option(help="Only mandates in which this party has a part.")] = None,
    ) -> None:
        """List mandates, one line per body: of your own party, or for an administrator all."""
        context = context_of(ctx)
        with administration(context) as registry:
            context.show(_mandates(registry.mandates(party=party), context.words))

    @app.command("grant")
    def grant(
        ctx: typer.Context,
        mandate: MandateArgument,
        *,
        body: BodyOption = None,
        basis: Annotated[
            str | None, typer.Option(help="On what you grant for a body that is not your own, such as a letter.")
        ] = None,
    ) -> None:
        """Grant a mandate for the bodies named; without any, for all that are only proposed."""
        context = context_of(ctx)
        with administration(context) as registry:
            number = str(mandate)
            bodies = body or [each.body for each in registry.mandate(number).bodies if each.state == "proposed"]
            if not bodies:
                _nothing_done(
                    context, nl="Geen organisatie wacht op dit mandaat.", en="No body waits for this mandate."
                )
            context.show(_mandates([registry.grant(number, bodies, basis=basis)], context.words))

    @app.command("withdraw")
    def withdraw(ctx: typer.Context, mandate: MandateArgument, *, body: BodyOption = None) -> None:
        """Withdraw a mandate from today on, for the bodies named; without any, for all."""
        context = context_of(ctx)
        with administration(context) as registry:
            context.show(_mandates([registry.withdraw(str(mandate), body or ())], context.words))

    return app


def administration(context: CommandContext) -> Administration:
    """The registry as the person whose token is set meets it; raises ProfileIncomplete without one."""
    token = os.environ.get(TOKEN)
    if not token:
        raise ProfileIncomplete(f"No person's token is set: put one of your identity provider in {TOKEN}.")
    return Administration(context.profile, token=token, language=context.words.language)


def _step(context: CommandContext, party: str, step: Step, *, reason: str | None = None) -> None:
    with administration(context) as registry:
        taken = registry.take_step(party, step, reason=reason)
    if taken is None:
        _nothing_done(
            context,
            nl=f"{party} heeft zich niet aangemeld, of staat niet in het register.",
            en=f"{party} has not applied, or is not in the register.",
        )
    else:
        context.show(_participations([taken], context.words))


def _nothing_done(context: CommandContext, *, nl: str, en: str) -> None:
    print_problems(context.errors, context.words(nl=nl, en=en))
    raise typer.Exit(REFUSED)


def _participations(participations: Iterable[Participation], words: Words) -> Table:
    return Table(
        [
            Column(words(nl="naam", en="name")),
            Column(words(nl="partij", en="party")),
            Column(words(nl="laag", en="tier")),
            Column(words(nl="stand", en="state")),
            Column(words(nl="sinds", en="since")),
        ],
        [
            [each.name or "", each.party, each.tier or "", each.state, each.changed_at.date().isoformat()]
            for each in participations
        ],
    )


def _mandates(mandates: Iterable[Mandate], words: Words) -> Table:
    return Table(
        [
            Column(words(nl="mandaat", en="mandate")),
            Column(words(nl="gemachtigde", en="mandatary")),
            Column(words(nl="partij van de gemachtigde", en="party of the mandatary")),
            Column(words(nl="voor", en="for")),
            Column(words(nl="partij", en="party")),
            Column(words(nl="soorten", en="kinds")),
            Column(words(nl="vanaf", en="from")),
            Column(words(nl="tot", en="until")),
            Column(words(nl="stand", en="state")),
        ],
        [
            [
                mandate.id,
                mandate.mandatary_name or "",
                mandate.mandatary,
                body.name or "",
                body.body,
                ", ".join(mandate.kinds),
                mandate.valid_from.isoformat(),
                mandate.valid_until.isoformat() if mandate.valid_until else "",
                body.state,
            ]
            for mandate in mandates
            for body in mandate.bodies
        ],
    )
