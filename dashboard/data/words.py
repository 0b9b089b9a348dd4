"""Words of the pages about data; English stands in `en.po`."""

from collections.abc import Mapping
from typing import Final

from dashboard.page.language import sentence
from dashboard.page.page import Page

SEEN: Final[Mapping[str, str]] = {
    "bodies": sentence("Organisaties"),
    "procedures": sentence("Aanbestedingen"),
    "awarded": sentence("Gegunde euro's"),
    "spend": sentence("Uitgaven"),
}
QUALITY: Final[Mapping[str, str]] = {
    "completeness": sentence("volledigheid"),
    "validity": sentence("geldigheid"),
    "consistency": sentence("samenhang"),
    "timeliness": sentence("tijdigheid"),
}
STEPS: Final[Mapping[str, str]] = {
    "month": sentence("maand"),
    "quarter": sentence("kwartaal"),
    "year": sentence("jaar"),
}


def said(page: Page, table: Mapping[str, str]) -> Mapping[str, str]:
    """A table of words in the language of the page."""
    return {code: page.say(dutch) for code, dutch in table.items()}
