"""What supplements must lead to, worked out from what was said: the ledger of procedures of which a body spoke.

Written out from the counting rules (C2, C10, C27, C29; rules part 1 and 5), without the rules of the data space.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final, TypeAlias

from demo.ledger import ExpectedLot, ExpectedLotSupplement, ExpectedOfTheme, ExpectedProcedure, ExpectedSupplement
from demo.own_themes import told
from shared.procurement.themes import THEMES

Json: TypeAlias = Any
_NOTHING: Final[Mapping[str, Json]] = {}
_YES_NO: Final = {"yes": True, "no": False}
_CONFLICTING: Final = object()
_SAYS_WHAT_IS_BOUGHT: Final = ("requirement", "award")
_IN_LIST_OF_10: Final = {"none": False, "bedrijfskleding": True, "catering": True, "dataverbindingen": True}
"""The category of the list of 8 that joined several (werkplekomgeving) says nothing."""
_IN_LIST_OF_8: Final = {**_IN_LIST_OF_10, "werkplekomgeving": True}


def with_supplements(procedure: ExpectedProcedure, records: Sequence[Mapping[str, Json]]) -> ExpectedProcedure:
    """The procedure as these records leave it outside the body, and as `own` when the body itself sees more."""
    public = _told(procedure, [each for each in _ruling(records) if _is_released(each, procedure)])
    seen = _told(procedure, _ruling(records))
    return public if public == seen else replace(public, own=seen)


def _ruling(records: Sequence[Mapping[str, Json]]) -> list[Mapping[str, Json]]:
    """Of each record its highest version that is no draft; one that is withdrawn says nothing."""
    newest: dict[str, Mapping[str, Json]] = {}
    for record in sorted(records, key=lambda each: each.get("senderVersion", 1)):
        if record.get("state") != "draft":
            newest[record["senderKey"]] = record
    return [record for record in newest.values() if record.get("state") != "withdrawn"]


def _is_released(record: Mapping[str, Json], procedure: ExpectedProcedure) -> bool:
    release = record.get("release", "on-award")
    return release == "now" or (release == "on-award" and procedure.state == "awarded")


def _told(procedure: ExpectedProcedure, said: Sequence[Mapping[str, Json]]) -> ExpectedProcedure:
    if not said:
        return procedure
    findings = set(procedure.findings)
    lots = tuple(_lot(lot, said, findings) for lot in procedure.lots)
    counted = [lot for lot in lots if lot.counted]
    durations = [lot.duration_months for lot in counted]
    of_lots = [lot.supplement for lot in counted if lot.supplement is not None]
    chain = _one(record.get("purchase", _NOTHING).get("productChain") for record in said)
    managed = _one(record.get("purchase", _NOTHING).get("categoryManagement") for record in said)
    category = _one(record.get("purchase", _NOTHING).get("category") for record in said)
    bought = _one(record.get("purchase", _NOTHING).get("purchaseType") for record in said)
    return replace(
        procedure,
        lots=lots,
        findings=tuple(sorted(findings)),
        themes={theme: _some([_YES_NO.get(lot.themes[theme]) for lot in counted]) for theme in THEMES},
        any_theme=_some([lot.any_theme for lot in counted]),
        duration_months=None if None in durations else max(each for each in durations if each is not None),
        supplement=ExpectedSupplement(
            product_chain=chain,
            purchase_type=bought,
            category_management=_YES_NO.get(managed or ""),
            category=category,
            significant=_some([lot.significant for lot in of_lots]),
            impact_half=_all([_half(lot.impact_weight_least, lot.impact_weight_most) for lot in of_lots]),
            impact_half_without_price=_all(
                [_half(lot.impact_weight_least_without_price, lot.impact_weight_most_without_price) for lot in of_lots]
            ),
            suitable=_some([lot.suitable for lot in of_lots]),
            wage_sum_reached=_wage_sum(counted, said),
            isv_applied=_some([lot.isv_applied for lot in of_lots]),
            isv_list_of_10=_some([_IN_LIST_OF_10.get(lot.risk_category or "") for lot in of_lots]),
            isv_list_of_8=_some([_IN_LIST_OF_8.get(lot.risk_category or "") for lot in of_lots]),
            mki_used=_all([lot.mki_used for lot in of_lots]),
        ),
    )


def _lot(lot: ExpectedLot, said: Sequence[Mapping[str, Json]], findings: set[str]) -> ExpectedLot:
    def read(*path: str) -> Json:
        value = _said(said, lot.lot_id, path)
        if value is _CONFLICTING:
            findings.add("CMP-013")
            return None
        return value

    themes = dict(lot.themes)
    answers = {theme: _said(said, lot.lot_id, ("themes", theme)) for theme in THEMES}
    for theme, answer in answers.items():
        if answer is _CONFLICTING:
            themes[theme] = "conflicting"
            findings.add("CMP-013")
        elif answer is not None:
            if themes[theme] in _YES_NO and themes[theme] != answer:
                findings.add("CMP-014")
            themes[theme] = answer
    criteria, price = read("criteria"), read("priceWeightPercent")
    if price is not None and lot.price_weight not in (None, price):
        findings.add("CMP-014")
    price = lot.price_weight if price is None else price
    least, most = _weights(criteria, price)
    rest = None if price is None else Decimal(100 - price)
    months = read("socialReturn", "durationMonths")
    reasons = {each["theme"]: each["reason"] for each in read("explanations") or ()}
    speaks = any(each.get("lotId") in (None, lot.lot_id) for record in said for each in record["lots"])
    mki, role = read("environmentalCostIndicator", "applied"), read("environmentalCostIndicator", "role")
    return replace(
        lot,
        themes=themes,
        own_themes=told(lot, read("ownThemes") or ()),
        any_theme=_any_theme(lot, themes, {theme for theme, answer in answers.items() if answer == "no"}),
        duration_months=Decimal(months) if lot.duration_months is None and months else lot.duration_months,
        supplement=ExpectedLotSupplement(
            significant=_significant(criteria, themes),
            impact_weight_least=least,
            impact_weight_most=most,
            impact_weight_least_without_price=_part(least, rest),
            impact_weight_most_without_price=_part(most, rest),
            suitable=_YES_NO.get(read("socialReturn", "suitable") or ""),
            wage_sum_reached=_YES_NO.get(read("socialReturn", "wageSumAtLeast250000") or ""),
            isv_applied=_YES_NO.get(read("internationalSocialConditions", "applied") or ""),
            risk_category=read("internationalSocialConditions", "riskCategory"),
            mki_used=_mki(mki, role),
            by_theme={
                theme: _of_theme(themes[theme], theme, criteria, reasons if speaks else None) for theme in THEMES
            },
        ),
    )


def _said(said: Iterable[Mapping[str, Json]], lot_id: str, path: Sequence[str]) -> Json:
    """What the records say of a lot: each of the lot apart, else of every lot; several answers are conflicting."""
    answers = []
    for record in said:
        for wanted in (lot_id, None):
            value: Json = next((each for each in record["lots"] if each.get("lotId") == wanted), _NOTHING)
            for name in path:
                value = (value or _NOTHING).get(name)
            if value:
                answers.append(value)
                break
    return _CONFLICTING if any(each != answers[0] for each in answers) else answers[0] if answers else None


def _one(stated: Iterable[str | None]) -> str | None:
    values = {value for value in stated if value is not None}
    return values.pop() if len(values) == 1 else None


def _any_theme(before: ExpectedLot, themes: Mapping[str, str], denied: AbstractSet[str]) -> bool | None:
    """A theme that is not named stays asked, unless the buyer denies all six."""
    if denied == set(THEMES):
        return False
    unnamed = before.any_theme is True and "yes" not in before.themes.values()
    if unnamed or "yes" in themes.values():
        return True
    return False if set(themes.values()) == {"no"} else None


def _significant(criteria: Sequence[Mapping[str, Json]] | None, themes: Mapping[str, str]) -> bool | None:
    if criteria is None:
        return False if set(themes.values()) == {"no"} else None
    levels = [each.get("level") for each in criteria if each["role"] in _SAYS_WHAT_IS_BOUGHT]
    if 2 in levels or 3 in levels:  # noqa: PLR2004 - significant and ambitious
        return True
    return None if None in levels else False


def _weights(
    criteria: Sequence[Mapping[str, Json]] | None, price: Decimal | int | None
) -> tuple[Decimal | None, Decimal | None]:
    """Least and most that the award criteria weigh together."""
    if criteria is None:
        return None, None
    awarded = [each for each in criteria if each["role"] == "award"]
    least = sum(each["weightPercent"] for each in awarded)
    most = sum(each.get("weightPercentMost", each["weightPercent"]) for each in awarded)
    return Decimal(least), Decimal(min(most, 100 - (price or 0)))


def _part(weight: Decimal | None, of: Decimal | None) -> Decimal | None:
    if weight is None or not of:
        return None
    return (weight * 100 / of).quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def _half(least: Decimal | None, most: Decimal | None) -> bool | None:
    if least is None or most is None:
        return None
    return True if least >= 50 else False if most < 50 else None  # noqa: PLR2004 - half of a hundred


def _of_theme(
    state: str, theme: str, criteria: Sequence[Mapping[str, Json]] | None, reasons: Mapping[str, str] | None
) -> ExpectedOfTheme:
    of_theme = None if criteria is None else [each for each in criteria if each["theme"] == theme]
    levels: list[Json] = [each.get("level") for each in of_theme or ()]
    denied = state == "no"
    return ExpectedOfTheme(
        criteria=0 if denied else None if of_theme is None else len(of_theme),
        level=0 if denied else max(levels) if levels and None not in levels else None,
        explained=theme in reasons if denied and reasons is not None else None,
        reason=reasons.get(theme) if denied and reasons is not None else None,
    )


def _mki(applied: str | None, role: str | None) -> bool | None:
    if applied != "yes":
        return None if applied is None else False
    return None if role is None else role in _SAYS_WHAT_IS_BOUGHT


def _wage_sum(lots: Sequence[ExpectedLot], said: Sequence[Mapping[str, Json]]) -> bool | None:
    """Of all lots together: that none reaches it by itself says nothing of their sum."""
    answers = [None if lot.supplement is None else lot.supplement.wage_sum_reached for lot in lots]
    if True in answers:
        return True
    apart = {
        each.get("lotId")
        for record in said
        for each in record["lots"]
        if "wageSumAtLeast250000" in each.get("socialReturn", _NOTHING)
    }
    of_all = len(lots) == 1 or not {lot.lot_id for lot in lots} <= apart
    return False if of_all and answers and set(answers) == {False} else None


def _some(answers: Sequence[bool | None]) -> bool | None:
    """Yes when one lot says yes, no when all say no (C2, presence)."""
    if True in answers:
        return True
    return False if answers and set(answers) == {False} else None


def _all(answers: Sequence[bool | None]) -> bool | None:
    """Yes only when all lots reach it, no when one does not (C2, degree)."""
    if False in answers:
        return False
    return True if answers and set(answers) == {True} else None
