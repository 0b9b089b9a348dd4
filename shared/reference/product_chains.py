"""The 58 product chains, and which of them a CPV code leads to.

The chains, their clusters, the priority chains and their relevance per theme are those of the Agenda MVOI 2026-2030
(chapter 5 and annex IV). The mapping from CPV is our own (counting rule C27): no official one exists, so every row
carries a quality, and a chain derived at quality C makes membership undetermined.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal, cast, get_args

from shared.procurement.themes import THEMES
from shared.reference.lists import reference_list, rows, truth

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

_CPV_DIGITS = 8
_DIVISION_DIGITS = 2


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


@cache
def product_chains() -> dict[str, ProductChain]:
    """All chains by code, in the order of annex IV."""
    columns = ("code", "cluster", "nl", "en", "as_printed", "in_criteria_tool", "priority", *SCORED_THEMES)
    return {
        row["code"]: ProductChain(
            code=row["code"],
            cluster=row["cluster"],
            nl=row["nl"],
            en=row["en"],
            as_printed=row["as_printed"],
            in_criteria_tool=truth(row["in_criteria_tool"]),
            priority=truth(row["priority"]),
            relevant=frozenset(theme for theme in SCORED_THEMES if truth(row[theme])),
        )
        for row in rows("product-chains", columns)
    }


def chain_of(cpv: str | None) -> ChainMatch | None:
    """The chain a CPV code leads to; None when no row covers the code or the code lies outside all chains.

    The longest prefix wins. A row of fewer than eight digits stands for its code and every code below it; a row of
    eight digits stands for that one code. A check digit ("39130000-2") is allowed; what is no CPV code gives None.
    """
    found = _match(cpv)
    return found if isinstance(found, ChainMatch) else None


def is_outside_chains(cpv: str | None) -> bool:
    """Whether nothing that is bought under this code belongs to one of the 58 chains (legal services, medicines)."""
    return _match(cpv) is _OUTSIDE


def in_criteria_tool(cpv: str | None) -> bool | None:
    """Whether what is bought under this code stands in the MVI criteria tool (58 chains less 11 = 47).

    None (undetermined, counting rule C27) for a code without a row and for a chain derived at quality C.
    """
    found = _match(cpv)
    if found is None or (isinstance(found, ChainMatch) and found.quality == "C"):
        return None
    return isinstance(found, ChainMatch) and product_chains()[found.chain].in_criteria_tool


def cluster_of(chain: str | None) -> str | None:
    """The cluster of a chain; None for an unknown chain."""
    known = product_chains().get(chain or "")
    return known.cluster if known else None


@cache
def mapped_prefixes() -> tuple[tuple[str, ChainMatch, str], ...]:
    """Every row of the mapping: prefix, match, reason; in the order of the prefixes."""
    version = reference_list("cpv-chains").version
    found: list[tuple[str, ChainMatch, str]] = []
    for row in rows("cpv-chains", ("cpv_prefix", "chain", "quality", "reason")):
        prefix = row["cpv_prefix"]
        found.append((prefix, ChainMatch(row["chain"], _quality(row["quality"]), version, prefix), row["reason"]))
    return tuple(found)


@cache
def outside_prefixes() -> dict[str, str]:
    """Prefixes that lie outside all chains, with the reason."""
    return {row["cpv_prefix"]: row["reason"] for row in rows("cpv-outside-chains", ("cpv_prefix", "reason"))}


@cache
def unmapped_chains() -> dict[str, str]:
    """Chains to which no CPV code leads, with the reason."""
    return {row["chain"]: row["reason"] for row in rows("cpv-chains-unmapped", ("chain", "reason"))}


def quality_shares() -> dict[Quality, Decimal]:
    """Share of the rows of the mapping per quality, as fractions of 1 with four decimals."""
    counts = Counter(match.quality for _, match, _ in mapped_prefixes())
    total = Decimal(counts.total())
    step = Decimal("0.0001")
    return {quality: (Decimal(counts[quality]) / total).quantize(step) for quality in get_args(Quality)}


class _Outside:
    """Stands for a code outside all chains, which is something else than a code we do not know."""


_OUTSIDE = _Outside()


@cache
def _prefixes() -> dict[str, ChainMatch | _Outside]:
    found: dict[str, ChainMatch | _Outside] = {prefix: match for prefix, match, _ in mapped_prefixes()}
    found.update(dict.fromkeys(outside_prefixes(), _OUTSIDE))
    return found


@lru_cache(maxsize=16_384)  # CPV 2008 holds 9,454 codes
def _match(cpv: str | None) -> ChainMatch | _Outside | None:
    if cpv is None:
        return None
    code = cpv.strip().partition("-")[0]
    if len(code) != _CPV_DIGITS or not (code.isascii() and code.isdigit()):
        return None
    known = _prefixes()
    for length in range(_CPV_DIGITS, _DIVISION_DIGITS - 1, -1):
        found = known.get(code[:length])
        if found is not None:
            return found
    return None


def _quality(cell: str) -> Quality:
    if cell not in get_args(Quality):
        raise ValueError(f"{cell!r} is no quality of the CPV mapping; A, B and C are.")
    return cast("Quality", cell)
