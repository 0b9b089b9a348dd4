"""What each notice says about each lot: one pass over a notice, whatever the number of its lots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from services.ingest.procedures.rules.precedence import Speaker, stated
from shared.procurement.notice import Contract, Lot, LotKind, LotResult, Notice, Organisation, Tender
from shared.quick_dataclass import quick_dataclass

T = TypeVar("T")


@quick_dataclass(frozen=True, slots=True)
class Mention:
    """What one notice says about one lot."""

    notice: Notice
    lot: Lot | None
    results: Sequence[LotResult]
    tenders: Sequence[Tender]
    contracts: Sequence[Contract]  # named by its results, by its tenders, or naming the lot themselves (OCDS)
    lots_of_contract: Mapping[str, int]  # the number of lots of each contract with a value over more than one
    organisations: Mapping[str, Organisation]


@quick_dataclass(frozen=True, slots=True)
class LotStatement:
    """What one speaker says about one lot: a mention per variant, None where a variant leaves the lot out."""

    speaker: Speaker
    mentions: Sequence[Mention | None]


def lot_statements_of(
    speakers: Iterable[Speaker], mentions: dict[int, dict[str, Mention]]
) -> dict[str, list[LotStatement]]:
    """Collect, for each lot that is one, what the speakers say of it, the strongest first, in the order of lot ids.

    Groups of lots and planning parts are no lots (C2). Under "" stands what is said of outcomes without naming a lot.
    `mentions` is filled with what each notice says by lot, under the identity of the notice.
    """
    of_lot: defaultdict[str, list[LotStatement]] = defaultdict(list)
    left_out: set[str] = set()
    for speaker in speakers:
        variants = []
        for notice in speaker.variants:
            variants.append(mentions_in(notice))
            mentions[id(notice)] = variants[-1]
        left_out.update(lot.lot_id for notice in speaker.variants for lot in notice.lots if lot.kind is not LotKind.LOT)
        for lot_id in variants[0] if len(variants) == 1 else sorted(set().union(*variants)):
            of_lot[lot_id].append(LotStatement(speaker, [variant.get(lot_id) for variant in variants]))
    return {lot_id: of_lot[lot_id] for lot_id in sorted(of_lot) if lot_id not in left_out}


def mentions_in(notice: Notice) -> dict[str, Mention]:
    """Sort what a notice states by lot."""
    lots = {lot.lot_id: lot for lot in notice.lots}
    if not notice.results:
        return {lot_id: Mention(notice, lot, (), (), (), _NONE, _NONE) for lot_id, lot in lots.items()}
    results: defaultdict[str, list[LotResult]] = defaultdict(list)
    tenders: defaultdict[str, list[Tender]] = defaultdict(list)
    contracts: defaultdict[str, list[Contract]] = defaultdict(list)
    naming: defaultdict[str, set[str]] = defaultdict(set)  # contract id -> lots whose results name it
    lots_of_tender: defaultdict[str, list[str]] = defaultdict(list)
    lots_of_contract: dict[str, int] = {}
    for result in notice.results:
        results[result.lot_id].append(result)
        for contract_id in result.contract_ids:
            naming[contract_id].add(result.lot_id)
    for tender in notice.tenders:
        tenders[tender.lot_id].append(tender)
        lots_of_tender[tender.tender_id].append(tender.lot_id)
    for contract in notice.contracts:
        concerned = naming.get(contract.contract_id, set()).union(contract.lot_ids)
        for tender_id in contract.tender_ids:
            concerned.update(lots_of_tender.get(tender_id, ()))
        if contract.value is not None and len(concerned) > 1:
            lots_of_contract[contract.contract_id] = len(concerned)
        for lot_id in concerned:
            contracts[lot_id].append(contract)
    organisations = {organisation.ref: organisation for organisation in notice.organisations}
    return {
        lot_id: Mention(
            notice,
            lots.get(lot_id),
            results.get(lot_id, ()),
            tenders.get(lot_id, ()),
            contracts.get(lot_id, ()),
            lots_of_contract,
            organisations,
        )
        for lot_id in {**lots, **results}
    }


_NONE: Mapping[str, Any] = {}


def read_lot(statements: Sequence[LotStatement], read: Callable[[Lot], T | None]) -> T | None:
    """Read one thing of a lot from the strongest notice that states it."""
    return read_mention(statements, lambda mention: None if mention.lot is None else read(mention.lot))


def read_mention(statements: Sequence[LotStatement], read: Callable[[Mention], T | None]) -> T | None:
    """Read one thing of what is said of a lot, from the strongest notice that states it."""
    if len(statements) == 1 and len(statements[0].mentions) == 1:  # as most often
        [only] = statements[0].mentions
        return None if only is None else read(only)

    def of_mention(mention: Mention | None) -> T | None:
        return None if mention is None else read(mention)

    return stated((statement.mentions for statement in statements), of_mention)
