"""Whether a commitment was met by its due date: met, not met, or not shown (ALG-P10, C31).

Silence is no "not met": where no observation reaches the due date, or some days of the period were not reported on,
the answer is unknown, unless what is known decides it already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from services.ingest.contracts.rules.observed import Amounts, Observed, alike, overlapping
from services.ingest.data_contracts.contract import Basis, Commitment, Comparison
from services.ingest.data_contracts.performance_report import Reading, Verification
from services.ingest.data_contracts.units import PERCENT, converted

NOTHING: Final = "none"
_DAY: Final = timedelta(days=1)
_CHECKED: Final = tuple(Verification)


class Status(StrEnum):
    """How a commitment stands."""

    MET = "met"
    NOT_MET = "not-met"
    NOT_SHOWN = "not-shown"  # due, and nothing that was reported tells
    NOT_YET_DUE = "not-yet-due"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it was met, what was realised of it in its unit, and on what that rests."""

    met: bool | None = None
    realised: Decimal | None = None
    shown_by: str = NOTHING
    method: str | None = None
    released: bool = True


def verdict(commitment: Commitment, observed: Sequence[Observed], *, starts_on: date) -> Verdict:
    """What the observations of a commitment show of it on its due date."""
    due = commitment.due_on
    if due is None:
        return Verdict()
    first = first_day(commitment, due, starts_on=starts_on)
    spoken = [each for each in observed if each.speaks and each.until <= due]
    reading = spoken[0].stated.reading if spoken else None
    if reading is not Reading.CUMULATIVE:
        spoken = [each for each in spoken if each.stated.period.from_ >= first or reading is Reading.STATE]
    if not spoken or not alike(spoken) or any(each.conflicting for each in spoken):
        return Verdict()
    if reading is Reading.IN_PERIOD:
        amounts, used, complete = _added_up(spoken, first, due)
    elif reading is Reading.CUMULATIVE:
        amounts, used, complete = _so_far(spoken, due, since=first if first > starts_on else None)
    else:
        last = spoken[-1]
        amounts, used, complete = last.amounts, [last], last.until > _a_year_before(due)
    value = None if amounts is None else _in_unit(amounts, used[0].stated.unit, commitment.unit)
    if value is None:
        return Verdict()
    return Verdict(
        met=_kept(commitment, value, complete=complete, growing=reading is not Reading.STATE and _only_grows(amounts)),
        realised=value,
        shown_by=min((each.verification for each in used), key=_CHECKED.index).value,
        method=used[0].method,
        released=all(each.released for each in used),
    )


def first_day(commitment: Commitment, due: date, *, starts_on: date) -> date:
    """The first day of what the target runs over."""
    return max(starts_on, _a_year_before(due) + _DAY) if commitment.basis is Basis.PER_YEAR else starts_on


def status(commitment: Commitment, shown: Verdict, *, today: date) -> Status:
    """How a commitment stands on a day; before its due date nothing is late."""
    if commitment.due_on is None:
        return Status.UNDATED
    if commitment.due_on >= today:
        return Status.NOT_YET_DUE
    return {True: Status.MET, False: Status.NOT_MET, None: Status.NOT_SHOWN}[shown.met]


def asked(
    commitment: Commitment, observed: Sequence[Observed], *, starts_on: date, ends_on: date | None
) -> Iterator[tuple[date, date, Reading]]:
    """The periods that still have to be reported on: nothing that was reported, nothing that is certain already."""
    due = commitment.due_on or ends_on
    if due is None:
        return
    first = first_day(commitment, due, starts_on=starts_on)
    spoken = [each for each in observed if each.speaks and each.until <= due]
    reading = spoken[0].stated.reading if spoken else Reading.IN_PERIOD
    if reading is Reading.STATE:
        if spoken[-1].until < due:
            yield due, due, reading
        return
    if verdict(commitment, observed, starts_on=starts_on).met is not None:
        return
    if reading is Reading.CUMULATIVE:
        yield first, due, reading
        return
    for each in sorted(spoken, key=lambda observation: observation.stated.period.from_):
        if first < each.stated.period.from_:
            yield first, each.stated.period.from_ - _DAY, reading
        first = max(first, each.until + _DAY)
    if first <= due:
        yield first, due, reading


def _added_up(spoken: list[Observed], first: date, due: date) -> tuple[Amounts | None, list[Observed], bool]:
    """The sum over periods that do not overlap; complete when they leave out no day."""
    if overlapping(spoken):
        return None, spoken, False
    stated = [each.stated for each in spoken]
    references, totals = [each.reference for each in stated], [each.total for each in stated]
    if len({each is None for each in references}) > 1 or len({each is None for each in totals}) > 1:
        return None, spoken, False
    amounts = Amounts(
        sum((each.realised for each in stated), Decimal(0)),
        None if references[0] is None else sum((each for each in references if each is not None), Decimal(0)),
        None if totals[0] is None else sum((each for each in totals if each is not None), Decimal(0)),
    )
    days = sum((each.period.until - each.period.from_ + _DAY for each in stated), timedelta())
    return amounts, spoken, days >= due - first + _DAY


def _so_far(spoken: list[Observed], due: date, *, since: date | None) -> tuple[Amounts | None, list[Observed], bool]:
    """The last reading; `since` a later day than that of the start, less the reading of the day before."""
    last = spoken[-1]
    complete = last.until == due
    if since is None or last.stated.period.from_ >= since:
        return last.amounts, [last], complete
    before = next((each for each in spoken if each.until == since - _DAY), None)
    if before is None or before.amounts is None or last.amounts is None:
        return None, [last], False
    return last.amounts.minus(before.amounts), [before, last], complete


def _in_unit(amounts: Amounts, unit: str | None, wanted: str | None) -> Decimal | None:
    """What is compared with the target: a share in percent, what was avoided, or what was realised."""
    if amounts.total is not None and wanted == PERCENT:
        return 100 * amounts.realised / amounts.total if amounts.total else None
    value = amounts.realised if amounts.avoided is None else amounts.avoided
    return converted(value, unit, to=wanted)


def _only_grows(amounts: Amounts | None) -> bool:
    return amounts is not None and amounts.reference is None and amounts.total is None and amounts.realised >= 0


def _kept(commitment: Commitment, value: Decimal, *, complete: bool, growing: bool) -> bool | None:
    target, compare = commitment.target, commitment.compare
    if target is None or compare is None:
        return None
    if compare is Comparison.AT_LEAST:
        reached = value >= target
        return reached if complete or (growing and reached) else None
    if not complete:
        return False if growing and value > target else None
    return value <= target if compare is Comparison.AT_MOST else value == target


def _a_year_before(day: date) -> date:
    """The same day of the year before; of 29 February the last of that month."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
