"""A product chain as its list states it, and the shortlist of themes that count in it (requirements R006, R035)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.reference.lists import Entry, truth
from shared.reference.product_chains import SCORED_THEMES

SIZES: Final[Mapping[str, int]] = {"large": 0, "medium": 1, "true": 2, "small": 3}
"""How much a chain matters for a theme, the most first; `true`: it matters, and the list does not say how much."""
SHORTEST: Final = 3


@dataclass(frozen=True, slots=True)
class ListVersion:
    """The version of the list of chains that is read."""

    version: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain in one version of the list. `relevance`: the size per theme as stated, `false` where it does not matter.

    `years`: the years for which the programme chose it.
    """

    code: str
    cluster: str
    nl: str
    en: str
    in_criteria_tool: bool
    priority: bool
    relevance: Mapping[str, str]
    years: Sequence[int] = ()


def chain_in(entry: Entry, years: Sequence[int] = ()) -> Chain:
    """A row of the list."""
    return Chain(
        code=entry["code"],
        cluster=entry["cluster"],
        nl=entry["nl"],
        en=entry["en"],
        in_criteria_tool=truth(entry["in_criteria_tool"]),
        priority=truth(entry["priority"]),
        relevance={theme: entry[theme] for theme in SCORED_THEMES},
        years=tuple(years),
    )


def shortlist(relevance: Mapping[str, str]) -> list[str]:
    """The themes to begin with, so that ambitions are not stacked: from the largest size down, at least three.

    Themes of one size are never taken apart: where the list gives no sizes, all relevant themes stand in it.
    """
    chosen: list[str] = []
    for size in SIZES:
        if len(chosen) >= SHORTEST:
            break
        chosen += [theme for theme in SCORED_THEMES if relevance[theme] == size]
    return chosen
