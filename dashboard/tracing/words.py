"""Codes of rows and procedures in words; English stands in `en.po`."""

from collections.abc import Mapping
from typing import Final

from dashboard.asking.answers import Answer
from dashboard.page.language import sentence
from dashboard.page.page import Page

Words = Mapping[str, str]

CERTAINTIES: Final[Words] = {
    "in": sentence("telt mee"),
    "undetermined": sentence("onzeker of het meetelt"),
    "out": sentence("telt niet mee"),
}
VERDICTS: Final[Words] = {
    "yes": sentence("ja"),
    "no": sentence("nee"),
    "known": sentence("bekend"),
    "unknown": sentence("onbekend"),
    "sum": sentence("som"),
    "amount": sentence("bedrag"),
}
FORMULAS: Final[Words] = {
    "value": sentence("Waarde"),
    "lower": sentence("Ondergrens"),
    "upper": sentence("Bovengrens"),
    "coverage": sentence("Dekking"),
}
ANSWERS: Final[Words] = {
    "yes": sentence("ja"),
    "no": sentence("nee"),
    "silent": sentence("zegt niets"),
    "withheld": sentence("achtergehouden"),
    "conflicting": sentence("spreekt zichzelf tegen"),
}
"""What the sources of a lot say of a theme."""
STATES: Final[Words] = {
    "running": sentence("loopt"),
    "awarded": sentence("gegund"),
    "cancelled": sentence("gestopt"),
    "planned": sentence("aangekondigd"),
    "other": sentence("anders"),
}

FEEDS: Final[Words] = {
    "title": sentence("titel"),
    "nature": sentence("aard"),
    "cpv": sentence("CPV-code"),
    "estimatedValue": sentence("geraamde waarde"),
    "awardedValue": sentence("gegunde waarde"),
    "framework": sentence("raamovereenkomst"),
    "dps": sentence("dynamisch aankoopsysteem"),
    "legalBasis": sentence("wettelijke grondslag"),
    "procedureType": sentence("soort procedure"),
    "procedureId": sentence("nummer van de aanbesteding"),
    "launchedOn": sentence("dag van aankondiging"),
    "awardedOn": sentence("dag van gunning"),
    "durationMonths": sentence("duur"),
    "state": sentence("stand"),
    "tendersReceived": sentence("aantal inschrijvingen"),
    "sme": sentence("mkb"),
    "buyers": sentence("inkopers"),
    "priceWeight": sentence("gewicht van de prijs"),
    "themes": sentence("thema's"),
    "reserved": sentence("voorbehouden opdracht"),
}
"""What a value of a notice becomes in the procedure, a lot or a winner."""
STAGES: Final[Words] = {
    "planning": sentence("vooraankondiging"),
    "call": sentence("aankondiging van een opdracht"),
    "direct-award": sentence("aankondiging vooraf van een onderhandse gunning"),
    "result": sentence("aankondiging van een gegunde opdracht"),
    "modification": sentence("wijziging van een opdracht"),
    "completion": sentence("voltooiing van een opdracht"),
    "qualification": sentence("erkenningsregeling"),
    "call-for-interest": sentence("oproep tot belangstelling"),
    "subcontract": sentence("opdracht in onderaanneming"),
    "unknown": sentence("soort onbekend"),
}
STANDINGS: Final[Words] = {
    "own": sentence("door de inkoper zelf, of met haar mandaat"),
    "harvested": sentence("opgehaald bij wie bekendmaakt"),
    "told": sentence("door een mede-inkoper, of met haar mandaat"),
}
CLOSED: Final[Words] = {
    "not-yet-published": sentence(
        "Deze bekendmaking wacht op haar publicatie; tot dan tonen wij hier niet wat er staat."
    ),
    "withheld": sentence(
        "Deze bekendmaking houdt velden achter (BT-195). Die tonen wij niet, en daarom ook de bron niet."
    ),
}
"""Why not all of a notice is shown."""


def said(page: Page, words: Words) -> Words:
    """The same in the language of the page."""
    return {code: page.say(dutch) for code, dutch in words.items()}


def counted(page: Page, counts: Answer) -> list[tuple[str, str, object]]:
    """The counts of a figure as rows: how certain, which answer, how many."""
    rows: list[tuple[str, str, object]] = []
    for certainty, stated in counts.items():
        words = page.say(CERTAINTIES.get(certainty, certainty))
        if isinstance(stated, Mapping):
            rows += [(words, page.say(VERDICTS.get(each, each)), number) for each, number in stated.items()]
        else:
            rows.append((words if certainty in CERTAINTIES else page.say("zonder bedrag"), "", stated))
    return rows
