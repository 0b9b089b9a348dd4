"""Themes that a criterion text points to: the weaker series "signal in text" (counting rules, part 1).

A signal is never a yes; its one other effect is that it makes a denied theme conflicting. Only criterion texts may be
read (BT-734, BT-540, BT-70): in names and general descriptions the same words mislead ("Rijksinstituut voor
Volksgezondheid en Milieu", "inclusief BTW").
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from shared.procurement.themes import THEMES
from shared.reference.lists import rows

# Only this much of a text is read, so that one endless text costs little.
LONGEST_TEXT = 20_000


@lru_cache(maxsize=8_192)  # "Prijs", "Kwaliteit" and standard clauses come back over and over
def signals_in_text(text: str) -> frozenset[str]:
    """The themes of the Agenda that a Dutch, English, German or French criterion text points to.

    Only the first `LONGEST_TEXT` characters are read. The patterns stand in `data/text_signals.csv`.
    """
    read = text[:LONGEST_TEXT]
    return frozenset(theme for theme, pattern in _patterns().items() if pattern.search(read))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    parts: dict[str, list[str]] = {theme: [] for theme in THEMES}
    for row in rows("text-signals", ("theme", "language", "pattern")):
        parts[row["theme"]].append(row["pattern"])
    # Every pattern starts at the start of a word: testing that once, in front of all, is six times faster.
    return {theme: re.compile(rf"\b(?:{'|'.join(patterns)})", re.IGNORECASE) for theme, patterns in parts.items()}
