"""Codes of publications and packs in words; English stands in `en.po`."""

from collections.abc import Mapping
from typing import Final

from dashboard.page.language import sentence
from dashboard.page.page import Page

SERIES: Final[Mapping[str, str]] = {
    "first": sentence("eerste cijfers"),
    "final": sentence("definitieve cijfers"),
    "current": sentence("lopende cijfers"),
}
STATES: Final[Mapping[str, str]] = {
    "drawing-up": sentence("wordt opgemaakt"),
    "draft": sentence("concept"),
    "failed": sentence("mislukt"),
    "published": sentence("gepubliceerd"),
    "withdrawn": sentence("ingetrokken"),
}
PACKS: Final[Mapping[str, str]] = {
    "status": sentence("stand van een organisatie"),
    "icbr": sentence("pakket voor de ICBR"),
    "evaluation": sentence("pakket voor een evaluatie"),
}
LEVELS: Final[Mapping[str, str]] = {
    "country": sentence("heel Nederland"),
    "tier": sentence("bestuurslaag"),
    "body": sentence("organisatie"),
}


def said(page: Page, table: Mapping[str, str]) -> Mapping[str, str]:
    """A table of words in the language of the page."""
    return {code: page.say(dutch) for code, dutch in table.items()}
