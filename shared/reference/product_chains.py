"""The 58 product chains, and which of them a CPV code leads to.

The chains, their clusters, the priority chains and their relevance per theme are those of the Agenda MVOI 2026-2030
(chapter 5 and annex IV). The mapping from CPV is our own (counting rule C27): no official one exists, so every row
carries a quality, and a chain derived at quality C makes membership undetermined.

`ProductChains` is made of the rows of one version of each list; which version rules on a day says
`shared.reference.published`. The functions below the class look things up in the files of this package.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal, cast, get_args

from shared.procurement.themes import THEMES
from shared.reference.cpv import under_longest_prefix
from shared.reference.lists import Entry, reference_list, rows, truth

Quality = Literal["A", "B", "C"]

# Social Return is not scored in annex IV: it is possible in every chain.
SCORED_THEMES: tuple[str, ...] = tuple(theme for theme in THEMES if theme != "social-return")

# Clusters in the order of annex IV.
CLUSTERS: tuple[str, ...] = (
    "automation-telecom",
    "energy",
    "civil-engineering",
    "office-facilities",
    "buildings",
    "transport",
)

CHAIN_COLUMNS: tuple[str, ...] = (
    "code",
    "cluster",
    "nl",
    "en",
    "as_printed",
    "in_criteria_tool",
    "priority",
    *SCORED_THEMES,
)
MAPPING_COLUMNS = ("cpv_prefix", "chain", "quality", "reason")
OUTSIDE_COLUMNS = ("cpv_prefix", "reason")

_RELEVANT = {"false": False, "true": True, "small": True, "medium": True, "large": True}


@dataclass(frozen=True, slots=True)
class ProductChain:
    """A product chain. `relevant` holds the scored themes on which annex IV sees an impact, however small."""

    code: str
    cluster: str
    nl: str
    en: str
    as_printed: str
    in_criteria_tool: bool
    priority: bool
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class ChainMatch:
    """The chain a CPV code leads to. A: all that is bought under the code; B: its main use; C: a guess."""

    chain: str
    quality: Quality
    version: str
    cpv_prefix: str


class ProductChains:
    """The chains and the mapping from CPV as one version of each list states them.

    Raises KeyError for a row without one of its columns, ValueError for a cell that cannot be read.
    """

    def __init__(
        self, chains: Sequence[Entry], mapping: Sequence[Entry], outside: Sequence[Entry], *, version: str
    ) -> None:
        """`version` is that of the mapping."""
        self.chains: Mapping[str, ProductChain] = {row["code"]: _chain(row) for row in chains}
        self.mapped: tuple[tuple[str, ChainMatch, str], ...] = tuple(_mapped(row, version) for row in mapping)
        self.outside: Mapping[str, str] = {row["cpv_prefix"]: row["reason"] for row in outside}
        self._prefixes: dict[str, ChainMatch | _Outside] = {prefix: match for prefix, match, _ in self.mapped}
        self._prefixes.update(dict.fromkeys(self.outside, _OUTSIDE))
        self._matched = lru_cache(maxsize=16_384)(self._match)  # CPV 2008 holds 9,454 codes

    def chain_of(self, cpv: str | None) -> ChainMatch | None:
        """The chain a CPV code leads to; None when no row covers the code or the code lies outside all chains.

        Read as `shared.reference.cpv` says; what is no CPV code gives None.
        """
        match = self._matched(cpv)
        return match if isinstance(match, ChainMatch) else None

    def is_outside(self, cpv: str | None) -> bool:
        """Whether nothing that is bought under this code belongs to one of the chains (legal services, medicines)."""
        return self._matched(cpv) is _OUTSIDE

    def in_criteria_tool(self, cpv: str | None) -> bool | None:
        """Whether what is bought under this code stands in the MVI criteria tool (in 2026: 58 chains less 11 = 47).

        None (undetermined, counting rule C27) for a code without a row, for a chain derived at quality C and for a
        chain that the list of chains does not hold.
        """
        match = self._matched(cpv)
        if match is None:
            return None
        if isinstance(match, _Outside):
            return False
        chain = self.chains.get(match.chain)
        return None if chain is None or match.quality == "C" else chain.in_criteria_tool

    def cluster_of(self, chain: str | None) -> str | None:
        """The cluster of a chain; None for an unknown chain."""
        known = self.chains.get(chain or "")
        return known.cluster if known else None

    def quality_shares(self) -> dict[Quality, Decimal]:
        """Share of the rows of the mapping per quality, as fractions of 1 with four decimals."""
        counts = Counter(match.quality for _, match, _ in self.mapped)
        total = Decimal(counts.total())
        step = Decimal("0.0001")
        return {quality: (Decimal(counts[quality]) / total).quantize(step) for quality in get_args(Quality)}

    def _match(self, cpv: str | None) -> ChainMatch | _Outside | None:
        return under_longest_prefix(self._prefixes, cpv)


@cache
def built_in_chains() -> ProductChains:
    """The chains as the files of this package state them."""
    return ProductChains(
        rows("product-chains", CHAIN_COLUMNS),
        rows("cpv-chains", MAPPING_COLUMNS),
        rows("cpv-outside-chains", OUTSIDE_COLUMNS),
        version=reference_list("cpv-chains").version,
    )


def product_chains() -> Mapping[str, ProductChain]:
    """All chains of the files by code, in the order of annex IV."""
    return built_in_chains().chains


@cache
def unmapped_chains() -> dict[str, str]:
    """Chains to which no CPV code leads, with the reason."""
    return {row["chain"]: row["reason"] for row in rows("cpv-chains-unmapped", ("chain", "reason"))}


def quality_of(cell: str) -> Quality:
    """A cell of a mapping from CPV as the quality it states; raises ValueError for any other text."""
    if cell not in get_args(Quality):
        raise ValueError(f"{cell!r} is no quality of the CPV mapping; A, B and C are.")
    return cast("Quality", cell)


class _Outside:
    """Stands for a code outside all chains, which is something else than a code we do not know."""


_OUTSIDE = _Outside()


def _chain(row: Entry) -> ProductChain:
    return ProductChain(
        code=row["code"],
        cluster=row["cluster"],
        nl=row["nl"],
        en=row["en"],
        as_printed=row["as_printed"],
        in_criteria_tool=truth(row["in_criteria_tool"]),
        priority=truth(row["priority"]),
        relevant=frozenset(theme for theme in SCORED_THEMES if _is_relevant(row[theme])),
    )


def _mapped(row: Entry, version: str) -> tuple[str, ChainMatch, str]:
    prefix = row["cpv_prefix"]
    return prefix, ChainMatch(row["chain"], quality_of(row["quality"]), version, prefix), row["reason"]


def _is_relevant(cell: str) -> bool:
    """Blank in annex IV is false; filled is true, or its size in a version that knows it."""
    if cell not in _RELEVANT:
        raise ValueError(f"{cell!r} is no relevance of a chain; {', '.join(_RELEVANT)} are.")
    return _RELEVANT[cell]
