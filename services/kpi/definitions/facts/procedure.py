"""The fact `procedure`: everything about one purchase that was put to the market."""

from typing import Final

from services.kpi.definitions.declarations.columns import (
    AWARDED_VALUE,
    DURATION_SOURCE,
    ESTIMATED_VALUE,
    FRAMEWORK,
    LAUNCHED_OR_AWARDED,
    OF_A_PROCUREMENT,
    OF_ITS_CATEGORIES,
    OF_ITS_CHAIN,
    QUALITY_OF_CATEGORIES,
    RELEVANT_THEMES,
    SUPPLEMENT,
    asked_themes,
)
from services.kpi.definitions.declarations.dimensions import PURCHASING
from services.kpi.definitions.declarations.fact import Fact, boolean, number, text

FACT: Final = Fact(
    name="procedure",
    unit_of_count="procedure",
    scope="procedure",
    key=("procedure",),
    address="/v1/procedures/{procedure}",
    dimensions=(*OF_A_PROCUREMENT, PURCHASING, *OF_ITS_CATEGORIES),
    dates=LAUNCHED_OR_AWARDED,
    measured=(
        *OF_ITS_CHAIN,
        *QUALITY_OF_CATEGORIES,
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
        boolean("civil_works", "works of civil engineering (GWW)", "BT-23, BT-262, product chain; rules part 5"),
        boolean("supplemented", "a supplement of the buyer speaks", SUPPLEMENT),
        text("purchase_type", "generic or specific purchasing", SUPPLEMENT, "generic", "specific"),
        boolean("category_management", "bought under category management", SUPPLEMENT),
        boolean("significant", "a requirement or award criterion of level 2 or 3", SUPPLEMENT),
        boolean("impact_half", "impact weighs half of the award or more, in every lot", SUPPLEMENT),
        boolean("impact_half_without_price", "likewise of what is not price", SUPPLEMENT),
        boolean("suitable", "suitable for social return", SUPPLEMENT),
        boolean("wage_sum_reached", "wage sum over all lots of at least EUR 250,000 excluding VAT", SUPPLEMENT),
        boolean("isv_applied", "international social conditions applied", SUPPLEMENT),
        boolean("isv_list_of_10", "in a risk category of the list of 10", SUPPLEMENT),
        boolean("isv_list_of_8", "in a risk category of the list of 8", SUPPLEMENT),
        boolean("mki_used", "environmental cost indicator as requirement or award criterion", SUPPLEMENT),
    ),
    has_own=True,
)
