"""From which day a decision on a definition may hold: nothing that was published moves (C8, C28)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from services.kpi.definitions.rules.card import KeptCard
from services.kpi.proposals.rules.faults import FROZEN, NOT_AFTER, TOO_FAR_AHEAD
from shared.procurement.finding import Finding

YEARS_AHEAD: Final = 10
FINAL: Final = (10, 1)
"""Month and day of the next year on which the final figures of a year are drawn up (C8)."""


def last_frozen_day(today: date, frozen: Iterable[date] = ()) -> date:
    """The last day whose figures stand for good.

    By the calendar the last day of the newest year whose final data moment has come; `frozen` are the last days of
    periods that were published all the same, or before that.
    """
    closed = today.year - 1 if (today.month, today.day) >= FINAL else today.year - 2
    return max([date(closed, 12, 31), *frozen])


def day_faults(starts_on: date, versions: Sequence[KeptCard], *, frozen: date, today: date) -> list[Finding]:
    """What is wrong with the day from which a version, or the end of an indicator, is to hold.

    Versions follow each other: a figure uses the one that is valid on the last day of its period.
    """
    faults = []
    if starts_on <= frozen:
        faults.append(FROZEN.at("/validFrom", day=frozen))
    newest = max((kept.card.valid_from for kept in versions), default=None)
    if newest is not None and starts_on <= newest:
        faults.append(NOT_AFTER.at("/validFrom", newest=newest))
    if starts_on > today + timedelta(days=366 * YEARS_AHEAD):
        faults.append(TOO_FAR_AHEAD.at("/validFrom", years=YEARS_AHEAD))
    return faults
