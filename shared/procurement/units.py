"""Units of measure (UN/CEFACT Recommendation 20) and currencies: which amounts are of one kind, what they come to."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

PERCENT: Final = "P1"

_IN_ITS_KIND: Final[dict[str, tuple[str, Decimal]]] = {
    "GRM": ("mass", Decimal("0.000001")),
    "KGM": ("mass", Decimal("0.001")),
    "TNE": ("mass", Decimal(1)),
    "KTN": ("mass", Decimal(1000)),
    "KWH": ("energy", Decimal(1)),
    "MWH": ("energy", Decimal(1000)),
    "GWH": ("energy", Decimal(1000000)),
    "MTR": ("length", Decimal("0.001")),
    "KMT": ("length", Decimal(1)),
}


def converted(value: Decimal, unit: str | None, *, to: str | None) -> Decimal | None:
    """The value in another unit of the same kind; None when the units do not fit."""
    if unit == to:
        return value
    given, wanted = _IN_ITS_KIND.get(unit or ""), _IN_ITS_KIND.get(to or "")
    if given is None or wanted is None or given[0] != wanted[0]:
        return None
    return value * given[1] / wanted[1]


def fits(unit: str | None, other: str | None) -> bool:
    """Whether amounts in these units can be compared."""
    return converted(Decimal(1), unit, to=other) is not None
