"""What a procedure counts for by what its buyer says of it, over all its counted lots (C2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from services.ingest.procedures.rules.lot.over_lots import presence
from services.ingest.procedures.rules.lot.supplemented import half_of
from services.ingest.procedures.rules.supplement import Supplements
from shared.procurement.procedure import CompiledLot, Dimensions, SupplementedLot, SupplementedProcedure
from shared.reference.categories import NONE, became_of_10

_CIVIL_WORKS: Final = ("4522", "4523", "4524", "45112")
_WORKS: Final = "45"
_ANSWERS: Final = {"yes": True, "no": False}


def supplemented_procedure(
    supplements: Supplements, lots: Sequence[CompiledLot], *, category: str | None
) -> SupplementedProcedure | None:
    """The answers of a procedure; None when no supplement speaks of it."""
    if not supplements:
        return None

    def each(read: Callable[[SupplementedLot], bool | None]) -> list[bool | None]:
        return [None if lot.supplement is None else read(lot.supplement) for lot in lots]

    managed = supplements.of_procedure("/purchase/categoryManagement", lambda said: said.category_management)
    return SupplementedProcedure(
        purchase_type=supplements.of_procedure("/purchase/purchaseType", lambda said: said.purchase_type),
        category_management=None if managed is None else _ANSWERS.get(managed),
        category=category,
        significant=presence(each(lambda lot: lot.significant)),
        impact_half=_degree(each(lambda lot: half_of(lot.impact_weight_least, lot.impact_weight_most))),
        impact_half_without_price=_degree(
            each(lambda lot: half_of(lot.impact_weight_least_without_price, lot.impact_weight_most_without_price))
        ),
        suitable=presence(each(lambda lot: lot.suitable)),
        wage_sum_reached=_wage_sum([lot.supplement for lot in lots]),
        isv_applied=presence(each(lambda lot: lot.isv_applied)),
        isv_list_of_10=presence(each(lambda lot: in_list_of_10(lot.risk_category))),
        isv_list_of_8=presence(each(lambda lot: in_list_of_8(lot.risk_category))),
        mki_used=_degree(each(lambda lot: lot.mki_used)),
    )


def only_risk_category(procured: Sequence[CompiledLot]) -> str | None:
    """The one risk category that its lots state; None where they differ or are silent."""
    stated = {lot.dimensions.isv_category_stated for lot in procured} - {None}
    return stated.pop() if len(stated) == 1 else None


def is_civil_works(placed: Dimensions, cpv: str | None) -> bool | None:
    """Works in the cluster of civil engineering, or with a main CPV code of it; other codes of works are out."""
    if placed.nature != "works":
        return None if placed.nature is None else False
    of_cluster = placed.cluster == "civil-engineering"
    if (of_cluster and placed.chain_quality != "C") or (cpv or "").startswith(_CIVIL_WORKS):
        return True
    if cpv is None or (of_cluster and not cpv.startswith(_WORKS)):
        return None
    return False


def in_list_of_10(category: str | None) -> bool | None:
    """Whether a risk category stands in the list of 10; of one of the list of 8 that joined several it is not known."""
    of_ten = became_of_10()
    if category is None or category == NONE:
        return None if category is None else False
    return True if category in of_ten else None


def in_list_of_8(category: str | None) -> bool | None:
    """Whether a risk category stands in the list of 8, by itself or as what it became."""
    if category is None or category == NONE:
        return None if category is None else False
    return category in became_of_10().values() or category in became_of_10()


def _degree(answers: Sequence[bool | None]) -> bool | None:
    """Yes when every counted lot reaches it, no when one does not, else unknown (C2)."""
    if any(answer is False for answer in answers):
        return False
    return True if answers and all(answers) else None


def _wage_sum(lots: Sequence[SupplementedLot | None]) -> bool | None:
    """Whether the wage sum over all lots is reached: that no lot reaches it alone says nothing of their sum."""
    said = [None if lot is None else lot.wage_sum_reached for lot in lots]
    if any(said):
        return True
    whole = len(lots) == 1 or any(lot is not None and lot.wage_sum_of_whole for lot in lots)
    return False if whole and said and all(each is False for each in said) else None
