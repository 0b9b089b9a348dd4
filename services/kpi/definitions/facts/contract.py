"""The fact `contract`: a contract as it stood at the end of a month, as its body keeps it."""

from typing import Final

from services.kpi.definitions.declarations.dimensions import ORGANISATION, TIER
from services.kpi.definitions.declarations.fact import Column, ColumnType, CountedOn, Fact, boolean, text

_SOURCE: Final = "data contract C"

FACT: Final = Fact(
    name="contract",
    unit_of_count="contract",
    scope="contract",
    key=("unit",),
    address="/v1/contract-timelines/{unit}",
    dimensions=(TIER, ORGANISATION),
    dates=(
        CountedOn(
            "state",
            Column("state_on", ColumnType.DATE, "last day of a month in which it runs or may", _SOURCE, unit="day"),
        ),
    ),
    measured=(
        text("kind", "what it is", _SOURCE, "contract", "framework", "call-off"),
        boolean("running", "it runs on that day; unknown without a stated end", _SOURCE),
        boolean("has_commitments", "it holds commitments of its own", _SOURCE),
        boolean("measurable", "a commitment states target, unit and comparison", _SOURCE),
        boolean("has_manager", "somebody keeps watch over it", _SOURCE),
        boolean("reporting_clause", "the supplier must report", _SOURCE),
        boolean("measurement_due", "a year has passed, or a commitment was due", f"{_SOURCE}; part 5"),
        boolean("measured", "an observation ended in the last twelve months", "data contract D"),
    ),
    released=boolean("released", "counts outside the body's own figures", "data contract C; C29"),
)
