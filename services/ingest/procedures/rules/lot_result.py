"""The outcome of a lot as one notice states it: winners, value, tenders received, dates.

Amounts follow counting rules C12 (frameworks), C16 (which amount) and C17 (currency); withheld, -1, 0 and 1 are
unknown.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.ingest.procedures.rules.lot_statements import Mention
from shared.procurement.money import Money, is_stated_amount
from shared.procurement.notice import Contract, LotKind, LotResult, Tender, Withheld
from shared.procurement.procedure import CompiledWinner

SMALL = frozenset({"micro", "small", "medium", "sme"})
_EURO = "EUR"
_FACTOR = 3


@dataclass(frozen=True, slots=True)
class Terms:
    """What all notices together state about the agreement a lot leads to; a result need not say it again."""

    technique: str | None = None  # BT-765
    framework_maximum: Money | None = None  # BT-271


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in euros, or why there is none: withheld, silent, conflicting, no-rate."""

    value: Decimal | None
    state: str  # known, withheld, silent, conflicting, no-rate
    basis: str | None = None  # tenders, contract, ceiling


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a lot according to one notice."""

    state: str  # running, awarded, cancelled
    awarded_on: date | None
    amount: Amount
    tenders_received: int | None
    tenders_received_state: str  # known, withheld, silent, conflicting
    winners: tuple[CompiledWinner, ...]
    under_framework: bool  # BT-768 on one of its contracts


def outcome_in(mention: Mention, terms: Terms) -> Outcome | None:
    """Read the outcome of a lot from what a notice says about it; None when it states no result."""
    if not mention.results:
        return None
    winning = winning_tenders(mention)
    state = _state(mention.results, won=bool(winning))
    received, received_state = _tenders_received(mention.results)
    return Outcome(
        state=state,
        awarded_on=_awarded_on(mention.results, mention.contracts) if state == "awarded" else None,
        amount=_amount(mention, terms, winning=winning),
        tenders_received=received,
        tenders_received_state=received_state,
        winners=tuple(_winner(mention, tender) for tender in winning) if state == "awarded" else (),
        under_framework=any(contract.framework for contract in mention.contracts),
    )


def names_winner(mention: Mention) -> bool:
    """Whether a notice says that a lot was awarded."""
    return bool(mention.results) and _state(mention.results, won=bool(winning_tenders(mention))) == "awarded"


def agreed(outcomes: Sequence[Outcome | None]) -> Outcome | None:
    """Join the outcomes of variants of one version: fields in which they differ are conflicting, so unknown."""
    first = outcomes[0]
    if all(outcome == first for outcome in outcomes):
        return first
    present = [outcome for outcome in outcomes if outcome is not None]
    joined = present[0]
    if len({outcome.state for outcome in present}) > 1 or len(present) < len(outcomes):
        joined = dataclasses.replace(joined, state="running", awarded_on=None, winners=())
    if len({outcome.awarded_on for outcome in present}) > 1:
        joined = dataclasses.replace(joined, awarded_on=None)
    if len({outcome.amount for outcome in present}) > 1:
        joined = dataclasses.replace(joined, amount=Amount(None, "conflicting"))
    if len({outcome.tenders_received for outcome in present}) > 1:
        joined = dataclasses.replace(joined, tenders_received=None, tenders_received_state="conflicting")
    return joined


def winning_tenders(mention: Mention) -> list[Tender]:
    """Return the tenders that won a lot: those its contracts name, else those of a result with a winner."""
    named = {tender_id for contract in mention.contracts for tender_id in contract.tender_ids}
    if not named:
        named = {
            tender_id for result in mention.results if result.status == "selec-w" for tender_id in result.tender_ids
        }
    return [tender for tender in mention.tenders if tender.tender_id in named]


def total_differs(total: Money | None, mentions: Iterable[Mention], frameworks: Container[str]) -> bool:
    """Whether BT-161 and the sum of BT-720 differ by more than a factor three, with no lot missing (C16).

    `mentions` are the results of one notice; `frameworks` holds the lots that lead to a framework agreement, and a
    notice with one of them is not compared.
    """
    if total is None or not is_stated_amount(total.value):
        return False
    amounts: list[Decimal] = []
    for mention in mentions:
        if mention.results[0].lot_id in frameworks or any(contract.framework for contract in mention.contracts):
            return False
        for tender in winning_tenders(mention):
            value = tender.value
            if value is None or not is_stated_amount(value.value) or value.currency != total.currency:
                return False
            amounts.append(value.value)
    if not amounts:
        return False
    summed = sum(amounts, Decimal(0))
    return summed > total.value * _FACTOR or total.value > summed * _FACTOR


def in_euros(money: Money | None, *, withheld: bool) -> Amount:
    """Take an amount as known only when it is stated and in euros; other currencies wait for a loaded rate."""
    if money is None or not is_stated_amount(money.value):
        return Amount(None, "withheld" if withheld else "silent")
    if money.currency != _EURO:
        return Amount(None, "no-rate")
    return Amount(money.value, "known")


def _state(results: Sequence[LotResult], *, won: bool) -> str:
    statuses = {result.status for result in results}
    if "selec-w" in statuses or (won and statuses == {None}):
        return "awarded"
    return "cancelled" if statuses == {"clos-nw"} else "running"


def _awarded_on(results: Sequence[LotResult], contracts: Sequence[Contract]) -> date | None:
    decided = [contract.awarded_on for contract in contracts if contract.awarded_on]
    decided = decided or [result.awarded_on for result in results if result.awarded_on]
    decided = decided or [contract.concluded_on for contract in contracts if contract.concluded_on]
    return min(decided) if decided else None


def _amount(mention: Mention, terms: Terms, *, winning: Sequence[Tender]) -> Amount:
    if _is_framework(terms.technique, mention.contracts):
        for ceiling in _ceilings(mention, terms):
            if ceiling is not None and is_stated_amount(ceiling.value):
                amount = in_euros(ceiling, withheld=False)
                return amount if amount.value is None else dataclasses.replace(amount, basis="ceiling")
    if all(tender.value is None for tender in winning) and any(one.value is not None for one in mention.contracts):
        return _sum([in_euros(contract.value, withheld=False) for contract in mention.contracts], "contract")
    return _sum([in_euros(tender.value, withheld=_withholds(tender.withheld)) for tender in winning], "tenders")


def _ceilings(mention: Mention, terms: Terms) -> Iterator[Money | None]:
    """Give the ceilings of a framework agreement, the one that counts first (C12)."""
    yield from (result.re_estimated_value for result in mention.results)
    yield from (result.framework_maximum for result in mention.results)
    if sum(1 for one in mention.notice.lots if one.kind is LotKind.LOT) == 1:
        yield mention.notice.framework_maximum
    yield terms.framework_maximum


def _is_framework(technique: str | None, contracts: Sequence[Contract]) -> bool:
    """BT-765 decides; BT-768 only where the lot does not say. `none` beside BT-768 is a call-off, no framework."""
    if technique is None:
        return any(contract.framework for contract in contracts)
    return technique != "none"


def _sum(amounts: Sequence[Amount], basis: str) -> Amount:
    if not amounts:
        return Amount(None, "silent")
    for state in ("withheld", "no-rate", "silent"):
        if any(amount.state == state for amount in amounts):
            return Amount(None, state)
    return Amount(sum((amount.value for amount in amounts if amount.value is not None), Decimal(0)), "known", basis)


def _withholds(withheld: Sequence[Withheld]) -> bool:
    return any(one.term == "BT-720" for one in withheld)


def _tenders_received(results: Sequence[LotResult]) -> tuple[int | None, str]:
    """Read BT-759 of type `tenders`; another type alone (t-esubm) says nothing about all tenders."""
    numbers = {count.number for result in results for count in result.submissions if count.kind == "tenders"}
    if len(numbers) == 1 and (number := next(iter(numbers))) is not None:
        return number, "known"
    if len(numbers) > 1:
        return None, "conflicting"
    withheld = any(one.term in ("BT-759", "BT-760") for result in results for one in result.withheld)
    return None, "withheld" if withheld else "silent"


def _winner(mention: Mention, tender: Tender) -> CompiledWinner:
    members = [mention.organisations.get(ref) for ref in tender.tenderers]
    sizes = {member.size if member else None for member in members} or {None}
    amount = in_euros(tender.value, withheld=False)
    return CompiledWinner(
        tender_id=tender.tender_id,
        sme=_is_sme(sizes),
        value=amount.value,
        currency=tender.value.currency if tender.value else None,
        currency_known=amount.state != "no-rate",
        suppliers=tuple(
            {
                "name": member.name,
                "identifier": next((value for _, value in member.identifiers), None),
                "country": member.country,
                "size": member.size,
            }
            for member in members
            if member is not None
        ),
    )


def _is_sme(sizes: set[str | None]) -> bool | None:
    """All members small: yes. One large: certainly not. Else unknown."""
    if "large" in sizes:
        return False
    return True if sizes <= SMALL else None
