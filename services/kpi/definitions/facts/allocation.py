"""The fact `allocation`: how much of a goal is allocated at the end of a month, by the division that holds then."""

from typing import Final

from services.kpi.definitions.declarations.dimensions import METHOD, ORGANISATION, TIER
from services.kpi.definitions.declarations.fact import Column, ColumnType, CountedOn, Dimension, Fact, number, text

_SOURCE: Final = "register of allocations"

FACT: Final = Fact(
    name="allocation",
    unit_of_count="allocation",
    scope="allocation",
    key=("unit",),
    address="/v1/goals/{goal}/allocations",
    in_kpi=True,
    needs=("goal",),
    dimensions=(
        TIER,
        ORGANISATION,
        Dimension("goal", METHOD.key, text("goal", "goal that is allocated", "register of goals"), "doel", "goal"),
    ),
    dates=(
        CountedOn(
            "state",
            Column("state_on", ColumnType.DATE, "last day of a month in which it holds", f"{_SOURCE}; C5", unit="day"),
        ),
    ),
    measured=(
        number("allocated", "what was decided that bodies and segments do together", _SOURCE, unit="that of the goal"),
        number("to_allocate", "what there is to allocate of the goal", _SOURCE, unit="that of the goal"),
    ),
)
