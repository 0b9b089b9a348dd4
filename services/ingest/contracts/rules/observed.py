"""What was measured under a contract, over all of its reports: which report speaks for a period, what may be added.

Nothing is spread over months (C31). Of several reports of one subject over the same period the one that was checked
best speaks; where two that were checked alike differ, neither does. Values of different methods are never added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from services.ingest.data_contracts.contract import Commitment
from services.ingest.data_contracts.performance_report import (
    Observation,
    PerformanceReport,
    Reading,
    Source,
    Verification,
)

_CHECKED: Final = tuple(Verification)
_NEAREST: Final = (Source.SUPPLIER, Source.BUYER, Source.THIRD_PARTY)
_THEME_OF: Final[Mapping[str, str]] = {
    "KLI": "climate",
    "CIR": "circular",
    "MIL": "pollution-biodiversity",
    "MRA": "human-rights-labour",
    "DIV": "diversity-inclusion",
    "SOR": "social-return",
}


@dataclass(frozen=True, slots=True)
class Observed:
    """An observation with what its report says of it.

    `speaks`: it stands for its period, `conflicting`: another that was checked alike says otherwise. `added` is what it
    adds to those before it, None where nothing can be said of that.
    """

    report: str
    place: int
    stated: Observation
    source: Source
    verification: Verification
    verified_on: date | None
    released: bool
    promised: Commitment | None = None
    speaks: bool = True
    conflicting: bool = False
    added: Amounts | None = field(default=None)

    @property
    def about(self) -> tuple[str, str]:
        """What it is about: a commitment, else an indicator."""
        if self.stated.commitment is not None:
            return "commitment", self.stated.commitment
        return "indicator", self.stated.indicator or ""

    @property
    def indicator(self) -> str | None:
        """The indicator it counts for: its own, else that of the commitment."""
        if self.stated.indicator is not None:
            return self.stated.indicator
        return None if self.promised is None else self.promised.indicator

    @property
    def theme(self) -> str | None:
        """The theme of the commitment, else that of the indicator."""
        if self.promised is not None:
            return self.promised.theme
        return _THEME_OF.get((self.stated.indicator or "")[:3])

    @property
    def method(self) -> str | None:
        """Method, table and version as one text."""
        method = self.stated.method
        return None if method is None else "; ".join(filter(None, (method.name, method.table, method.version)))

    @property
    def amounts(self) -> Amounts | None:
        """What it says happened; None when reports differ."""
        stated = self.stated
        return None if self.conflicting else Amounts(stated.realised, stated.reference, stated.total)

    @property
    def until(self) -> date:
        """Last day of its period."""
        return self.stated.period.until


@dataclass(frozen=True, slots=True)
class Amounts:
    """What happened, beside the reference or the total it is to be seen against."""

    realised: Decimal
    reference: Decimal | None = None
    total: Decimal | None = None

    @property
    def avoided(self) -> Decimal | None:
        """What did not happen that would have."""
        return None if self.reference is None else self.reference - self.realised

    def minus(self, other: Amounts) -> Amounts | None:
        """The difference; None when only one of both has a reference or a total."""
        if (self.reference is None) != (other.reference is None) or (self.total is None) != (other.total is None):
            return None
        return Amounts(
            self.realised - other.realised,
            None if self.reference is None or other.reference is None else self.reference - other.reference,
            None if self.total is None or other.total is None else self.total - other.total,
        )


def observations(
    reports: Iterable[tuple[str, PerformanceReport, bool]], promised: Mapping[str, Commitment]
) -> list[Observed]:
    """All observations of the reports of one contract (key, report, released), in a fixed order."""
    listed = [
        Observed(
            *(key, place, each, report.source, report.verification, report.verified_on, released),
            promised=promised.get(each.commitment or ""),
        )
        for key, report, released in reports
        for place, each in enumerate(report.observations)
    ]
    about: dict[tuple[str, str], list[Observed]] = {}
    for each in sorted(
        listed,
        key=lambda observation: (
            observation.until,
            observation.stated.period.from_,
            observation.report,
            observation.place,
        ),
    ):
        about.setdefault(each.about, []).append(each)
    return [each for name in sorted(about) for each in _with_additions(_chosen(about[name]))]


def alike(spoken: Sequence[Observed]) -> bool:
    """Whether these can be seen together: one reading, one unit and one method."""
    return len({(each.stated.reading, each.stated.unit, each.method) for each in spoken}) <= 1


def overlapping(spoken: Sequence[Observed]) -> bool:
    """Whether a day stands in two of these periods."""
    periods = sorted((each.stated.period.from_, each.until) for each in spoken)
    return any(first[1] >= second[0] for first, second in pairwise(periods))


def _chosen(of_subject: Sequence[Observed]) -> list[Observed]:
    """Mark which observation speaks for each period."""
    best: dict[tuple[date, date], list[Observed]] = {}
    for each in of_subject:
        best.setdefault((each.stated.period.from_, each.until), []).append(each)
    chosen: list[Observed] = []
    for same in best.values():
        most = max(map(_rank, same))
        first, *others = [each for each in same if _rank(each) == most]
        conflicting = any(_said(each) != _said(first) for each in others)
        chosen += [replace(each, speaks=each is first, conflicting=conflicting and each is first) for each in same]
    return chosen


def _rank(each: Observed) -> tuple[int, int]:
    return _CHECKED.index(each.verification), _NEAREST.index(each.source)


def _said(each: Observed) -> tuple[object, ...]:
    stated = each.stated
    return stated.reading, stated.realised, stated.reference, stated.total, stated.unit, each.method


def _with_additions(of_subject: Sequence[Observed]) -> list[Observed]:
    spoken = [each for each in of_subject if each.speaks]
    additive = alike(spoken) and not (spoken and spoken[0].stated.reading is Reading.STATE)
    cumulative = bool(spoken) and spoken[0].stated.reading is Reading.CUMULATIVE
    if not cumulative:
        additive = additive and not overlapping(spoken)
    written: list[Observed] = []
    before: Amounts | None = None
    first = True
    for each in of_subject:
        if not each.speaks or not additive:
            written.append(each)
            continue
        added = each.amounts
        if cumulative and not first:
            added = None if added is None or before is None else added.minus(before)
        written.append(replace(each, added=added))
        before, first = each.amounts, False
    return written
