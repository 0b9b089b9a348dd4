"""The fact `spend`: what a body spent in a category in a booking year, from bands or from amounts."""

from typing import Final

from services.kpi.definitions.declarations.dimensions import ORGANISATION, PRODUCT_CHAIN, PURCHASING, TIER
from services.kpi.definitions.declarations.fact import Column, ColumnType, CountedOn, Fact, boolean, number, text
from shared.reference.impact_2019 import SPEND_GROUPS

_SOURCE: Final = "data contract of spend"
_IMPACT: Final = "data contract of spend; lists spend-bands and impact-2019"

FACT: Final = Fact(
    name="spend",
    unit_of_count="category",
    scope="spend",
    key=("unit", "category_key"),
    address="/v1/spend/{sender_key}?buyer={lead_body}",
    dimensions=(TIER, ORGANISATION, PURCHASING, PRODUCT_CHAIN),
    dates=(
        CountedOn(
            "booked", Column("booked_on", ColumnType.DATE, "last day of the booking year", f"{_SOURCE}; C5", unit="day")
        ),
    ),
    measured=(
        text("category", "category, as the body calls it", _SOURCE),
        boolean("isv", "it is a risk category for international social conditions", "lists isv-categories"),
        text("purchase_type", "generic or specific purchasing", _SOURCE, "generic", "specific"),
        text("valued_by", "what the amount comes from", _SOURCE, "band", "amount"),
        boolean("vat_excluded", "VAT is not in it; unknown where it is not stated", f"{_SOURCE}; C18"),
        number("amount", "what was spent; in bands their averages", f"{_SOURCE}; list spend-bands", unit="EUR"),
        number("least", "the least it can be", f"{_SOURCE}; list spend-bands", unit="EUR"),
        number("most", "the most it can be; unknown when open above", f"{_SOURCE}; list spend-bands", unit="EUR"),
        text("supplier_sector", "sector of the suppliers, the first digits of its SBI code", _SOURCE),
        text(
            "spend_group",
            "group of spend in the figure of 2019; unknown where the type of purchase is not stated",
            f"{_SOURCE}; list impact-2019",
            *SPEND_GROUPS,
        ),
        number("ghg", "greenhouse gas by the intensity of its group in 2019", _IMPACT, unit="kton CO2e"),
        number("ghg_least", "the least of it: of the least spend, without VAT", _IMPACT, unit="kton CO2e"),
        number("ghg_most", "the most of it; unknown when open above", _IMPACT, unit="kton CO2e"),
    ),
    released=boolean("released", "counts outside the body's own figures", f"{_SOURCE}; C29"),
)
