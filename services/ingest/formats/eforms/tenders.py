"""For which lots a tender of an eForms notice is, and which of them its value is for together.

A tender names one lot or one group of lots (BT-13714). Results of other lots may name it too (OPT-320), or a contract
that rests on it alone (OPT-315): then its value is for all of them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from shared.procurement.notice import Contract, LotResult, Tender


def for_their_lots(
    tenders: Sequence[Tender],
    results: Sequence[LotResult],
    contracts: Sequence[Contract],
    *,
    groups: Mapping[str, tuple[str, ...]],
) -> Iterator[Tender]:
    """Give each tender once for each lot that it is for."""
    naming = _naming(tenders, results, contracts)
    for tender in tenders:
        named = naming.get(tender.tender_id, ())
        group = groups.get(tender.lot_id, ())
        if not named or not (group or not tender.lot_id or tender.lot_id in named):
            yield tender  # named by results of other lots alone: what the tender says itself goes before
            continue
        lots_of_value = len({*group, *named})
        for lot_id in named:
            yield replace(tender, lot_id=lot_id, lots_of_value=lots_of_value)


def _naming(
    tenders: Sequence[Tender], results: Sequence[LotResult], contracts: Sequence[Contract]
) -> dict[str, dict[str, None]]:
    """Gather the lots whose results rest on each tender.

    A result rests on the tenders it names itself; one whose lot has none of them, on those of the contracts it names.
    """
    lot_of = {tender.tender_id: tender.lot_id for tender in tenders}
    of_contract = {contract.contract_id: contract.tender_ids for contract in contracts}
    naming: dict[str, dict[str, None]] = {}
    for result in results:
        if not result.lot_id:
            continue
        tender_ids = [each for each in result.tender_ids if each in lot_of]
        if not tender_ids:
            settled = [each for contract_id in result.contract_ids for each in of_contract.get(contract_id, ())]
            own = [each for each in settled if lot_of.get(each) == result.lot_id]
            tender_ids = own or [each for each in settled if each in lot_of]
        for tender_id in tender_ids:
            naming.setdefault(tender_id, {})[result.lot_id] = None
    return naming
