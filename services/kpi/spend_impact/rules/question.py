"""What can be asked of spend and its impact: by what it is grouped, and which rows count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from services.kpi.definitions.rules.dimensions import DIMENSIONS
from shared.reference.impact_2019 import SPEND_GROUPS

GROUPINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "organisation": "coalesce(f.lead_body, '')",
        "tier": "coalesce(f.tier, '')",
        "category": "f.category",
        "productChain": "coalesce(f.product_chain, '')",
        "supplierSector": "coalesce(f.supplier_sector, '')",
        "purchaseType": "coalesce(f.purchase_type, '')",
        "spendGroup": "coalesce(f.spend_group, '')",
        "year": "extract(year from f.booked_on)::integer::text",
    }
)
"""What rows can be grouped by, and what says so of a row of the fact `spend`."""

CODES: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "tier": DIMENSIONS["tier"].codes,
        "purchaseType": ("generic", "specific"),
        "spendGroup": SPEND_GROUPS,
    }
)
"""What a filter can be, where that is a closed list; `unknown` beside it."""

HIGHEST_VAT: Final = "1.21"
"""Factors are for euros without VAT; an amount that may have it in it is at least this many times smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which spend, by which set of factors, in which groups. Empty filters leave everything in.

    `own`: what its body did not release yet as well.
    """

    first_day: date
    last_day: date
    factor_set: str
    measures: Sequence[str]
    group_by: Sequence[str]
    filters: Mapping[str, Sequence[str]]
    without: Sequence[str]  # categories that are left out, in small letters
    as_of: int | None = None
    own: bool = False
