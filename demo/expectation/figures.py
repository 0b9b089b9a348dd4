"""What each first indicator must show for the year: loops over the ledger, in plain Python, from the counting rules.

Part 3 of the rules gives value, bounds and coverage; C2, C5, C12, C13, C20, C22, C27 and C30 what is counted where.
Nothing is shared with the service that computes the same figures in SQL, except the reference list of product chains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from demo.expectation.indicators import INDICATORS, Row
from demo.expectation.ledger import Ledger
from shared.reference.product_chains import chain_of

UNKNOWN: Final = "unknown"
MINIMUM_COVERAGE: Final = Fraction(1, 2)
_SIX_MONTHS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The seven counts of part 3 (for a value share: sums of known amounts) and the rows without an amount."""

    in_yes: Decimal = Decimal(0)
    in_no: Decimal = Decimal(0)
    in_unknown: Decimal = Decimal(0)
    undetermined_yes: Decimal = Decimal(0)
    undetermined_no: Decimal = Decimal(0)
    undetermined_unknown: Decimal = Decimal(0)
    out: Decimal = Decimal(0)
    without_amount: int = 0
    rows: int = 0  # in and undetermined


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFigure:
    """A figure, exact. For a mean or sum `counts` holds known (yes) and unknown rows, and `total` the sum."""

    value: Fraction | None
    lower: Fraction | None
    upper: Fraction | None
    coverage: Fraction | None
    reason: str | None
    counts: Counts
    total: Decimal | None = None


def figures(
    ledger: Ledger,
    code: str,
    *,
    first: str,
    last: str,
    counted_on: str | None = None,
    group_by: Sequence[str] = (),
    granularity: str | None = None,
) -> dict[tuple[str, ...], ExpectedFigure]:
    """Compute an indicator over months `first` to `last` (2025-01), both included.

    `group_by`: tier, organisation, nature, productChain, theme, in the order asked. With a `granularity` (month,
    quarter, year) the key begins with the period as "2025-01/2025-03". Groups without any row are left out; without
    grouping there is always the one figure under ().
    """
    indicator = INDICATORS[code]
    groups: dict[tuple[str, ...], list[Row]] = {}
    if not group_by and granularity is None:
        groups[()] = []
    for row in indicator.rows(ledger, counted_on or indicator.counted_on):
        if row.placed_on is None or not first <= month_of(row.placed_on) <= last:
            continue
        key = tuple(_group(row, name) for name in group_by)
        if granularity is not None:
            key = (period_of(row.placed_on, granularity, first=first, last=last), *key)
        groups.setdefault(key, []).append(row)
    return {key: figure(indicator.kind, rows) for key, rows in sorted(groups.items())}


def figure(kind: str, rows: Sequence[Row]) -> ExpectedFigure:
    """The figure over these rows."""
    if kind == "share":
        return _share(_counted(rows, weighed=False))
    if kind == "value-share":
        return _share(_counted(rows, weighed=True))
    return _of_numbers(kind, rows)


def month_of(day: date) -> str:
    """The month a day stands in."""
    return f"{day.year:04d}-{day.month:02d}"


def period_of(day: date, granularity: str, *, first: str, last: str) -> str:
    """The period a day stands in, cut to the months asked for."""
    size = {"month": 1, "quarter": 3, "year": 12}[granularity]
    begin = (day.month - 1) // size * size + 1
    months = (f"{day.year:04d}-{begin:02d}", f"{day.year:04d}-{begin + size - 1:02d}")
    return f"{max(first, months[0])}/{min(last, months[1])}"


def chain_group(cpv: str | None) -> str:
    """The product chain a row stands in; unknown without one, and at quality C (C27)."""
    match = chain_of(cpv)
    return UNKNOWN if match is None or match.quality == "C" else match.chain


def _group(row: Row, name: str) -> str:
    if name == "tier":
        return row.procedure.tier or UNKNOWN
    if name == "organisation":
        return row.procedure.lead_body or UNKNOWN
    if name == "nature":
        return row.nature or UNKNOWN
    if name == "productChain":
        return chain_group(row.cpv)
    if name == "theme":
        return row.theme or UNKNOWN
    raise ValueError(f"The ledger knows no grouping {name!r}.")


# --- figures ------------------------------------------------------------------------------------------------------


def _counted(rows: Sequence[Row], *, weighed: bool) -> Counts:
    found: dict[str, Decimal] = {}
    without_amount = counted = 0
    for row in rows:
        counted += row.included is not False
        if weighed and row.amount is None:
            without_amount += row.included is not False
            continue
        size = row.amount if weighed and row.amount is not None else Decimal(1)
        found[_cell(row)] = found.get(_cell(row), Decimal(0)) + size
    return Counts(**found, without_amount=without_amount, rows=counted)


def _cell(row: Row) -> str:
    if row.included is False:
        return "out"
    said = {True: "yes", False: "no", None: "unknown"}[row.hit]
    return f"{'in' if row.included else 'undetermined'}_{said}"


def _share(counts: Counts) -> ExpectedFigure:
    """Part 3: unknown settled either way, doubtful rows in or out, gives the exact extremes."""
    a, b, u = Fraction(counts.in_yes), Fraction(counts.in_no), Fraction(counts.in_unknown)
    my, mn, mu = (
        Fraction(counts.undetermined_yes),
        Fraction(counts.undetermined_no),
        Fraction(counts.undetermined_unknown),
    )
    whole = a + b + u + my + mn + mu
    if whole == 0:
        reason = "no-rows" if counts.rows == 0 else "coverage-too-low" if counts.without_amount else "zero-denominator"
        return ExpectedFigure(value=None, lower=None, upper=None, coverage=None, reason=reason, counts=counts)
    coverage = (a + b) / whole
    lower = _divided(a, a + b + u + mn + mu)
    upper = _divided(a + u + my + mu, a + b + u + my + mu)
    reason_or_none = None
    if a + b + u == 0:
        reason_or_none = "nothing-certain"
    elif coverage < MINIMUM_COVERAGE:
        reason_or_none = "coverage-too-low"
    return ExpectedFigure(
        value=None if reason_or_none else a / (a + b),
        lower=lower,
        upper=upper,
        coverage=coverage,
        reason=reason_or_none,
        counts=counts,
    )


def _of_numbers(kind: str, rows: Sequence[Row]) -> ExpectedFigure:
    """C30: a sum over known parts is at least so much and has no upper bound; a mean has no bounds here."""
    known = [row.amount for row in rows if row.included and row.amount is not None]
    unknown = sum(1 for row in rows if row.included and row.amount is None)
    out = sum(1 for row in rows if row.included is False)
    counts = Counts(
        in_yes=Decimal(len(known)), in_unknown=Decimal(unknown), out=Decimal(out), rows=len(known) + unknown
    )
    total = sum(known, Decimal(0))
    if counts.rows == 0:
        return ExpectedFigure(
            value=None, lower=None, upper=None, coverage=None, reason="no-rows", counts=counts, total=total
        )
    coverage = Fraction(len(known), counts.rows)
    shown = coverage >= MINIMUM_COVERAGE
    value = None
    if shown:
        value = Fraction(total) if kind == "sum" else Fraction(total) / len(known)
    return ExpectedFigure(
        value=value,
        lower=Fraction(total) if kind == "sum" else None,
        upper=None,
        coverage=coverage,
        reason=None if shown else "coverage-too-low",
        counts=counts,
        total=total,
    )


def _divided(part: Fraction, whole: Fraction) -> Fraction | None:
    return None if whole == 0 else part / whole
