"""The fact `observation`: what was measured under a contract over one period."""

from typing import Final

from services.kpi.definitions.declarations.dimensions import METHOD, ORGANISATION, THEME, TIER
from services.kpi.definitions.declarations.fact import Column, ColumnType, CountedOn, Fact, boolean, number, text

_SOURCE: Final = "data contract D"

FACT: Final = Fact(
    name="observation",
    unit_of_count="observation",
    scope="observation",
    key=("unit", "report_key", "observation_key"),
    address="/v1/performance-reports/{report_key}?buyer={lead_body}",
    dimensions=(TIER, ORGANISATION, THEME, METHOD),
    dates=(
        CountedOn(
            "measured",
            Column(
                "period_until", ColumnType.DATE, "last day of the period of measurement", f"{_SOURCE}; C31", unit="day"
            ),
        ),
    ),
    measured=(
        text("indicator", "indicator it counts for", _SOURCE),
        boolean("of_commitment", "it is about a commitment", _SOURCE),
        text("reading", "what the value is of", f"{_SOURCE}; C31", "in-period", "cumulative", "state"),
        number("realised", "what was measured", _SOURCE, unit="its unit"),
        number("total", "the whole that it is a part of", _SOURCE, unit="its unit"),
        text("unit_code", "unit (UN/CEFACT) or currency", _SOURCE),
        text("source", "who reports", _SOURCE, "supplier", "buyer", "third-party"),
        text("verification", "how far it was checked", _SOURCE, "declared", "verified", "audited"),
        number(
            "realised_in_period",
            "what the period adds; unknown for a state and where reports differ or overlap",
            f"{_SOURCE}; C31",
            unit="that of its indicator",
        ),
        number(
            "reference_in_period",
            "what would have happened without, over the same; avoided is the difference",
            f"{_SOURCE}; C31",
            unit="that of its indicator",
        ),
        number(
            "stands", "how it stands at the end of the period; unknown where reports differ", _SOURCE, unit="its unit"
        ),
        number("stands_of", "the whole of which that is a part", _SOURCE, unit="its unit"),
        number(
            "total_in_period",
            "the whole that it is a part of, over the same",
            f"{_SOURCE}; C31",
            unit="that of its indicator",
        ),
    ),
    released=boolean("released", "counts outside the body's own figures", "data contracts C and D; C29"),
)
