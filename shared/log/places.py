"""Places of the change log: where in the figures a change is seen. Old places and new stand in it, by kind of fact."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple


class Place(NamedTuple):
    """A kind of fact, a date its rows are counted on, and where: '' is an unknown body or tier; the month's first day.

    Several facts may share a kind: a procedure's lots and winners change with it.
    """

    fact: str
    counted_on: str
    body: str
    tier: str
    month: date


def places_of(fact: str, body: str | None, tier: str | None, **dates: date | None) -> Iterator[Place]:
    """The places in which a row stands; `dates` are those it is counted on, and without a date it stands in none."""
    for counted_on, day in dates.items():
        if day is not None:
            yield Place(fact, counted_on, body or "", tier or "", day.replace(day=1))
