"""The fact `winner`: a winning tender of a lot."""

from typing import Final

from services.kpi.definitions.declarations.columns import (
    COMPETITION,
    LAUNCHED_OR_AWARDED,
    LOT_ID,
    OF_A_PROCUREMENT,
    OF_ITS_CHAIN,
)
from services.kpi.definitions.declarations.fact import Fact, boolean, number, text

FACT: Final = Fact(
    name="winner",
    unit_of_count="winner",
    scope="procedure",
    key=("procedure", "lot_id", "tender_id"),
    address="/v1/procedures/{procedure}",
    dimensions=OF_A_PROCUREMENT,
    dates=LAUNCHED_OR_AWARDED,
    measured=(
        *OF_ITS_CHAIN,
        LOT_ID,
        text("tender_id", "winning tender", "BT-3201"),
        boolean("sme", "all members are micro, small or medium", "BT-165; part 5"),
        number("value", "value of the winning tender excluding VAT", "BT-720; C16", unit="EUR"),
        boolean("currency_known", "the amount is in a currency with a known rate", "C17"),
        COMPETITION,
    ),
    has_own=True,
)
