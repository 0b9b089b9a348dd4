"""What a lot asks for people and environment, in the words of OCDS (sustainability and what stands beside it).

The code of the source is kept where OCDS has one for it; where only the theme is known, the code that says no more than
the theme. What a buyer answers no to, theme by theme, has no words in OCDS and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from services.ingest.open_data.rules.rows import Json, LotRow

_SOME: Final = "environmental"
"""An aim for the environment, not which one."""
_GOALS: Final = {
    ("BT-774", "clim-mitig"): "environmental.climateChangeMitigation",
    ("BT-774", "clim-adapt"): "environmental.climateChangeAdaptation",
    ("BT-774", "circ-econ"): "environmental.circularEconomy",
    ("BT-774", "pollu-prev"): "environmental.pollutionPrevention",
    ("BT-774", "biodiv-eco"): "environmental.biodiversityProtectionRestoration",
    ("BT-774", "water-mar"): "environmental.waterResources",
    ("BT-775", "hum-right"): "social.humanRightsInSupplyChain",
    ("BT-775", "work-cond"): "social.laborRightsPromotion",
    ("BT-775", "opp"): "social.disadvantagedEmploymentOpportunities",
    ("BT-775", "acc-all"): "social.accessibility",
    ("BT-775", "et-eq"): "social.ethnicEquality",
    ("BT-775", "gen-eq"): "social.genderEquality",
    ("BT-776", "mar-nov"): "economic.marketInnovationPromotion",
    ("BT-776", "proc-innov"): "economic.processInnovation",
    ("BT-776", "prod-innov"): "economic.productInnovation",
    ("BT-776", "rd-act"): "economic.researchDevelopmentActivities",
    ("BT-06", "env-imp"): _SOME,
    ("BT-06", "soc-obj"): "social",
    ("BT-774", "other"): _SOME,
    ("BT-775", "other"): "social",
    ("BT-06", "inn-pur"): "economic.innovativePurchase",
}
_STRATEGIES: Final = {
    ("BT-805", "eu"): "euGPPCriteria",
    ("BT-805", "national"): "nationalGPPCriteria",
    ("BT-805", "other"): "otherGPPCriteria",
}
_OF_THEME: Final = {
    "climate": "environmental.climateChangeMitigation",
    "circular": "environmental.circularEconomy",
    "pollution-biodiversity": "environmental.pollutionPrevention",
    "human-rights-labour": "social.humanRightsInSupplyChain",
    "diversity-inclusion": "social",
    "social-return": "social.disadvantagedEmploymentOpportunities",
    "climate-adaptation": "environmental.climateChangeAdaptation",
    "innovation": "innovation",
    "sme-friendly": "social.smeInclusion",
}
_SOME_THEME: Final = frozenset({"yes", "conflicting"})
_DENYING: Final = frozenset({"BT-06", "hasSustainability"})
_SAID_ELSEWHERE: Final = frozenset({"BT-71", "BT-736", "BT-754", "OPT-155", "hasAccessibilityCriteria"})
_ELSEWHERE_TOO: Final = frozenset({"reservedParticipation", "reservedExecution", "eu-vehicles", "vehicles"})


def add_sustainability(node: Json, lot: LotRow) -> None:
    """Write what a lot says of the themes into its node."""
    states = {
        "climate": lot.climate,
        "circular": lot.circular,
        "pollution-biodiversity": lot.pollution_biodiversity,
        "human-rights-labour": lot.human_rights_labour,
        "diversity-inclusion": lot.diversity_inclusion,
        "social-return": lot.social_return,
    }
    pursued = [theme for theme, state in states.items() if state == "yes"] + list(lot.local_themes)
    goals, strategies, elsewhere = _said(lot, pursued)
    goals.update((_OF_THEME[theme], None) for theme in pursued if theme not in elsewhere and theme in _OF_THEME)
    said: list[Json] = [{"goal": goal} for goal in goals]
    if strategies:
        said = said or [{"goal": _SOME}]
        said[0]["strategies"] = list(strategies)
    if said:
        node["sustainability"] = said
    if _denies(lot, set(states.values())):
        node["hasSustainability"] = False
    elif lot.any_theme == "yes" and (said or not elsewhere):
        node["hasSustainability"] = True
    _add_beside(node, lot)


def _denies(lot: LotRow, states: set[str]) -> bool:
    """Whether a lot says that nothing is pursued; one that names a theme beside that says both, as its notice did."""
    if states == {"no"}:
        return True
    if states == {"conflicting"}:
        return any(each["theme"] == "any" and each["says"] == "yes" for each in lot.evidence)
    by_notice = any(each["says"] == "no" and each["term"] in _DENYING for each in lot.evidence)
    return by_notice and states == {"yes", "no"}


def _said(lot: LotRow, pursued: Iterable[str]) -> tuple[dict[str, None], dict[str, None], set[str]]:
    """The goals and strategies that the evidence names, and the themes that it or a field beside them says."""
    goals: dict[str, None] = {}
    strategies: dict[str, None] = {}
    told: set[str] = set()
    yes = {*pursued, "any"}
    for each in lot.evidence:
        theme, term, code = each["theme"], each["term"], each["code"]
        if each["says"] != "yes" or theme not in yes or (theme == "any" and lot.any_theme not in _SOME_THEME):
            continue
        goal = code if term == "sustainability.goal" else _GOALS.get((term, code))
        strategy = code if term == "sustainability.strategies" else _STRATEGIES.get((term, code))
        if goal is not None:
            goals[goal] = None
        if strategy is not None:
            strategies[strategy] = None
        if goal is not None or term in _SAID_ELSEWHERE or term in _ELSEWHERE_TOO:
            told.add(theme)
    return goals, strategies, told


def _add_beside(node: Json, lot: LotRow) -> None:
    """Accessibility, and whether the lot is reserved to sheltered workshops or its execution is."""
    if lot.accessible in ("yes", "no"):
        node["hasAccessibilityCriteria"] = lot.accessible == "yes"
    if lot.reserved == "yes":
        executed = any(each["term"] in ("BT-736", "reservedExecution") for each in lot.evidence)
        entered = any(each["term"] in ("BT-71", "reservedParticipation") for each in lot.evidence)
        if executed:
            node["contractTerms"] = {"reservedExecution": True}
        if entered or not executed:
            node["otherRequirements"] = {"reservedParticipation": ["shelteredWorkshop"]}
    elif lot.reserved == "no":
        node["contractTerms"] = {"reservedExecution": False}


def withheld_of(lot: LotRow) -> list[str]:
    """The terms of the strategic fields that a lot withholds."""
    return list(dict.fromkeys(each["term"] for each in lot.evidence if each["says"] == "withheld"))
