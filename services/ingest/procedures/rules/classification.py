"""What the reference lists say about a procurement: product chain from CPV, threshold class, per counting rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from shared.procurement.notice import Notice
from shared.procurement.themes import THEMES
from shared.reference.product_chains import ProductChains
from shared.reference.thresholds import ThresholdClass, Thresholds


@dataclass(frozen=True, slots=True)
class ChainFacts:
    """A product chain with what counting needs of it. At quality C nothing follows from the chain (C27)."""

    chain: str | None = None
    quality: str | None = None  # A, B, C, or stated by the buyer
    cluster: str | None = None
    in_criteria_tool: bool | None = None
    relevant_themes: tuple[str, ...] | None = None


@lru_cache(maxsize=65_536)
def chain_facts(cpv: str | None, chains: ProductChains) -> ChainFacts:
    """Return the chain that a main CPV code leads to; a code the list places outside all chains is out for certain.

    Of a chain that the list of chains does not hold nothing follows.
    """
    match = chains.chain_of(cpv)
    if match is None:
        outside: tuple[str, ...] | None = () if chains.is_outside(cpv) else None
        return ChainFacts(in_criteria_tool=chains.in_criteria_tool(cpv), relevant_themes=outside)
    if match.quality == "C":
        return ChainFacts(match.chain, match.quality, chains.cluster_of(match.chain))
    return _of_chain(match.chain, match.quality, chains)


def stated_chain(code: str, chains: ProductChains) -> ChainFacts:
    """What follows from a chain that the buyer states itself (C27: it wins over the CPV code)."""
    return _of_chain(code, "stated", chains)


def _of_chain(code: str, quality: str, chains: ProductChains) -> ChainFacts:
    chain = chains.chains.get(code)
    if chain is None:
        return ChainFacts(code, quality)
    relevant = tuple(theme for theme in THEMES if theme in chain.relevant)
    return ChainFacts(code, quality, chain.cluster, chain.in_criteria_tool, relevant)


def threshold_of(
    *,
    first_notice: Notice,
    dispatched_on: date | None,
    nature: str | None,
    tier: str | None,
    annex_i_central: bool | None,
    cpv: str | None,
    estimated_value: Decimal | None,
    thresholds: Thresholds,
) -> ThresholdClass:
    """Decide once per procedure whether it lies above the EU threshold, by the regime the notice names (C26)."""
    if dispatched_on is None:
        return ThresholdClass("undetermined", "no-launch-date")
    return thresholds.classify(
        dispatched_on=dispatched_on,
        legal_basis=first_notice.legal_basis,
        subtype=first_notice.subtype,
        nature=nature,
        tier=tier,
        annex_i_central=annex_i_central,
        cpv=cpv,
        estimated_value=estimated_value,
    )
