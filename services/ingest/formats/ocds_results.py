"""Awards, bids and contracts of a release in the words of the vocabulary.

All awards of one lot are one lot result: publishers write one award for each supplier of a framework, or a new one for
an award that was cancelled. Its status is the furthest of theirs. Where bids are published they are the tenders;
otherwise each award is one, of all its suppliers together (OCDS asks for separate awards when suppliers do not bid
together).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from services.ingest.formats.ocds_parties import Parties
from services.ingest.formats.ocds_rules import Rule, finding
from services.ingest.formats.ocds_values import Node, Reading, code, codes, count, day, inner, listed, money, objects
from services.ingest.formats.parsed import Refused
from shared.procurement.money import Money
from shared.procurement.notice import Contract, Lot, LotKind, LotResult, SubmissionCount, Tender

# Received-submission-type of eForms (BT-760) by the profile's mapping table; `validBids` has no sibling there.
_MEASURES = {
    "bids": "tenders",
    "requests": "part-req",
    "electronicBids": "t-esubm",
    "microBids": "t-micro",
    "smallBids": "t-small",
    "mediumBids": "t-med",
    "largeBids": "t-large",
    "smeBids": "t-sme",
    "foreignBidsFromEU": "t-oth-eea",
    "foreignBidsFromNonEU": "t-no-eea",
    "disqualifiedBids": "t-verif-inad",
    "tendersAbnormallyLow": "t-verif-inad-low",
    "validBids": "validBids",
}
_STATUSES = {"active": "selec-w", "pending": "open-nw", "unsuccessful": "clos-nw", "cancelled": "clos-nw"}
_FURTHEST = ("selec-w", "open-nw", "clos-nw")
_ENDED = frozenset({"cancelled", "unsuccessful"})
_MOST_REFERENCES = 200_000
_VEHICLES = frozenset({"vehicles", "vehicles-clean", "vehicles-zero-emission"})


@dataclass(slots=True)
class Results:
    """What a release says of outcomes, with the value of all active awards together when each is known."""

    results: list[LotResult] = field(default_factory=list)
    tenders: list[Tender] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    total_value: Money | None = None
    lot_of_award: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class _Award:
    award_id: str
    place: str
    node: Node
    status: str | None
    lot_ids: tuple[str, ...]
    awarded_on: date | None
    value: Money | None
    tender_ids: tuple[str, ...] = ()
    loose_value: Money | None = None  # a value that stands on none of its tenders
    contract_ids: list[str] = field(default_factory=list)


def read_results(release: Node, tender: Node, lots: tuple[Lot, ...], parties: Parties, reading: Reading) -> Results:
    """Read awards, bids and contracts."""
    return _Outcomes(release, tender, lots, parties, reading).read()


class _Outcomes:
    def __init__(self, release: Node, tender: Node, lots: tuple[Lot, ...], parties: Parties, reading: Reading) -> None:
        self.release = release
        self.tender = tender
        self.lot_ids = tuple(lot.lot_id for lot in lots if lot.kind is LotKind.LOT)
        self.known = frozenset(self.lot_ids)
        self.parties = parties
        self.reading = reading
        self.tenders: dict[tuple[str, str], Tender] = {}
        self.bids: dict[str, tuple[str, Node]] = {}
        self.joint = False
        self._by_tenderers: dict[tuple[str, frozenset[str]], list[str]] | None = None
        self._contracted: dict[str, list[str]] = {}  # bids by the award that their contracts name
        self._left = _MOST_REFERENCES

    def read(self) -> Results:
        release, reading = self.release, self.reading
        bids = inner(release, "bids", "", reading)
        for place, bid in objects(bids, "details", "/bids", reading):
            bid_id = code(bid, "id", place, reading)
            if bid_id is None:
                reading.add(Rule.ID_MADE_UP, place)
                bid_id = place
            if bid_id in self.bids:
                reading.add(Rule.DUPLICATE_ID, f"{place}/id", bid_id)
                continue
            self.bids[bid_id] = (place, bid)
        for bid_id, (place, bid) in self.bids.items():
            self._bid(bid_id, bid, place)
        awards = self._awards()
        contracts = self._contracts(awards)
        results = self._lot_results(awards, bids)
        self._lots_ended(results)
        active = [award for award in awards if award.status == "selec-w"]
        return Results(
            list(results.values()),
            list(self.tenders.values()),
            contracts,
            _sum([award.value for award in active]),
            {award.award_id: award.lot_ids for award in awards},
        )

    def _spend(self, references: int) -> None:
        """Refuse a release of few bytes whose references multiply into millions."""
        self._left -= references
        if self._left < 0:
            raise Refused(finding(Rule.TOO_LARGE, "/awards"))

    # --- bids ----------------------------------------------------------------------------------------------

    def _bid(self, bid_id: str, bid: Node, place: str) -> None:
        reading = self.reading
        lot_ids = self._related(bid, place) or (self.lot_ids if len(self.lot_ids) == 1 else ())
        if not lot_ids:
            return
        value = money(bid, "value", place, reading)
        if value is not None and len(lot_ids) > 1:
            reading.add(Rule.VALUE_OVER_LOTS, f"{place}/value")
            value = None
        rank = code(bid, "rank", place, reading) if "rank" in bid else None
        tenderers = self._organisations(bid, "tenderers", place)
        for lot_id in lot_ids:
            self.tenders[bid_id, lot_id] = Tender(bid_id, lot_id, value, rank, tenderers)

    def _organisations(self, node: Node, key: str, place: str) -> tuple[str, ...]:
        refs = [self.parties.refer(each, at) for at, each in objects(node, key, place, self.reading)]
        named = tuple(dict.fromkeys(ref for ref in refs if ref is not None))
        if len(named) > 1:
            self.joint = True
        return named

    def _related(self, node: Node, place: str) -> tuple[str, ...]:
        """Read `relatedLots` (or `relatedLot`), without the lots that the tender does not have."""
        reading = self.reading
        named = codes(node, "relatedLots", place, reading)
        if not named and "relatedLot" in node:
            one = code(node, "relatedLot", place, reading)
            named = [] if one is None else [one]
        if not named:
            return ()
        for lot_id in named:
            if lot_id not in self.known:
                reading.add(Rule.UNKNOWN_LOT, f"{place}/relatedLots", lot_id)
        return tuple(dict.fromkeys(lot_id for lot_id in named if lot_id in self.known))

    # --- awards --------------------------------------------------------------------------------------------

    def _awards(self) -> list[_Award]:
        reading = self.reading
        stated = objects(self.release, "awards", "", reading)
        awards: list[_Award] = []
        for place, contract in objects(self.release, "contracts", "", reading) if self.bids else ():
            if type(award_id := contract.get("awardID")) is str:
                self._contracted.setdefault(award_id, []).extend(self._bid_ids(contract, place))
        for place, node in stated:
            award_id = code(node, "id", place, reading)
            if award_id is None:
                reading.add(Rule.ID_MADE_UP, place)
                award_id = place
            written = code(node, "status", place, reading)
            status = None if written is None else _STATUSES.get(written)
            if written is not None and status is None:
                reading.add(Rule.STATUS_UNKNOWN, f"{place}/status", written)
            suppliers = self._organisations(node, "suppliers", place)
            if written is None:
                if not suppliers:
                    reading.add(Rule.EMPTY_AWARD, place, award_id)
                    continue
                status = "selec-w"
            lot_ids = self._award_lots(node, place, only=len(stated) == 1)
            if not lot_ids:
                if "relatedLots" not in node:
                    reading.add(Rule.LOT_NOT_SAID, place, award_id)
                continue
            award = _Award(
                award_id,
                place,
                node,
                status,
                lot_ids,
                day(node, "date", place, reading),
                money(node, "value", place, reading),
            )
            if status == "selec-w":
                self._winners(award, suppliers)
            awards.append(award)
        return awards

    def _award_lots(self, node: Node, place: str, *, only: bool) -> tuple[str, ...]:
        """Find the lots of an award: named, else those of its items or bids, else the only lot.

        The only award of a release that names no lot covers them all.
        """
        if "relatedLots" in node or "relatedLot" in node:
            return self._related(node, place)
        if len(self.lot_ids) <= 1:
            return self.lot_ids
        found: dict[str, None] = {}
        for at, item in objects(node, "items", place, self.reading):
            found.update(dict.fromkeys(self._related(item, at)))
        for bid_id in self._bid_ids(node, place):
            found.update(dict.fromkeys(self._related(self.bids[bid_id][1], self.bids[bid_id][0])))
        if found:
            return tuple(found)
        self._spend(len(self.lot_ids))
        return self.lot_ids if only else ()

    def _bid_ids(self, node: Node, place: str) -> list[str]:
        related = codes(node, "relatedBids", place, self.reading) if "relatedBids" in node else []
        if not related and "relatedBid" in node:
            one = code(node, "relatedBid", place, self.reading)
            related = [] if one is None else [one]
        return [bid_id for bid_id in related if bid_id in self.bids]

    def _winners(self, award: _Award, suppliers: tuple[str, ...]) -> None:
        """Make the tenders of an active award, or find them among the bids, and put its value where it belongs."""
        one_lot = len(award.lot_ids) == 1
        bid_ids = (
            self._bid_ids(award.node, award.place)
            or self._contracted.get(award.award_id)
            or self._bids_of(suppliers, award.lot_ids)
        )
        if not bid_ids:
            value = award.value if one_lot else None
            for lot_id in award.lot_ids:
                self.tenders.setdefault(
                    (award.award_id, lot_id), Tender(award.award_id, lot_id, value, None, suppliers)
                )
            award.tender_ids = (award.award_id,)
            if award.value is not None and not one_lot:
                self.reading.add(Rule.VALUE_OVER_LOTS, f"{award.place}/value")
                award.loose_value = award.value
            return
        self._spend(len(bid_ids) * len(award.lot_ids))
        award.tender_ids = tuple(bid_ids)
        for bid_id in bid_ids:
            for lot_id in award.lot_ids:
                if (bid_id, lot_id) not in self.tenders:
                    bid, place = self.bids[bid_id][1], self.bids[bid_id][0]
                    tenderers = self._organisations(bid, "tenderers", place) or suppliers
                    self.tenders[bid_id, lot_id] = Tender(bid_id, lot_id, None, None, tenderers)
        named = [self.tenders[bid_id, lot_id] for bid_id in bid_ids for lot_id in award.lot_ids]
        if award.value is None or any(tender.value is not None for tender in named):
            return
        if len(named) == 1:
            only = named[0]
            self.tenders[only.tender_id, only.lot_id] = Tender(
                only.tender_id, only.lot_id, award.value, only.rank, only.tenderers
            )
        else:
            award.loose_value = award.value

    def _bids_of(self, suppliers: tuple[str, ...], lot_ids: tuple[str, ...]) -> list[str]:
        """Find the bid of an award that does not name it: the next for that lot by exactly these suppliers."""
        if not suppliers or len(lot_ids) != 1 or not self.tenders:
            return []
        if self._by_tenderers is None:
            self._by_tenderers = {}
            for (bid_id, lot_id), tender in reversed(self.tenders.items()):
                if bid_id in self.bids:
                    self._by_tenderers.setdefault((lot_id, frozenset(tender.tenderers)), []).append(bid_id)
        found = self._by_tenderers.get((lot_ids[0], frozenset(suppliers)))
        return [found.pop()] if found else []

    # --- contracts -----------------------------------------------------------------------------------------

    def _contracts(self, awards: list[_Award]) -> list[Contract]:
        """Read the contracts. An active award without one gets one of its own where it would be lost otherwise.

        That is beside the contracts of other awards, and when its value stands on none of its tenders.
        """
        reading = self.reading
        by_id = {award.award_id: award for award in awards}
        under_framework = _names_framework(self.release, "", reading)
        contracts: list[Contract] = []
        for place, node in objects(self.release, "contracts", "", reading):
            contract_id = code(node, "id", place, reading)
            if contract_id is None:
                reading.add(Rule.ID_MADE_UP, place)
                contract_id = place
            if node.get("status") == "cancelled":
                continue
            award = by_id.get(code(node, "awardID", place, reading) or "")
            tender_ids = tuple(self._bid_ids(node, place)) or (award.tender_ids if award else ())
            value = money(node, "value", place, reading)
            if award is not None:
                if value is None and not award.contract_ids:
                    value = award.loose_value
                award.contract_ids.append(contract_id)
                self._spend(len(award.lot_ids) + len(award.tender_ids))
            contracts.append(
                Contract(
                    contract_id,
                    tender_ids,
                    award.awarded_on if award else None,
                    day(node, "dateSigned", place, reading),
                    True if under_framework or _names_framework(node, place, reading) else None,
                    award.lot_ids if award else self._related(node, place),
                    value,
                )
            )
        stated = bool(contracts)
        for award in awards:
            if award.status == "selec-w" and not award.contract_ids and (stated or award.loose_value is not None):
                contract_id = f"award:{award.award_id}"
                award.contract_ids.append(contract_id)
                contracts.append(
                    Contract(
                        contract_id,
                        award.tender_ids,
                        award.awarded_on,
                        None,
                        under_framework or None,
                        award.lot_ids,
                        award.loose_value,
                    )
                )
        return contracts

    # --- lot results ---------------------------------------------------------------------------------------

    def _lot_results(self, awards: list[_Award], bids: Node) -> dict[str, LotResult]:
        submissions = self._submissions(bids) if awards else {}
        by_lot: dict[str, list[_Award]] = {}
        for award in awards:
            for lot_id in award.lot_ids:
                by_lot.setdefault(lot_id, []).append(award)
        return {lot_id: self._lot_result(lot_id, held, submissions) for lot_id, held in by_lot.items()}

    def _lot_result(
        self, lot_id: str, awards: list[_Award], submissions: dict[str, list[SubmissionCount]]
    ) -> LotResult:
        statuses = {award.status for award in awards}
        status = next((each for each in _FURTHEST if each in statuses), None)
        active = [award for award in awards if award.status == "selec-w"]
        first = active[0] if active else awards[0]
        reading = self.reading
        one_lot = len(first.lot_ids) == 1
        vehicles: list[tuple[str, int]] = []
        for award in active:
            if "items" in award.node:
                vehicles.extend(self._vehicles(award, lot_id))
        return LotResult(
            first.award_id,
            lot_id,
            first.place,
            status,
            None,
            tuple(submissions.get(lot_id, ())),
            tuple(dict.fromkeys(tender_id for award in active for tender_id in award.tender_ids)),
            tuple(dict.fromkeys(contract_id for award in active for contract_id in award.contract_ids)),
            money(first.node, "maximumValue", first.place, reading) if one_lot else None,
            money(first.node, "estimatedValue", first.place, reading) if one_lot else None,
            tuple(vehicles),
            min((award.awarded_on for award in active if award.awarded_on is not None), default=None),
        )

    def _vehicles(self, award: _Award, lot_id: str) -> list[tuple[str, int]]:
        found = []
        self._spend(len(listed(award.node.get("items"))))
        for place, item in objects(award.node, "items", award.place, self.reading):
            if item.get("relatedLot") not in (None, lot_id):
                continue
            for at, classification in objects(item, "additionalClassifications", place, self.reading):
                kind = classification.get("id")
                if classification.get("scheme") in ("vehicles", "eu-vehicles") and kind in _VEHICLES:
                    number = count(item, "quantity", at.partition("/additional")[0], self.reading)
                    if number is not None:
                        found.append((str(kind), number))
        return found

    def _submissions(self, bids: Node) -> dict[str, list[SubmissionCount]]:
        """Read received submissions by lot; a number that names no lot counts only where there is one lot.

        `tender.numberOfTenderers` is the number of tenders when no firms bid together and there is one lot.
        """
        found: dict[str, list[SubmissionCount]] = {}
        for place, statistic in objects(bids, "statistics", "/bids", self.reading):
            kind = _MEASURES.get(code(statistic, "measure", place, self.reading) or "")
            if kind is None:
                continue
            number = count(statistic, "value", place, self.reading)
            lot_ids = self._related(statistic, place)
            if not lot_ids and "relatedLot" not in statistic and "relatedLots" not in statistic:
                if len(self.lot_ids) != 1:
                    self.reading.add(Rule.LOT_NOT_SAID, place)
                    continue
                lot_ids = self.lot_ids
            for lot_id in lot_ids:
                found.setdefault(lot_id, []).append(SubmissionCount(kind, number))
        if "numberOfTenderers" in self.tender and len(self.lot_ids) == 1 and not self.joint:
            lot_id = self.lot_ids[0]
            if all(each.kind != "tenders" for each in found.get(lot_id, ())):
                number = count(self.tender, "numberOfTenderers", "/tender", self.reading)
                found.setdefault(lot_id, []).append(SubmissionCount("tenders", number))
        return found

    def _lots_ended(self, results: dict[str, LotResult]) -> None:
        """Close the lots that the tender itself calls cancelled or unsuccessful and that no award speaks of."""
        ended = self.tender.get("status") == "unsuccessful"
        stated = self.tender.get("lots")
        if ended and not stated:
            nodes = [("/tender", lot_id) for lot_id in self.lot_ids]
        else:
            nodes = []
            for index, node in enumerate(listed(stated)):
                if type(node) is dict and type(node.get("id")) is str and (ended or node.get("status") in _ENDED):
                    nodes.append((f"/tender/lots/{index}", str(node["id"])))
        for place, lot_id in nodes:
            if lot_id in self.known and lot_id not in results:
                results[lot_id] = LotResult(f"closed:{lot_id}", lot_id, f"{place}/status", "clos-nw")


def _names_framework(node: Node, place: str, reading: Reading) -> bool:
    """Whether the process or contract stands under a framework agreement (BT-768)."""
    if "relatedProcesses" not in node:
        return False
    return any(
        "framework" in codes(each, "relationship", at, reading)
        for at, each in objects(node, "relatedProcesses", place, reading)
    )


def _sum(values: list[Money | None]) -> Money | None:
    """Add amounts in one currency; None when one is unknown, currencies differ or there are none."""
    known = [value for value in values if value is not None]
    if not known or len(known) != len(values) or len({value.currency for value in known}) != 1:
        return None
    return Money(sum((value.value for value in known), Decimal(0)), known[0].currency)
