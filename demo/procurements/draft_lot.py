"""A lot of a procedure in the making, and its outcome as notices tell it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from demo.documents.statements import ContractStatement, ResultStatement, Sum, TenderStatement
from demo.procurements.outcomes import Bid, Outcome
from demo.procurements.theme_answers import ThemeAnswers


@dataclass(slots=True, kw_only=True)
class DraftLot:
    """A lot of a draft: what was asked, and what came of it (None: nothing yet)."""

    lot_id: str
    title: str
    nature: str
    cpv: str
    answers: ThemeAnswers
    estimate: Decimal
    months: int | None
    outcome: Outcome | None = None
    framework: str = "none"
    framework_maximum: Sum | None = None
    dps: str = "none"
    relaunch: bool = False

    def tender_id(self, place: int) -> str:
        return f"TEN-{self.lot_id[-4:]}-{place + 1}"


def total_of(lots: Iterable[DraftLot]) -> Sum | None:
    """The notice value (BT-161) as an honest sender fills it: the sum of the winning tenders, when all are public."""
    amounts: list[Decimal] = []
    for lot in lots:
        if lot.outcome is None or lot.framework != "none":
            return None
        for bid in lot.outcome.bids:
            if (
                bid.amount is None
                or bid.hidden
                or bid.minus_one
                or bid.amount.currency != "EUR"
                or bid.amount.value <= 1
            ):
                return None
            amounts.append(bid.amount.value)
    return Sum(sum(amounts, Decimal(0))) if amounts else None


def stated_results(
    lots: Iterable[DraftLot],
) -> tuple[tuple[TenderStatement, ...], tuple[ContractStatement, ...], tuple[ResultStatement, ...]]:
    """The tenders, contracts and results that tell the outcomes of these lots."""
    tenders: list[TenderStatement] = []
    contracts: list[ContractStatement] = []
    results: list[ResultStatement] = []
    for lot in lots:
        outcome = lot.outcome
        if outcome is None:
            continue
        number = lot.lot_id[-4:]
        named = tuple(_tender(lot, place, bid) for place, bid in enumerate(outcome.bids))
        signed = tuple(
            ContractStatement(
                contract_id=f"CON-{number}-{place + 1}",
                tender_ids=(tender.tender_id,),
                decided_on=outcome.decided_as or (f"{outcome.decided_on}+01:00" if outcome.decided_on else None),
                concluded_on=f"{outcome.concluded_on}+01:00" if outcome.concluded_on else None,
                framework=outcome.contract_framework,
            )
            for place, tender in enumerate(named)
        )
        tenders.extend(named)
        contracts.extend(signed)
        results.append(
            ResultStatement(
                result_id=f"RES-{number}",
                lot_id=lot.lot_id,
                status=outcome.status,
                reason=outcome.reason,
                submissions=outcome.submissions,
                hidden=outcome.hide_submissions,
                tender_ids=tuple(tender.tender_id for tender in named),
                contract_ids=tuple(contract.contract_id for contract in signed),
                maximum=outcome.maximum,
                re_estimated=outcome.re_estimated,
                vehicles=outcome.vehicles,
            )
        )
    return tuple(tenders), tuple(contracts), tuple(results)


def _tender(lot: DraftLot, place: int, bid: Bid) -> TenderStatement:
    return TenderStatement(
        tender_id=lot.tender_id(place),
        lot_id=lot.lot_id,
        firms=bid.firms,
        value=bid.amount,
        hidden=bid.hidden,
        minus_one=bid.minus_one,
    )
