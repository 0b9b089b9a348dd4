"""Columns that the tables and facts of all own records have."""

from typing import Final

OF_UNIT: Final = (
    "lead_body text not null, tier text, sender_key text not null, released boolean not null, counted boolean not null"
)
STANDING: Final = "f.unit, f.lead_body, f.tier, f.sender_key, f.released"
CHAIN: Final = "product_chain text, chain_quality text, cluster text, in_criteria_tool boolean, relevant_themes text[]"
THEMES: Final = (
    "climate",
    "circular",
    "pollution_biodiversity",
    "human_rights_labour",
    "diversity_inclusion",
    "social_return",
)
OF_ITS_CHAIN: Final = """
    case when f.chain_quality <> 'C' then f.product_chain end as product_chain, f.chain_quality,
    case when f.chain_quality <> 'C' then f.cluster end as cluster, f.in_criteria_tool"""
