"""The fact `contract_line`: what was paid on a line of a contract."""

from typing import Final

from services.kpi.definitions.declarations.dimensions import NATURE, ORGANISATION, TIER
from services.kpi.definitions.declarations.fact import Column, ColumnType, CountedOn, Dimension, Fact, boolean, number
from services.kpi.definitions.declarations.fact import text as text_column

CATEGORY: Final = Dimension(
    name="spendCategory",
    key="spend_category",
    column=text_column("category", "category of the line", "contract"),
    nl="categorie",
    en="category",
    splits=True,
)

FACT: Final = Fact(
    name="contract_line",
    unit_of_count="contract line",
    scope="contract",
    key=("unit",),
    address="/v1/contract-lines/{unit}",
    dimensions=(TIER, ORGANISATION, NATURE, CATEGORY),
    dates=(
        CountedOn("signed", Column("signed_on", ColumnType.DATE, "signature", "contract", unit="day")),
        CountedOn("paid", Column("paid_on", ColumnType.DATE, "payment", "contract", unit="day")),
    ),
    measured=(
        boolean("on_time", "paid within thirty days", "contract"),
        number("amount", "amount excluding VAT", "contract", unit="EUR"),
    ),
    released=boolean("released", "may be counted outside its own body", "C29"),
)
