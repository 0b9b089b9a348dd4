"""Procedures of a test as rows of the facts: what the views must show of them, in plain Python."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date

from services.kpi.values.schemas.answer import AnswerOut
from shared.procurement.themes import THEMES
from tests.kpi.builders import ALot, AProcedure
from tests.oracle.answers import check
from tests.oracle.card import OF_NOTICES, cards
from tests.oracle.expression import Row

SAID_OF_LOT = (
    *("significant", "impact_weight_least", "impact_weight_most", "impact_weight_least_without_price"),
    *("impact_weight_most_without_price", "suitable", "wage_sum_reached", "isv_applied", "risk_category", "mki_used"),
)
OF_SUPPLEMENTS = (
    "civil_works", "supplemented", "purchase_type", "category_management", "significant", "impact_half",
    "impact_half_without_price", "suitable", "wage_sum_reached", "isv_applied", "isv_list_of_10", "isv_list_of_8",
    "mki_used", "purchasing",
)  # fmt: skip
ANSWERS = {"yes": True, "no": False}


def verify(
    answer: AnswerOut,
    procedures: Iterable[AProcedure],
    *,
    granularity: str | None = None,
    keep: Callable[[Row], bool] = lambda _row: True,
    filtered: Collection[str] = (),
) -> None:
    """The answer is that of the oracle over these procedures."""
    rows = facts_of(procedures)[cards()[answer.indicator].fact]
    stated = answer.model_dump(mode="json", by_alias=True, exclude_unset=True)
    check(stated, rows, granularity=granularity, keep=keep, filtered=filtered)


def facts_of(procedures: Iterable[AProcedure]) -> Mapping[str, list[Row]]:
    """Rows of every fact; only what is counted has a row."""
    rows: dict[str, list[Row]] = {name: [] for name in OF_NOTICES}
    for procedure in procedures:
        if not procedure.counted:
            continue
        rows["procedure"].append(_of_procedure(procedure))
        for lot in procedure.lots:
            rows["lot"].append(_of_lot(procedure, lot))
            rows["theme_use"].extend(_theme_uses(procedure, lot))
            rows["local_theme_use"].extend(_own_theme_uses(procedure, lot))
            rows["winner"].extend(_winners(procedure, lot))
    return rows


def _common(procedure: AProcedure, *, awarded_on: date | None) -> dict[str, object]:
    is_certain = procedure.quality not in {None, "C"}
    return {
        "lead_body": procedure.body,
        "tier": procedure.tier,
        "nature": procedure.nature,
        "above_threshold": procedure.threshold,
        "product_chain": procedure.chain if is_certain else None,
        "chain_quality": procedure.quality,
        "cluster": None,
        "in_criteria_tool": None,
        "launched_on": procedure.launched_on,
        "awarded_on": awarded_on,
    }


def _categories(procedure: AProcedure) -> dict[str, object]:
    """What the buyer states wins; a guess from the CPV code is nothing known."""
    row: dict[str, object] = {}
    for name, (stated, derived, quality) in (("rijk_category", procedure.rijk), ("isv_category", procedure.isv)):
        row[name] = stated if stated is not None else derived if quality in {"A", "B"} else None
        row[f"{name}_quality"] = quality if stated is None else "stated"
    return row


def _relevant(procedure: AProcedure) -> dict[str, object]:
    relevant = procedure.relevant
    return {f"relevant_{_word(theme)}": None if relevant is None else theme in relevant for theme in THEMES[:5]}


def _of_procedure(procedure: AProcedure) -> Row:
    return {
        **_common(procedure, awarded_on=procedure.awarded_on),
        **_relevant(procedure),
        **_categories(procedure),
        **{_word(theme): procedure.themes.get(theme) for theme in THEMES},
        "any_theme": None,
        "state": "awarded" if procedure.awarded_on else "running",
        "framework": None,
        "cancelled": False,
        "estimated_value": None,
        "awarded_value": None,
        "duration_months": procedure.duration,
        "strategic_fields_complete": procedure.complete,
        **dict.fromkeys(OF_SUPPLEMENTS),
        "purchase_type": procedure.purchase_type,
        "category_management": procedure.category_management,
        "purchasing": "category-management" if procedure.category_management else procedure.purchase_type,
    }


def _of_part(procedure: AProcedure, lot: ALot) -> dict[str, object]:
    return {
        **_common(procedure, awarded_on=lot.awarded_on or procedure.awarded_on),
        "lot_id": lot.lot_id,
        "competition": lot.competition,
    }


def _of_lot(procedure: AProcedure, lot: ALot) -> Row:
    return {
        **_of_part(procedure, lot),
        **_relevant(procedure),
        **_categories(procedure),
        **{_word(theme): ANSWERS.get(lot.themes.get(theme, "silent")) for theme in THEMES},
        "any_theme": ANSWERS.get(lot.any_theme),
        "state": lot.state,
        "tenders_received": lot.tenders_received,
        "awarded_value": lot.awarded_value,
        "value_basis": lot.value_basis,
        "accessible": ANSWERS.get(lot.accessible),
        **dict.fromkeys(SAID_OF_LOT),
        **dict.fromkeys(("vehicles", "clean_vehicles", "zero_emission_vehicles")),
        **dict.fromkeys(("gpp_criteria", "reserved", "framework", "estimated_value", "duration_months")),
    }


def _theme_uses(procedure: AProcedure, lot: ALot) -> Iterator[Row]:
    relevant = procedure.relevant
    for theme in THEMES:
        state = lot.themes.get(theme, "silent")
        yield {
            **_of_part(procedure, lot),
            "theme": theme,
            "answer": ANSWERS.get(state),
            "state_of_theme": state,
            "signal_in_text": theme in lot.signals,
            "relevant_for_chain": None if relevant is None or theme == "social-return" else theme in relevant,
            "lot_state": lot.state,
            **dict.fromkeys(("criteria_count", "level", "step", "explained", "reason")),
        }


def _own_theme_uses(procedure: AProcedure, lot: ALot) -> Iterator[Row]:
    placed = _of_part(procedure, lot)
    for theme, state in lot.own_themes.items():
        yield {
            **{name: placed[name] for name in ("lead_body", "tier", "launched_on", "awarded_on", "lot_id")},
            "local_theme": theme,
            "answer": ANSWERS.get(state),
            "state_of_theme": state,
            "competition": lot.competition,
            "lot_state": lot.state,
        }


def _winners(procedure: AProcedure, lot: ALot) -> Iterator[Row]:
    for winner in lot.winners:
        yield {
            **_of_part(procedure, lot),
            "tender_id": winner.tender_id,
            "sme": winner.sme,
            "value": winner.value,
            "currency_known": True,
        }


def _word(theme: str) -> str:
    return theme.replace("-", "_")
