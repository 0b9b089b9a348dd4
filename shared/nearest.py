"""The word that somebody probably meant, of those that exist."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from shared.procurement.finding import Text

_LONGEST: Final = 300
_NO_WORD: Final = Text("", "")


def meant(word: str, known: Iterable[str]) -> Text:
    """A sentence that names the known word most like this one, with a space behind it; empty when none is like it."""
    alike = nearest(word, known)
    return _NO_WORD if alike is None else Text(f"Bedoelt u {alike}? ", f"Did you mean {alike}? ")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one; capitals, hyphens and underscores make no difference."""
    folded = {_folded(each): each for each in known}
    alike = get_close_matches(_folded(word[:_LONGEST]), folded, n=1)
    return folded[alike[0]] if alike else None


def _folded(word: str) -> str:
    return word.casefold().replace("-", "").replace("_", "")
