"""How much is in these figures at all, and what is not measured (rule C21, requirement R108)."""

# ruff: noqa: S311 - seeded chance makes a failing run repeatable

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from shared.reference.lists import columns_of, rows
from tests.kpi.asking import refresh
from tests.kpi.builders import BODIES, AProcedure, Procurement, random_procedure, register
from tests.kpi.fact_rows import facts_of
from tests.oracle.blind_spots import blind_spots
from tests.oracle.card import cards, every_card
from tests.oracle.expression import Row
from tests.services import RunningServices, running_services

YEAR = "2025"
TIER_OF_SECTOR = {"co-governments": {"province", "municipality"}, "central-government": {"central"}}


@dataclass(frozen=True)
class House:
    services: RunningServices
    reader: httpx.Client
    procedures: list[AProcedure]
    registered: Mapping[str, int]

    def coverage(self, **asked: str) -> dict[str, Any]:
        answer = self.reader.get("/coverage", params={"year": YEAR, **asked})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def blind_spots(self, **asked: str) -> dict[str, Any]:
        answer = self.reader.get("/blind-spots", params={"year": YEAR, "limit": "5000", **asked})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture(scope="module")
def house(database_module: str) -> Iterator[House]:
    owner = create_engine(database_module, poolclass=NullPool)
    kpi = create_engine(role_url(database_module, "ppds_kpi"), poolclass=NullPool)
    chance = random.Random(108)
    procedures = [random_procedure(chance, number) for number in range(1, 200)]
    Procurement(owner).put(*procedures)
    with owner.begin() as connection:
        register(connection)
    refresh(kpi)
    with running_services(database_module, only=("registry", "kpi"), workers=()) as running:
        with owner.connect() as connection:
            tiers = connection.execute(text("select tier from registry.party where tier is not null")).scalars()
            registered = Counter(tiers)
        yield House(running, running.http("kpi", "kpi:read"), procedures, registered)
    kpi.dispose()
    owner.dispose()


def counted(house: House, fact: str, on: str) -> list[Row]:
    return [row for row in facts_of(house.procedures)[fact] if row[on] is not None and str(row[on].year) == YEAR]


def test_what_was_seen_is_counted_by_a_loop_over_the_rows(house: House) -> None:
    launched, awarded = counted(house, "procedure", "launched_on"), counted(house, "lot", "awarded_on")
    items = {item["scope"]: item for item in house.coverage()["items"]}
    assert items["all"]["procedures"]["seen"] == len(launched)
    for scope, tiers in {**{tier: {tier} for tier in set(BODIES.values())}, **TIER_OF_SECTOR}.items():
        own = [row for row in launched if row["tier"] in tiers]
        assert items[scope]["procedures"]["seen"] == len(own)
        assert items[scope]["bodies"]["seen"] == len({row["lead_body"] for row in own if row["lead_body"]})
        assert items[scope]["bodies"]["inRegister"] == sum(house.registered[tier] for tier in tiers)
        euros = sum(
            Fraction(row["awarded_value"])
            for row in awarded
            if row["tier"] in tiers and row["state"] == "awarded" and row["awarded_value"] is not None
        )
        assert Fraction(str(items[scope]["awarded"]["seen"])) == euros


def test_a_year_without_an_outside_total_has_no_share_and_names_the_last_one(house: House) -> None:
    items = {item["scope"]: item for item in house.coverage(tier="municipality")["items"]}
    assert set(items) == {"municipality", "co-governments", "all"}
    spend = items["co-governments"]["spend"]
    assert (spend["outside"], spend["share"]) == (None, None)
    assert (spend["earlier"]["year"], spend["earlier"]["amount"]) == (2023, 60_300_000_000)
    bodies = items["municipality"]["bodies"]
    assert bodies["outside"]["amount"] == 342
    assert bodies["share"] == round(bodies["seen"] / 342, 4)


def test_a_total_that_an_administrator_publishes_is_what_coverage_is_measured_by(house: House) -> None:
    added = {"year": YEAR, "scope": "municipality", "measure": "procedures", "amount": "1000", "at_least": "true"}
    entries = [*map(dict, rows("outside-totals", columns_of("outside-totals"))), {**added, "source": "Een telling"}]
    before = house.coverage()
    publish(house.services, "outside-totals", entries)
    answer = house.coverage(tier="municipality")
    [item] = [each for each in answer["items"] if each["scope"] == "municipality"]
    procedures = item["procedures"]
    assert answer["outsideTotals"] == "2.0.0"
    assert before["outsideTotals"] == "1.0.0"
    assert procedures["outside"] == {"year": 2025, "amount": 1000, "atLeast": True, "source": "Een telling"}
    assert procedures["share"] == procedures["seen"] / 1000


def publish(services: RunningServices, name: str, entries: list[dict[str, str]]) -> None:
    """Two people bring a version of a list into force today."""
    path = f"/reference-lists/{name}/versions"
    proposer, publisher = (services.person("registry", "registry:lists", subject=who) for who in ("een", "ander"))
    proposed = proposer.post(path, json={"version": "2.0.0", "source": "Een brief", "rows": entries})
    assert proposed.status_code == 201, proposed.text
    today = datetime.now(ZoneInfo("Europe/Amsterdam")).date().isoformat()
    done = publisher.post(
        f"{path}/2.0.0/publication", json={"validFrom": today}, headers={"If-Match": proposed.headers["ETag"]}
    )
    assert done.status_code == 200, done.text


def by_group(spots: list[dict[str, Any]], code: str, *names: str) -> Mapping[tuple[str, ...], dict[str, Any]]:
    return {tuple(spot[name] for name in names): spot for spot in spots if spot["indicator"] == code and spot["units"]}


@pytest.mark.parametrize("code", [code for code, card in cards().items() if card.required in {(), ("theme",)}])
def test_blind_spots_are_those_of_a_loop_over_the_rows(house: House, code: str) -> None:
    card = every_card()[code]
    names = ("tier", *card.required)
    expected = blind_spots(card, counted(house, card.fact, card.counted_on[0]), names)
    spots = by_group(house.blind_spots(indicators=code)["items"], code, *names)
    assert set(spots) == set(expected)
    for key, plain in expected.items():
        spot = spots[key]
        assert (spot["units"], spot["withoutAnswer"]) == (plain.units, plain.without_answer)
        for name in ("value", "lower", "upper"):
            assert (None if spot[name] is None else Fraction(str(spot[name]))) == plain.figure[name]
        assert (spot["width"] is None) == (spot["lower"] is None or spot["upper"] is None)


def test_what_could_move_a_figure_most_comes_first(house: House) -> None:
    found = house.blind_spots()
    widths = [spot["width"] for spot in found["items"] if spot["units"] and spot["width"] is not None]
    assert widths == sorted(widths, reverse=True)
    assert found["indicators"] >= 40
    received = [bool(spot["units"]) for spot in found["items"]]
    assert received == sorted(received)


def test_where_nothing_was_received_the_instrument_that_would_is_named(house: House) -> None:
    spots = house.blind_spots(tier="municipality")["items"]
    silent = {spot["indicator"]: spot["instrument"]["dataContract"] for spot in spots if not spot["units"]}
    assert (silent["ALG-P18"], silent["ALG-P10"], silent["ALG-P07"]) == (
        "ppds-spend",
        "ppds-performance-report",
        "ppds-registration",
    )
    asked = {spot["indicator"]: spot["instrument"]["dataContract"] for spot in spots if spot["units"]}
    assert asked["SOR-P01"] == "ppds-supplement"
    assert asked["ALG-P13"] == "notices"
    assert {spot["tier"] for spot in spots} == {"municipality"}


def test_blind_spots_per_chain_are_those_of_its_rows(house: House) -> None:
    spots = by_group(
        house.blind_spots(indicators="ALG-P12", groupBy="productChain")["items"], "ALG-P12", "tier", "productChain"
    )
    expected: dict[tuple[str, str], int] = {}
    for row in counted(house, "procedure", "launched_on"):
        if row["strategic_fields_complete"] is None:
            key = row["tier"] or "unknown", row["product_chain"] or "unknown"
            expected[key] = expected.get(key, 0) + 1
    assert {key: spot["withoutAnswer"] for key, spot in spots.items()} == expected


def test_pages_of_blind_spots_follow_each_other(house: House) -> None:
    whole = house.blind_spots()["items"]
    pages: list[object] = []
    told: dict[str, str] = {}
    while True:
        page = house.blind_spots(**{"limit": "150", **told})
        pages += page["items"]
        if page["next"] is None:
            break
        told = {"cursor": page["next"]}
    assert pages == whole


@pytest.mark.parametrize(
    ("path", "asked", "code"),
    [
        ("/coverage", {"tier": "gemeente"}, "unknown-code"),
        ("/coverage", {"year": "vorig jaar"}, None),
        ("/blind-spots", {"groupBy": "nature"}, "unknown-dimension"),
    ],
)
def test_a_question_that_does_not_hold_is_refused(house: House, path: str, asked: dict[str, str], code: str) -> None:
    answer = house.reader.get(path, params={"year": YEAR, **asked})
    assert answer.status_code == 400
    assert code is None or [error["code"] for error in answer.json()["errors"]] == [code]
