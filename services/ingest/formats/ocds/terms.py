"""What a lot asks for: its strategic codes and its award criteria.

Terms under which the codes of a lot stand (`SourceCode.term`; the code is always as sent):

==============================  ========================================  =======================================
term                            OCDS path in the lot                      eForms sibling
==============================  ========================================  =======================================
hasSustainability               hasSustainability (`true`, `false`)       BT-06 (`false` says `none`)
sustainability.goal             sustainability[].goal                     BT-06, BT-774, BT-775, BT-776
sustainability.strategies       sustainability[].strategies[]             BT-06, BT-805 (`euGPPCriteria` ...)
hasAccessibilityCriteria        hasAccessibilityCriteria                  BT-754 (`true` inc, `false` n-inc)
reservedParticipation           otherRequirements.reservedParticipation   BT-71 (`shelteredWorkshop` res-ws)
reservedExecution               contractTerms.reservedExecution           BT-736 (`true` yes, `false` no)
coveredBy                       coveredBy[] (`EU-CVD`)                    BT-717
==============================  ========================================  =======================================
"""

from __future__ import annotations

from decimal import Decimal

from services.ingest.formats.ocds.values import Node, Reading, code, codes, decimal, flag, inner, objects, text
from shared.procurement.notice import AwardCriterion, SourceCode, SourceText

_WEIGHTS = {
    "decimalExact": "dec-exa",
    "decimalRangeMiddle": "dec-mid",
    "order": "ord-imp",
    "percentageExact": "per-exa",
    "percentageRangeMiddle": "per-mid",
    "pointsExact": "poi-exa",
    "pointsRangeMiddle": "poi-mid",
}


def strategic_codes(
    node: Node, place: str, terms: Node, *, whole: list[SourceCode], reading: Reading
) -> list[SourceCode]:
    """Read the strategic codes of a lot; `whole` are those of its tender."""
    # What is said of the whole tender is said of each lot that says nothing of its own.
    own = "hasSustainability" in node or "sustainability" in node
    stated = sustainability(node, place, reading) if own else list(whole)
    accessible = flag(node, "hasAccessibilityCriteria", place, reading)
    if accessible is not None:
        stated.append(_flagged("hasAccessibilityCriteria", accessible, f"{place}/hasAccessibilityCriteria"))
    requirements = node.get("otherRequirements")
    if requirements is not None:
        at = f"{place}/otherRequirements"
        requirements = inner(node, "otherRequirements", place, reading)
        for index, reserved in enumerate(codes(requirements, "reservedParticipation", at, reading)):
            stated.append(SourceCode("reservedParticipation", reserved, f"{at}/reservedParticipation/{index}"))
    if terms:
        execution = flag(terms, "reservedExecution", f"{place}/contractTerms", reading)
        if execution is not None:
            stated.append(_flagged("reservedExecution", execution, f"{place}/contractTerms/reservedExecution"))
    if "coveredBy" in node:
        for index, covered in enumerate(codes(node, "coveredBy", place, reading)):
            stated.append(SourceCode("coveredBy", covered, f"{place}/coveredBy/{index}"))
    return stated


def sustainability(node: Node, place: str, reading: Reading) -> list[SourceCode]:
    """Read what a lot, or the whole tender, says of sustainability."""
    stated: list[SourceCode] = []
    has = flag(node, "hasSustainability", place, reading)
    if has is not None:
        stated.append(_flagged("hasSustainability", has, f"{place}/hasSustainability"))
    for at, said in objects(node, "sustainability", place, reading):
        goal = code(said, "goal", at, reading)
        if goal is not None:
            stated.append(SourceCode("sustainability.goal", goal, f"{at}/goal"))
        if "strategies" in said:
            for index, strategy in enumerate(codes(said, "strategies", at, reading)):
                stated.append(SourceCode("sustainability.strategies", strategy, f"{at}/strategies/{index}"))
    return stated


def _flagged(term: str, value: bool, place: str) -> SourceCode:  # noqa: FBT001 - a flag is what it writes down
    return SourceCode(term, "true" if value else "false", place)


def award_criteria(node: Node, place: str, reading: Reading) -> tuple[list[AwardCriterion], list[SourceText]]:
    """Read the award criteria of a lot, and the texts among them."""
    texts: list[SourceText] = []
    criteria: list[AwardCriterion] = []
    stated = node.get("awardCriteria")
    if type(stated) is dict:
        for at, criterion in objects(stated, "criteria", f"{place}/awardCriteria", reading):
            name = text(criterion, "name", at, reading)
            if name is not None:
                texts.append(SourceText("BT-734", name, f"{at}/name"))
            description = text(criterion, "description", at, reading)
            if description is not None:
                texts.append(SourceText("BT-540", description, f"{at}/description"))
            weight, kind = _weight(criterion, at, reading) if "numbers" in criterion else (None, None)
            criteria.append(AwardCriterion(code(criterion, "type", at, reading), name, weight, kind, at))
    details = text(node, "awardCriteriaDetails", place, reading)
    if details is not None:
        texts.append(SourceText("BT-540", details, f"{place}/awardCriteriaDetails"))
    return criteria, texts


def _weight(criterion: Node, place: str, reading: Reading) -> tuple[Decimal | None, str | None]:
    """Read the number of a criterion that is a weight (BT-541, BT-5421); fixed values and thresholds are none."""
    for at, number in objects(criterion, "numbers", place, reading):
        kind = code(number, "weight", at, reading)
        if kind is not None:
            return decimal(number, "number", at, reading), _WEIGHTS.get(kind, kind)
    return None, None
