"""Awards and contracts of a release: for which lots, by which tenders, at which value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from services.ingest.formats.ocds import rules
from services.ingest.formats.ocds.ids import element_ids, own_id
from services.ingest.formats.ocds.outcome.amendments import number_of
from services.ingest.formats.ocds.outcome.bids import Bids, References
from services.ingest.formats.ocds.values import Node, Reading, code, codes, day, inner, money, objects
from shared.procurement.days import may_be_decision
from shared.procurement.money import Money
from shared.procurement.notice import Contract, Tender

WON = "selec-w"

LOT_UNKNOWN = ("",)
"""Lots of an award that does not say for which it is."""

_STATUSES = {"active": WON, "pending": "open-nw", "unsuccessful": "clos-nw", "cancelled": "clos-nw"}


@dataclass(slots=True)
class Award:
    """An award as read: its status in the codes of eForms (BT-142), its lots, and the tenders it went to."""

    award_id: str
    place: str
    node: Node
    status: str | None
    lot_ids: tuple[str, ...]
    awarded_on: date | None
    value: Money | None
    stated_id: str  # the id it carries: another award may carry it too
    tender_ids: tuple[str, ...] = ()
    loose_value: Money | None = None  # a value that stands on none of its tenders
    contract_ids: list[str] = field(default_factory=list)


def read_awards(release: Node, bids: Bids, references: References) -> list[Award]:
    """Read the awards that say something, and make or find the tenders of those that are active."""
    reading = references.reading
    stated = objects(release, "awards", "", reading)
    contracted = bids.contracted(release) if stated else {}
    awards: list[Award] = []
    ids = element_ids()
    for place, node in stated:
        award_id = own_id(ids, (place, node), reading)
        if award_id is None:
            continue
        written = code(node, "status", place, reading)
        status = WON if written is None else _STATUSES.get(written)
        suppliers = references.organisations(node, "suppliers", place)
        if written is None and not suppliers:
            reading.add(rules.EMPTY_AWARD, place, award_id)
            continue
        if status is None:
            reading.add(rules.STATUS_UNKNOWN, f"{place}/status", written)
        stated_id = code(node, "id", place, reading) or award_id
        named = bids.named_by(node, place) or contracted.get(stated_id, [])
        lot_ids = _lots(node, place, named, bids, references, only=len(stated) == 1)
        if lot_ids == LOT_UNKNOWN:
            reading.add(rules.LOT_NOT_SAID, place, award_id)
        awarded_on = _decided(node, "date", place, references.told_on, reading)
        value = money(node, "value", place, reading)
        award = Award(award_id, place, node, status, lot_ids, awarded_on, value, stated_id)
        if status == WON:
            won = bids.meant(named, lot_ids, suppliers) or bids.of(suppliers, lot_ids)
            _win(award, won, suppliers, bids, references)
        awards.append(award)
    return awards


def read_contracts(release: Node, awards: list[Award], bids: Bids, references: References) -> list[Contract]:
    """Read the contracts. An active award without one gets one of its own where it would be lost otherwise.

    That is beside the contracts of other awards, one for each award whose value stands on none of its tenders included.
    """
    reading = references.reading
    by_id: dict[str, list[Award]] = {}
    for award in awards:
        by_id.setdefault(award.stated_id, []).append(award)
    ids = element_ids()
    under_framework = _names_framework(release, "", reading)
    contracts: list[Contract] = []
    for place, node in objects(release, "contracts", "", reading):
        contract_id = own_id(ids, (place, node), reading)
        if contract_id is None or node.get("status") == "cancelled":
            continue
        value = money(node, "value", place, reading)
        period = inner(node, "period", place, reading)
        lot_ids = references.lots_of(node, place)
        of_awards = _meant(by_id.get(code(node, "awardID", place, reading) or "", []), lot_ids, value)
        tender_ids = tuple(bids.named_by(node, place))
        tender_ids = tender_ids or tuple(dict.fromkeys(each for award in of_awards for each in award.tender_ids))
        for award in of_awards:
            if value is None and len(of_awards) == 1 and not award.contract_ids:
                value = award.loose_value
            award.contract_ids.append(contract_id)
            references.spend(len(award.lot_ids) + len(award.tender_ids))
        contracts.append(
            Contract(
                contract_id,
                tender_ids,
                min((award.awarded_on for award in of_awards if award.awarded_on is not None), default=None),
                _decided(node, "dateSigned", place, references.told_on, reading),
                True if under_framework or _names_framework(node, place, reading) else None,
                lot_ids or tuple(dict.fromkeys(lot_id for award in of_awards for lot_id in award.lot_ids)),
                value,
                starts_on=day(period, "startDate", f"{place}/period", reading),
                ends_on=day(period, "endDate", f"{place}/period", reading),
                number=number_of(node, place, reading),
                terminated=node.get("status") == "terminated",
            )
        )
    apart = bool(contracts) or any(award.loose_value is not None for award in awards)
    for award in awards:
        if award.status == WON and not award.contract_ids and apart:
            contract_id = f"award:{award.award_id}"
            award.contract_ids.append(contract_id)
            framework = under_framework or None
            lot_ids, value = award.lot_ids, award.loose_value
            contracts.append(Contract(contract_id, award.tender_ids, award.awarded_on, None, framework, lot_ids, value))
    return contracts


def _meant(awards: list[Award], lot_ids: tuple[str, ...], value: Money | None) -> list[Award]:
    """Of awards with one id take those for the lots of a contract, else the one of its value, else all of them."""
    if len(awards) <= 1:
        return awards
    of_lots = [award for award in awards if not set(lot_ids).isdisjoint(award.lot_ids)]
    of_value = [award for award in awards if value is not None and award.value == value]
    return of_lots or (of_value if len(of_value) == 1 else awards)


def _lots(
    node: Node, place: str, named: list[str], bids: Bids, references: References, *, only: bool
) -> tuple[str, ...]:
    """Find the lots of an award: named, else those of its items or bids, else the only lot.

    The only award of a release that names no lot covers them all. Of one that names lots which the tender does not
    have, the lot is as unknown as of one that names none among several.
    """
    if node.get("relatedLots") or "relatedLot" in node:
        return references.lots_of(node, place) or LOT_UNKNOWN
    if len(references.lot_ids) <= 1:
        return references.lot_ids or LOT_UNKNOWN
    lot_ids: dict[str, None] = {}
    for at, item in objects(node, "items", place, references.reading):
        lot_ids.update(dict.fromkeys(references.lots_of(item, at)))
    for bid_id in named:
        lot_ids.update(dict.fromkeys(bids.lots_of_bid[bid_id]))
    if lot_ids or not only:
        return tuple(lot_ids) or LOT_UNKNOWN
    references.spend(len(references.lot_ids))
    return references.lot_ids


def _decided(node: Node, key: str, place: str, told_on: date | None, reading: Reading) -> date | None:
    """Read a day of decision or signature; one that cannot be, seen from the date of the release, is said to be so."""
    stated = day(node, key, place, reading)
    if stated is not None and not may_be_decision(stated, told_on=told_on):
        reading.add(rules.DAY_NOT_BELIEVED, f"{place}/{key}", stated.isoformat())
    return stated


def _win(award: Award, bid_ids: list[str], suppliers: tuple[str, ...], bids: Bids, references: References) -> None:
    """Make the tenders of an active award, or find them among the bids, and put its value where it belongs."""
    if not bid_ids:
        one_lot = len(award.lot_ids) == 1
        value = award.value if one_lot else None
        for lot_id in award.lot_ids:
            bids.tenders.setdefault((award.award_id, lot_id), Tender(award.award_id, lot_id, value, None, suppliers))
        award.tender_ids = (award.award_id,)
        if award.value is not None and not one_lot:
            references.reading.add(rules.VALUE_OVER_LOTS, f"{award.place}/value")
            award.loose_value = award.value
        return
    references.spend(len(bid_ids) * len(award.lot_ids))
    award.tender_ids = tuple(bid_ids)
    won: list[Tender] = []
    for bid_id in bid_ids:
        if not bids.lots_of_bid[bid_id]:
            bids.lots_of_bid[bid_id] = award.lot_ids
            bids.tender(bid_id, award.lot_ids, suppliers=suppliers)
        won += [bids.tenders[bid_id, lot_id] for lot_id in award.lot_ids if (bid_id, lot_id) in bids.tenders]
    if award.value is None or _say_what_was_won(won, award, bids):
        return
    value = award.value if len(won) == 1 else None
    for tender in won:
        valued = replace(tender, value=value, lots_of_value=1)
        bids.tenders[tender.tender_id, tender.lot_id] = valued
    award.loose_value = award.value if value is None else None


def _say_what_was_won(won: list[Tender], award: Award, bids: Bids) -> bool:
    """Whether bids state the value of an award: one for its lot alone, or all of them for no lot but its own."""
    valued = [tender for tender in won if tender.value is not None]
    if any(tender.lots_of_value == 1 for tender in valued):
        return True
    own = set(award.lot_ids)
    return (
        bool(valued)
        and len(valued) == len(won)
        and own.issuperset(*(bids.lots_of_bid[each] for each in award.tender_ids))
    )


def _names_framework(node: Node, place: str, reading: Reading) -> bool:
    """Whether the process or contract stands under a framework agreement (BT-768)."""
    if "relatedProcesses" not in node:
        return False
    return any(
        "framework" in codes(each, "relationship", at, reading)
        for at, each in objects(node, "relatedProcesses", place, reading)
    )
