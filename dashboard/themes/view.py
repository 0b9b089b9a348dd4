"""Which figures stand on the page of a theme: its own, what is asked on every theme, and what a method belongs to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.asking.answers import Answer

_OF_ALL_THEMES = frozenset({"alle", "per thema"})


@dataclass(frozen=True, slots=True)
class Measured:
    """Codes of indicators, by how kpi is asked for their figures."""

    own: tuple[str, ...]
    """About this theme alone; core first."""
    of_all_themes: tuple[str, ...]
    """Asked on every theme: filtered on this one."""
    by_method: tuple[str, ...]
    """Of this theme, and stated per method: no single figure."""
    not_yet: tuple[str, ...]
    """Of this theme, with a card but no way to compute it."""


def measured(theme: Answer, cards: Mapping[str, Answer]) -> Measured:
    """The indicators of a theme, parted."""
    known = [cards[each["code"]] for each in theme["indicators"] if each["code"] in cards]
    ours = sorted((card for card in known if card["theme"] == theme["code"]), key=lambda card: not card["core"])
    shared = [card for card in known if card["theme"] in _OF_ALL_THEMES and "theme" in card["dimensions"]]
    return Measured(
        own=_codes(card for card in ours if card["computable"] and not _by_method(card)),
        of_all_themes=_codes(card for card in shared if card["computable"]),
        by_method=_codes(card for card in ours if card["computable"] and _by_method(card)),
        not_yet=_codes(card for card in ours if not card["computable"]),
    )


def _by_method(card: Answer) -> bool:
    return "method" in card["measure"]["requiredDimensions"]


def _codes(cards: Iterable[Answer]) -> tuple[str, ...]:
    return tuple(card["code"] for card in cards)
