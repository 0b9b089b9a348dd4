"""The fact `plan_goal`: a goal of a plan as it stood at the end of a month in which the plan ran."""

from typing import Final

from services.kpi.definitions.declarations.dimensions import ORGANISATION, TIER
from services.kpi.definitions.declarations.fact import Column, ColumnType, CountedOn, Fact, boolean, text
from services.kpi.definitions.facts.plans.plan_theme import PLAN_THEME, PLAN_TYPE

_SOURCE: Final = "records of plans"

FACT: Final = Fact(
    name="plan_goal",
    unit_of_count="goal",
    scope="plan_goal",
    key=("unit", "goal_key"),
    address="/v1/plans/{sender_key}?buyer={lead_body}",
    dimensions=(TIER, ORGANISATION, PLAN_THEME),
    dates=(
        CountedOn("state", Column("state_on", ColumnType.DATE, "last day of a month of the plan", _SOURCE, unit="day")),
    ),
    measured=(
        PLAN_TYPE,
        text("goal_key", "key of the goal within the plan", _SOURCE),
        boolean("has_value", "a value to reach is stated", _SOURCE),
        boolean("has_unit", "its unit is stated", _SOURCE),
        boolean("has_baseline", "value and year of the baseline are stated", _SOURCE),
        boolean("has_target_year", "the target year is stated", _SOURCE),
        boolean("has_owner", "somebody answers for it, as a role", _SOURCE),
        boolean("has_action", "an action of the plan is for it", _SOURCE),
    ),
    released=boolean("released", "counts outside the body's own figures", f"{_SOURCE}; C29"),
)
