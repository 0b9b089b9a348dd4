"""The closed lattice of cells: its levels, its keys, and how a key says "not split" and "unknown".

Cells exist on three levels: body x month; tier x month, split by at most one other dimension; tier x year, split by
all. More would outgrow the rows.
"""

from enum import StrEnum
from typing import Final

from services.kpi.definitions.declarations.dimensions import ORGANISATION, TIER
from services.kpi.definitions.rules.dimensions import DIMENSIONS, SPLITS

WHOLE: Final = "*"
"""In a cell: not split by this dimension."""


class Level(StrEnum):
    """The levels of the lattice; each has its own kind of place that goes stale."""

    BODY_MONTH = "body-month"
    TIER_MONTH = "tier-month"
    TIER_YEAR = "tier-year"


SPLIT_KEYS: Final = tuple(dimension.key for dimension in SPLITS)
"""Keys that only the cells of a tier are split by."""
DETAIL_KEYS: Final = tuple(
    dict.fromkeys(
        dimension.key
        for dimension in DIMENSIONS.values()
        if not dimension.splits and dimension not in {ORGANISATION, TIER}
    )
)
"""Keys that cells of every level are split by, when the fact carries them; two dimensions may share one."""
DIMENSION_KEYS: Final = (*SPLIT_KEYS, *DETAIL_KEYS)
KEYS: Final = ("card", "counted_on", "level", ORGANISATION.key, TIER.key, "month", *DIMENSION_KEYS, "released")
"""Keys of a cell, in order."""
