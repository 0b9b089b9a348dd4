"""The fact `pledge`: a body that is bound to have an action plan, as it stood at the end of a month."""

from typing import Final

from services.kpi.definitions.declarations.dimensions import ORGANISATION, TIER
from services.kpi.definitions.declarations.fact import Column, ColumnType, CountedOn, Fact, boolean

_SOURCE: Final = "records of signatures"

FACT: Final = Fact(
    name="pledge",
    unit_of_count="body",
    scope="pledge",
    key=("unit",),
    address="/v1/signatures/{sender_key}?buyer={lead_body}",
    dimensions=(TIER, ORGANISATION),
    dates=(
        CountedOn(
            "state",
            Column("state_on", ColumnType.DATE, "last day of a month in which it is bound", _SOURCE, unit="day"),
        ),
    ),
    measured=(
        boolean("plan_due", "the year after signing has passed; no: not yet due", f"{_SOURCE}; part 5"),
        boolean("has_plan", "a public action plan holds on that day, its own or a joint one", "records of plans"),
    ),
    released=boolean("released", "counts outside the body's own figures", f"{_SOURCE}; C29"),
)
