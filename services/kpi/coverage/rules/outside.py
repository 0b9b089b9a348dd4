"""What there is to be seen, from outside: totals of bodies, procedures and euros that an administrator loads (C21)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from shared.reference.lists import Entry, truth

LIST: Final = "outside-totals"
ALL: Final = "all"
Measure: TypeAlias = Literal["bodies", "procedures", "euros"]


@dataclass(frozen=True, slots=True)
class OutsideTotal:
    """A total for a tier, a sector, or all together; `at_least`: the source says more than this."""

    year: int
    amount: int
    at_least: bool
    source: str


class OutsideTotals:
    """The totals of one version of the list."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._totals: dict[tuple[str, str], dict[int, OutsideTotal]] = {}
        for entry in entries:
            total = OutsideTotal(int(entry["year"]), int(entry["amount"]), truth(entry["at_least"]), entry["source"])
            self._totals.setdefault((entry["scope"], entry["measure"]), {})[total.year] = total

    def of(self, scope: str, measure: Measure, year: int) -> OutsideTotal | None:
        """The total of that year; none stands in for another year's."""
        return self._by_year(scope, measure).get(year)

    def last_before(self, scope: str, measure: Measure, year: int) -> OutsideTotal | None:
        """The last total of an earlier year: to be named, never to be divided by."""
        earlier = [total for at, total in self._by_year(scope, measure).items() if at < year]
        return max(earlier, key=lambda total: total.year, default=None)

    def _by_year(self, scope: str, measure: Measure) -> Mapping[int, OutsideTotal]:
        return self._totals.get((scope, measure), {})


def share_seen(seen: Fraction | None, outside: OutsideTotal | None) -> Fraction | None:
    """The share of what there is that was seen; of a total that is "more than" it is the most that it can be."""
    return None if seen is None or outside is None else seen / outside.amount
