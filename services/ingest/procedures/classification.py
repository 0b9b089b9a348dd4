"""What the reference lists say about a procurement: product chain from CPV, threshold class, per counting rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from shared.procurement.notice import Notice
from shared.procurement.themes import THEMES
from shared.reference.product_chains import chain_of, in_criteria_tool, is_outside_chains, product_chains
from shared.reference.thresholds import ThresholdClass, classify


@dataclass(frozen=True, slots=True)
class ChainFacts:
    """A product chain with what counting needs of it. At quality C nothing follows from the chain (C27)."""

    chain: str | None = None
    quality: str | None = None  # A, B, C
    cluster: str | None = None
    in_criteria_tool: bool | None = None
    relevant_themes: tuple[str, ...] | None = None


@cache
def chain_facts(cpv: str | None) -> ChainFacts:
    """Return the chain that a main CPV code leads to; a code the list places outside all chains is out for certain."""
    match = chain_of(cpv)
    if match is None:
        outside: tuple[str, ...] | None = () if is_outside_chains(cpv) else None
        return ChainFacts(in_criteria_tool=in_criteria_tool(cpv), relevant_themes=outside)
    found = product_chains()[match.chain]
    if match.quality == "C":
        return ChainFacts(match.chain, match.quality, found.cluster)
    relevant = tuple(theme for theme in THEMES if theme in found.relevant)
    return ChainFacts(match.chain, match.quality, found.cluster, found.in_criteria_tool, relevant)


def threshold_of(
    *,
    first_notice: Notice,
    dispatched_on: date | None,
    nature: str | None,
    tier: str | None,
    annex_i_central: bool | None,
    cpv: str | None,
    estimated_value: Decimal | None,
) -> ThresholdClass:
    """Decide once per procedure whether it lies above the EU threshold, by the regime the notice names (C26)."""
    if dispatched_on is None:
        return ThresholdClass("undetermined", "no-launch-date")
    return classify(
        dispatched_on=dispatched_on,
        legal_basis=first_notice.legal_basis,
        subtype=first_notice.subtype,
        nature=nature,
        tier=tier,
        annex_i_central=annex_i_central,
        cpv=cpv,
        estimated_value=estimated_value,
    )
