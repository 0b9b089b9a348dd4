"""The impact of central government purchasing in 2019 by segment, and what follows from it for each euro of a group.

Evaluation of Inkopen met Impact (2024), figuur 1. The spend that it prints is that of three groups, not of segments: a
group is the finest for which an intensity follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from shared.reference.lists import columns_of, rows

SpendGroup: TypeAlias = Literal["category-management", "other-generic", "specific"]
SPEND_GROUPS: Final[tuple[SpendGroup, ...]] = ("category-management", "other-generic", "specific")

LIST: Final = "impact-2019"
PRICE_YEAR: Final = 2019
SPEND: Final[Mapping[str, int]] = MappingProxyType(
    {"category-management": 2_600_000_000, "other-generic": 3_800_000_000, "specific": 5_700_000_000}
)
"""Euros of each group in the same figure: 12.1 billion together."""

HIGHEST_VAT: Final = Decimal("1.21")
"""An intensity is for euros without VAT; an amount that may have it in it is at least this many times smaller."""

_PLACES: Final = Decimal("0.000000000001")
"""A milligram."""
_PER_KTON: Final = 1_000_000
"""Kilograms in a kiloton."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A row of the figure: kilotons, and a range of jobs where it states one."""

    code: str
    nl: str
    en: str
    spend_group: str
    ghg_kton: int
    material_kton: int
    jobs_least: int | None
    jobs_most: int | None


@dataclass(frozen=True, slots=True)
class Intensity:
    """What so many euros (`per`) of a group come to; `value` is None where the source has a range alone."""

    spend_group: str
    measure: Literal["greenhouse-gas", "material", "jobs"]
    low: int
    value: int | None
    high: int
    per: int


@cache
def segments() -> Sequence[Segment]:
    """The rows of the figure."""
    return [
        Segment(
            row["code"],
            row["nl"],
            row["en"],
            row["spend_group"],
            int(row["ghg_kton"]),
            int(row["material_kton"]),
            int(row["jobs_least"]) if row["jobs_least"] else None,
            int(row["jobs_most"]) if row["jobs_most"] else None,
        )
        for row in rows(LIST, columns_of(LIST))
    ]


@cache
def intensities() -> Sequence[Intensity]:
    """By group and measure; jobs only of the segments of which the source states them."""
    found = []
    for group, per in SPEND.items():
        members = [each for each in segments() if each.spend_group == group]
        ghg = sum(each.ghg_kton for each in members) * _PER_KTON
        material = sum(each.material_kton for each in members) * _PER_KTON
        jobs = (sum(each.jobs_least or 0 for each in members), sum(each.jobs_most or 0 for each in members))
        found += [
            Intensity(group, "greenhouse-gas", ghg, ghg, ghg, per),
            Intensity(group, "material", material, material, material, per),
            Intensity(group, "jobs", jobs[0], None, jobs[1], per),
        ]
    return found


def spend_group(purchase_type: str | None, *, on_list_of_rijk: bool) -> SpendGroup | None:
    """The group in which spend stands: specific, or generic with a category of the Rijk or without.

    None where the type of purchase is not stated: nothing says then whether the Rijk manages it as a category.
    """
    if purchase_type == "specific":
        return "specific"
    if purchase_type == "generic":
        return "category-management" if on_list_of_rijk else "other-generic"
    return None


def without_vat(least: Decimal) -> Decimal:
    """The least that an amount can be without the VAT that may be in it."""
    return min(least, least / HIGHEST_VAT)


def greenhouse_gas(group: str | None, amount: Decimal) -> Decimal | None:
    """Kilotons of CO2 equivalent of an amount in a group; None where the group is not known."""
    for each in intensities():
        if each.spend_group == group and each.measure == "greenhouse-gas":
            return (amount * each.low / each.per / _PER_KTON).quantize(_PLACES)
    return None
