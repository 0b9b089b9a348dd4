"""The dimensions figures can be grouped by, whatever the fact; a fact names those it carries."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.kpi.definitions.facts.declaration import Dimension, boolean, text
from shared.procurement.themes import THEMES
from shared.reference.codes import NATURES, TIERS

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
PRODUCT_CHAIN: Final = Dimension(
    "productChain",
    "product_chain",
    text("product_chain", "product chain; unknown when derived at quality C", "BT-262 by our CPV mapping; C27"),
    "productketen",
    "product chain",
    overlaps=True,
    splits=True,
)
PURCHASE_TYPE: Final = Dimension(
    "purchaseType",
    "purchase_type",
    text("purchase_type", "kind of purchase of central government (general or specific)", "supplement"),
    "soort inkoop",
    "purchase type",
    splits=True,
)
THEME: Final = Dimension(
    "theme",
    "theme",
    text("theme", "theme of the Agenda MVOI 2026-2030", "list of themes", *THEMES),
    "thema",
    "theme",
    overlaps=True,
)
RELEASED: Final = boolean("released", "may be counted outside its own body", "C29")

DIMENSIONS: Final[Mapping[str, Dimension]] = MappingProxyType(
    {
        dimension.name: dimension
        for dimension in (TIER, ORGANISATION, NATURE, THRESHOLD, PRODUCT_CHAIN, PURCHASE_TYPE, THEME)
    }
)
"""Every dimension by its name in the API."""

SPLITS: Final = tuple(dimension for dimension in DIMENSIONS.values() if dimension.splits)
"""The dimensions a cell of a tier may be split by."""

GROUPINGS_NL: Final = (
    "organisatie (met of zonder bestuurslaag) per maand of langer; bestuurslaag met ten hoogste één van"
    f" {', '.join(dimension.nl for dimension in SPLITS)} per maand of langer; bestuurslaag met meer daarvan over hele"
    " kalenderjaren; elke combinatie voor precies één organisatie (organisation=...)"
)
GROUPINGS_EN: Final = (
    "organisation (with or without tier) per month or longer; tier with at most one of"
    f" {', '.join(dimension.name for dimension in SPLITS)} per month or longer; tier with more of them over whole"
    " calendar years; any combination for exactly one organisation (organisation=...)"
)
