"""What each first indicator must show for the year: loops over the ledger, in plain Python, from the counting rules.

Part 3 of the rules gives value, bounds and coverage; C2, C5, C12, C13, C20, C22, C27 and C30 what is counted where.
Nothing is shared with the service that computes the same figures in SQL, except the reference list of product chains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from deploy.demo_year.ledger import ExpectedLot, ExpectedProcedure, Ledger
from shared.procurement.themes import THEMES, ThemeState
from shared.reference.product_chains import chain_of, is_outside_chains, product_chains

UNKNOWN: Final = "unknown"
MINIMUM_COVERAGE: Final = Fraction(1, 2)
_SIX_MONTHS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row as an indicator sees it: where it stands, whether it is in, and what it says.

    `included` and `hit`: None is undetermined and unknown. `amount` is the weight of a value share, or the number that
    a mean or sum takes.
    """

    procedure: ExpectedProcedure
    placed_on: date | None
    nature: str | None
    cpv: str | None
    theme: str | None = None
    included: bool | None
    hit: bool | None = None
    amount: Decimal | None = None


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


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator: its kind, the date it counts on by default, and its rows."""

    code: str
    kind: str  # share, value-share, mean, sum
    counted_on: str  # awarded, launched
    rows: Callable[[Ledger, str], Iterator[Row]]
    needs_theme: bool = False


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
    quarter, year) the key begins with the period as "2025-01/2025-03". Groups without any row are left out; without grouping
    there is always the one figure under ().
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


def relevant_to_diversity(cpv: str | None) -> bool | None:
    """Whether diversity and inclusion matters in the chain; undetermined when the chain is (C27)."""
    match = chain_of(cpv)
    if match is None:
        return False if is_outside_chains(cpv) else None
    return None if match.quality == "C" else "diversity-inclusion" in product_chains()[match.chain].relevant


# --- rows ---------------------------------------------------------------------------------------------------------


def _procedures(ledger: Ledger, counted_on: str) -> Iterator[tuple[ExpectedProcedure, date | None]]:
    for procedure in ledger.procedures:
        if procedure.counted:
            yield procedure, procedure.awarded_on if counted_on == "awarded" else procedure.launched_on


def _lots(ledger: Ledger, counted_on: str) -> Iterator[tuple[ExpectedProcedure, ExpectedLot, date | None]]:
    """Counted lots; awards under a purchasing system are lots of their own, though the system counts as nothing."""
    for procedure in ledger.procedures:
        for lot in procedure.lots:
            if lot.counted:
                yield procedure, lot, lot.awarded_on if counted_on == "awarded" else procedure.launched_on


def _value_rows(hit: Callable[[ExpectedLot], bool | None]) -> Callable[[Ledger, str], Iterator[Row]]:
    def rows(ledger: Ledger, counted_on: str) -> Iterator[Row]:
        for procedure, lot, placed_on in _lots(ledger, counted_on):
            yield _of_lot(
                procedure, lot, placed_on, included=lot.state == "awarded", hit=hit(lot), amount=lot.awarded_value
            )

    return rows


def _strategic_fields(ledger: Ledger, counted_on: str) -> Iterator[Row]:
    for procedure, placed_on in _procedures(ledger, counted_on):
        yield _of_procedure(procedure, placed_on, included=True, hit=procedure.strategic_complete)


def _supplements(ledger: Ledger, counted_on: str) -> Iterator[Row]:
    """Notices bring no supplements."""
    for procedure, placed_on in _procedures(ledger, counted_on):
        yield _of_procedure(procedure, placed_on, included=True, hit=False)


def _diversity(ledger: Ledger, counted_on: str) -> Iterator[Row]:
    for procedure, placed_on in _procedures(ledger, counted_on):
        yield _of_procedure(
            procedure,
            placed_on,
            included=relevant_to_diversity(procedure.cpv),
            hit=procedure.themes["diversity-inclusion"],
        )


def _accessibility(ledger: Ledger, counted_on: str) -> Iterator[Row]:
    for procedure, lot, placed_on in _lots(ledger, counted_on):
        relevant = relevant_to_diversity(lot.cpv)
        included = False if lot.competition == "dps" else relevant
        yield _of_lot(procedure, lot, placed_on, included=included, hit=lot.accessible)


def _social_return(ledger: Ledger, counted_on: str) -> Iterator[Row]:
    """Works and services of six months and longer; wage sum and suitability are in no notice, so never certain."""
    for procedure, placed_on in _procedures(ledger, counted_on):
        months = procedure.duration_months
        is_out = procedure.nature == "supplies" or (months is not None and months < _SIX_MONTHS)
        yield _of_procedure(
            procedure, placed_on, included=False if is_out else None, hit=procedure.themes["social-return"]
        )


def _theme_rows(
    hit: Callable[[ExpectedLot, str], bool | None],
) -> Callable[[Ledger, str], Iterator[Row]]:
    def rows(ledger: Ledger, counted_on: str) -> Iterator[Row]:
        for procedure, lot, placed_on in _lots(ledger, counted_on):
            for theme in THEMES:
                included = lot.competition in {"call", "no-call"}
                yield _of_lot(procedure, lot, placed_on, included=included, hit=hit(lot, theme), theme=theme)

    return rows


def _tenders(ledger: Ledger, counted_on: str) -> Iterator[Row]:
    for procedure, lot, placed_on in _lots(ledger, counted_on):
        received = lot.tenders_received
        yield _of_lot(
            procedure,
            lot,
            placed_on,
            included=lot.state == "awarded" and lot.competition == "call",
            hit=None if received is None else received == 1,
            amount=None if received is None else Decimal(received),
        )


def _winners(ledger: Ledger, counted_on: str) -> Iterator[Row]:
    for procedure, lot, placed_on in _lots(ledger, counted_on):
        for winner in lot.winners:
            yield _of_lot(procedure, lot, placed_on, included=lot.competition in {"call", "no-call"}, hit=winner.sme)


def _of_procedure(
    procedure: ExpectedProcedure, placed_on: date | None, *, included: bool | None, hit: bool | None
) -> Row:
    return Row(
        procedure=procedure,
        placed_on=placed_on,
        nature=procedure.nature,
        cpv=procedure.cpv,
        included=included,
        hit=hit,
    )


def _of_lot(
    procedure: ExpectedProcedure,
    lot: ExpectedLot,
    placed_on: date | None,
    *,
    included: bool | None,
    hit: bool | None,
    amount: Decimal | None = None,
    theme: str | None = None,
) -> Row:
    return Row(
        procedure=procedure,
        placed_on=placed_on,
        nature=lot.nature,
        cpv=lot.cpv,
        theme=theme,
        included=included,
        hit=hit,
        amount=amount,
    )


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


def _asked(lot: ExpectedLot, theme: str) -> bool | None:
    return ThemeState(lot.themes[theme]).answer


def _is_ceiling(lot: ExpectedLot) -> bool | None:
    return None if lot.awarded_value is None else lot.value_basis == "ceiling"


INDICATORS: Final[Mapping[str, Indicator]] = {
    indicator.code: indicator
    for indicator in (
        Indicator("ALG-P05", "value-share", "awarded", _value_rows(lambda lot: lot.any_theme)),
        Indicator("ALG-P12", "share", "launched", _strategic_fields),
        Indicator("ALG-P13", "sum", "awarded", _value_rows(lambda _: None)),
        Indicator("ALG-P14", "value-share", "awarded", _value_rows(_is_ceiling)),
        Indicator("ALG-P15", "share", "awarded", _theme_rows(_asked), needs_theme=True),
        Indicator(
            "ALG-P16", "share", "awarded", _theme_rows(lambda lot, theme: theme in lot.signals), needs_theme=True
        ),
        Indicator("ALG-P17", "share", "awarded", _supplements),
        Indicator("DIV-P01", "share", "awarded", _diversity),
        Indicator("DIV-P01b", "share", "awarded", _accessibility),
        Indicator("SOR-P01", "share", "awarded", _social_return),
        Indicator("MKT-P01", "share", "awarded", _tenders),
        Indicator("MKT-P02", "mean", "awarded", _tenders),
        Indicator("MKT-P03", "share", "awarded", _winners),
    )
}
"""The first indicators by code."""
