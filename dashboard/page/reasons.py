"""Why a figure has no value, in plain Dutch; English stands in `en.po`."""

from collections.abc import Callable, Mapping
from typing import Final

from dashboard.page.language import sentence

REASONS: Final[Mapping[str, str]] = {
    "no-rows": sentence("Geen gegevens in deze groep en periode."),
    "nothing-certain": sentence("Niets hoort er met zekerheid bij, dus er is geen waarde."),
    "coverage-too-low": sentence("Te weinig antwoorden voor een waarde; de grenzen zeggen wat het kan zijn."),
    "no-baseline": sentence("Er is niet vastgelegd wat het eerder was, dus geen verandering te noemen."),
    "zero-denominator": sentence("Er is niets om door te delen."),
    "not-computable": sentence("Dit cijfer kon niet worden berekend."),
    "not-published": sentence("Deze reeks is nog niet vastgesteld."),
    "suppressed": sentence("Verborgen: het zou iets over een enkele leverancier verraden."),
    "range-only": sentence("De factor is zelf een reeks; alleen de grenzen zijn te noemen."),
    "fewer-than-10": sentence("Verborgen: het gaat om minder dan tien mensen."),
    "no-indicator": sentence("Geen indicator meet dit doel."),
    "stated-per-method": sentence("Alleen per meetmethode te zeggen."),
    "no-target": sentence("Het doel heeft geen getal."),
    "no-allocation": sentence("Aan deze organisatie is geen deel toegewezen."),
    "before-baseline": sentence("Dit jaar ligt voor de nulmeting."),
    "no-path": sentence("Het pad naar het doel is niet vastgelegd."),
    "too-few-years": sentence("Te weinig jaren met een waarde."),
}


def reason(say: Callable[[str], str], code: str | None) -> str | None:
    """The sentence; a code that is not known here is shown as it is, and None says that there is a value."""
    if code is None:
        return None
    return say(REASONS[code]) if code in REASONS else code
