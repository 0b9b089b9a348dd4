"""The quantities behind the figures of a card that are not public, and how its rows add to each."""

from collections.abc import Mapping
from typing import Final

from services.kpi.cells.rules.aggregates import SUMMED
from services.kpi.definitions.rules.card import Card

CONFIDENTIAL: Final = frozenset({"commitment", "observation"})
"""Facts whose rows come from records of suppliers that are not public; rules/small_numbers of publications says why."""
_SIDES: Final = {"in": "p0", "undetermined": "p0 is null"}
_ANSWERS: Final = {"yes": "h0", "no": "not h0", "unknown": "h0 is null"}


def is_confidential(card: Card) -> bool:
    """Whether the figures of a card hold amounts or quantities of suppliers that are not public."""
    return card.measure.fact in CONFIDENTIAL and bool(quantities_of(card))


def quantities_of(card: Card) -> Mapping[str, tuple[str, str]]:
    """Every amount that an answer shows of a group: its column in the projection of a row, and which rows it adds up.

    Empty for shares of rows and for counts, which are public.
    """
    columns = {f"{letter}0" for letter in SUMMED[card.measure.kind].values()}
    if card.measure.kind != "share":
        return {f"{side}_{column}": (column, rows) for column in sorted(columns) for side, rows in _SIDES.items()}
    if card.measure.weight is None:
        return {}
    weighed = {
        f"{side}_{answer}": ("w0", f"({rows}) and ({hit})")
        for side, rows in _SIDES.items()
        for answer, hit in _ANSWERS.items()
    }
    return {**weighed, "out": ("w0", "not p0")}
