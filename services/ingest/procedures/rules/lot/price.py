"""How much the price weighs in the award of a lot, as its notices state it (BT-539, BT-541, BT-5421).

Only what can be compared is read: all criteria in one kind of weight, percentages that add up to the whole. A criterion
of costs may be the price or not, so beside one nothing is known; neither is it of an order of importance.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from services.ingest.procedures.rules.lot.statements import LotStatement, Mention, read_mention
from shared.procurement.notice import AwardCriterion
from shared.quick_dataclass import quick_dataclass

_ALL: Final = Decimal(100)
_ROUNDING: Final = Decimal("0.5")
_HUNDREDTH: Final = Decimal("0.01")
_PERCENTAGES: Final = "per-exa"
_SHARES: Final = ("poi-exa", "dec-exa")


@quick_dataclass(frozen=True, slots=True)
class StatedPrice:
    """The weight of the price as a percentage, and where it is said."""

    weight: Decimal
    notice_id: str
    place: str


def price_of(statements: Sequence[LotStatement]) -> StatedPrice | None:
    """The weight of the price from the strongest notice that states it."""
    return read_mention(statements, _stated)


def _stated(mention: Mention) -> StatedPrice | None:
    if mention.lot is None or not mention.lot.criteria:
        return None
    weight = price_weight(mention.lot.criteria)
    if weight is None:
        return None
    first = next(each for each in mention.lot.criteria if each.kind == "price")
    return StatedPrice(weight, mention.notice.notice_id, first.place)


def price_weight(criteria: Sequence[AwardCriterion]) -> Decimal | None:
    """The weight of the price among these award criteria, as a percentage; the only criterion weighs all."""
    kinds = {each.kind for each in criteria}
    if "price" not in kinds or not kinds <= {"price", "quality"}:
        return None
    if len(criteria) == 1 and criteria[0].weight is None:
        return _ALL
    weights = [each.weight for each in criteria if each.weight is not None]
    of_kinds = {each.weight_kind for each in criteria}
    if len(weights) < len(criteria) or len(of_kinds) > 1 or min(weights) < 0:
        return None
    total = sum(weights, Decimal(0))
    priced = sum((each.weight for each in criteria if each.weight is not None and each.kind == "price"), Decimal(0))
    if of_kinds == {_PERCENTAGES}:
        return priced if abs(total - _ALL) <= _ROUNDING else None
    return (priced * _ALL / total).quantize(_HUNDREDTH) if of_kinds <= set(_SHARES) and total > 0 else None
