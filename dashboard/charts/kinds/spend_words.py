"""What rows of spend are about, in words; the page and the chart say the same."""

from collections.abc import Mapping
from typing import Final

from dashboard.asking.answers import Answer
from dashboard.page.language import sentence
from dashboard.page.page import Page

GROUPS: Final[Mapping[str, str]] = {
    "category": sentence("categorie"),
    "productChain": sentence("productketen"),
    "spendGroup": sentence("groep van uitgaven"),
    "purchaseType": sentence("soort inkoop"),
    "supplierSector": sentence("sector van de leverancier"),
    "tier": sentence("bestuurslaag"),
    "organisation": sentence("organisatie"),
}
MEASURES: Final[Mapping[str, str]] = {
    "greenhouse-gas": sentence("Broeikasgas"),
    "material-input": sentence("Materiaal"),
    "material": sentence("Materiaal"),
    "jobs": sentence("Banen"),
}
CODES: Final[Mapping[str, str]] = {
    "category-management": sentence("categoriemanagement"),
    "other-generic": sentence("overig generiek"),
    "generic": sentence("generiek"),
    "specific": sentence("specifiek"),
    "unknown": sentence("onbekend"),
}


def group_words(page: Page, row: Answer, group: str, names: Mapping[str, str]) -> str:
    """What a row is about."""
    code = row[group]
    if code is None:
        return page.say("onbekend")
    if group == "organisation":
        return page.body(str(code["key"] if isinstance(code, Mapping) else code))
    return page.say(CODES[code]) if code in CODES else names.get(code, code)


def impact_of(row: Answer, measure: str) -> Answer | None:
    """What a row says of one measure."""
    return next((each for each in row["impacts"] if each["measure"] == measure), None)


def names_of(page: Page, group: str) -> Mapping[str, str]:
    """The names of the codes of a grouping, where it has a list."""
    for each in page.services.read("kpi", "/dimensions")["items"]:
        if each["name"] == group:
            return {code["code"]: page.text(code["names"]) for code in each["codes"]}
    return {}
