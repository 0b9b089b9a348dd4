"""Codes that services give as a state, an answer or a kind, in plain Dutch; English stands in `en.po`."""

from collections.abc import Callable, Mapping
from typing import Final

from dashboard.page.language import sentence

WORDS: Final[Mapping[str, str]] = {
    "open": sentence("open"),
    "overdue": sentence("te laat"),
    "escalated": sentence("te laat en hogerop gelegd"),
    "done": sentence("gedaan"),
    "published": sentence("gepubliceerd"),
    "missing": sentence("ontbreekt"),
    "not-yet-due": sentence("nog niet nodig"),
    "reached": sentence("gehaald"),
    "on-track": sentence("op koers"),
    "behind": sentence("achter op schema"),
    "draft": sentence("voorstel"),
    "adopted": sentence("vastgesteld"),
    "rejected": sentence("afgewezen"),
    "withdrawn": sentence("ingetrokken"),
    "accepted": sentence("aanvaard"),
    "declined": sentence("geweigerd"),
    "countered": sentence("tegenvoorstel"),
    "main": sentence("hoofddoel"),
    "effect": sentence("effectdoel"),
    "effort": sentence("inspanningsdoel"),
    "coverage-below-0.8": sentence("dekking onder 80 %"),
    "fewer-than-10-units": sentence("minder dan tien gevallen"),
    "no-value": sentence("geen waarde"),
    "not-reached": sentence("niet gehaald"),
    "uncertain": sentence("onzeker"),
    "measured": sentence("gemeten"),
    "calculated": sentence("berekend"),
    "estimated": sentence("geschat"),
    "unknown": sentence("onbekend"),
}


def word(say: Callable[[str], str], code: str | None) -> str:
    """The words; a code that is not known here is shown as it is, and None says nothing."""
    if code is None:
        return ""
    return say(WORDS[code]) if code in WORDS else code
