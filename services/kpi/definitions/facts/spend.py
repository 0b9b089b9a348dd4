"""The fact `spend`: what a body spent in a category in a booking year, from bands or from amounts."""

from typing import Final

from services.kpi.definitions.declarations.dimensions import ORGANISATION, PRODUCT_CHAIN, TIER
from services.kpi.definitions.declarations.fact import Column, ColumnType, CountedOn, Fact, boolean, number, text

_SOURCE: Final = "data contract of spend"

FACT: Final = Fact(
    name="spend",
    unit_of_count="category",
    scope="spend",
    key=("unit", "category_key"),
    address="/v1/spend/{sender_key}?buyer={lead_body}",
    dimensions=(TIER, ORGANISATION, PRODUCT_CHAIN),
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
    ),
    released=boolean("released", "counts outside the body's own figures", f"{_SOURCE}; C29"),
)
