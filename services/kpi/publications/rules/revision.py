"""When a final figure is published anew (C9): it moved by half a percentage point, or by one per cent of a sum."""

from decimal import Decimal
from typing import Final

POINTS: Final = Decimal("0.005")
SHARE: Final = Decimal("0.01")


def has_moved(kind: str, before: float | None, after: float | None) -> bool:
    """Whether a figure of the country or of a tier moved so far that it is corrected; None where it had no value."""
    if before is None or after is None:
        return before is not after
    old, new = Decimal(str(before)), Decimal(str(after))
    if kind == "share":
        return abs(new - old) >= POINTS
    return new != old and abs(new - old) >= SHARE * abs(old)
