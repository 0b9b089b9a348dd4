"""The ledger of the demonstration as rows of the facts: what the documents of its year must lead to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from demo.ledger import ExpectedLot, ExpectedLotSupplement, ExpectedProcedure, ExpectedSupplement, Ledger
from shared.procurement.themes import THEMES, ThemeState
from shared.reference.lists import columns_of, rows
from shared.reference.product_chains import built_in_chains, product_chains
from tests.oracle.card import OF_NOTICES, cards, codes_of_tiers
from tests.oracle.expression import Row

GROUPS = frozenset({"tier", "organisation", "nature", "productChain", "rijkCategory", "isvCategory", "theme"})
"""Dimensions of the API that the ledger knows."""


_CPV = rows("cpv-categories", columns_of("cpv-categories"))
_OF_8 = {row["code"]: row["became"] for row in rows("isv-categories-10", columns_of("isv-categories-10"))}
_CIVIL_WORKS = ("4522", "4523", "4524", "45112")


def facts_of(ledger: Ledger, *, own: bool = False) -> dict[str, list[Row]]:
    """Rows of the facts, with the columns that the ledger knows; only what is counted has a row.

    `own`: as the lead buyers see them, with what they did not release yet (C29).
    """
    facts: dict[str, list[Row]] = {name: [] for name in OF_NOTICES}
    for stated in ledger.procedures:
        procedure = stated.own if own and stated.own is not None else stated
        if procedure.counted:
            facts["procedure"].append(_of_procedure(procedure))
        for lot in procedure.lots:
            if lot.counted:
                placed = _placed(procedure, lot)
                facts["lot"].append({**placed, **_of_lot(lot)})
                facts["theme_use"].extend({**placed, **use} for use in _theme_uses(lot, placed))
                facts["local_theme_use"].extend({**placed, **use} for use in _own_theme_uses(lot))
                facts["winner"].extend({**placed, "tender_id": each.tender_id, "sme": each.sme} for each in lot.winners)
    return facts


def known_cards(rows: Mapping[str, Sequence[Row]]) -> list[str]:
    """Codes of the cards with figures of tiers that name only columns the ledger knows."""
    of_tiers = {code: cards()[code] for code in codes_of_tiers()}
    return [code for code, card in of_tiers.items() if card.columns <= rows[card.fact][0].keys()]


def _placed(procedure: ExpectedProcedure, of: ExpectedProcedure | ExpectedLot) -> dict[str, Any]:
    chain, stated = _chain(procedure, of)
    return {
        "lead_body": procedure.lead_body,
        "tier": procedure.tier,
        "nature": of.nature,
        "product_chain": chain,
        "in_criteria_tool": product_chains()[chain].in_criteria_tool
        if chain is not None and stated
        else built_in_chains().in_criteria_tool(of.cpv),
        "launched_on": procedure.launched_on,
        "awarded_on": of.awarded_on,
        "competition": of.competition,
        **relevant_in_chain(of.cpv, stated=chain if stated else None),
        **_categories(procedure, of),
    }


def _categories(procedure: ExpectedProcedure, of: ExpectedProcedure | ExpectedLot) -> dict[str, Any]:
    """The categories as the buyer states them, else as the longest prefix of the CPV code leads to them."""
    lots = [lot for lot in procedure.lots if lot.counted] if isinstance(of, ExpectedProcedure) else [of]
    said_of_lots = [lot.supplement.risk_category for lot in lots if lot.supplement is not None]
    risks = {_OF_8.get(risk, risk) for risk in said_of_lots if risk is not None}
    stated = {
        "rijk": None if procedure.supplement is None else procedure.supplement.category,
        "isv": risks.pop() if len(risks) == 1 else None,
    }
    prefixes = [row for row in _CPV if of.cpv is not None and of.cpv.startswith(row["cpv_prefix"])]
    longest = max(prefixes, key=lambda row: len(row["cpv_prefix"]), default=None)
    row: dict[str, Any] = {}
    for kind, said in stated.items():
        quality = None if longest is None else longest[f"{kind}_quality"] or None
        derived = None if longest is None or quality in {None, "C"} else longest[f"{kind}_category"] or "none"
        row[f"{kind}_category"] = derived if said is None else said
        row[f"{kind}_category_quality"] = quality if said is None else "stated"
    return row


def _chain(procedure: ExpectedProcedure, of: ExpectedProcedure | ExpectedLot) -> tuple[str | None, bool]:
    """The chain that counts, and whether the buyer stated it: then it goes before the CPV code (C27)."""
    if procedure.supplement is not None and procedure.supplement.product_chain is not None:
        return procedure.supplement.product_chain, True
    match = built_in_chains().chain_of(of.cpv)
    return None if match is None or match.quality == "C" else match.chain, False


def relevant_in_chain(cpv: str | None, *, stated: str | None = None) -> Mapping[str, bool | None]:
    """Which themes matter in the chain; undetermined when the chain is, and none outside all chains (C27)."""
    match = built_in_chains().chain_of(cpv)
    if stated is not None:
        relevant: tuple[str, ...] | None = tuple(product_chains()[stated].relevant)
    elif match is None:
        relevant = () if built_in_chains().is_outside(cpv) else None
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
        "civil_works": _civil_works(procedure),
        "supplemented": procedure.supplement is not None,
        **_said(procedure.supplement, ExpectedSupplement, without={"product_chain", "category"}),
        "purchasing": purchasing_of(procedure.supplement),
    }


def purchasing_of(supplement: ExpectedSupplement | None) -> str | None:
    """Under category management where that is stated, else generic or specific as stated."""
    if supplement is None:
        return None
    return "category-management" if supplement.category_management else supplement.purchase_type


def _civil_works(procedure: ExpectedProcedure) -> bool | None:
    """Works in the cluster of civil engineering or with a code of it; buildings and other works are none (part 5)."""
    if procedure.nature != "works":
        return None if procedure.nature is None else False
    chain, _ = _chain(procedure, procedure)
    in_cluster = chain is not None and product_chains()[chain].cluster == "civil-engineering"
    return in_cluster or (procedure.cpv or "").startswith(_CIVIL_WORKS)


def _said(supplement: object, kind: type, *, without: Collection[str]) -> dict[str, Any]:
    """What supplements make known, by the columns of the fact; without one nothing is."""
    return {each.name: getattr(supplement, each.name, None) for each in fields(kind) if each.name not in without}


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
        **_said(lot.supplement, ExpectedLotSupplement, without={"by_theme"}),
    }


def _theme_uses(lot: ExpectedLot, placed: Mapping[str, Any]) -> Iterator[Row]:
    for theme in THEMES:
        state = lot.themes[theme]
        said = None if lot.supplement is None else lot.supplement.by_theme[theme]
        yield {
            "theme": theme,
            "answer": ThemeState(state).answer,
            "state_of_theme": state,
            "signal_in_text": theme in lot.signals,
            "lot_state": lot.state,
            "relevant_for_chain": placed.get(f"relevant_{_word(theme)}"),
            "criteria_count": said and said.criteria,
            "level": said and said.level,
            "step": None if said is None or said.level is None else str(said.level),
            "explained": said and said.explained,
            "reason": said and said.reason,
        }


def _own_theme_uses(lot: ExpectedLot) -> Iterator[Row]:
    for theme, state in lot.own_themes.items():
        yield {
            "local_theme": theme,
            "answer": ThemeState(state).answer,
            "state_of_theme": state,
            "lot_state": lot.state,
        }


def _word(theme: str) -> str:
    return theme.replace("-", "_")
