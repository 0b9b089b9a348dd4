"""The fact `programme_record`: a row of the programme's own administration."""

from typing import Final

from services.kpi.definitions.declarations.dimensions import ORGANISATION, PRODUCT_CHAIN, THEME, TIER
from services.kpi.definitions.declarations.fact import Column, ColumnType, CountedOn, Fact, boolean, number, text

_SOURCE: Final = "data contract E"

FACT: Final = Fact(
    name="programme_record",
    unit_of_count="record",
    scope="programme_record",
    key=("unit",),
    address="/v1/programme-records/{sender_key}?buyer={lead_body}",
    dimensions=(TIER, ORGANISATION, PRODUCT_CHAIN, THEME),
    dates=(
        CountedOn(
            "happened",
            Column(
                "happened_on",
                ColumnType.DATE,
                "day for which it was planned or on which it was assessed; last day of the year selected for",
                f"{_SOURCE}; C5",
                unit="day",
            ),
        ),
    ),
    measured=(
        text(
            "type",
            "what the record is of",
            _SOURCE,
            *("activity", "chain-plan", "chain-standard", "category-assessment"),
            *("buyer-group", "buyer-group-use", "policy-anchoring"),
        ),
        boolean("carried_out", "the planned activity was carried out", _SOURCE),
        text("target_group", "for whom the activity is", _SOURCE),
        boolean("adopted", "the chain plan was adopted", _SOURCE),
        number("contracts_meeting", "contracts that meet the standard of the chain", _SOURCE, unit="contract"),
        number("contracts_in_chain", "contracts in the chain", _SOURCE, unit="contract"),
        text("category", "purchasing category", _SOURCE),
        boolean("meets_criteria", "the category meets the criteria", _SOURCE),
    ),
    released=boolean("released", "counts outside the body's own figures", f"{_SOURCE}; C29"),
)
