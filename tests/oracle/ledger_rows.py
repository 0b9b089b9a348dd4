"""The ledger of the demonstration as rows of the facts: what the documents of its year must lead to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from demo.ledger import ExpectedLot, ExpectedProcedure, Ledger
from shared.procurement.themes import THEMES, ThemeState
from shared.reference.product_chains import built_in_chains, product_chains
from tests.oracle.card import cards
from tests.oracle.expression import Row

GROUPS = frozenset({"tier", "organisation", "nature", "productChain", "theme"})
"""Dimensions of the API that the ledger knows."""


_IN_NO_NOTICE = (
    *("category_management", "significant", "impact_half", "impact_half_without_price", "suitable"),
    *("wage_sum_reached", "isv_applied", "isv_list_of_10", "isv_list_of_8", "mki_used"),
)


def facts_of(ledger: Ledger) -> dict[str, list[Row]]:
    """Rows of the four facts, with the columns that the ledger knows; only what is counted has a row."""
    rows: dict[str, list[Row]] = {"procedure": [], "lot": [], "theme_use": [], "winner": []}
    for procedure in ledger.procedures:
        if procedure.counted:
            rows["procedure"].append(_of_procedure(procedure))
        for lot in procedure.lots:
            if lot.counted:
                placed = _placed(procedure, lot)
                rows["lot"].append({**placed, **_of_lot(lot)})
                rows["theme_use"].extend({**placed, **use} for use in _theme_uses(lot))
                rows["winner"].extend({**placed, "tender_id": each.tender_id, "sme": each.sme} for each in lot.winners)
    return rows


def known_cards(rows: Mapping[str, Sequence[Row]]) -> list[str]:
    """Codes of the cards that name only columns the ledger knows."""
    return [code for code, card in cards().items() if card.columns <= rows[card.fact][0].keys()]


def _placed(procedure: ExpectedProcedure, of: ExpectedProcedure | ExpectedLot) -> dict[str, Any]:
    match = built_in_chains().chain_of(of.cpv)
    return {
        "lead_body": procedure.lead_body,
        "tier": procedure.tier,
        "nature": of.nature,
        "product_chain": None if match is None or match.quality == "C" else match.chain,
        "launched_on": procedure.launched_on,
        "awarded_on": of.awarded_on,
        "competition": of.competition,
        **relevant_in_chain(of.cpv),
    }


def relevant_in_chain(cpv: str | None) -> Mapping[str, bool | None]:
    """Which themes matter in the chain; undetermined when the chain is, and none outside all chains (C27)."""
    match = built_in_chains().chain_of(cpv)
    if match is None:
        relevant: tuple[str, ...] | None = () if built_in_chains().is_outside(cpv) else None
    else:
        relevant = None if match.quality == "C" else tuple(product_chains()[match.chain].relevant)
    return {f"relevant_{_word(theme)}": None if relevant is None else theme in relevant for theme in THEMES[:5]}


def _of_procedure(procedure: ExpectedProcedure) -> Row:
    return {
        **_placed(procedure, procedure),
        **{_word(theme): answer for theme, answer in procedure.themes.items()},
        "any_theme": procedure.any_theme,
        "state": procedure.state,
        "framework": procedure.framework,
        "duration_months": procedure.duration_months,
        "strategic_fields_complete": procedure.strategic_complete,
        **dict.fromkeys(_IN_NO_NOTICE),
    }


def _of_lot(lot: ExpectedLot) -> Row:
    return {
        **{_word(theme): ThemeState(state).answer for theme, state in lot.themes.items()},
        "any_theme": lot.any_theme,
        "state": lot.state,
        "tenders_received": lot.tenders_received,
        "awarded_value": lot.awarded_value,
        "value_basis": None if lot.awarded_value is None else lot.value_basis,
        "vehicles": lot.vehicles,
        "clean_vehicles": lot.clean_vehicles,
        "zero_emission_vehicles": lot.zero_emission_vehicles,
        "accessible": lot.accessible,
        "framework": lot.framework,
        "duration_months": lot.duration_months,
    }


def _theme_uses(lot: ExpectedLot) -> Iterator[Row]:
    for theme in THEMES:
        state = lot.themes[theme]
        yield {
            "theme": theme,
            "answer": ThemeState(state).answer,
            "state_of_theme": state,
            "signal_in_text": theme in lot.signals,
            "lot_state": lot.state,
        }


def _word(theme: str) -> str:
    return theme.replace("-", "_")
