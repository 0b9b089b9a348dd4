"""The dimensions figures can be grouped by: all that any fact declares."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.kpi.definitions.declarations.fact import Dimension
from services.kpi.definitions.facts import facts

DIMENSIONS: Final[Mapping[str, Dimension]] = MappingProxyType(
    {dimension.name: dimension for fact in facts().values() for dimension in fact.dimensions}
)
"""Every dimension by its name in the API."""

SPLITS: Final = tuple(dimension for dimension in DIMENSIONS.values() if dimension.splits)
"""The dimensions a cell of a tier may be split by."""

GROUPINGS_NL: Final = (
    "organisatie (met of zonder bestuurslaag) per maand of langer; bestuurslaag met ten hoogste één van"
    f" {', '.join(dimension.nl for dimension in SPLITS)} per maand of langer; bestuurslaag met meer daarvan over hele"
    " kalenderjaren; elke combinatie voor precies één organisatie (organisation=...)"
)
GROUPINGS_EN: Final = (
    "organisation (with or without tier) per month or longer; tier with at most one of"
    f" {', '.join(dimension.name for dimension in SPLITS)} per month or longer; tier with more of them over whole"
    " calendar years; any combination for exactly one organisation (organisation=...)"
)
