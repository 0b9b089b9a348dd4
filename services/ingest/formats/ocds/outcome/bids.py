"""Bids of a release and the references between its parts: which lot, which firms, which bid."""

from __future__ import annotations

from datetime import date

from services.ingest.formats.ocds import rules
from services.ingest.formats.ocds.ids import element_ids, own_id
from services.ingest.formats.ocds.lots import Lots
from services.ingest.formats.ocds.parties import Parties
from services.ingest.formats.ocds.values import Json, Node, Reading, code, codes, count, money, objects
from services.ingest.formats.parsed import Refused
from shared.procurement.notice import LotKind, SubmissionCount, Tender

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
_MOST_REFERENCES = 200_000


class References:
    """What the parts of a release may refer to: its lots, its parties and its date."""

    __slots__ = ("_left", "joint", "known", "lot_ids", "nameless", "parties", "reading", "told_on")

    def __init__(self, lots: Lots, parties: Parties, reading: Reading, *, told_on: date | None) -> None:
        self.told_on = told_on
        self.lot_ids = tuple([lot.lot_id for lot in lots.lots if lot.kind is LotKind.LOT])
        self.nameless = lots.doubled  # a reference to such a lot does not say which
        self.known = frozenset(self.lot_ids) - lots.doubled
        self.parties = parties
        self.reading = reading
        self.joint = False  # whether firms bid together anywhere
        self._left = _MOST_REFERENCES

    def spend(self, references: int) -> None:
        """Refuse a release of few bytes whose references multiply into millions."""
        self._left -= references
        if self._left < 0:
            raise Refused(rules.TOO_LARGE.at("/awards"))

    def lots_of(self, node: Node, place: str) -> tuple[str, ...]:
        """Read `relatedLots` (or `relatedLot`), without the lots that the tender does not have."""
        related = node.get("relatedLots")
        if type(related) is list and len(related) == 1:  # nearly always
            only = related[0]
            if type(only) is str and only in self.known:
                return (only,)
        named = codes(node, "relatedLots", place, self.reading)
        if not named and "relatedLot" in node:
            related_lot = code(node, "relatedLot", place, self.reading)
            named = [] if related_lot is None else [related_lot]
        for lot_id in named:
            if lot_id not in self.known and lot_id not in self.nameless:
                self.reading.add(rules.UNKNOWN_LOT, f"{place}/relatedLots", lot_id)
        return tuple(dict.fromkeys(lot_id for lot_id in named if lot_id in self.known))

    def organisations(self, node: Node, key: str, place: str) -> tuple[str, ...]:
        """Read the refs of the organisations that a list refers to."""
        named = [self.parties.refer(each, at) for at, each in objects(node, key, place, self.reading)]
        if len(named) == 1:
            return (named[0],) if named[0] is not None else ()
        refs = tuple(dict.fromkeys(ref for ref in named if ref is not None))
        self.joint = self.joint or len(refs) > 1
        return refs


class Bids:
    """The bids of a release by id, and every tender by bid and lot."""

    __slots__ = ("_by_tenderers", "_ids", "_nodes", "_references", "lots_of_bid", "tenders")

    def __init__(self, bids: Node, references: References) -> None:
        self.tenders: dict[tuple[str, str], Tender] = {}
        self.lots_of_bid: dict[str, tuple[str, ...]] = {}
        self._nodes: dict[str, tuple[str, Node]] = {}
        self._references = references
        self._by_tenderers: dict[tuple[str, frozenset[str]], list[str]] | None = None
        reading = references.reading
        self._ids = element_ids()
        for place, node in objects(bids, "details", "/bids", reading):
            bid_id = own_id(self._ids, (place, node), reading)
            if bid_id is None:
                continue
            self._nodes[bid_id] = (place, node)
            lot_ids = references.lots_of(node, place)
            if not lot_ids and len(references.lot_ids) == 1:
                lot_ids = references.lot_ids
            self.lots_of_bid[bid_id] = lot_ids
            if lot_ids:
                self.tender(bid_id, lot_ids)

    def tender(self, bid_id: str, lot_ids: tuple[str, ...], *, suppliers: tuple[str, ...] = ()) -> None:
        """Make a bid a tender for lots; `suppliers` made it when it does not say who did."""
        place, node = self._nodes[bid_id]
        references = self._references
        reading = references.reading
        value = money(node, "value", place, reading)
        if value is not None and len(lot_ids) > 1:
            reading.add(rules.VALUE_OVER_LOTS, f"{place}/value")
        rank = code(node, "rank", place, reading) if "rank" in node else None
        tenderers = references.organisations(node, "tenderers", place) or suppliers
        for lot_id in lot_ids:
            self.tenders[bid_id, lot_id] = Tender(
                bid_id, lot_id, value, rank, tenderers, lots_of_value=max(1, len(lot_ids))
            )

    def named_by(self, node: Node, place: str) -> list[str]:
        """Read which bids an award or a contract names (`relatedBids`, or `relatedBid`)."""
        reading = self._references.reading
        related = codes(node, "relatedBids", place, reading) if "relatedBids" in node else []
        if not related and "relatedBid" in node:
            related_bid = code(node, "relatedBid", place, reading)
            related = [] if related_bid is None else [related_bid]
        named = [own for stated in dict.fromkeys(related) for own in self._ids.meant(stated)]
        return [bid_id for bid_id in named if bid_id in self._nodes]

    def meant(self, named: list[str], lot_ids: tuple[str, ...], suppliers: tuple[str, ...]) -> list[str]:
        """Of bids with one id take the one for these lots, else the one by these suppliers; none where several fit."""
        if not self._ids.doubled.intersection(named):
            return named
        fitting = [each for each in named if any((each, lot_id) in self.tenders for lot_id in lot_ids)]
        certain: list[str] = []
        for stated in dict.fromkeys(each for each in named if self._ids.meant(each)[0] == each):
            same = [each for each in self._ids.meant(stated) if each in fitting]
            if len(same) > 1:
                same = [each for each in same if self._tenderers(each, lot_ids) == set(suppliers)]
            certain += same if len(same) == 1 else []
        return certain

    def _tenderers(self, bid_id: str, lot_ids: tuple[str, ...]) -> set[str]:
        tenders = (self.tenders.get((bid_id, lot_id)) for lot_id in lot_ids)
        return {ref for tender in tenders if tender is not None for ref in tender.tenderers}

    def contracted(self, release: Node) -> dict[str, list[str]]:
        """Gather the bids that the contracts of each award name."""
        named: dict[str, list[str]] = {}
        if self._nodes:
            for place, contract in objects(release, "contracts", "", self._references.reading):
                if type(award_id := contract.get("awardID")) is str:
                    named.setdefault(award_id, []).extend(self.named_by(contract, place))
        return named

    def of(self, suppliers: tuple[str, ...], lot_ids: tuple[str, ...]) -> list[str]:
        """Find the bid of an award that does not name it: the next for that lot by exactly these suppliers."""
        if not suppliers or len(lot_ids) != 1 or not self._nodes:
            return []
        if self._by_tenderers is None:
            self._by_tenderers = {}
            for (bid_id, lot_id), tender in reversed(self.tenders.items()):
                if bid_id in self._nodes:
                    self._by_tenderers.setdefault((lot_id, frozenset(tender.tenderers)), []).append(bid_id)
        bid_ids = self._by_tenderers.get((lot_ids[0], frozenset(suppliers)))
        return [bid_ids.pop()] if bid_ids else []


def read_submissions(bids: Node, tender: Node, references: References) -> dict[str, list[SubmissionCount]]:
    """Read received submissions by lot; a number that names no lot counts only where there is one lot.

    `tender.numberOfTenderers` is the number of tenders when no firms bid together and there is one lot.
    """
    counts: dict[str, list[SubmissionCount]] = {}
    reading = references.reading
    for place, statistic in objects(bids, "statistics", "/bids", reading):
        kind = _MEASURES.get(code(statistic, "measure", place, reading) or "")
        if kind is None:
            continue
        number = count(statistic, "value", place, reading)
        lot_ids = references.lots_of(statistic, place)
        if not lot_ids and not _names_a_lot(statistic):
            if len(references.lot_ids) != 1:
                reading.add(rules.LOT_NOT_SAID, place)
                continue
            lot_ids = references.lot_ids
        for lot_id in lot_ids:
            counts.setdefault(lot_id, []).append(SubmissionCount(kind, number))
    if "numberOfTenderers" in tender and len(references.lot_ids) == 1 and not references.joint:
        lot_id = references.lot_ids[0]
        if all(each.kind != "tenders" for each in counts.get(lot_id, ())):
            number = count(tender, "numberOfTenderers", "/tender", reading)
            counts.setdefault(lot_id, []).append(SubmissionCount("tenders", number))
    return counts


def _names_a_lot(statistic: dict[str, Json]) -> bool:
    return "relatedLot" in statistic or "relatedLots" in statistic
