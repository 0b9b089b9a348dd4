"""Signatures, plans, assessments of plans and tasks."""

# ruff: noqa: S608 - statements are put together from our own names

from typing import Final

from alembic import op

from migrations.facts import create_fact_views
from migrations.history import create_with_history
from migrations.own_records.columns import OF_UNIT, STANDING

_OF_ANYBODY: Final = OF_UNIT.replace("lead_body text not null", "lead_body text")
_MONTHS: Final = "cross join lateral unnest(f.state_on) as m(state_on)"

_PLEDGE: Final = f"{STANDING}, m.state_on, m.state_on = any(f.plan_due_on) as plan_due"
_HAS_PLAN: Final = """
    exists (
        select from {plans} where p.lead_body = f.lead_body and p.plan_type = 'action-plan' and p.released
            and p.counted and m.state_on = any(p.state_on) {held}
    ) as has_plan"""
_VERSIONS: Final = """
    select v.*, s.position as since_position, null::bigint as until_position
    from procurement.{table} v join procurement.change s on s.id = v.since_change
    union all
    select {columns}, s.position, u.position
    from procurement.{table}_history v join procurement.change s on s.id = v.since_change
    join procurement.change u on u.id = v.until_change"""


def create() -> None:
    """Make the tables and the facts."""
    create_with_history(
        "signature",
        keys={"unit": "uuid", "document": "text", "signed_on": "date"},
        columns=f"{OF_UNIT}, ends_on date not null, plan_due_on date, through text, source text",
    )
    create_fact_views(
        "signature",
        table="signature",
        columns=f"{STANDING}, f.document, f.signed_on, f.ends_on, f.plan_due_on, f.through, f.source",
    )
    create_with_history(
        "pledge", keys={"unit": "uuid"}, columns=f"{OF_UNIT}, state_on date[] not null, plan_due_on date[] not null"
    )
    create_with_history(
        "plan",
        keys={"unit": "uuid", "place": "integer"},
        columns=(
            f"{_OF_ANYBODY}, participant text, kept_by text not null, plan_type text not null, starts_on date not null,"
            " ends_on date not null, published_on date, content text not null, state_on date[] not null"
        ),
    )
    op.execute("create index ix_plan_lead_body on procurement.plan (lead_body)")
    op.execute("create index ix_plan_history_lead_body on procurement.plan_history (lead_body)")
    create_fact_views(
        "plan",
        table="plan",
        columns=(
            f"{STANDING}, f.place, f.kept_by, f.plan_type, f.starts_on, f.ends_on, f.published_on,"
            " f.content::jsonb as content"
        ),
    )
    _create_pledge_views()
    create_with_history(
        "plan_theme",
        keys={"unit": "uuid", "theme": "text"},
        columns=(
            f"{OF_UNIT}, plan_type text not null, scale text, level integer, reason text, state_on date[] not null"
        ),
    )
    create_fact_views(
        "plan_theme",
        table="plan_theme",
        columns=(
            f"{STANDING}, f.theme, f.plan_type, coalesce(f.scale, 'none') as scale, f.level, f.level::text as step,"
            " f.reason is not null as left_out, m.state_on"
        ),
        join=_MONTHS,
    )
    marks = ("has_value", "has_unit", "has_baseline", "has_target_year", "has_owner", "has_action")
    create_with_history(
        "plan_goal",
        keys={"unit": "uuid", "goal_key": "text"},
        columns=(
            f"{OF_UNIT}, theme text, plan_type text not null, state_on date[] not null, "
            + ", ".join(f"{mark} boolean not null" for mark in marks)
        ),
    )
    create_fact_views(
        "plan_goal",
        table="plan_goal",
        columns=f"{STANDING}, f.goal_key, f.theme, f.plan_type, m.state_on, {', '.join(f'f.{each}' for each in marks)}",
        join=_MONTHS,
    )
    create_with_history(
        "plan_assessment",
        keys={"unit": "uuid"},
        columns=(
            f"{OF_UNIT}, participant text not null, plan_of text, plan_key text not null, assessed_on date not null,"
            " content text not null"
        ),
    )
    create_fact_views(
        "plan_assessment",
        table="plan_assessment",
        columns=f"{STANDING}, f.plan_of, f.plan_key, f.assessed_on, f.content::jsonb as content",
    )
    create_with_history(
        "task", keys={"unit": "uuid"}, columns=f"{OF_UNIT}, due_on date not null, done_on date, content text not null"
    )
    create_fact_views("task", table="task", columns=f"{STANDING}, f.due_on, f.done_on, f.content::jsonb as content")


def _create_pledge_views() -> None:
    """Publish of each bound body, month by month, whether a plan was due and was there; as it stands, and stood.

    A row of the past ends where the body's signatures or its plans read otherwise.
    """
    has_plan = _HAS_PLAN.format(plans="procurement.plan p", held="")
    op.execute(
        f"create view procurement.fact_pledge as select {_PLEDGE}, {has_plan} from procurement.pledge f {_MONTHS}"
        " where f.counted"
    )
    pledges, plans = (_versions(table) for table in ("pledge", "plan"))
    held = "and p.since_position <= k.since_position and coalesce(p.until_position > k.since_position, true)"
    op.execute(f"""
        create view procurement.fact_pledge_at as
        with pledges as ({pledges}), plans as ({plans})
        select {_PLEDGE}, {_HAS_PLAN.format(plans="plans p", held=held)},
            k.since_position, coalesce(k.next_position, f.until_position) as until_position
        from pledges f
        cross join lateral (
            select at as since_position, lead(at) over (order by at) as next_position from (
                select f.since_position as at
                union
                select moved.at from plans p
                cross join lateral (values (p.since_position), (p.until_position)) moved(at)
                where p.lead_body = f.lead_body and moved.at > f.since_position
                    and coalesce(moved.at < f.until_position, true)
            ) moments
        ) k
        {_MONTHS}
        where f.counted""")
    op.execute("grant select on procurement.fact_pledge, procurement.fact_pledge_at to ppds_kpi, ppds_kpi_reader")


def _versions(table: str) -> str:
    """Every version of the rows of a table with the positions between which it held."""
    columns = {
        "pledge": "unit, lead_body, tier, sender_key, released, counted, state_on, plan_due_on",
        "plan": "unit, lead_body, released, counted, plan_type, state_on",
    }[table]
    named = ", ".join(f"v.{name}" for name in columns.split(", "))
    return _VERSIONS.replace("v.*", named).format(table=table, columns=named)
