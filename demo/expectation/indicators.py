"""The first indicators as rows of the ledger: what is in, what it says, and the day that places it.

C1 says what is counted, C5 and C7 when, C12, C13 and C16 with which amount, C27 which product chain is certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from demo.expectation.ledger import ExpectedLot, ExpectedProcedure, Ledger
from shared.procurement.themes import THEMES, ThemeState
from shared.reference.product_chains import chain_of, is_outside_chains, product_chains

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


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator: its kind, the date it counts on by default, and its rows."""

    code: str
    kind: str  # share, value-share, mean, sum
    counted_on: str  # awarded, launched
    rows: Callable[[Ledger, str], Iterator[Row]]
    needs_theme: bool = False


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
        Indicator("DIV-P01", "share", "awarded", _diversity),
        Indicator("DIV-P01b", "share", "awarded", _accessibility),
        Indicator("SOR-P01", "share", "awarded", _social_return),
        Indicator("MKT-P01", "share", "awarded", _tenders),
        Indicator("MKT-P02", "mean", "awarded", _tenders),
        Indicator("MKT-P03", "share", "awarded", _winners),
    )
}
"""The first indicators by code."""
