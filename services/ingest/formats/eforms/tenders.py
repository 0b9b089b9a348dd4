"""For which lots a tender of an eForms notice is, which of them its value is for together, and who refers to it.

A tender names one lot or one group of lots (BT-13714). Results of other lots may name it too (OPT-320), or a contract
that rests on it alone (OPT-315): then its value is for all of them together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lxml.etree import _Element as Element

from services.ingest.formats.doubled_ids import Ids
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


def with_tenders(contract: Contract, tenders: Mapping[str, Tender], ids: Ids[Element]) -> Contract:
    """Let a reference to a doubled id mean each tender with it that is the only one for its lot."""
    if ids.doubled.isdisjoint(contract.tender_ids):
        return contract
    certain: list[str] = []
    for stated in contract.tender_ids:
        meant = [each for each in ids.meant(stated) if each in tenders]
        of_lot = Counter(tenders[each].lot_id for each in meant)
        certain += [each for each in meant if of_lot[tenders[each].lot_id] == 1]
    return replace(contract, tender_ids=tuple(certain))


def with_references(
    result: LotResult,
    tenders: Mapping[str, Tender],
    contracts: Mapping[str, Contract],
    tender_ids: Ids[Element],
    contract_ids: Ids[Element],
) -> LotResult:
    """Let a reference to a doubled id mean the tender or contract for the lot of the result.

    Of several tenders for that lot none is meant for certain; of contracts of which none is for it, all may be.
    """
    if tender_ids.doubled.isdisjoint(result.tender_ids) and contract_ids.doubled.isdisjoint(result.contract_ids):
        return result

    def is_for_it(tender_id: str) -> bool:
        return tender_id in tenders and tenders[tender_id].lot_id == result.lot_id

    named: list[str] = []
    for stated in result.tender_ids:
        meant = tender_ids.meant(stated)
        fitting = list(meant) if len(meant) == 1 else [each for each in meant if is_for_it(each)]
        named += fitting if len(fitting) == 1 else []
    settled: list[str] = []
    for stated in result.contract_ids:
        meant = contract_ids.meant(stated)
        known = [each for each in meant if each in contracts]
        settled += [each for each in known if any(map(is_for_it, contracts[each].tender_ids))] or meant
    return replace(result, tender_ids=tuple(named), contract_ids=tuple(dict.fromkeys(settled)))


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
