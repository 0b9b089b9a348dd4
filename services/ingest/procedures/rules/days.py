"""When a procedure was launched, and which stated days of award are believed (counting rule C5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from services.ingest.procedures.rules.kept import KeptNotice
from shared.procurement.days import AHEAD, may_be_decision
from shared.procurement.notice import Notice, Stage
from shared.quick_dataclass import quick_dataclass

BEFORE_CALL: Final = timedelta(days=366)
"""How long before the first known call a decision may lie: longer, and one of the two days is wrong."""
_ZONES: Final = timedelta(days=1)  # a day as written may be one ahead of the day of receipt in UTC


@quick_dataclass(frozen=True, slots=True)
class Launch:
    """When a procedure was launched: the dispatch of its first call; None when no call is known."""

    on: date | None
    first_told_on: date | None  # dispatch of the first call, without one of the first notice that buys

    def believes(self, day: date, *, told_on: date | None, received_on: date | None) -> bool:
        """Whether a decision may be of this day: not after its receipt, nor years before the call or the notice."""
        if received_on is not None and day > received_on + _ZONES:
            return False
        return may_be_decision(day, told_on=told_on) and (self.on is None or day >= self.on - BEFORE_CALL)

    def bound(self, awards: Iterable[date | None]) -> date | None:
        """The last day an unknown launch can have been: not after an award, nor after the first notice that buys."""
        if self.on is not None:
            return None
        return min((day for day in (self.first_told_on, *awards) if day is not None), default=None)


def launch_of(kept: Sequence[KeptNotice]) -> Launch:
    """Read the launch from all notices, in any version (C10)."""
    called_on: date | None = None
    bought_on: date | None = None
    for notice in kept:
        stage = notice.notice.stage
        day = dispatched(notice)
        if day is None:
            continue
        if stage is Stage.CALL:
            called_on = day if called_on is None else min(called_on, day)
        elif stage in (Stage.DIRECT_AWARD, Stage.RESULT):
            bought_on = day if bought_on is None else min(bought_on, day)
    return Launch(called_on, called_on or bought_on)


def dispatched(kept: KeptNotice) -> date | None:
    """The day a notice was dispatched; None when it states none, or one far ahead of its receipt."""
    day = kept.notice.dispatched_on
    if day is not None and kept.received_on is not None and day > kept.received_on + AHEAD:
        return None
    return day


def first_of(kept: Sequence[KeptNotice]) -> Notice:
    """Return the notice whose dispatch launched the procedure."""
    if len(kept) == 1:
        return kept[0].notice

    def order(kept: KeptNotice) -> tuple[bool, date, str]:
        return (kept.notice.stage is not Stage.CALL, dispatched(kept) or date.max, str(kept.id))

    return min(kept, key=order).notice
