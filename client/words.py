"""Which language the command speaks: Dutch when the locale is Dutch, else English."""

import os
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

Language = Literal["nl", "en"]

_DUTCH_MARKS: Final = str.maketrans(",.", ".,")


def language_of(environment: Mapping[str, str] = os.environ) -> Language:
    """The language of the locale; POSIX order: LC_ALL, LC_MESSAGES, LANG."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "nl" if value.lower().startswith("nl") else "en"
    return "en"


class Words:
    """Chooses between two texts that stand beside each other where they are said."""

    def __init__(self, language: Language) -> None:
        """Speak this language."""
        self.language = language

    def __call__(self, *, nl: str, en: str) -> str:
        """The text in the language spoken."""
        return nl if self.language == "nl" else en

    def number(self, value: float, decimals: int = 0) -> str:
        """The number with thousands apart, as the language writes it; a half goes up, as people round: 2.25 is 2,3."""
        text = f"{Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"
        return text.translate(_DUTCH_MARKS) if self.language == "nl" else text
