"""What can stand side by side: indicators that have the dimension, and the names of what is compared."""

from collections.abc import Iterable, Mapping

from dashboard.asking.answers import Answer
from dashboard.charts.kinds.dumbbells import Asked
from dashboard.charts.kinds.figures import labels
from dashboard.page.page import Page

_CORE = "core"


def chosen(cards: Mapping[str, Answer], codes: Iterable[str], *, by: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of indicators that kpi can group by this dimension, and those it cannot."""
    wanted: dict[str, None] = {}
    for code in codes:
        wanted |= dict.fromkeys([each for each, card in cards.items() if card["core"]] if code == _CORE else [code])
    able = tuple(code for code in wanted if _groups(cards[code], by))
    return able, tuple(code for code in wanted if code not in able)


def named(page: Page, asked: Asked) -> Mapping[str, str]:
    """The words for what stands side by side, by code or key."""
    if asked.organisation:
        return {key: page.body(key) for key in asked.organisation}
    return labels(page, asked.by)


def _groups(card: Answer, by: str) -> bool:
    return bool(card["computable"] and by in card["dimensions"] and set(card["measure"]["requiredDimensions"]) <= {by})
