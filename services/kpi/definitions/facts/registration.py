"""The fact `registration`: a procurement below the threshold, as its body registered it."""

from typing import Final

from services.kpi.definitions.declarations.columns import OF_ITS_CHAIN, asked_themes
from services.kpi.definitions.declarations.dimensions import ORGANISATION, PRODUCT_CHAIN, TIER
from services.kpi.definitions.declarations.fact import Column, ColumnType, CountedOn, Fact, boolean, number

FACT: Final = Fact(
    name="registration",
    unit_of_count="registration",
    scope="registration",
    key=("unit",),
    address="/v1/registrations/{sender_key}?buyer={lead_body}",
    dimensions=(TIER, ORGANISATION, PRODUCT_CHAIN),
    dates=(
        CountedOn(
            "awarded",
            Column("awarded_on", ColumnType.DATE, "day of the award or the order", "data contract B", unit="day"),
        ),
    ),
    measured=(
        *OF_ITS_CHAIN,
        *asked_themes("registration"),
        number("value_band", "value band (staffel) of the order", "data contract B", unit="band"),
    ),
    released=boolean("released", "counts outside the body's own figures", "data contract B; C29"),
)
