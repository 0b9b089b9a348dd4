"""What was awarded for a lot, and for which lots together: counting rules C12, C16 and C17.

Withheld, -1, 0 and 1 are unknown. An amount over several lots belongs to none of them alone, and counts once in the
whole.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from services.ingest.procedures.rules.lot.over_lots import total
from services.ingest.procedures.rules.lot.statements import Mention
from shared.procurement.money import Money, is_stated_amount
from shared.procurement.notice import Contract, LotKind, Tender
from shared.procurement.procedure import CompiledLot, ValueBasis, ValueState
from shared.quick_dataclass import quick_dataclass

_EURO = "EUR"
_FACTOR = 3
_WHY_UNKNOWN: tuple[ValueState, ...] = ("withheld", "no-rate", "silent")


@quick_dataclass(frozen=True, slots=True)
class Terms:
    """What all notices together state about the agreement a lot leads to; a result need not say it again."""

    technique: str | None = None  # BT-765
    framework_maximum: Money | None = None  # BT-271


@quick_dataclass(frozen=True, slots=True)
class Amount:
    """An amount in euros, or why there is none."""

    value: Decimal | None
    state: ValueState
    basis: ValueBasis | None = None


@quick_dataclass(frozen=True, slots=True)
class Part:
    """One of the amounts that a lot was awarded for: the tender or contract it stands on, and over how many lots."""

    name: str
    amount: Amount
    lots: int = 1


SILENT = Amount(None, "silent")


def in_euros(money: Money | None, *, withheld: bool = False) -> Amount:
    """Take an amount as known only when it is stated and in euros; other currencies wait for a loaded rate."""
    if money is None or not is_stated_amount(money.value):
        return Amount(None, "withheld") if withheld else SILENT
    if money.currency != _EURO:
        return Amount(None, "no-rate")
    return Amount(money.value, "known")


def awarded(mention: Mention, terms: Terms, *, winning: Sequence[Tender]) -> tuple[Amount, tuple[Part, ...]]:
    """Read what was awarded for a lot: the ceiling of a framework agreement, else the parts it is made of."""
    if _is_framework(terms.technique, mention.contracts):
        for ceiling in _ceilings(mention, terms):
            if ceiling is not None and is_stated_amount(ceiling.value):
                amount = in_euros(ceiling)
                amount = amount if amount.value is None else dataclasses.replace(amount, basis="ceiling")
                return amount, (Part("ceiling", amount),)
    parts = tuple(_parts(mention, winning))
    return _of_lot(parts), parts


def awarded_in_all(
    lots: Iterable[CompiledLot], parts_of: Mapping[str, Sequence[Part]], without_lot: Sequence[Part]
) -> Decimal | None:
    """Add up what was awarded; one over several lots counts once, and only when all its lots are among these.

    `parts_of` are the parts by lot, `without_lot` those of awards that do not say their lot. None when one is unknown,
    or there is none.
    """
    amounts = [part.amount.value for part in without_lot]
    together: dict[str, list[Part]] = {}
    for lot in lots:
        if lot.value_state not in ("over-lots", "lot-unknown"):
            amounts.append(lot.awarded_value)
            continue
        for part in parts_of.get(lot.lot_id, ()):
            if part.lots == 1:
                amounts.append(part.amount.value)
            else:
                together.setdefault(part.name, []).append(part)
    amounts.extend(parts[0].amount.value if len(parts) == parts[0].lots else None for parts in together.values())
    return total(amounts)


def winning_tenders(mention: Mention) -> list[Tender]:
    """Return the tenders that won a lot: those its contracts name, else those of a result with a winner."""
    named = {tender_id for contract in mention.contracts for tender_id in contract.tender_ids}
    if not named:
        named = {
            tender_id for result in mention.results if result.status == "selec-w" for tender_id in result.tender_ids
        }
    return [tender for tender in mention.tenders if tender.tender_id in named]


def total_differs(whole: Money | None, mentions: Iterable[Mention], frameworks: Container[str]) -> bool:
    """Whether BT-161 and the sum of BT-720 differ by more than a factor three, with no lot missing (C16).

    `mentions` are the results of one notice; `frameworks` holds the lots that lead to a framework agreement, and a
    notice with one of them is not compared.
    """
    if whole is None or not is_stated_amount(whole.value):
        return False
    amounts: dict[tuple[str, str], Decimal] = {}
    for mention in mentions:
        if mention.results[0].lot_id in frameworks or any(contract.framework for contract in mention.contracts):
            return False
        for tender in winning_tenders(mention):
            value = tender.value
            if value is None or not is_stated_amount(value.value) or value.currency != whole.currency:
                return False
            amounts[tender.tender_id, tender.lot_id if tender.lots_of_value == 1 else ""] = value.value
    if not amounts:
        return False
    summed = sum(amounts.values(), Decimal(0))
    return summed > whole.value * _FACTOR or whole.value > summed * _FACTOR


def _parts(mention: Mention, winning: Sequence[Tender]) -> Iterator[Part]:
    """Give what each winning tender was awarded for, or the contract it stands under when it states no value itself."""
    notice_id = mention.notice.notice_id
    on_contract: set[str] = set()
    if any(contract.value is not None for contract in mention.contracts):
        valued = {tender.tender_id for tender in winning if tender.value is not None}
        for contract in mention.contracts:
            if valued.isdisjoint(contract.tender_ids) and (contract.value is not None or not valued):
                on_contract.update(contract.tender_ids)
                amount = dataclasses.replace(in_euros(contract.value), basis="contract")
                lots = mention.lots_of_contract.get(contract.contract_id, 1)
                yield Part(f"{notice_id} contract {contract.contract_id}", amount, lots)
    for tender in winning:
        if tender.tender_id not in on_contract:
            withheld = bool(tender.withheld) and any(field.term == "BT-720" for field in tender.withheld)
            yield Part(
                f"{notice_id} {tender.tender_id}", in_euros(tender.value, withheld=withheld), tender.lots_of_value
            )


def _of_lot(parts: Sequence[Part]) -> Amount:
    if not parts:
        return SILENT
    if len(parts) == 1 and parts[0].lots == 1:  # as most often
        amount = parts[0].amount
        return amount if amount.value is None else Amount(amount.value, "known", amount.basis or "tenders")
    for state in _WHY_UNKNOWN:
        if any(part.amount.state == state for part in parts):
            return Amount(None, state)
    if any(part.lots > 1 for part in parts):
        return Amount(None, "over-lots")
    basis: ValueBasis = "contract" if all(part.amount.basis == "contract" for part in parts) else "tenders"
    return Amount(total([part.amount.value for part in parts]), "known", basis)


def _ceilings(mention: Mention, terms: Terms) -> Iterator[Money | None]:
    """Give the ceilings of a framework agreement, the one that counts first (C12)."""
    yield from (result.re_estimated_value for result in mention.results)
    yield from (result.framework_maximum for result in mention.results)
    if sum(1 for lot in mention.notice.lots if lot.kind is LotKind.LOT) == 1:
        yield mention.notice.framework_maximum
    yield terms.framework_maximum


def _is_framework(technique: str | None, contracts: Sequence[Contract]) -> bool:
    """BT-765 decides; BT-768 only where the lot does not say. `none` beside BT-768 is a call-off, no framework."""
    if technique is None:
        return any(contract.framework for contract in contracts)
    return technique != "none"
