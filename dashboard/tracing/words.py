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
