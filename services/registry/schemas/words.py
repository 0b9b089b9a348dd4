"""The closed words of the register, as the API's description lists them."""

from typing import Literal

Tier = Literal[
    "central",
    "province",
    "municipality",
    "water-authority",
    "joint-arrangement",
    "public-law-body",
    "special-sector",
    "other",
]
PartyKind = Literal[
    "ministry",
    "agency",
    "inspectorate",
    "province",
    "municipality",
    "water-authority",
    "joint-arrangement",
    "safety-region",
    "public-law-body",
    "special-sector-company",
    "private-buyer",
    "service-provider",
    "umbrella-association",
]
Scheme = Literal["oin", "kvk", "rsin", "tooi", "roo"]
