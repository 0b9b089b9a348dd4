"""The fact `chain_phase`: the phase of market transformation of a chain at the end of a month, as last assessed."""

from typing import Final

from services.kpi.definitions.declarations.dimensions import ORGANISATION, PRODUCT_CHAIN, STEP, TIER
from services.kpi.definitions.declarations.fact import Column, ColumnType, CountedOn, Fact, boolean, number

_SOURCE: Final = "data contract E"

FACT: Final = Fact(
    name="chain_phase",
    unit_of_count="product chain",
    scope="chain_phase",
    key=("unit", "assessed_on"),
    address="/v1/programme-records/{sender_key}?buyer={lead_body}",
    dimensions=(TIER, ORGANISATION, PRODUCT_CHAIN, STEP),
    dates=(
        CountedOn(
            "state",
            Column("state_on", ColumnType.DATE, "last day of a month in which it stands", f"{_SOURCE}; C5", unit="day"),
        ),
    ),
    measured=(
        number("phase", "phase; unknown where two assessments of a day differ", _SOURCE, unit="phase 1-4"),
        Column("assessed_on", ColumnType.DATE, "day of the assessment", _SOURCE, unit="day"),
    ),
    released=boolean("released", "counts outside the body's own figures", f"{_SOURCE}; C29"),
)
