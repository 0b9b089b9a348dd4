"""Outcomes of a release in the words of the vocabulary: one lot result for each lot, tenders and contracts.

All awards of one lot are one lot result: publishers write one award for each supplier of a framework, or a new one for
an award that was cancelled. Its status is the furthest of theirs. Where bids are published they are the tenders;
otherwise each award is one, of all its suppliers together (OCDS asks for separate awards when suppliers do not bid
together).
"""

from __future__ import annotations

from datetime import date

from services.ingest.formats.ocds import rules
from services.ingest.formats.ocds.lots import Lots
from services.ingest.formats.ocds.outcome.amendments import read_amendments
from services.ingest.formats.ocds.outcome.awards import WON, Award, read_awards, read_contracts
from services.ingest.formats.ocds.outcome.bids import Bids, References, read_submissions
from services.ingest.formats.ocds.parties import Parties
from services.ingest.formats.ocds.values import Node, Reading, count, inner, listed, money, objects
from shared.procurement.contract import Modification
from shared.procurement.money import Money
from shared.procurement.notice import Contract, LotResult, SubmissionCount, Tender
from shared.quick_dataclass import quick_dataclass

_FURTHEST = (WON, "open-nw", "clos-nw")
_ENDED = ("cancelled", "unsuccessful")
_VEHICLES = ("vehicles", "vehicles-clean", "vehicles-zero-emission")
_VEHICLE_SCHEMES = ("vehicles", "eu-vehicles")


@quick_dataclass(frozen=True, slots=True)
class Results:
    """What a release says of outcomes, and the value of all active awards together when each is known."""

    results: tuple[LotResult, ...]
    tenders: tuple[Tender, ...]
    contracts: tuple[Contract, ...]
    modifications: tuple[Modification, ...]
    total_value: Money | None
    lots_of_award: dict[str, tuple[str, ...]]


def read_results(
    release: Node, tender: Node, lots: Lots, parties: Parties, reading: Reading, *, told_on: date | None
) -> Results:
    """Read awards, bids and contracts."""
    references = References(lots, parties, reading, told_on=told_on)
    stated = inner(release, "bids", "", reading)
    bids = Bids(stated, references)
    awards = read_awards(release, bids, references)
    contracts = read_contracts(release, awards, bids, references)
    submissions = read_submissions(stated, tender, references) if awards else {}
    by_lot: dict[str, list[Award]] = {}
    for award in awards:
        for lot_id in award.lot_ids:
            by_lot.setdefault(lot_id, []).append(award)
    results = [
        _lot_result(lot_id, held, submissions.get(lot_id, []), bids, references) for lot_id, held in by_lot.items()
    ]
    results += _ended(tender, [lot_id for lot_id in references.lot_ids if lot_id not in by_lot])
    _check_outcomes(tender, by_lot, reading)
    return Results(
        tuple(results),
        tuple(bids.tenders.values()),
        tuple(contracts),
        tuple(read_amendments(release, reading)),
        _total([award.value for award in awards if award.status == WON]),
        {award.award_id: award.lot_ids for award in awards},
    )


def _lot_result(
    lot_id: str, awards: list[Award], submissions: list[SubmissionCount], bids: Bids, references: References
) -> LotResult:
    active = [award for award in awards if award.status == WON]
    first = active[0] if active else awards[0]
    status = first.status
    if not active:
        statuses = [award.status for award in awards]
        status = next((each for each in _FURTHEST if each in statuses), None)
    tender_ids: dict[str, None] = {}
    contract_ids: dict[str, None] = {}
    vehicles: list[tuple[str, int]] = []
    awarded_on = None
    for award in active:
        tender_ids.update([(each, None) for each in award.tender_ids if (each, lot_id) in bids.tenders])
        contract_ids.update(dict.fromkeys(award.contract_ids))
        references.spend(len(award.contract_ids))
        if award.awarded_on is not None and (awarded_on is None or award.awarded_on < awarded_on):
            awarded_on = award.awarded_on
        if "items" in award.node:
            vehicles += _vehicles(award, lot_id, references)
    one_lot = len(first.lot_ids) == 1
    reading = references.reading
    return LotResult(
        first.award_id,
        lot_id,
        first.place,
        status,
        None,
        tuple(submissions),
        tuple(tender_ids),
        tuple(contract_ids),
        money(first.node, "maximumValue", first.place, reading) if one_lot else None,
        money(first.node, "estimatedValue", first.place, reading) if one_lot else None,
        tuple(vehicles),
        awarded_on,
    )


def _vehicles(award: Award, lot_id: str, references: References) -> list[tuple[str, int]]:
    """Read the vehicles bought (OPT-155, OPT-156): the quantity of items so classified."""
    vehicles = []
    references.spend(len(listed(award.node.get("items"))))
    for place, item in objects(award.node, "items", award.place, references.reading):
        if item.get("relatedLot") not in (None, lot_id) or "additionalClassifications" not in item:
            continue
        for _, classification in objects(item, "additionalClassifications", place, references.reading):
            kind = classification.get("id")
            if type(kind) is str and kind in _VEHICLES and classification.get("scheme") in _VEHICLE_SCHEMES:
                number = count(item, "quantity", place, references.reading)
                if number is not None:
                    vehicles.append((kind, number))
    return vehicles


def _ended(tender: Node, lot_ids: list[str]) -> list[LotResult]:
    """Close the lots that the tender itself calls cancelled or unsuccessful and that no award speaks of."""
    all_ended = tender.get("status") == "unsuccessful"
    stated = listed(tender.get("lots"))
    if not stated:
        places = dict.fromkeys(lot_ids, "/tender") if all_ended else {}
    else:
        places = {
            str(node["id"]): f"/tender/lots/{index}"
            for index, node in enumerate(stated)
            if type(node) is dict and "id" in node and (all_ended or node.get("status") in _ENDED)
        }
    if not places:
        return []
    return [
        LotResult(f"closed:{lot_id}", lot_id, f"{places[lot_id]}/status", "clos-nw")
        for lot_id in lot_ids
        if lot_id in places
    ]


def _check_outcomes(tender: Node, by_lot: dict[str, list[Award]], reading: Reading) -> None:
    """Say what contradicts an active award: an unsuccessful one for its lot, or its lot or tender that came to nothing.

    A cancelled award contradicts nothing: publishers write a new one in its place.
    """
    active = {lot_id: award.place for lot_id, awards in by_lot.items() for award in awards if award.status == WON}
    if not active:
        return
    for lot_id, awards in by_lot.items():
        for award in awards:
            if award.node.get("status") == "unsuccessful" and lot_id in active:
                reading.add(rules.OUTCOMES_CONTRADICT, f"{award.place}/status", "unsuccessful", other=active[lot_id])
    status = tender.get("status")
    if status in _ENDED:
        reading.add(rules.OUTCOMES_CONTRADICT, "/tender/status", str(status), other=next(iter(active.values())))
    for index, node in enumerate(listed(tender.get("lots"))):
        if type(node) is dict and node.get("status") in _ENDED and node.get("id") in active:
            place, lot_id = f"/tender/lots/{index}/status", str(node["id"])
            reading.add(rules.OUTCOMES_CONTRADICT, place, str(node["status"]), other=active[lot_id])


def _total(values: list[Money | None]) -> Money | None:
    """Add amounts in one currency; None when one is unknown, currencies differ or there are none."""
    if len(values) == 1:
        return values[0]
    known = [value for value in values if value is not None]
    if not known or len(known) != len(values):
        return None
    total, currency = known[0].value, known[0].currency
    for value in known[1:]:
        if value.currency != currency:
            return None
        total += value.value
    return Money(total, currency)
