"""Which value of a procedure, a lot or a winner a term of a source leads to, and of which lot it speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from shared.procurement.notice import Notice

_FED_BY: Final[Mapping[str, Sequence[str]]] = {
    "title": ("BT-21", "tender.title", "tender.lots.title"),
    "nature": ("BT-23", "tender.mainProcurementCategory", "tender.lots.mainProcurementCategory"),
    "cpv": ("BT-262", "tender.classification.id", "tender.items.classification.id"),
    "estimatedValue": ("BT-27", "tender.value.amount", "tender.lots.value.amount"),
    "framework": ("BT-765",),
    "dps": ("BT-766",),
    "legalBasis": ("BT-01", "tender.legalBasis.id"),
    "procedureType": ("BT-105", "tender.procurementMethod", "tender.procurementMethodDetails"),
    "procedureId": ("BT-04", "tender.id"),
    "launchedOn": ("BT-05", "date"),
    "durationMonths": ("BT-36", "BT-536", "BT-537", "tender.lots.contractPeriod.durationInDays"),
    "state": ("BT-142", "awards.status"),
    "awardedValue": ("BT-720", "BT-161", "BT-709", "awards.value.amount", "contracts.value.amount"),
    "awardedOn": ("BT-1451", "awards.date"),
    "tendersReceived": ("BT-759", "BT-760", "bids.statistics.value", "tender.numberOfTenderers"),
    "sme": ("BT-165",),
    "buyers": ("BT-500", "BT-501", "buyer.name", "parties.identifier.id"),
    "priceWeight": ("BT-539", "BT-541"),
    "themes": (
        *("BT-06", "BT-754", "BT-774", "BT-775", "BT-776", "BT-805"),
        *("tender.lots.sustainability.goal", "tender.lots.sustainability.strategies"),
    ),
    "reserved": ("BT-71", "BT-736"),
}
FEEDS: Final = {term: name for name, terms in _FED_BY.items() for term in terms}
"""Terms of eForms, and paths of OCDS; a term that is not here is kept and counted nowhere."""


def places_of_lots(notice: Notice) -> Sequence[tuple[str, str]]:
    """Where the notice speaks of a lot, with the lot."""
    placed = [(each.place, each.lot_id) for each in notice.lots]
    placed += [(each.place, each.lot_id) for each in notice.results]
    return sorted((each for each in placed if all(each)), key=lambda each: -len(each[0]))


def lot_at(place: str, lots: Sequence[tuple[str, str]]) -> str | None:
    """The lot that a place is about; None for the whole, or when the place alone does not tell."""
    return next((lot for within, lot in lots if place == within or place.startswith(f"{within}/")), None)
