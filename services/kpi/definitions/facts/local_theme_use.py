"""The fact `local_theme_use`: what the sources say about one theme of a body's own, of one lot that it leads (R005)."""

from typing import Final

from services.kpi.definitions.declarations.columns import (
    COMPETITION,
    LAUNCHED_OR_AWARDED,
    LOT_ID,
    LOT_STATES,
    THEME_SOURCE,
)
from services.kpi.definitions.declarations.dimensions import LOCAL_THEME, ORGANISATION, TIER
from services.kpi.definitions.declarations.fact import Fact, boolean, text
from shared.procurement.themes import ThemeState

FACT: Final = Fact(
    name="local_theme_use",
    unit_of_count="lot",
    scope="procedure",
    key=("procedure", "lot_id", "local_theme"),
    address="/v1/procedures/{procedure}",
    dimensions=(TIER, ORGANISATION, LOCAL_THEME),
    dates=LAUNCHED_OR_AWARDED,
    measured=(
        LOT_ID,
        boolean("answer", "the lot asks for the theme", f"supplement (ownThemes); {THEME_SOURCE}"),
        text(
            "state_of_theme",
            "what the sources say, in five states",
            "rules part 1",
            *(state.value for state in ThemeState),
        ),
        COMPETITION,
        text("lot_state", "how far the lot is", "BT-142; C11", *LOT_STATES),
    ),
    has_own=True,
    needs=("organisation", "localTheme"),
)
