"""Units of the definition cards in the words of a page; a unit that is not named here is shown as the card has it."""

from collections.abc import Mapping
from typing import Final

from dashboard.page.language import Language, sentence, translations

_WORDS: Final[Mapping[str, str]] = {
    "% change": sentence("% verandering"),
    "% of EUR": sentence("% van de euro's"),
    "activity": sentence("activiteiten"),
    "banen van 25,5 uur": sentence("banen van 25,5 uur"),
    "category": sentence("categorieën"),
    "fase 1-4": sentence("fase 1-4"),
    "niveau 1-3": sentence("niveau 1-3"),
    "niveau 1-5": sentence("niveau 1-5"),
    "organisaties": sentence("organisaties"),
    "plan": sentence("plannen"),
    "procedure": sentence("aanbestedingen"),
    "registration": sentence("registraties"),
    "stappen (0-6)": sentence("stappen (0-6)"),
    "tenders per lot": sentence("inschrijvingen per perceel"),
}


def is_share(unit: str | None) -> bool:
    """Whether values in this unit are fractions of one, shown as percentages."""
    return unit is not None and unit.startswith("%")


def in_words(unit: str, language: Language) -> str:
    """The unit as people say it."""
    return translations(language).gettext(_WORDS[unit]) if unit in _WORDS else unit
