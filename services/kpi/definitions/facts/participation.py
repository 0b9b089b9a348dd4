"""The fact `participation`: that a body took part in an activity of the programme or in a group of buyers."""

from typing import Final

from services.kpi.definitions.declarations.dimensions import ORGANISATION, TIER
from services.kpi.definitions.declarations.fact import Column, ColumnType, CountedOn, Fact, boolean, text

_SOURCE: Final = "data contract E"

FACT: Final = Fact(
    name="participation",
    unit_of_count="participation",
    scope="participation",
    key=("unit",),
    address="/v1/programme-records/{sender_key}?buyer={kept_by}",
    dimensions=(TIER, ORGANISATION),
    dates=(CountedOn("happened", Column("happened_on", ColumnType.DATE, "first day of it", _SOURCE, unit="day")),),
    measured=(text("activity", "key of the activity or the group", _SOURCE),),
    keeper="kept_by",
    released=boolean("released", "counts outside the body's own figures", f"{_SOURCE}; C29"),
)
