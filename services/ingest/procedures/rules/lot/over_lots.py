"""What lots say together: an answer, a duration, a sum (counting rules C2 and C16)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shared.procurement.procedure import CompiledLot
from shared.procurement.themes import THEMES


def presence(answers: Sequence[bool | None]) -> bool | None:
    """Yes when one lot says yes, no when all say no, else unknown (C2)."""
    if len(answers) == 1:
        return answers[0]
    if any(answers):
        return True
    return False if answers and all(answer is False for answer in answers) else None


def any_of(flags: Sequence[bool | None]) -> bool | None:
    """Yes when one is yes, no when all are no, else unknown."""
    if any(flags):
        return True
    return False if flags and all(flag is False for flag in flags) else None


def longest(durations: Sequence[Decimal | None]) -> Decimal | None:
    """Return the longest when every duration is known; an unknown one might be longer."""
    known = [duration for duration in durations if duration is not None]
    return max(known) if known and len(known) == len(durations) else None


def total(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """Return the sum when every part is known; a sum with an unknown part is unknown."""
    if not amounts or any(amount is None for amount in amounts):
        return None
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def presence_by_theme(procured: Sequence[CompiledLot]) -> dict[str, bool | None]:
    """Whether any of the lots asks for it, theme by theme (C2)."""
    if len(procured) == 1:  # as most often
        return {theme: state.answer for theme, state in procured[0].themes.items()}
    return {theme: presence([lot.themes[theme].answer for lot in procured]) for theme in THEMES}
