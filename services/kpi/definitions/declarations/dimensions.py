"""Dimensions that several facts carry. One of a single fact stands in the file of that fact."""

from typing import Final

from services.kpi.definitions.declarations.fact import Dimension, text
from shared.procurement.themes import THEMES
from shared.reference.codes import NATURES, TIERS

PURCHASINGS: Final = ("category-management", "generic", "specific")
THRESHOLDS: Final = ("above", "below", "undetermined")

TIER: Final = Dimension(
    "tier", "tier", text("tier", "tier of the lead body", "register of parties", *TIERS), "bestuurslaag", "tier"
)
ORGANISATION: Final = Dimension(
    "organisation",
    "body",
    text("lead_body", "party that leads the procedure; unknown when the buyer is not matched", "OPP-050, BT-500; C14"),
    "organisatie",
    "organisation",
)
NATURE: Final = Dimension(
    "nature",
    "nature",
    text("nature", "main nature", "BT-23", *NATURES),
    "aard van de opdracht",
    "nature",
    splits=True,
)
THRESHOLD: Final = Dimension(
    "threshold",
    "above_threshold",
    text("above_threshold", "EU threshold, decided on the day of the first call", "C26", *THRESHOLDS),
    "drempelklasse",
    "threshold class",
    splits=True,
)
PURCHASING: Final = Dimension(
    "purchasing",
    "purchasing",
    text(
        "purchasing",
        "in category management, else generic or specific as stated; unknown where neither is",
        "supplement, spend file",
        *PURCHASINGS,
    ),
    "soort inkoop",
    "kind of purchasing",
    splits=True,
)
PRODUCT_CHAIN: Final = Dimension(
    "productChain",
    "product_chain",
    text("product_chain", "product chain; unknown when derived at quality C", "BT-262 by our CPV mapping; C27"),
    "productketen",
    "product chain",
    overlaps=True,
    splits=True,
    listed_in="product-chains",
)
RIJK_CATEGORY: Final = Dimension(
    "rijkCategory",
    "rijk_category",
    text(
        "rijk_category",
        "purchasing category of the Rijk; none is outside the named ones, unknown when derived at quality C",
        "supplement, else BT-262 by our CPV mapping; C27",
    ),
    "inkoopcategorie van het Rijk",
    "purchasing category of the Rijk",
    splits=True,
    listed_in="rijk-categories",
    outside=True,
)
ISV_CATEGORY: Final = Dimension(
    "isvCategory",
    "isv_category",
    text(
        "isv_category",
        "risk category for international social conditions (list of 8); unknown when derived at quality C",
        "supplement, else BT-262 by our CPV mapping; C27",
    ),
    "ISV-risicocategorie",
    "risk category for ISV",
    splits=True,
    listed_in="isv-categories-8",
    outside=True,
)
THEME: Final = Dimension(
    "theme",
    "theme",
    text("theme", "theme of the Agenda MVOI 2026-2030", "list of themes", *THEMES),
    "thema",
    "theme",
    overlaps=True,
)
LOCAL_THEME: Final = Dimension(
    "localTheme",
    "local_theme",
    text("local_theme", "theme that a body added to the common ones, by its code of that body", "registry, governance"),
    "eigen thema",
    "theme of a body's own",
    overlaps=True,
)
METHOD: Final = Dimension(
    "method",
    "method",
    text("method", "method, table and version of what was measured", "data contract D"),
    "methode",
    "method",
)
STEP: Final = Dimension(
    "step",
    "step",
    text("step", "step on the ordinal scale of the fact", "C30"),
    "trede",
    "step",
)
