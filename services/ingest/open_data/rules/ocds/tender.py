"""The tender of a release: what is bought, in which lots, and what is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from services.ingest.open_data.rules.ocds.sustainability import add_sustainability
from services.ingest.open_data.rules.ocds.values import days_of, euros, number, stated
from services.ingest.open_data.rules.rows import Json, LotRow, ProcedureRow

_CATEGORY: Final = {"supplies": "goods", "works": "works", "services": "services"}
_METHOD: Final = {
    "open": "open",
    "restricted": "selective",
    "neg-w-call": "selective",
    "comp-dial": "selective",
    "innovation": "selective",
    "selective": "selective",
    "neg-wo-call": "limited",
    "direct": "direct",
    "limited": "limited",
}
_LABEL: Final = {
    "open": "Open procedure",
    "restricted": "Restricted procedure",
    "neg-w-call": "Negotiated with prior publication of a call for competition / competitive with negotiation",
    "neg-wo-call": "Negotiated without prior call for competition",
    "comp-dial": "Competitive dialogue",
    "innovation": "Innovation partnership",
    "oth-single": "Other single stage procedure",
    "oth-mult": "Other multiple stage procedure",
}
_WHOLE: Final = {"planned": "planned", "running": "active", "awarded": "complete", "cancelled": "cancelled"}
_LOT: Final = {"running": "active", "awarded": "complete", "cancelled": "cancelled"}
_ALL: Final = 100


def systems(lots: Sequence[LotRow]) -> dict[str, str]:
    """Awards under a dynamic purchasing system, which are rows of their own, with the lot that is the system."""
    under = [lot.lot_id for lot in lots if lot.competition == "dps"]
    of_system: dict[str, str] = {}
    for name in under:
        system = next((each for each in under if name.startswith(f"{each}/")), None)
        if system is not None:
            of_system[name] = system
    return of_system


def tender_of(
    procedure: ProcedureRow, lots: Sequence[LotRow], awards_under: dict[str, str], *, own_id: str, called: bool
) -> Json:
    """The tender; `called` is how it stood in the call, before anything was awarded."""
    shown = [lot for lot in lots if lot.lot_id not in awards_under]
    method = procedure.procedure_type
    if any(lot.competition == "no-call" for lot in shown) and method != "neg-wo-call":
        method = "direct"
    status = _WHOLE.get(procedure.state)
    if called and status == "complete":
        status = "active"
    value = procedure.estimated_value
    return stated(
        id=procedure.procedure_id or own_id,
        title=procedure.title,
        status=status,
        procurementMethod=_METHOD.get(method or ""),
        procurementMethodDetails=_LABEL.get(procedure.procedure_type or ""),
        mainProcurementCategory=_CATEGORY.get(procedure.nature or ""),
        legalBasis=stated(scheme="CELEX", id=procedure.legal_basis) if procedure.legal_basis else None,
        value=None if value is None else euros(value),
        lots=[_lot(lot, called=called) for lot in shown],
        items=_items(procedure, shown),
    )


def _items(procedure: ProcedureRow, lots: Sequence[LotRow]) -> list[Json]:
    """What is bought: a product code for the whole, and for each lot."""
    coded = [("0", procedure.cpv, None), *((str(place), lot.cpv, lot.lot_id) for place, lot in enumerate(lots, 1))]
    return [
        stated(id=place, classification={"scheme": "CPV", "id": cpv}, relatedLot=lot_id)
        for place, cpv, lot_id in coded
        if cpv
    ]


def _lot(lot: LotRow, *, called: bool) -> Json:
    state = lot.state
    node = stated(
        id=lot.lot_id,
        title=lot.title,
        status=_LOT.get("running" if called and state == "awarded" else state or ""),
        mainProcurementCategory=_CATEGORY.get(lot.nature or ""),
    )
    if lot.estimated_value is not None:
        node["value"] = euros(lot.estimated_value)
    if lot.duration_months:
        node["contractPeriod"] = {"durationInDays": days_of(lot.duration_months)}
    techniques: Json = {}
    if lot.framework is not None:
        techniques["hasFrameworkAgreement"] = lot.framework
    if lot.competition == "dps":
        techniques["hasDynamicPurchasingSystem"] = True
    if techniques:
        node["techniques"] = techniques
    if lot.price_weight is not None:
        node["awardCriteria"] = {"criteria": _criteria(lot.price_weight)}
    add_sustainability(node, lot)
    return node


def _criteria(price: float) -> list[Json]:
    criteria = [_criterion("price", price)]
    if price < _ALL:
        criteria.append(_criterion("quality", round(_ALL - price, 2)))
    return criteria


def _criterion(kind: str, weight: float) -> Json:
    return {"type": kind, "numbers": [{"number": number(weight), "weight": "percentageExact"}]}
