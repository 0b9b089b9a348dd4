"""How the tiers speak: which answers a body of a tier takes how often. Plausible, and a claim about nobody."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Final

from demo.procurements.ocds_theme_answers import OCDS_ANSWERED, OCDS_ASKED, OCDS_NONE, OCDS_SILENT, OCDS_UNCLEAR
from demo.procurements.theme_answers import (
    ANSWERED,
    ASKED,
    NONE,
    SILENT,
    UNCLEAR,
    ThemeAnswers,
    ordinary_criteria,
    with_texts,
)

_PROFILES: Final = {
    # silent, none, asked, answered (yes beside none), unclear
    "central": (12, 40, 30, 12, 6),
    "province": (22, 38, 24, 8, 8),
    "municipality": (46, 22, 22, 4, 6),
    "water-authority": (26, 32, 30, 6, 6),
}


def ordinary(rng: Random, tier: str, *, ocds: bool = False) -> ThemeAnswers:
    """A answers as this tier would take it: more silence the smaller the body."""
    choice = rng.choices(("silent", "none", "asked", "answered", "unclear"), weights=_PROFILES[tier])[0]
    if ocds:
        lists = {"asked": OCDS_ASKED, "answered": OCDS_ANSWERED, "unclear": OCDS_UNCLEAR}
        plain = {"silent": OCDS_SILENT, "none": OCDS_NONE}
    else:
        lists = {"asked": ASKED, "answered": ANSWERED, "unclear": UNCLEAR}
        plain = {"silent": SILENT, "none": NONE}
    answers = plain.get(choice) or rng.choice(lists[choice])
    denies = choice in ("none", "answered")
    if rng.random() < (0.05 if denies else 0.22):
        return with_texts(answers, rng, count=rng.choice((1, 1, 2)))
    return replace(answers, criteria=ordinary_criteria(rng))
