"""The fact `theme_use`: what the sources say about one theme of one lot."""

from typing import Final

from services.kpi.definitions.declarations.columns import (
    COMPETITION,
    LAUNCHED_OR_AWARDED,
    LOT_ID,
    LOT_STATES,
    OF_A_PROCUREMENT,
    OF_ITS_CHAIN,
    SUPPLEMENT,
    THEME_SOURCE,
)
from services.kpi.definitions.declarations.dimensions import STEP, THEME
from services.kpi.definitions.declarations.fact import Fact, boolean, number, text
from shared.procurement.themes import ThemeState

FACT: Final = Fact(
    name="theme_use",
    unit_of_count="lot",
    scope="procedure",
    key=("procedure", "lot_id", "theme"),
    address="/v1/procedures/{procedure}",
    dimensions=(*OF_A_PROCUREMENT, THEME, STEP),
    dates=LAUNCHED_OR_AWARDED,
    measured=(
        *OF_ITS_CHAIN,
        LOT_ID,
        boolean("answer", "the lot asks for the theme", THEME_SOURCE),
        text(
            "state_of_theme",
            "what the sources say, in five states",
            "rules part 1",
            *(state.value for state in ThemeState),
        ),
        boolean("signal_in_text", "a criterion text points to the theme: a weaker series", "BT-734, BT-540, BT-70"),
        boolean("relevant_for_chain", "theme is relevant for the product chain", "theme matrix of the product chains"),
        COMPETITION,
        text("lot_state", "how far the lot is", "BT-142; C11", *LOT_STATES),
        number("criteria_count", "criteria used for the theme", SUPPLEMENT, unit="criterion"),
        number("level", "highest level of its criteria, 1 to 3; 0 where it was not applied", SUPPLEMENT, unit="level"),
        boolean("explained", "a reason was given for not applying it", SUPPLEMENT),
        text("reason", "the reason for not applying it", SUPPLEMENT),
    ),
    has_own=True,
)
