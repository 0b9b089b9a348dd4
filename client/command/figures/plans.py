"""`ppds plans`: who owes a plan, what plans hold and lack, the yearly status as a file, and tasks."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from client.command.context import CommandContext, context_of
from client.command.later import later
from client.command.output import AsCsv, AsJson, print_items, print_json, write_new
from client.command.tree import add

if TYPE_CHECKING:
    from client.show import plans as shown
    from client.tables import Table
else:
    shown = later("client.show.plans")

_FORMS: Final = {
    "html": "text/html",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "",  # what comes without a wish
}
_CALENDAR: Final = "text/calendar"
Day = Annotated[str | None, typer.Option("--on", help="As it stands on this day, YYYY-MM-DD; without it today.")]
Body = Annotated[str | None, typer.Option(help="Only this body, by its key in the register.")]
Tier = Annotated[str | None, typer.Option(help="Only this tier, such as central.")]
OfState = Annotated[str | None, typer.Option(help="Only these states, with commas: missing,overdue ...")]


def add_plans(plans: typer.Typer) -> None:
    """`ppds plans due`, `list`, `show`, `items`, `status` and `tasks`."""
    add(plans, "due", list_due, example="ppds plans due --tier central --state missing,overdue")
    add(plans, "list", list_plans, example="ppds plans list --on 2026-01-01")
    add(plans, "show", show_plan, example="ppds plans show 7d1f7c52-3c0e-4f1b-9a55-0d5a3f8f2c10")
    add(plans, "items", list_plan_items, example="ppds plans items --kind goal-without-action,need")
    add(plans, "status", write_status, example="ppds plans status 2025 -o status.html")
    add(plans, "tasks", list_plan_tasks, example="ppds plans tasks --state overdue,escalated")


def list_due(
    ctx: typer.Context,
    *,
    tier: Tier = None,
    party: Body = None,
    state: OfState = None,
    on: Day = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List which bodies have a public plan, which lack one, and whose yearly report is overdue. Needs no client."""
    context = context_of(ctx)
    items = _items(context, "/v1/action-plans", {"tier": tier, "party": party, "state": state, "on": on})
    _show(context, items, shown.due_table(items, context.words), as_json=as_json, as_csv=as_csv)


def list_plans(
    ctx: typer.Context,
    *,
    party: Body = None,
    theme: Annotated[str | None, typer.Option(help="Only plans that pursue this theme.")] = None,
    on: Annotated[str | None, typer.Option(help="Only plans that run on this day, YYYY-MM-DD.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the plans that bodies released. Needs no client."""
    context = context_of(ctx)
    items = _items(context, "/v1/plans", {"party": party, "theme": theme, "on": on})
    _show(context, items, shown.plans_table(items, context.words), as_json=as_json, as_csv=as_csv)


def show_plan(
    ctx: typer.Context,
    unit: Annotated[str, typer.Argument(help="Unit of the plan, as ppds plans list shows it.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Print a plan: goals with what they lack, actions, and the advice that was given. Needs no client."""
    context = context_of(ctx)
    with context.data_space() as space:
        answer = space.read("kpi", f"/v1/plans/{unit}", token=False)
    if as_json:
        print_json(answer)
        return
    for table in shown.plan_tables(answer, context.words):
        if table.rows:
            context.show(table)


def list_plan_items(
    ctx: typer.Context,
    *,
    kind: Annotated[
        str | None,
        typer.Option(help="Only these, with commas: goal-without-action, theme-left-out, need, exception ..."),
    ] = None,
    tier: Tier = None,
    party: Body = None,
    on: Day = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List what stands out in plans: loose goals and actions, themes left out, needs, exceptions. Needs no client."""
    context = context_of(ctx)
    items = _items(context, "/v1/plan-items", {"kind": kind, "tier": tier, "party": party, "on": on})
    _show(context, items, shown.items_table(items, context.words), as_json=as_json, as_csv=as_csv)


def write_status(
    ctx: typer.Context,
    year: Annotated[int, typer.Argument(help="Which year.")],
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", dir_okay=False, help="A new file: .html, .csv, .xlsx or .json.")
    ],
    tier: Annotated[str, typer.Option(help="Which tier.")] = "central",
) -> None:
    """Write the yearly status of action plans as a page to publish, a table or data. Needs no client."""
    context = context_of(ctx)
    form = output.suffix.removeprefix(".")
    if form not in _FORMS:
        raise typer.BadParameter(", ".join(f".{form}" for form in _FORMS), param_hint="--output")
    with context.data_space() as space:
        query = {"year": str(year), "tier": tier}
        content = space.get("kpi", "/v1/plan-statuses", query, token=False, accept=_FORMS[form]).content
    write_new(output, content)
    context.print(nl=f"Geschreven: {output}", en=f"Written: {output}")


def list_plan_tasks(
    ctx: typer.Context,
    *,
    tier: Tier = None,
    party: Body = None,
    state: Annotated[str | None, typer.Option(help="Only these, with commas: open, overdue, escalated, done.")] = None,
    on: Day = None,
    calendar: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write them to this new file as iCalendar (.ics).")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List tasks by due date, and whose each is by now."""
    context = context_of(ctx)
    query = {"tier": tier, "party": party, "state": state, "on": on}
    if calendar is not None:
        with context.data_space() as space:
            stated = {name: value for name, value in query.items() if value is not None}
            write_new(calendar, space.get("kpi", "/v1/tasks", stated, accept=_CALENDAR).content)
        context.print(nl=f"Geschreven: {calendar}", en=f"Written: {calendar}")
        return
    items = _items(context, "/v1/tasks", query, token=True)
    _show(context, items, shown.tasks_table(items, context.words), as_json=as_json, as_csv=as_csv)


def _items(
    context: CommandContext, path: str, query: dict[str, str | None], *, token: bool = False
) -> list[dict[str, Any]]:
    stated = {name: value for name, value in query.items() if value is not None}
    with context.data_space() as space:
        return [each for page in space.pages("kpi", path, stated, token=token) for each in page["items"]]


def _show(context: CommandContext, items: list[dict[str, Any]], table: "Table", *, as_json: bool, as_csv: bool) -> None:
    if as_json or as_csv:
        print_items(items, as_json=as_json)
    else:
        context.show(table)
