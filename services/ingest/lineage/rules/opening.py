"""What everybody may follow of a kept notice, and from when (docs/decisions/0033-notices-down-to-their-bytes.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeAlias

from services.ingest.procedures.rules.standing import Standing
from shared.procurement.notice import Notice, Withheld

Closed: TypeAlias = Literal["not-yet-published", "withheld"]

UNTIL_PUBLISHED: Final = timedelta(hours=48)
"""So long a notice waits for its publication by TED (directive 2014/24/EU, article 52)."""


def is_published(notice: Notice, *, standing: Standing, received_on: date | None, now: datetime) -> bool:
    """Whether it is a public document: harvested, numbered by who published it, or sent long enough ago."""
    if standing is Standing.HARVESTED or notice.publication_number is not None or notice.ocid is not None:
        return True
    if notice.dispatched_at is not None:
        return notice.dispatched_at + UNTIL_PUBLISHED <= now
    return received_on is not None and received_on + UNTIL_PUBLISHED <= now.date()


def withheld_on(notice: Notice, day: date) -> list[Withheld]:
    """What it withholds still on this day (BT-195 to BT-198); without a day in it: for good."""
    return [each for each in _withheld(notice) if each.until is None or each.until > day]


def _withheld(notice: Notice) -> Iterator[Withheld]:
    yield from notice.withheld
    for lot in notice.lots:
        yield from lot.withheld
    for result in notice.results:
        yield from result.withheld
    for tender in notice.tenders:
        yield from tender.withheld
