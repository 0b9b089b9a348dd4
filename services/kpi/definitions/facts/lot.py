"""The fact `lot`: the part of a procedure that is awarded by itself."""

from typing import Final

from services.kpi.definitions.declarations.columns import (
    AWARDED_VALUE,
    COMPETITION,
    DURATION_SOURCE,
    ESTIMATED_VALUE,
    FRAMEWORK,
    LAUNCHED_OR_AWARDED,
    LOT_ID,
    LOT_STATES,
    OF_A_PROCUREMENT,
    OF_ITS_CATEGORIES,
    OF_ITS_CHAIN,
    QUALITY_OF_CATEGORIES,
    RELEVANT_THEMES,
    SUPPLEMENT,
    asked_themes,
)
from services.kpi.definitions.declarations.fact import Fact, boolean, number, text

FACT: Final = Fact(
    name="lot",
    unit_of_count="lot",
    scope="procedure",
    key=("procedure", "lot_id"),
    address="/v1/procedures/{procedure}",
    dimensions=(*OF_A_PROCUREMENT, *OF_ITS_CATEGORIES),
    dates=LAUNCHED_OR_AWARDED,
    measured=(
        *OF_ITS_CHAIN,
        *QUALITY_OF_CATEGORIES,
        *RELEVANT_THEMES,
        LOT_ID,
        *asked_themes("lot"),
        text("state", "how far the lot is", "BT-142; C11", *LOT_STATES),
        COMPETITION,
        number("tenders_received", "tenders received", "BT-759 of type tenders", unit="tender"),
        AWARDED_VALUE,
        text("value_basis", "what the awarded value is", "C12, C16", "tenders", "contract", "ceiling"),
        number("vehicles", "vehicles bought under the clean vehicles directive", "OPT-155, OPT-156", unit="vehicle"),
        number("clean_vehicles", "those of them that are clean", "OPT-155, OPT-156", unit="vehicle"),
        number("zero_emission_vehicles", "those of them without emission", "OPT-155, OPT-156", unit="vehicle"),
        boolean("gpp_criteria", "a green criteria set was used", "BT-805"),
        boolean("accessible", "accessibility was asked", "BT-754"),
        boolean("reserved", "reserved to sheltered workshops", "BT-71, BT-736"),
        FRAMEWORK,
        ESTIMATED_VALUE,
        number("duration_months", "duration without renewals", DURATION_SOURCE, unit="month"),
        boolean("significant", "a requirement or award criterion of level 2 or 3", SUPPLEMENT),
        *(
            number(f"impact_weight_{end}{base}", f"{meaning} that impact weighs in {of}", SUPPLEMENT, unit="%")
            for base, of in (("", "the award"), ("_without_price", "what is not price"))
            for end, meaning in (("least", "the least"), ("most", "the most"))
        ),
        boolean("suitable", "suitable for social return", SUPPLEMENT),
        boolean("wage_sum_reached", "wage sum of at least EUR 250,000 excluding VAT", SUPPLEMENT),
        boolean("isv_applied", "international social conditions applied", SUPPLEMENT),
        text("risk_category", "risk category for international social conditions", SUPPLEMENT),
        boolean("mki_used", "environmental cost indicator as requirement or award criterion", SUPPLEMENT),
    ),
    has_own=True,
)
