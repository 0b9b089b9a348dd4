"""`ppds participations` and `ppds mandates`: what an administrator or a body does most, as a person and over HTTP.

The person's token stands in `PPDS_PERSON_TOKEN`, not in an option: options are seen by who lists the processes.
"""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Final
from uuid import UUID

import typer

from client import faults
from client.command.context import CommandContext, context_of
from client.command.later import later
from client.command.output import AsCsv, AsJson, print_items
from client.command.tree import add, add_group
from client.errors import ClientError, ProfileIncomplete
from client.words import Words

if TYPE_CHECKING:
    from client import administration as registry
    from client import tables
    from client.administration import Step
else:
    registry, tables = later("client.administration"), later("client.tables")

TOKEN: Final = "PPDS_PERSON_TOKEN"  # noqa: S105 - the name of a variable

PartyArgument = Annotated[str, typer.Argument(help="Key of the party.")]
MandateArgument = Annotated[UUID, typer.Argument(help="Id of the mandate, as ppds mandates list shows it.")]
Reason = Annotated[str, typer.Option(help="Why.")]
BodyOption = Annotated[list[str] | None, typer.Option("--body", help="Key of a body; repeat for more.")]


def add_administration(app: typer.Typer) -> None:
    """`ppds participations` and `ppds mandates`: who takes part, and who may send for whom."""
    party = "https://identifier.overheid.nl/tooi/id/provincie/pv28"
    mandate = "3c0e4f1b-9a55-4d5a-8f2c-7d1f7c520d5a"
    parts = add_group(app, "participations", "Who takes part: as a person, with a token in PPDS_PERSON_TOKEN.")
    add(parts, "list", list_participations, example="ppds participations list --state applied")
    add(parts, "admit", admit, example=f"ppds participations admit {party}")
    add(parts, "decline", decline, example=f'ppds participations decline {party} --reason "..."')
    add(parts, "suspend", suspend, example=f'ppds participations suspend {party} --reason "..."')
    add(parts, "resume", resume, example=f"ppds participations resume {party}")
    mandates = add_group(app, "mandates", "Who may send for whom: as a person, with PPDS_PERSON_TOKEN.")
    add(mandates, "list", list_mandates, example=f"ppds mandates list --party {party}")
    add(mandates, "grant", grant, example=f"ppds mandates grant {mandate} --body {party}")
    add(mandates, "withdraw", withdraw, example=f"ppds mandates withdraw {mandate} --body {party}")


def list_participations(
    ctx: typer.Context,
    *,
    state: Annotated[str | None, typer.Option(help="applied, admitted, suspended or left.")] = None,
    party: Annotated[str | None, typer.Option(help="Key of one party.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="The bodies of a demonstration, which stand apart.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List who takes part, and who waits for an administrator (--state applied)."""
    context = context_of(ctx)
    with administration(context) as acting:
        listed = acting.participations(state=state, party=party, demo=demo)
        if as_json or as_csv:
            print_items(listed.items, as_json=as_json)
        else:
            context.show(_participations(listed, context.words))


def admit(ctx: typer.Context, party: PartyArgument) -> None:
    """Admit a party that applied. Whoever applied for it cannot admit it."""
    _step(context_of(ctx), party, "admit")


def decline(ctx: typer.Context, party: PartyArgument, *, reason: Reason) -> None:
    """Decline the application of a party; it may apply again."""
    _step(context_of(ctx), party, "decline", reason=reason)


def suspend(ctx: typer.Context, party: PartyArgument, *, reason: Reason) -> None:
    """Suspend a party: it sends nothing until it is resumed."""
    _step(context_of(ctx), party, "suspend", reason=reason)


def resume(ctx: typer.Context, party: PartyArgument) -> None:
    """Let a suspended party send again."""
    _step(context_of(ctx), party, "resume")


def list_mandates(
    ctx: typer.Context,
    *,
    party: Annotated[str | None, typer.Option(help="Only mandates in which this party has a part.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List mandates, one row per body: of your own party, or for an administrator all."""
    context = context_of(ctx)
    with administration(context) as acting:
        listed = acting.mandates(party=party)
        if as_json or as_csv:
            print_items(listed.items, as_json=as_json)
        else:
            context.show(_mandates(listed, context.words))


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
    with administration(context) as acting:
        number = str(mandate)
        bodies = body or [each.body for each in acting.mandate(number).bodies if each.state == "proposed"]
        if not bodies:
            raise ClientError(faults.NOBODY_WAITS.at(number, mandate=number))
        context.show(_mandates([acting.grant(number, bodies, basis=basis)], context.words))


def withdraw(ctx: typer.Context, mandate: MandateArgument, *, body: BodyOption = None) -> None:
    """Withdraw a mandate from today on, for the bodies named; without any, for all."""
    context = context_of(ctx)
    with administration(context) as acting:
        context.show(_mandates([acting.withdraw(str(mandate), body or ())], context.words))


def _step(context: CommandContext, party: str, step: "Step", *, reason: str | None = None) -> None:
    with administration(context) as acting:
        taken = acting.take_step(party, step, reason=reason)
    if taken is None:
        raise ClientError(faults.NOT_APPLIED.at(party, party=party))
    context.show(_participations([taken], context.words))


def administration(context: CommandContext) -> "registry.Administration":
    """The registry as the person whose token is set meets it."""
    return registry.Administration(context.profile, token=person_token(), language=context.words.language)


def person_token() -> str:
    """The token of the person who types; raises ProfileIncomplete without one."""
    token = os.environ.get(TOKEN)
    if not token:
        raise ProfileIncomplete(faults.NO_PERSON.at(TOKEN))
    return token


def _participations(participations: Iterable["registry.Participation"], words: Words) -> "tables.Table":
    return tables.Table(
        [
            tables.Column(words(nl="naam", en="name")),
            tables.Column(words(nl="partij", en="party")),
            tables.Column(words(nl="laag", en="tier")),
            tables.Column(words(nl="stand", en="state")),
            tables.Column(words(nl="sinds", en="since")),
        ],
        [
            [each.name or "", each.party, each.tier or "", each.state, each.changed_at.date().isoformat()]
            for each in participations
        ],
    )


def _mandates(mandates: Iterable["registry.Mandate"], words: Words) -> "tables.Table":
    return tables.Table(
        [
            tables.Column(words(nl="mandaat", en="mandate")),
            tables.Column(words(nl="gemachtigde", en="mandatary")),
            tables.Column(words(nl="partij van de gemachtigde", en="party of the mandatary")),
            tables.Column(words(nl="voor", en="for")),
            tables.Column(words(nl="partij", en="party")),
            tables.Column(words(nl="soorten", en="kinds")),
            tables.Column(words(nl="vanaf", en="from")),
            tables.Column(words(nl="tot", en="until")),
            tables.Column(words(nl="stand", en="state")),
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
