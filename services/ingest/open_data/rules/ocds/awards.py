"""Awards, bids and contracts of a release.

Each winning tender of a lot is one bid and one award. What is withheld is left out and said to be withheld
(extension withheldInformation): a value, or how many tenders came in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from services.ingest.open_data.rules.ocds.parties import Parties
from services.ingest.open_data.rules.ocds.sustainability import withheld_of
from services.ingest.open_data.rules.ocds.values import euros, moment, number, stated
from services.ingest.open_data.rules.rows import Json, LotRow, Published, WinnerRow

_VEHICLES: Final = (
    ("vehicles", "vehicles"),
    ("clean_vehicles", "vehicles-clean"),
    ("zero_emission_vehicles", "vehicles-zero-emission"),
)


@dataclass(slots=True)
class Outcome:
    """What came of a procedure, in the sections of a release."""

    awards: list[Json] = field(default_factory=list)
    bids: list[Json] = field(default_factory=list)
    statistics: list[Json] = field(default_factory=list)
    contracts: list[Json] = field(default_factory=list)
    withheld: list[Json] = field(default_factory=list)


def outcome_of(published: Published, parties: Parties, awards_under: dict[str, str]) -> Outcome:
    """Write what was awarded, for each lot and for awards that do not say their lot."""
    outcome = Outcome()
    won: defaultdict[str, list[WinnerRow]] = defaultdict(list)
    lots_of_tender: defaultdict[str, int] = defaultdict(int)
    for winner in published.winners:
        won[winner.lot_id].append(winner)
        lots_of_tender[winner.tender_id] += 1
    of_system = Counter(awards_under.values())
    for lot in published.lots:
        name = awards_under.get(lot.lot_id, lot.lot_id)
        winners = won.pop(lot.lot_id, [])
        own: list[Json] = []
        for winner in winners:
            several = lots_of_tender[winner.tender_id] > 1
            own.append(_award(winner, lot, name, parties, outcome, several=several))
        if not winners and lot.state == "awarded":
            own.append(_bare(lot, name))
            outcome.awards.extend(own)
        if of_system[name] <= 1 and lot.tenders_received is not None:  # which award of several is not said in OCDS
            outcome.statistics.append(_tenders_received(name, lot.tenders_received))
        _add_of_lot(own, lot, name, outcome)
        outcome.withheld += [_withheld(term, name, "Strategic procurement") for term in withheld_of(lot)]
    for winner in won.get("", ()):
        _award(winner, None, None, parties, outcome, several=False)
    _add_contracts(published, outcome)
    return outcome


def _award(
    winner: WinnerRow, lot: LotRow | None, name: str | None, parties: Parties, outcome: Outcome, *, several: bool
) -> Json:
    bid_id = f"{winner.tender_id}-{winner.lot_id}" if several else winner.tender_id
    suppliers = parties.suppliers(winner.suppliers)
    lots = [name] if name else None
    value = None if winner.value is None else euros(winner.value)
    outcome.bids.append(stated(id=bid_id, status="valid", tenderers=suppliers, value=value, relatedLots=lots))
    if lot is not None and lot.value_state == "withheld" and value is None:
        outcome.withheld.append(_withheld("win-ten-val", bid_id, "Value of the winning tender"))
    award = stated(
        id=f"AW-{bid_id}",
        status="active",
        date=None if winner.awarded_on is None else moment(winner.awarded_on),
        value=value,
        suppliers=suppliers,
        relatedLots=lots,
        relatedBids=[bid_id],
    )
    outcome.awards.append(award)
    return award


def _bare(lot: LotRow, name: str) -> Json:
    """An award of which no winner is known."""
    day = lot.awarded_on
    return stated(id=f"AW-{lot.lot_id}", status="active", date=None if day is None else moment(day), relatedLots=[name])


def _add_of_lot(own: list[Json], lot: LotRow, name: str, outcome: Outcome) -> None:
    """What is said of the lot as a whole stands on its first award."""
    if not own:
        return
    first = own[0]
    if lot.tenders_received_state == "withheld":
        outcome.withheld.append(_withheld("rec-sub-cou", first["id"], "Number of tenders received"))
    if lot.value_basis == "ceiling" and lot.awarded_value is not None:
        first["maximumValue"] = euros(lot.awarded_value)
    items = [
        {
            "id": kind,
            "quantity": count,
            "additionalClassifications": [{"scheme": "eu-vehicles", "id": kind}],
            "relatedLot": name,
        }
        for column, kind in _VEHICLES
        if (count := getattr(lot, column)) is not None
    ]
    if items:
        first["items"] = items


def _tenders_received(lot_id: str, number: int) -> Json:
    return {"id": f"bids-{lot_id}", "measure": "bids", "value": number, "relatedLot": lot_id}


def _withheld(code: str, of: str, name: str) -> Json:
    return {"id": f"{code}-{of}", "field": code, "name": name}


def _add_contracts(published: Published, outcome: Outcome) -> None:
    """Contracts as notices tell of them, each under the award it follows from; one without an award is left out."""
    by_lot: defaultdict[str, list[Json]] = defaultdict(list)
    for award in outcome.awards:
        for lot_id in award.get("relatedLots", ("",)):
            by_lot[lot_id].append(award)
    valued: set[str] = set()
    for contract in published.procedure.contracts:
        awards = [award for lot_id in contract["lot_ids"] or ("",) for award in by_lot.get(lot_id, ())]
        if not awards:
            continue
        names = {each.get("name") for each in contract["suppliers"]}
        award = next(
            (each for each in awards if names & {of.get("name") for of in each.get("suppliers", ())}), awards[0]
        )
        node = _contract(contract, award)
        if "value" in node:
            valued.update(contract["lot_ids"])
        outcome.contracts.append(node)
    for lot in published.lots:
        # The value stands on a contract that could not be told apart: then on the award itself.
        if lot.value_basis == "contract" and lot.awarded_value is not None and lot.lot_id not in valued:
            for award in by_lot.get(lot.lot_id, ())[:1]:
                award["value"] = euros(lot.awarded_value)


def _contract(contract: Json, award: Json) -> Json:
    said = contract["statements"]

    def last(name: str) -> object:
        return next((each[name] for each in reversed(said) if each.get(name) is not None), None)

    value, paid = last("value"), last("paid")
    period = stated(startDate=_moment(last("starts_on")), endDate=_moment(last("ends_on")))
    terminated = any(each.get("completed") for each in said)
    node = stated(
        id=contract["key"],
        awardID=award["id"],
        status="terminated" if terminated else "active",
        dateSigned=_moment(last("signed_on")),
        period=period,
        value=_money(value),
    )
    if len(contract["lot_ids"]) > 1:
        node["relatedLots"] = contract["lot_ids"]
    if contract["kind"] == "call-off":
        node["relatedProcesses"] = [{"id": "1", "relationship": ["framework"]}]
    if paid is not None:
        node["implementation"] = {"transactions": [{"id": "paid", "value": _money(paid)}]}
    return node


def _moment(day: object) -> str | None:
    return None if day is None else moment(date.fromisoformat(str(day)))


def _money(value: object) -> Json | None:
    if not isinstance(value, dict):
        return None
    return {"amount": number(float(value["value"])), "currency": value["currency"]}
