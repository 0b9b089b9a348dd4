"""Withheld fields of a release (`withheldInformation`; BT-195 to BT-198 of eForms), each where it belongs."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from services.ingest.formats.ocds.outcome.results import Results
from services.ingest.formats.ocds.values import Node, Reading, code, day, objects
from shared.procurement.notice import Lot, LotResult, Notice, Tender, Withheld

# Codes of withheld fields (non-publication-identifier of eForms) that this data space reads, and their terms.
_TERMS = {
    "win-ten-val": "BT-720",
    "win-ten-ran": "BT-171",
    "not-val": "BT-161",
    "not-max-val": "BT-118",
    "max-val": "BT-709",
    "ree-val": "BT-660",
    "rec-sub-cou": "BT-759",
    "rec-sub-typ": "BT-760",
    "win-cho": "BT-142",
    "no-awa-rea": "BT-144",
    "awa-cri-typ": "BT-539",
    "awa-cri-nam": "BT-734",
    "awa-cri-des": "BT-540",
    "awa-cri-num": "BT-541",
    "pro-typ": "BT-105",
}


class _Held(NamedTuple):
    notice: list[Withheld]
    lots: dict[str, list[Withheld]]
    results: dict[str, list[Withheld]]
    tenders: dict[str, list[Withheld]]


def with_withheld(notice: Notice, release: Node, results: Results, reading: Reading) -> Notice:
    """Put each withheld field (BT-195 to BT-198) where it belongs.

    The profile makes the id of such an entry of the field's code and the id of what it stands in: `max-val-RES-0001`.
    """
    if "withheldInformation" not in release:
        return notice
    held = _Held([], {}, {}, {})
    lot_ids = {lot.lot_id for lot in notice.lots}
    tender_ids = {tender.tender_id for tender in notice.tenders}
    for place, entry in objects(release, "withheldInformation", "", reading):
        field = code(entry, "field", place, reading)
        if field is None:
            continue
        withheld = Withheld(_TERMS.get(field, field), day(entry, "availabilityDate", place, reading), place)
        entry_id = code(entry, "id", place, reading) or ""
        owner = entry_id[len(field) + 1 :] if entry_id.startswith(f"{field}-") else ""
        if owner in lot_ids:
            held.lots.setdefault(owner, []).append(withheld)
        elif owner in tender_ids:
            held.tenders.setdefault(owner, []).append(withheld)
        elif owner in results.lots_of_award:
            for lot_id in results.lots_of_award[owner]:
                held.results.setdefault(lot_id, []).append(withheld)
        else:
            held.notice.append(withheld)

    def lot(each: Lot) -> Lot:
        return replace(each, withheld=tuple(held.lots[each.lot_id])) if each.lot_id in held.lots else each

    def result(each: LotResult) -> LotResult:
        return replace(each, withheld=tuple(held.results[each.lot_id])) if each.lot_id in held.results else each

    def tender(each: Tender) -> Tender:
        if each.tender_id not in held.tenders:
            return each
        return replace(each, withheld=tuple(held.tenders[each.tender_id]))

    return replace(
        notice,
        lots=tuple(map(lot, notice.lots)),
        results=tuple(map(result, notice.results)),
        tenders=tuple(map(tender, notice.tenders)),
        withheld=tuple(held.notice),
    )
