"""Proof of arithmetic: plans made so that tables 7 and 9 of the evaluation of 2024 must come out, sent over the API.

The means and the numbers of plans are those of Rebel, "Evaluatie Inkopen met Impact" (2024), tables 7 and 9, for the
themes as they were called then. The levels of single plans are made up: this shows that the arithmetic is theirs (level
0 is left out, 2.25 is shown as 2,3), not that their figures are right.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import orjson
import pytest

from shared.reference.themes import agenda_theme
from tests.flow.house import House, house_on
from tests.services import eventually

CATEGORY_PLANS: Mapping[str, tuple[str, Sequence[int]]] = {
    "climate": ("2.3", (3, 3, 2, 2, 2, 2, 2, 2, 0, 0)),
    "circular": ("2.0", (3, 1, 2, 2, 2, 0)),
    "social-return": ("2.1", (3, 2, 2, 2, 2, 2, 2, 2, 2, 0)),
    "international-social-conditions": ("1.9", (2, 2, 2, 2, 2, 2, 1, 0)),
    "innovation": ("1.7", (2, 2, 1, 0)),
    "living-environment": ("2.0", (2, 2)),
    "wellbeing-health": ("2.0", (2, 2, 2, 2, 2, 0)),
    "diversity-inclusion": ("2.3", (3, 2, 2)),
    "environment": ("1.8", (2, 2, 2, 1, 0, 0)),
}
"""Table 7, on the ambition web: the printed mean, and levels of ten category plans that use it."""
ACTION_PLANS: Mapping[str, tuple[str, Sequence[int]]] = {
    "climate": ("3.3", (4, 3, 3)),
    "circular": ("2.5", (2, 3)),
    "social-return": ("3.7", (4, 4, 3)),
    "international-social-conditions": ("1.0", (1, 1)),
    "innovation": ("2.0", (2,)),
    "diversity-inclusion": ("2.7", (3, 3, 2)),
    "environment": ("3.0", (3,)),
}
"""Table 9, on the scale of the Manifesto: three of the six action plans use it."""
NUMBERS = {"climate": 8, "circular": 5, "social-return": 9, "international-social-conditions": 7, "innovation": 3,
           "living-environment": 2, "wellbeing-health": 5, "diversity-inclusion": 3, "environment": 4}  # fmt: skip
"""Plans with a level above 0 that table 7 counts."""


def plans(kind: str, scale: str, levels: Mapping[str, tuple[str, Sequence[int]]]) -> Iterator[dict[str, Any]]:
    for number in range(max(len(each) for _, each in levels.values())):
        yield {
            "senderKey": f"{kind}-{number}",
            "type": kind,
            "title": "Plan",
            "category": "Categorie",
            "startsOn": "2023-01-01",
            "endsOn": "2025-12-31",
            "scale": scale,
            "themes": [
                {"theme": theme, "level": each[number]} for theme, (_, each) in levels.items() if number < len(each)
            ],
        }


@pytest.fixture(scope="module")
def house(database_module: str) -> Iterator[House]:
    with house_on(database_module) as house:
        party = house.services.add_party("Voorbeeldministerie", kind="ministry", oin="00000099100009001000")
        sender = house.services.http("ingest", "ingest:write", "ingest:read", party=party)
        rows = [
            *plans("category-plan", "ambition-web", CATEGORY_PLANS),
            *plans("action-plan", "manifest", ACTION_PLANS),
        ]
        body = orjson.dumps({"format": "ppds-plan", "rows": rows})
        posted = sender.post("/submissions", content=body, headers={"Content-Type": "application/json"})
        address = f"/submissions/{posted.json()['id']}"
        eventually(lambda: sender.get(address).json()["state"] == "done", seconds=60)
        assert sender.get(address).json()["counts"]["accepted"] == len(rows)
        house.settle()
        yield house


@pytest.mark.parametrize(("code", "levels"), [("ORG-P02b", CATEGORY_PLANS), ("ORG-P02", ACTION_PLANS)])
def test_the_means_are_those_of_the_evaluation_of_2024(
    house: House, code: str, levels: Mapping[str, tuple[str, Sequence[int]]]
) -> None:
    answer = house.values(code, from_="2024-12", until="2024-12", groupBy="planTheme")
    means = {row["planTheme"]: Decimal(str(row["value"])) for row in answer["rows"] if row["value"] is not None}
    assert {theme: mean.quantize(Decimal("0.1"), ROUND_HALF_UP) for theme, mean in means.items()} == {
        agenda_theme(theme): Decimal(printed) for theme, (printed, _) in levels.items()
    }
    counted = {row["planTheme"]: row["counts"]["in"]["known"] for row in answer["rows"]}
    expected = {theme: sum(1 for level in each if level) for theme, (_, each) in levels.items()}
    assert {agenda_theme(theme): number for theme, number in expected.items()} == {
        theme: number for theme, number in counted.items() if number
    }
    if code == "ORG-P02b":
        assert (expected, means["climate"]) == (NUMBERS, Decimal("2.25"))


def test_the_share_at_level_0_stands_beside_the_mean(house: House) -> None:
    rows = house.values("ORG-P02c", from_="2024-12", until="2024-12", groupBy="planTheme")["rows"]
    shares = {row["planTheme"]: row["value"] for row in rows}
    assert (shares["climate"], shares["living-environment"], shares["innovation"]) == (0.2, 0.0, 0.25)
