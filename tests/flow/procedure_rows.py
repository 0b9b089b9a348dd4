"""Procedures as `GET /v1/procedures` shows them, read as rows of the facts in plain Python."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic.alias_generators import to_camel

from shared.procurement.themes import THEMES
from tests.oracle.card import OF_NOTICES
from tests.oracle.expression import Row

ANSWERS = {"yes": True, "no": False}


def facts_of(procedures: Iterable[Mapping[str, Any]]) -> dict[str, list[Row]]:
    """Rows of the facts; only what is counted has a row."""
    rows: dict[str, list[Row]] = {name: [] for name in OF_NOTICES}
    for procedure in procedures:
        if procedure["counted"]:
            rows["procedure"].append(_of_procedure(procedure))
        for lot in procedure["lots"]:
            if lot["counted"]:
                rows["lot"].append(_of_lot(lot))
                rows["theme_use"].extend(_theme_uses(lot))
                rows["local_theme_use"].extend(_own_theme_uses(lot))
                rows["winner"].extend(_winners(lot, lot["winners"], lot=lot))
        if procedure["counted"]:  # of awards that do not say which lot they are for
            rows["winner"].extend(_winners(procedure, procedure["winners"], lot=procedure["lots"][0]))
    return rows


def _common(stated: Mapping[str, Any]) -> dict[str, Any]:
    is_certain = stated["chainQuality"] not in {None, "C"}
    return {
        "lead_body": stated["leadBody"],
        "tier": stated["tier"],
        "nature": stated["nature"],
        "above_threshold": stated["aboveThreshold"],
        "product_chain": stated["productChain"] if is_certain else None,
        "chain_quality": stated["chainQuality"],
        "cluster": stated["cluster"] if is_certain else None,
        "in_criteria_tool": stated["inCriteriaTool"],
        "launched_on": _day(stated["launchedOn"] or stated["launchedNotAfter"]),
        "awarded_on": _day(stated["awardedOn"]),
    }


def _categories(stated: Mapping[str, Any]) -> dict[str, Any]:
    """What the buyer states wins; a guess from the CPV code is nothing known."""
    row = {}
    for kind in ("rijk", "isv"):
        said, quality = stated[f"{kind}CategoryStated"], stated[f"{kind}CategoryQuality"]
        certain = stated[f"{kind}CategoryByCpv"] if quality in {"A", "B"} else None
        row[f"{kind}_category"] = certain if said is None else said
        row[f"{kind}_category_quality"] = quality if said is None else "stated"
    return row


def _relevant(stated: Mapping[str, Any]) -> dict[str, Any]:
    relevant = stated["relevantThemes"]
    return {f"relevant_{_word(theme)}": None if relevant is None else theme in relevant for theme in THEMES[:5]}


def _of_procedure(procedure: Mapping[str, Any]) -> Row:
    return {
        **_common(procedure),
        **_relevant(procedure),
        **_categories(procedure),
        **{_word(theme): answer for theme, answer in procedure["themes"].items()},
        "any_theme": procedure["anyTheme"],
        "state": procedure["state"],
        "framework": procedure["framework"],
        "cancelled": procedure["cancelled"],
        "estimated_value": _number(procedure["estimatedValue"]),
        "awarded_value": _number(procedure["awardedValue"]),
        "duration_months": _number(procedure["durationMonths"]),
        "strategic_fields_complete": procedure["strategicFieldsComplete"],
        "civil_works": procedure["civilWorks"],
        "supplemented": procedure["supplement"] is not None,
        **_said(procedure["supplement"] or {}, _OF_PROCEDURE),
        "purchasing": _purchasing(procedure["supplement"] or {}),
    }


def _purchasing(supplement: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON
    return "category-management" if supplement.get("categoryManagement") else supplement.get("purchaseType")


def _of_lot(lot: Mapping[str, Any]) -> Row:
    return {
        **_common(lot),
        **_relevant(lot),
        **_categories(lot),
        **{_word(theme): ANSWERS.get(state) for theme, state in lot["themes"].items()},
        **{name: ANSWERS.get(lot[word]) for name, word in _ANSWERED.items()},
        "lot_id": lot["lotId"],
        "state": lot["state"],
        "competition": lot["competition"],
        "tenders_received": lot["tendersReceived"],
        "awarded_value": _number(lot["awardedValue"]),
        "value_basis": lot["valueBasis"],
        "vehicles": lot["vehicles"],
        "clean_vehicles": lot["cleanVehicles"],
        "zero_emission_vehicles": lot["zeroEmissionVehicles"],
        "framework": lot["framework"],
        "estimated_value": _number(lot["estimatedValue"]),
        "duration_months": _number(lot["durationMonths"]),
        **_said(lot["supplement"] or {}, _SAID_OF_LOT),
    }


_OF_PROCEDURE = (
    *("purchase_type", "category_management", "significant", "impact_half", "impact_half_without_price", "suitable"),
    *("wage_sum_reached", "isv_applied", "isv_list_of_10", "isv_list_of_8", "mki_used"),
)
_SAID_OF_LOT = (
    *("significant", "impact_weight_least", "impact_weight_most", "impact_weight_least_without_price"),
    *("impact_weight_most_without_price", "suitable", "wage_sum_reached", "isv_applied", "risk_category", "mki_used"),
)


def _said(supplement: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: _exact(supplement.get(to_camel(name))) for name in names}


def _exact(value: Any) -> Any:  # noqa: ANN401 - any JSON
    return _number(value) if isinstance(value, float) else value


_ANSWERED = {
    "any_theme": "anyTheme",
    "gpp_criteria": "gppCriteria",
    "accessible": "accessible",
    "reserved": "reserved",
}


def _theme_uses(lot: Mapping[str, Any]) -> Iterator[Row]:
    relevant = lot["relevantThemes"]
    for theme, state in lot["themes"].items():
        yield {
            **_common(lot),
            "lot_id": lot["lotId"],
            "theme": theme,
            "answer": ANSWERS.get(state),
            "state_of_theme": state,
            "signal_in_text": theme in lot["signalsInText"],
            "relevant_for_chain": None if relevant is None or theme == "social-return" else theme in relevant,
            "competition": lot["competition"],
            "lot_state": lot["state"],
            **_of_theme((lot["supplement"] or {}).get("byTheme", {}).get(theme, {})),
        }


def _own_theme_uses(lot: Mapping[str, Any]) -> Iterator[Row]:
    placed = _common(lot)
    for theme, state in lot["ownThemes"].items():
        yield {
            **{name: placed[name] for name in ("lead_body", "tier", "launched_on", "awarded_on")},
            "lot_id": lot["lotId"],
            "local_theme": theme,
            "answer": ANSWERS.get(state),
            "state_of_theme": state,
            "competition": lot["competition"],
            "lot_state": lot["state"],
        }


def _of_theme(said: Mapping[str, Any]) -> dict[str, Any]:
    names = {"criteria_count": "criteria", "level": "level", "explained": "explained", "reason": "reason"}
    level = said.get("level")
    return {"step": None if level is None else str(level), **{column: said.get(name) for column, name in names.items()}}


def _winners(won: Mapping[str, Any], winners: Iterable[Mapping[str, Any]], *, lot: Mapping[str, Any]) -> Iterator[Row]:
    for winner in winners:
        yield {
            **_common(won),
            "lot_id": won.get("lotId"),
            "competition": lot["competition"],
            "tender_id": winner["tenderId"],
            "sme": winner["sme"],
            "value": _number(winner["value"]),
            "currency_known": winner["currencyKnown"],
        }


def _word(theme: str) -> str:
    return theme.replace("-", "_")


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _number(value: float | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
