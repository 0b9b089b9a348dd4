"""Codes of impacts in words; English stands in `en.po`."""

from collections.abc import Mapping
from typing import Final

from dashboard.page.language import sentence
from dashboard.page.page import Page

KINDS: Final[Mapping[str, str]] = {
    "footprint": sentence("voetafdruk"),
    "avoided": sentence("vermeden"),
    "compensated": sentence("gecompenseerd"),
    "potential": sentence("mogelijk, geen resultaat"),
}
NO_UPPER: Final[Mapping[str, str]] = {
    "open-band": sentence("geen bovengrens: een bedrag viel in de hoogste, open staffel"),
    "not-covered": sentence("geen bovengrens: voor een deel van de uitgaven is er geen factor"),
}


def said(page: Page, table: Mapping[str, str]) -> Mapping[str, str]:
    """A table of words in the language of the page."""
    return {code: page.say(dutch) for code, dutch in table.items()}
