"""Columns that several facts of a procurement carry."""

from typing import Final

from services.kpi.definitions.declarations.dimensions import (
    ISV_CATEGORY,
    NATURE,
    ORGANISATION,
    PRODUCT_CHAIN,
    RIJK_CATEGORY,
    THRESHOLD,
    TIER,
)
from services.kpi.definitions.declarations.fact import Column, ColumnType, CountedOn, boolean, number, text
from shared.procurement.themes import THEMES

OF_A_PROCUREMENT: Final = (TIER, ORGANISATION, NATURE, THRESHOLD, PRODUCT_CHAIN)
"""Dimensions of whatever was put to the market."""

LAUNCHED_OR_AWARDED: Final = (
    CountedOn(
        "awarded",
        Column("awarded_on", ColumnType.DATE, "award decision", "BT-1451, BT-145, BT-05 of the result; C5", unit="day"),
    ),
    CountedOn(
        "launched",
        Column("launched_on", ColumnType.DATE, "dispatch of the first call, else its bound", "BT-05; C5", unit="day"),
    ),
)
"""The dates of whatever was put to the market."""

OF_ITS_CATEGORIES: Final = (RIJK_CATEGORY, ISV_CATEGORY)
QUALITY_OF_CATEGORIES: Final = tuple(
    text(f"{dimension.key}_quality", f"how sure its {dimension.en} is", "C27", "A", "B", "C", "stated")
    for dimension in OF_ITS_CATEGORIES
)

OF_ITS_CHAIN: Final = (
    text("chain_quality", "quality of the derivation", "C27", "A", "B", "C", "stated"),
    text("cluster", "cluster of the product chain; unknown at quality C", "list of product chains"),
    boolean("in_criteria_tool", "the chain is in the MVI criteria tool; unknown at quality C", "C27"),
)

THEME_SOURCE: Final = "BT-06, BT-71, BT-736, BT-754, BT-774, BT-775, BT-805; OCDS sustainability; rules part 1"
_WORDS: Final = {theme: theme.replace("-", "_") for theme in THEMES}

RELEVANT_THEMES: Final = tuple(
    boolean(
        f"relevant_{word}",
        f"theme {theme} is relevant for the product chain; unknown when the chain is",
        "theme matrix of the product chains",
    )
    for theme, word in _WORDS.items()
    if theme != "social-return"
)


def asked_themes(unit: str) -> tuple[Column, ...]:
    """What a row asks for, theme by theme."""
    return (
        *(boolean(word, f"the {unit} asks for {theme}", THEME_SOURCE) for theme, word in _WORDS.items()),
        boolean("any_theme", f"the {unit} asks for at least one theme", THEME_SOURCE),
    )


SUPPLEMENT: Final = "supplement (data contract A); not in notices"
FRAMEWORK: Final = boolean("framework", "framework agreement", "BT-765")
ESTIMATED_VALUE: Final = number("estimated_value", "estimated value excluding VAT", "BT-27", unit="EUR")
AWARDED_VALUE: Final = number(
    "awarded_value", "awarded value excluding VAT", "BT-720, BT-709, BT-660, BT-118; C12, C16", unit="EUR"
)
DURATION_SOURCE: Final = "BT-36, BT-536, BT-537"
LOT_ID: Final = text("lot_id", "lot", "BT-137")
LOT_STATES: Final = ("running", "awarded")
COMPETITION: Final = text(
    "competition", "with a call, without one, or under a dynamic system", "C3, C13", "call", "no-call", "dps"
)
