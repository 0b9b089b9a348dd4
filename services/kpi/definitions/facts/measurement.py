"""The fact `measurement`: what a body used itself over a period, and the part of it that is sustainable."""

from typing import Final

from services.kpi.definitions.declarations.dimensions import ORGANISATION, TIER
from services.kpi.definitions.declarations.fact import Column, ColumnType, CountedOn, Fact, boolean, number, text

_SOURCE: Final = "data contract of measurements"

FACT: Final = Fact(
    name="measurement",
    unit_of_count="measurement",
    scope="measurement",
    key=("unit",),
    address="/v1/measurements/{sender_key}?buyer={lead_body}",
    dimensions=(TIER, ORGANISATION),
    dates=(
        CountedOn(
            "measured", Column("ends_on", ColumnType.DATE, "last day of the period", f"{_SOURCE}; C31", unit="day")
        ),
    ),
    measured=(
        text(
            "measured",
            "what was measured",
            _SOURCE,
            *("electricity", "natural-gas", "heat", "fuel", "fleet", "floor-area", "office-energy"),
        ),
        number("amount", "the whole", _SOURCE, unit="kWh, m3, GJ, l, vehicles or m2"),
        number("sustainable", "the renewable or zero-emission part", _SOURCE, unit="as amount"),
        number("baseline", "what was used over a period as long in the baseline year", _SOURCE, unit="as amount"),
        number("baseline_year", "year of the baseline", _SOURCE, unit="year"),
        text("method", "method and version", _SOURCE),
    ),
    released=boolean("released", "counts outside the body's own figures", f"{_SOURCE}; C29"),
)
