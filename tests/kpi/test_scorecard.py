"""The scorecard of a body: its figures beside those of bodies like it, said how they were chosen (rules C23, C25)."""

# ruff: noqa: S311 - seeded chance makes a failing run repeatable

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.kpi.scorecards.rules.peers import thirds
from tests.kpi.asking import refresh
from tests.kpi.builders import AProcedure, Procurement, random_procedure
from tests.kpi.fact_rows import facts_of
from tests.kpi.test_boundaries import record
from tests.oracle.card import every_card
from tests.oracle.expression import Row
from tests.oracle.figures import figure_of, parts_of, shown
from tests.services import running_services

YEARS = {"from": "2024-01", "until": "2025-12"}
BODIES = [f"https://identifier.overheid.nl/tooi/id/gemeente/gm92{number:02}" for number in range(12)]
PROVINCE = "https://identifier.overheid.nl/tooi/id/provincie/pv92"
OWN, MERGED = BODIES[4], BODIES[5]
MERGER_DAY = date(2026, 1, 1)
CODES = "ALG-P12,ALG-P13,DIV-P01,ALG-P05,MKT-P03"


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 9).map(Decimal), max_size=20))
def test_thirds_are_of_one_size_but_for_equal_amounts_and_the_largest_come_first(amounts: dict[str, Decimal]) -> None:
    placed = thirds(amounts)
    for body, third in placed.items():
        larger = sum(amount > amounts[body] for amount in amounts.values())
        assert third == larger * 3 // len(amounts) + 1
    assert all(placed[one] <= placed[other] for one in amounts for other in amounts if amounts[one] > amounts[other])


@dataclass(frozen=True)
class House:
    reader: httpx.Client
    procedures: list[AProcedure]


@pytest.fixture(scope="module")
def house(database_module: str) -> Iterator[House]:
    """Two years of municipalities of all sizes, a province, and a merger since."""
    owner = create_engine(database_module, poolclass=NullPool)
    kpi = create_engine(role_url(database_module, "ppds_kpi"), poolclass=NullPool)
    chance = random.Random(76)
    bodies = [(body, "municipality") for body in BODIES[:-1]] + [(PROVINCE, "province")]
    procedures = [
        replace(random_procedure(chance, at * 100 + number), body=body, tier=tier)
        for at, (body, tier) in enumerate(bodies)
        for number in range(1, 10 + at * 4)
    ]
    Procurement(owner).put(*procedures)
    with owner.begin() as connection:
        for body, tier in (*bodies, (BODIES[-1], "municipality")):
            connection.execute(
                text("insert into registry.party (uri, kind, tier, source) values (:uri, :tier, :tier, 'test')"),
                {"uri": body, "tier": tier},
            )
        record(connection, "merger", MERGER_DAY, before=(OWN, MERGED), after=(OWN,))
    refresh(kpi)
    with running_services(database_module, only=("registry", "kpi"), workers=()) as running:
        yield House(running.http("kpi", "kpi:read"), procedures)
    kpi.dispose()
    owner.dispose()


def scorecard(house: House, key: str = OWN, **asked: str) -> dict[str, Any]:
    answer = house.reader.get(f"/scorecards/{key}", params={**YEARS, "indicators": CODES, **asked})
    assert answer.status_code == 200, answer.text
    card: dict[str, Any] = answer.json()
    return card


def lots(procedures: list[AProcedure]) -> list[Row]:
    return [
        row
        for row in facts_of(procedures)["lot"]
        if row["state"] == "awarded" and row["awarded_on"] is not None and row["awarded_value"] is not None
    ]


def like(procedures: list[AProcedure], own: str, *, mix: bool = False) -> set[str]:
    """Municipalities in the third of a body by what they awarded, by sorting; with `mix` of its largest nature."""
    amounts: Counter[str] = Counter()
    natures: dict[str, Counter[str]] = {}
    for row in lots(procedures):
        if row["tier"] == "municipality":
            amounts[row["lead_body"]] += row["awarded_value"]
            if row["nature"]:
                natures.setdefault(row["lead_body"], Counter())[row["nature"]] += row["awarded_value"]
    order = [body for body, _ in sorted(amounts.items(), key=lambda each: -each[1])]
    third = {body: at * 3 // len(order) for at, body in enumerate(order)}
    main = {body: max(each, key=lambda nature: each[nature]) for body, each in natures.items()}
    return {
        body for body in order if body != own and third[body] == third[own] and (not mix or main[body] == main[own])
    }


def expected(procedures: list[AProcedure], code: str, bodies: set[str], year: str) -> Mapping[str, object]:
    """The figure of these bodies together, by a loop over the rows."""
    card = every_card()[code]
    on = card.counted_on[0]
    rows = [
        row
        for row in facts_of(procedures)[card.fact]
        if row["lead_body"] in bodies and row[on] is not None and str(row[on].year) == year
    ]
    return shown(card, figure_of(card, parts_of(card, rows)))


def stated(figure: Mapping[str, Any], *, answers: object) -> dict[str, object]:
    exact = {
        name: None if figure[name] is None else Fraction(str(figure[name])) for name in ("value", "lower", "upper")
    }
    return {**exact, "answers": None if answers is None else Fraction(str(answers)), "reason": figure["reason"]}


@pytest.mark.parametrize("merged", [False, True], ids=["as they were", "today's boundaries"])
def test_a_body_stands_beside_bodies_of_its_tier_and_size(house: House, *, merged: bool) -> None:
    told = {"boundaries": MERGER_DAY.isoformat()} if merged else {}
    procedures = [each.moved(body=OWN) if merged and each.body == MERGED else each for each in house.procedures]
    card = scorecard(house, MERGED if merged else OWN, **told)
    peers = like(procedures, OWN)
    assert card["party"] == OWN
    assert set(card["peers"]["bodies"]) == peers != set()
    assert card["peers"]["criteria"] == ["tier", "volume"]
    assert str(len(peers)) in card["peers"]["says"]["nl"]
    assert [item["indicator"] for item in card["items"]] == CODES.split(",")
    compared = 0
    for item in card["items"]:
        for row in item["rows"]:
            year = row["period"]["from"][:4]
            own = stated(row, answers=row["coverage"]["answers"])
            assert own == expected(procedures, item["indicator"], {OWN}, year)
            beside = stated(row["peers"], answers=row["peers"]["coverage"])
            assert beside == expected(procedures, item["indicator"], peers, year)
            compared += 1
    assert compared == 10
    assert ("boundaries" in card) == merged


def test_peers_may_buy_the_same_kind_of_things_as_well(house: House) -> None:
    everywhere = [body for body in BODIES[:-1] if like(house.procedures, body, mix=True)]
    assert everywhere
    for body in everywhere:
        card = scorecard(house, body, peers="tier,volume,mix")
        assert set(card["peers"]["bodies"]) == like(house.procedures, body, mix=True)
        assert card["peers"]["nature"] in {"works", "supplies", "services"}


def test_a_place_is_among_the_peers_and_the_body_itself(house: House) -> None:
    card = scorecard(house, peers="tier")
    ranking = house.reader.get(
        "/indicators/ALG-P12/ranking", params={"from": "2025-01", "until": "2025-12", "tier": "municipality"}
    ).json()
    [own] = [row["standing"] for row in ranking["rows"] if row["organisation"] == OWN]
    [item] = [each for each in card["items"] if each["indicator"] == "ALG-P12"]
    assert item["rows"][-1]["standing"] == own
    assert item["rows"][-1]["listed"] == ranking["listed"]


def test_a_body_of_which_no_amount_is_known_stands_beside_its_whole_tier_and_that_is_said(house: House) -> None:
    card = scorecard(house, BODIES[-1])
    assert card["peers"]["criteria"] == ["tier"]
    assert card["peers"]["notApplied"] == ["volume"]
    assert set(card["peers"]["bodies"]) == set(BODIES[:-1])
    assert "volume" in card["peers"]["says"]["en"]
    assert {row["reason"] for item in card["items"] for row in item["rows"]} == {"no-rows"}


def test_a_code_is_enough_to_name_a_body_and_the_core_indicators_come_by_themselves(house: House) -> None:
    answer = house.reader.get("/scorecards/gm9204", params=YEARS).json()
    assert answer["party"] == OWN
    assert {item["indicator"] for item in answer["items"]} >= {"ALG-P01", "SOR-P01", "DIV-P01"}
    assert all(len(item["rows"]) == 2 for item in answer["items"])


@pytest.mark.parametrize(
    ("key", "asked", "status", "code"),
    [
        ("gm0000", {}, 404, None),
        (OWN, {"peers": "volum"}, 400, "unknown-peers"),
        (OWN, {"indicators": "ALG-P15"}, 400, "dimension-needed"),
        (OWN, {"from": "2026-01", "until": "2025-01"}, 400, "before-from"),
    ],
)
def test_a_scorecard_that_cannot_be_made_says_why(
    house: House, key: str, asked: dict[str, str], status: int, code: str | None
) -> None:
    answer = house.reader.get(f"/scorecards/{key}", params={**YEARS, **asked})
    assert answer.status_code == status, answer.text
    assert [error["code"] for error in answer.json().get("errors", [])] == ([] if code is None else [code])


def test_an_indicator_by_theme_is_read_for_one_theme(house: House) -> None:
    card = scorecard(house, indicators="ALG-P15", theme="climate")
    assert [item["indicator"] for item in card["items"]] == ["ALG-P15"]
    rows = [row for row in facts_of(house.procedures)["theme_use"] if row["lead_body"] == OWN and row["awarded_on"]]
    rows = [row for row in rows if row["theme"] == "climate" and row["awarded_on"].year == 2025]
    oracle, row = every_card()["ALG-P15"], card["items"][0]["rows"][-1]
    assert stated(row, answers=row["coverage"]["answers"]) == shown(oracle, figure_of(oracle, parts_of(oracle, rows)))
