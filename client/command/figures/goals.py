"""`ppds goals`: what is wanted and what each goal lacks, how it stands, and how it is allocated."""

from typing import TYPE_CHECKING, Annotated

import typer

from client.command.context import context_of
from client.command.figures.values import First, Last, filter_of
from client.command.later import later
from client.command.output import AsCsv, AsJson, print_csv, print_json
from client.command.tree import add

if TYPE_CHECKING:
    from client.show import goals
else:
    goals = later("client.show.goals")

Goal = Annotated[str, typer.Argument(help="Code of a goal, such as P-I-b; ppds goals list shows them.")]


def add_goals(group: typer.Typer) -> None:
    """`ppds goals list`, `show`, `progress` and `allocation`."""
    add(group, "list", list_goals, example="ppds goals list --kind effort")
    add(group, "show", show_goal, example="ppds goals show P-I-b")
    add(
        group,
        "progress",
        show_progress,
        example="ppds goals progress P-I-b --from 2021-01 --until 2025-12 --group-by organisation",
    )
    add(group, "allocation", show_allocation, example="ppds goals allocation E-SR-01")


def list_goals(
    ctx: typer.Context,
    *,
    kind: Annotated[str | None, typer.Option(help="main, effect or effort.")] = None,
    lacks: Annotated[
        str | None, typer.Option(help="Only without: value, unit, baseline-value, target-year ...")
    ] = None,
    organisation: Annotated[str | None, typer.Option(help="Only goals for this body, by its key.")] = None,
    category: Annotated[str | None, typer.Option(help="Only goals for this product chain.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the goals with what each lacks to be SMART. Needs no client."""
    context = context_of(ctx)
    stated = {"kind": kind, "lacks": lacks, "organisation": organisation, "category": category, "limit": "1000"}
    with context.data_space() as space:
        asked = {name: value for name, value in stated.items() if value}
        answer = space.read("kpi", "/v1/goals", asked, token=False)
    if as_json:
        print_json(answer)
    elif as_csv:
        print_csv(answer["items"])
    else:
        context.show(goals.goals_table(answer["items"], context.words))


def show_goal(ctx: typer.Context, code: Goal, *, as_json: AsJson = False) -> None:
    """Print a goal: target, baseline, path, owner, indicators, and what it lacks. Needs no client."""
    context = context_of(ctx)
    with context.data_space() as space:
        answer = space.read("kpi", f"/v1/goals/{code}", token=False)
    if as_json:
        print_json(answer)
    else:
        context.show(goals.goal_table(answer, context.words))


def show_progress(
    ctx: typer.Context,
    code: Goal,
    *,
    first: First,
    last: Last,
    variant: Annotated[str | None, typer.Option(help="One of its indicators; without it all of them.")] = None,
    group_by: Annotated[str | None, typer.Option(help="organisation or tier: a line for each.")] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Only these: NAME=CODE,CODE, such as tier=central; repeat for more.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print how a goal stands per year: figure, path, status or the reason, and what is expected."""
    context = context_of(ctx)
    stated = {"from": first, "until": last, "variant": variant, "groupBy": group_by}
    stated |= dict(filter_of(each) for each in only or ())
    with context.data_space() as space:
        asked = {name: value for name, value in stated.items() if value}
        answer = space.read("kpi", f"/v1/goals/{code}/progress", asked)
    if as_json:
        print_json(answer)
        return
    for each in answer["variants"] or [None]:
        context.show(goals.progress_table(answer, each, context.words))


def show_allocation(
    ctx: typer.Context,
    code: Goal,
    *,
    year: Annotated[int | None, typer.Option(help="Suggest shares by the spend of this year instead.")] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="With --year only these: NAME=CODE,CODE, such as tier=central.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print how a goal is allocated, newest first; with --year the shares that spend and footprint suggest."""
    context = context_of(ctx)
    path = f"/v1/goals/{code}/allocations"
    asked: dict[str, str] = {}
    if year is not None:
        path, asked = f"/v1/goals/{code}/allocation-suggestions", {"year": str(year)}
        asked |= dict(filter_of(each) for each in only or ())
    with context.data_space() as space:
        answer = space.read("kpi", path, asked)
    if as_json:
        print_json(answer)
    elif year is not None:
        context.show(goals.suggestions_table(answer, context.words))
    else:
        for each in answer["items"] or [None]:
            context.show(goals.allocation_table(each, context.words))
