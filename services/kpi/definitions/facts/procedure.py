"""The fact `procedure`: everything about one purchase that was put to the market."""

from typing import Final

from services.kpi.definitions.facts.columns import (
    AWARDED_VALUE,
    DURATION_SOURCE,
    ESTIMATED_VALUE,
    FRAMEWORK,
    LAUNCHED_OR_AWARDED,
    OF_A_PROCUREMENT,
    OF_ITS_CHAIN,
    RELEVANT_THEMES,
    asked_themes,
)
from services.kpi.definitions.facts.declaration import Fact, boolean, number, text

FACT: Final = Fact(
    name="procedure",
    unit_of_count="procedure",
    scope="procedure",
    dimensions=OF_A_PROCUREMENT,
    dates=LAUNCHED_OR_AWARDED,
    measured=(
        *OF_ITS_CHAIN,
        *RELEVANT_THEMES,
        *asked_themes("procedure"),
        text("state", "how far the procedure is", "C11", "planned", "running", "awarded", "cancelled", "other"),
        FRAMEWORK,
        boolean("cancelled", "closed without a winner", "BT-142, BT-140; C11"),
        ESTIMATED_VALUE,
        AWARDED_VALUE,
        number("duration_months", "duration of the longest lot, without renewals", DURATION_SOURCE, unit="month"),
        boolean(
            "strategic_fields_complete", "all counted lots fill the strategic fields without contradiction", "part 5"
        ),
        number("wage_sum", "wage sum over all lots excluding VAT", "supplement; not in notices", unit="EUR"),
        boolean("suitable", "suitable for social return", "supplement; not in notices"),
    ),
)
