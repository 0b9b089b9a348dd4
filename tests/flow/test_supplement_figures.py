"""Figures that stand on supplements, against rows written straight from what was sent: a second, naive computation."""

import csv
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared.procurement.themes import THEMES
from tests.flow.house import LINES, House, house_on
from tests.flow.loads import lines
from tests.flow.purchases import OINS, Purchase, documents, send_supplements
from tests.oracle.answers import check
from tests.oracle.expression import Row

CHAINS = Path(__file__).resolve().parents[2] / "shared/reference/data/product_chains.csv"
NUMBER = 30
PLAIN = ("ALG-P01", "ALG-P02", "ALG-P02b", "ALG-P03", "ALG-P03b", "MRA-P01", "MRA-P01b", "MIL-P01", "SOR-P01")
PER_THEME = ("ALG-P04", "ALG-P06", "ALG-P06b", "ALG-P11a", "ALG-P11b")
ROLES = ("suitability", "selection", "requirement", "award", "contract-clause")
CATEGORIES = ("none", "bedrijfskleding", "catering", "werkplekomgeving", "dataverbindingen")


def purchase(number: int, draw: random.Random) -> Purchase:
    silent = number % 5 == 0
    works = not silent and draw.random() < 0.4
    made = Purchase(number, draw.choice(list(OINS)), draw.choice((1, 1, 2)), works, None)
    if silent:
        return made
    answers = {theme: draw.choice(("yes", "no", "no")) for theme in THEMES if draw.random() < 0.9}
    if draw.random() < 0.2:
        answers = dict.fromkeys(THEMES, "no")
    applied = [theme for theme, answer in answers.items() if answer == "yes"]
    criteria = []
    for theme in applied:
        role = draw.choice(ROLES)
        one: dict[str, Any] = {"theme": theme, "role": role}
        if draw.random() < 0.8:
            one["level"] = draw.choice((1, 1, 2, 3))
        if role == "award":
            one["weightPercent"] = draw.choice((5, 15, 30))
        criteria.append(one)
    refused = [theme for theme, answer in answers.items() if answer == "no" and draw.random() < 0.5]
    lot: dict[str, Any] = {
        "themes": answers,
        "priceWeightPercent": draw.choice((20, 40, 70)),
        "explanations": [{"theme": theme, "reason": "costs"} for theme in refused],
        "socialReturn": {
            "suitable": draw.choice(("yes", "yes", "no")),
            "wageSumAtLeast250000": draw.choice(("yes", "yes", "no")),
            "durationMonths": draw.choice((3, 12, 48)),
        },
    }
    isv = {"applied": draw.choice(("yes", "no")), "riskCategory": draw.choice(CATEGORIES)}
    lot["internationalSocialConditions"] = isv
    if draw.random() < 0.9:
        lot["criteria"] = criteria
    if works and draw.random() < 0.8:
        lot["environmentalCostIndicator"] = {"applied": draw.choice(("yes", "no")), "role": draw.choice(ROLES)}
    made.chain = draw.choice([*chains(), *([] if works else [None, None])])  # the CPV code of works leads to a chain
    told = {"categoryManagement": draw.choice(("yes", "yes", "no"))}
    if made.chain is not None:
        told["productChain"] = made.chain
    made.said = {"lots": [lot], "purchase": told}
    return made


def chains() -> dict[str, dict[str, str]]:
    with CHAINS.open(encoding="utf-8") as file:
        return {row["code"]: row for number, row in enumerate(csv.DictReader(file)) if number % 9 == 0}


@dataclass
class Sent:
    house: House
    purchases: list[Purchase]
    facts: Mapping[str, list[Row]]


@pytest.fixture(scope="module")
def sent(database_module: str) -> Iterator[Sent]:
    draw = random.Random(20261130)  # noqa: S311 - made data, the same in every run
    purchases = [purchase(number, draw) for number in range(1, NUMBER + 1)]
    with house_on(database_module) as house:
        add = house.services.add_party
        parties = {kind: add(f"Voorbeeld {kind}", kind=kind, oin=oin) for kind, oin in OINS.items()}
        released = [document for one in purchases for document in documents(one)]
        assert house.deliver(lines(released), LINES)["counts"]["refused"] == 0
        for kind, party in parties.items():
            send_supplements(house, party, [one for one in purchases if one.buyer == kind and one.said is not None])
        house.settle()
        above = {each["ocid"]: each["aboveThreshold"] for each in house.procedures()}
        assert len(above) == NUMBER
        yield Sent(house, purchases, facts_of(purchases, parties, above))


# --- the naive computation --------------------------------------------------------------------------------------------


def facts_of(purchases: list[Purchase], parties: Mapping[str, str], above: Mapping[str, str]) -> dict[str, list[Row]]:
    facts: dict[str, list[Row]] = {"procedure": [], "theme_use": []}
    for one in purchases:
        placed = {
            "lead_body": parties[one.buyer],
            "tier": {"ministry": "central", "municipality": "municipality"}[one.buyer],
            "above_threshold": above[one.ocid],
            "nature": "works" if one.works else "services",
            "awarded_on": date(2025, 6, 2),
            "launched_on": date(2025, 3, 1),
        }
        facts["procedure"].append({**placed, **of_procedure(one)})
        facts["theme_use"].extend({**placed, **of_theme(one, theme)} for theme in THEMES for _ in range(one.lots))
    return facts


def lot_of(one: Purchase) -> dict[str, Any]:
    return {} if one.said is None else one.said["lots"][0]


def yes_no(answer: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(answer or "")


def of_procedure(one: Purchase) -> Row:
    lot, listed = lot_of(one), chains().get(one.chain or "")
    answers = [yes_no(lot.get("themes", {}).get(theme)) for theme in THEMES]
    social, isv = lot.get("socialReturn", {}), lot.get("internationalSocialConditions", {})
    mki, category = lot.get("environmentalCostIndicator", {}), isv.get("riskCategory")
    months = social.get("durationMonths")
    return {
        "in_criteria_tool": None if listed is None else listed["in_criteria_tool"] == "true",
        "any_theme": True if True in answers else False if None not in answers else None,
        "social_return": answers[-1],
        "significant": significant(lot, answers),
        "category_management": yes_no((one.said or {}).get("purchase", {}).get("categoryManagement")),
        "impact_half": half(lot, of_all=True),
        "impact_half_without_price": half(lot, of_all=False),
        "suitable": yes_no(social.get("suitable")),
        "wage_sum_reached": yes_no(social.get("wageSumAtLeast250000")),
        "duration_months": None if months is None else Decimal(months),
        "isv_applied": yes_no(isv.get("applied")),
        "isv_list_of_10": {None: None, "none": False, "werkplekomgeving": None}.get(category, True),
        "isv_list_of_8": {None: None, "none": False}.get(category, True),
        "civil_works": one.works,
        "mki_used": yes_no(mki.get("applied")) and mki["role"] in ("requirement", "award"),
    }


def significant(lot: Mapping[str, Any], answers: list[bool | None]) -> bool | None:
    if "criteria" not in lot:
        return False if lot and not any(answer is not False for answer in answers) else None
    levels = [each.get("level") for each in lot["criteria"] if each["role"] in ("requirement", "award")]
    if any(level in (2, 3) for level in levels):
        return True
    return None if None in levels else False


def half(lot: Mapping[str, Any], *, of_all: bool) -> bool | None:
    if "criteria" not in lot:
        return None
    weight = sum(each["weightPercent"] for each in lot["criteria"] if each["role"] == "award")
    if weight + lot["priceWeightPercent"] > 100:
        return None
    return bool(weight * 2 >= (100 if of_all else 100 - lot["priceWeightPercent"]))


def of_theme(one: Purchase, theme: str) -> Row:
    lot, listed = lot_of(one), chains().get(one.chain or "")
    answer = yes_no(lot.get("themes", {}).get(theme))
    levels = [each.get("level") for each in lot.get("criteria", ()) if each["theme"] == theme]
    level = 0 if answer is False else max(levels) if levels and None not in levels else None
    relevant = None if listed is None or theme == "social-return" else listed[theme] != "false"
    explained = theme in {each["theme"] for each in lot.get("explanations", ())} if answer is False else None
    return {
        "theme": theme,
        "answer": answer,
        "level": None if level is None else Decimal(level),
        "step": None if level is None else str(level),
        "relevant_for_chain": relevant,
        "explained": explained,
    }


@pytest.mark.parametrize("code", PLAIN)
def test_a_figure_over_procedures_is_that_of_the_naive_rows(sent: Sent, code: str) -> None:
    for group in (None, "tier", "organisation"):
        answer = sent.house.values(code, from_="2025-01", until="2025-12", groupBy=group)
        assert check(answer, sent.facts["procedure"]) >= 1


@pytest.mark.parametrize("code", PER_THEME)
def test_a_figure_per_theme_is_that_of_the_naive_rows(sent: Sent, code: str) -> None:
    for group in ("theme", "theme,tier"):
        answer = sent.house.values(code, from_="2025-01", until="2025-12", groupBy=group)
        assert check(answer, sent.facts["theme_use"]) >= len(THEMES)


def test_the_made_purchases_try_what_they_must(sent: Sent) -> None:
    """Each answer of each card occurs, or the comparison would show nothing."""
    procedures, uses = sent.facts["procedure"], sent.facts["theme_use"]
    for column in ("any_theme", "significant", "impact_half_without_price", "suitable", "isv_applied"):
        assert {row[column] for row in procedures} >= {True, False}, column
    assert {row["mki_used"] for row in procedures if row["civil_works"]} >= {False, None}
    assert {row["explained"] for row in uses if row["answer"] is False} == {True, False}
    assert {row["level"] for row in uses} >= {None, *map(Decimal, (0, 1, 2, 3))}
