"""The outcome of a lot as one notice states it: winners, value, tenders received, dates."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from services.ingest.procedures.rules.amounts import Amount, Part, Terms, awarded, in_euros, winning_tenders
from services.ingest.procedures.rules.lot.statements import Mention
from shared.procurement.notice import Contract, LotResult, Tender
from shared.procurement.procedure import CompiledWinner, CountState, LotState, Vehicles
from shared.quick_dataclass import quick_dataclass

_KIND: Final = ("vehicles", "vehicles-clean", "vehicles-zero-emission")
SMALL = frozenset({"micro", "small", "medium", "sme"})


NO_VEHICLES: Final = Vehicles()


@quick_dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a lot according to one notice."""

    state: LotState
    awarded_on: date | None
    not_believed: tuple[date, ...]  # days of award or contract that cannot be
    amount: Amount
    parts: tuple[Part, ...]  # what the amount is made of
    tenders_received: int | None
    tenders_received_state: CountState
    winners: tuple[CompiledWinner, ...]
    under_framework: bool  # BT-768 on one of its contracts
    vehicles: Vehicles = NO_VEHICLES


def outcome_in(mention: Mention, terms: Terms, believed: Callable[[date], bool]) -> Outcome | None:
    """Read the outcome of a lot from what a notice says about it; None when it states no result.

    `believed` tells whether the award may be of a day.
    """
    if not mention.results:
        return None
    winning = winning_tenders(mention)
    state = _state(mention.results, won=bool(winning))
    received, received_state = _tenders_received(mention.results)
    amount, parts = awarded(mention, terms, winning=winning)
    awarded_on: date | None = None
    not_believed: tuple[date, ...] = ()
    if state == "awarded":
        awarded_on, not_believed = _awarded_on(mention.results, mention.contracts, believed)
    return Outcome(
        state=state,
        awarded_on=awarded_on,
        not_believed=not_believed,
        amount=amount,
        parts=parts,
        tenders_received=received,
        tenders_received_state=received_state,
        winners=tuple(_winner(mention, tender) for tender in winning) if state == "awarded" else (),
        under_framework=any(contract.framework for contract in mention.contracts),
        vehicles=_vehicles(mention.results),
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
        joined = dataclasses.replace(joined, amount=Amount(None, "conflicting"), parts=())
    if any(outcome.winners != joined.winners for outcome in present) and joined.winners:
        winners = tuple(dataclasses.replace(winner, value=None) for winner in joined.winners)
        joined = dataclasses.replace(joined, winners=winners)
    if len({outcome.tenders_received for outcome in present}) > 1:
        joined = dataclasses.replace(joined, tenders_received=None, tenders_received_state="conflicting")
    if len({outcome.vehicles for outcome in present}) > 1:
        joined = dataclasses.replace(joined, vehicles=NO_VEHICLES)
    return joined


def _state(results: Sequence[LotResult], *, won: bool) -> LotState:
    statuses = {result.status for result in results}
    if "selec-w" in statuses or (won and statuses == {None}):
        return "awarded"
    return "cancelled" if statuses == {"clos-nw"} else "running"


def _awarded_on(
    results: Sequence[LotResult], contracts: Sequence[Contract], believed: Callable[[date], bool]
) -> tuple[date | None, tuple[date, ...]]:
    """Read the first believed day: of decision, else of OCDS' award, else of conclusion; and those not believed."""
    wrong: set[date] = set()
    for stated in (
        [contract.awarded_on for contract in contracts if contract.awarded_on is not None],
        [result.awarded_on for result in results if result.awarded_on is not None],
        [contract.concluded_on for contract in contracts if contract.concluded_on is not None],
    ):
        if not stated:
            continue
        credible = [day for day in stated if believed(day)]
        if len(credible) < len(stated):
            wrong.update(day for day in stated if day not in credible)
        if credible:
            return min(credible), tuple(sorted(wrong))
    return None, tuple(sorted(wrong))


def _tenders_received(results: Sequence[LotResult]) -> tuple[int | None, CountState]:
    """Read BT-759 of type `tenders`; another type alone (t-esubm) says nothing about all tenders."""
    numbers = {count.number for result in results for count in result.submissions if count.kind == "tenders"}
    if len(numbers) == 1 and (number := next(iter(numbers))) is not None:
        return number, "known"
    if len(numbers) > 1:
        return None, "conflicting"
    withheld = any(field.term in ("BT-759", "BT-760") for result in results for field in result.withheld)
    return None, "withheld" if withheld else "silent"


def _vehicles(results: Sequence[LotResult]) -> Vehicles:
    """Read OPT-155 and OPT-156. The directive counts a vehicle without emission as clean: numbers that say otherwise,
    or more clean ones than there are, are unknown.
    """
    stated = {
        kind: {number for result in results for each, number in result.vehicles if each == kind} for kind in _KIND
    }
    every, clean, zero = (next(iter(numbers)) if len(numbers) == 1 else None for numbers in stated.values())
    if every is None or any(part is not None and part > every for part in (clean, zero)):
        return NO_VEHICLES
    if clean is not None and zero is not None and zero > clean:
        return Vehicles(every)
    return Vehicles(every, clean, zero)


def _winner(mention: Mention, tender: Tender) -> CompiledWinner:
    members = [mention.organisations.get(ref) for ref in tender.tenderers]
    sizes = {member.size if member else None for member in members} or {None}
    amount = in_euros(tender.value)
    return CompiledWinner(
        tender_id=tender.tender_id,
        sme=_is_sme(sizes),
        value=amount.value if tender.lots_of_value == 1 else None,
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
