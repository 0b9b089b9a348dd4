"""Columns that several subjects have."""

from __future__ import annotations

from typing import Final

from services.ingest.bulk.rules.column import Column, boolean, day, number, text
from shared.procurement.themes import THEMES

_SUPPLEMENT: Final = "supplement (data contract A)"
_CPV: Final = "BT-262; C27"
_BY_CPV: Final = "supplement, else BT-262; C27"
_WORDS: Final = tuple((theme, theme.replace("-", "_")) for theme in THEMES)

PROCEDURE: Final = text(
    "procedure", "de procedure, zoals in /v1/procedures", "the procedure, as in /v1/procedures", "C4"
)
LOT_ID: Final = text("lot_id", "het perceel", "the lot", "BT-137")
BODY: Final = (
    text(
        "lead_body",
        "sleutel van de partij die de procedure leidt; leeg als de koper niet herkend is",
        "key of the party that leads the procedure; empty when the buyer is not matched",
        "OPP-050, BT-500; C14",
    ),
    text("tier", "bestuurslaag van die partij", "tier of that party", "register of parties"),
)
KEEPER: Final = (
    text(
        "lead_body", "sleutel van de partij die het bijhoudt", "key of the party that keeps it", "register of parties"
    ),
    text("tier", "bestuurslaag van die partij", "tier of that party", "register of parties"),
)
UNIT: Final = text("unit", "het dossier bij de partij", "the record as its party keeps it", "data contracts")
DATES: Final = (
    day(
        "launched_on",
        "verzending van de eerste oproep, anders de laatst mogelijke dag",
        "dispatch of the first call, else the last day it can have been",
        "BT-05; C5",
    ),
    day("awarded_on", "gunningsbesluit", "award decision", "BT-1451, BT-145, BT-05 of the result; C5"),
    boolean("launch_known", "die eerste dag staat vast", "that first day is certain", "C5"),
)
MARKET: Final = (
    text("nature", "aard van de opdracht", "main nature", "BT-23"),
    text(
        "above_threshold",
        "boven of onder de Europese drempel op de dag van de oproep (above, below, undetermined)",
        "above or below the EU threshold on the day of the call (above, below, undetermined)",
        "C26",
    ),
)
CHAIN: Final = (
    text("product_chain", "productketen; leeg als die onzeker is", "product chain; empty when it is not certain", _CPV),
    text("chain_quality", "hoe zeker de keten is (A, B, C, stated)", "how sure the chain is (A, B, C, stated)", "C27"),
    text("cluster", "cluster van de productketen", "cluster of the product chain", "list of product chains"),
    boolean(
        "in_criteria_tool", "de keten staat in de MVI-criteriatool", "the chain is in the MVI criteria tool", "C27"
    ),
)
CATEGORIES: Final = (
    text(
        "rijk_category",
        "inkoopcategorie van het Rijk (none: geen daarvan)",
        "purchasing category of the Rijk (none: none of them)",
        _BY_CPV,
    ),
    text("rijk_category_quality", "hoe zeker die is", "how sure it is", "C27"),
    text(
        "isv_category",
        "ISV-risicocategorie (none: geen daarvan)",
        "risk category for international social conditions (none: none of them)",
        _BY_CPV,
    ),
    text("isv_category_quality", "hoe zeker die is", "how sure it is", "C27"),
)
RELEVANT: Final = tuple(
    boolean(
        f"relevant_{word}",
        f"thema {theme} is relevant voor de productketen",
        f"theme {theme} is relevant for the product chain",
        "theme matrix of the product chains",
    )
    for theme, word in _WORDS
    if theme != "social-return"
)
COMPETITION: Final = text(
    "competition",
    "met oproep, zonder, of onder een dynamisch aankoopsysteem (call, no-call, dps)",
    "with a call, without one, or under a dynamic system (call, no-call, dps)",
    "C3, C13",
)
FRAMEWORK: Final = boolean("framework", "raamovereenkomst", "framework agreement", "BT-765")
ESTIMATED: Final = number(
    "estimated_value", "geraamde waarde zonder btw", "estimated value excluding VAT", "BT-27", unit="EUR"
)
AWARDED: Final = number(
    "awarded_value",
    "gegunde waarde zonder btw",
    "awarded value excluding VAT",
    "BT-720, BT-709, BT-660, BT-118; C12, C16",
    unit="EUR",
)
DURATION: Final = number(
    "duration_months",
    "looptijd zonder verlengingen",
    "duration without renewals",
    "BT-36, BT-536, BT-537",
    unit="month",
)
CRITERIA: Final = (
    boolean(
        "significant",
        "een eis of gunningscriterium van niveau 2 of 3",
        "a requirement or award criterion of level 2 or 3",
        _SUPPLEMENT,
    ),
    boolean("suitable", "geschikt voor social return", "suitable for social return", _SUPPLEMENT),
    boolean(
        "wage_sum_reached",
        "loonsom van ten minste EUR 250.000 zonder btw",
        "wage sum of at least EUR 250,000 excluding VAT",
        _SUPPLEMENT,
    ),
    boolean(
        "isv_applied",
        "internationale sociale voorwaarden toegepast",
        "international social conditions applied",
        _SUPPLEMENT,
    ),
    boolean(
        "mki_used",
        "milieukostenindicator als eis of gunningscriterium",
        "environmental cost indicator as requirement or award criterion",
        _SUPPLEMENT,
    ),
)
SUPPLEMENT: Final = _SUPPLEMENT


def asked_themes(nl: str, en: str) -> tuple[Column, ...]:
    """What is asked, theme by theme: yes, no, or nothing that answers it."""
    source = "BT-06, BT-71, BT-736, BT-754, BT-774, BT-775, BT-805; OCDS sustainability"
    return (
        *(boolean(word, f"{nl} vraagt om {theme}", f"{en} asks for {theme}", source) for theme, word in _WORDS),
        boolean("any_theme", f"{nl} vraagt om ten minste een thema", f"{en} asks for at least one theme", source),
    )


STATES: Final = tuple(
    text(
        f"{word}_state",
        f"wat bronnen over {theme} zeggen: yes, no, withheld, silent, conflicting",
        f"what sources say of {theme}: yes, no, withheld, silent, conflicting",
        "counting rules, part 1",
    )
    for theme, word in _WORDS
)
