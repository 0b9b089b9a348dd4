"""One public answer about a product chain: themes, size, figures, phase, plans and documents (R006, R035, R106)."""

# ruff: noqa: S311 - seeded chance makes a failing run repeatable

import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import httpx
import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.ingest.database import worker_transaction
from services.ingest.register.store.reading import load_register
from services.kpi.product_chains.rules.chain import shortlist
from shared.reference.product_chains import SCORED_THEMES, product_chains
from tests.ingest.own_records.keeping import keep
from tests.kpi.asking import refresh
from tests.kpi.builders import BODIES, AProcedure, Procurement, random_procedure, register
from tests.kpi.fact_rows import facts_of
from tests.oracle.card import cards, every_card
from tests.oracle.figures import figure_of, parts_of, shown
from tests.services import running_services

YEAR = "2025"
CHAIN = "catering"
BODY = next(iter(BODIES))
ASSESSED: Final = {"format": "ppds-programme-record", "type": "chain-assessment", "chain": CHAIN}
RECORDS: Final[list[dict[str, Any]]] = [
    {**ASSESSED, "senderKey": "F-1", "assessedOn": "2024-02-01", "phase": 1, "assessor": "Voorbeeldbureau"},
    {
        **ASSESSED,
        "senderKey": "F-2",
        "assessedOn": "2025-03-01",
        "phase": 2,
        "evidence": "Een enquete",
    },
    {**ASSESSED, "senderKey": "F-3", "assessedOn": "2026-03-01", "phase": 3},
    {
        "format": "ppds-programme-record",
        "senderKey": "PLAN/1",
        "type": "chain-plan",
        "title": "Ketenplan catering",
        "chain": CHAIN,
        "year": 2025,
        "adoptedOn": "2025-04-01",
        "address": "https://www.voorbeeld.example/ketenplan",
    },
    {"format": "ppds-programme-record", "senderKey": "PLAN-2", "type": "chain-plan", "chain": CHAIN, "year": 2026},
    {"format": "ppds-programme-record", "senderKey": "PLAN-3", "type": "chain-plan", "chain": "wegen", "year": 2025},
    {
        "format": "ppds-programme-record",
        "senderKey": "ACT-1",
        "type": "activity",
        "title": "Marktdag",
        "chain": CHAIN,
        "theme": "circular",
        "plannedOn": "2025-05-01",
    },
    {
        "format": "ppds-programme-record",
        "senderKey": "STIL",
        "type": "activity",
        "chain": CHAIN,
        "plannedOn": "2025-05-01",
        "release": "hold",
    },
    {
        "format": "ppds-plan",
        "senderKey": "CAT-1",
        "type": "category-plan",
        "title": "Categorieplan",
        "category": "Catering",
        "startsOn": "2025-01-01",
        "endsOn": "2028-12-31",
        "publishedOn": "2025-02-01",
        "address": "https://www.voorbeeld.example/categorieplan",
    },
    {
        "format": "ppds-spend",
        "senderKey": "UITGAVEN-2025",
        "year": 2025,
        "lines": [
            {"supplier": "Voorbeeld BV", "category": product_chains()[CHAIN].nl, "amount": 5000, "vatIncluded": "no"}
        ],
    },
]


def test_the_shortlist_begins_with_the_largest_and_takes_no_size_apart() -> None:
    unsized = dict.fromkeys(SCORED_THEMES, "true")
    assert shortlist(unsized) == list(SCORED_THEMES)
    sized = {**unsized, "circular": "large", "climate": "small", "pollution-biodiversity": "medium"}
    assert shortlist(sized) == ["circular", "pollution-biodiversity", "human-rights-labour", "diversity-inclusion"]
    assert shortlist({**dict.fromkeys(SCORED_THEMES, "false"), "climate": "small"}) == ["climate"]
    assert shortlist({**unsized, **dict.fromkeys(SCORED_THEMES[:3], "large")}) == list(SCORED_THEMES[:3])


@dataclass(frozen=True)
class House:
    anonymous: httpx.Client
    reader: httpx.Client
    procedures: list[AProcedure]


@pytest.fixture(scope="module")
def house(database_module: str) -> Iterator[House]:
    owner = create_engine(database_module, poolclass=NullPool)
    kpi = create_engine(role_url(database_module, "ppds_kpi"), poolclass=NullPool)
    ingest = create_engine(role_url(database_module, "ppds_ingest"), poolclass=NullPool)
    chance = random.Random(106)
    procedures = [random_procedure(chance, number) for number in range(1, 120)]
    Procurement(owner).put(*procedures)
    with owner.begin() as connection:
        register(connection)
    with worker_transaction(ingest) as session:
        keep(session, RECORDS, body=BODY, register=load_register(session), finished=True)
    refresh(kpi)
    with running_services(database_module, only=("registry", "kpi"), workers=()) as running:
        yield House(running.http("kpi"), running.http("kpi", "kpi:read"), procedures)
    for engine in (owner, kpi, ingest):
        engine.dispose()


def read(client: httpx.Client, chain: str = CHAIN, year: str = YEAR) -> dict[str, Any]:
    answer = client.get(f"/product-chains/{chain}", params={"year": year})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("code", [code for code, card in cards().items() if "organisation" not in card.required])
def test_figures_of_a_chain_are_those_of_a_loop_over_its_rows(house: House, code: str) -> None:
    card = every_card()[code]
    [item] = [each for each in read(house.anonymous)["indicators"] if each["indicator"] == code]
    on = card.counted_on[0]
    own = [
        row
        for row in facts_of(house.procedures)[card.fact]
        if row["product_chain"] == CHAIN and row[on] is not None and str(row[on].year) == YEAR
    ]
    assert own
    for row in item["rows"]:
        counted = [each for each in own if all((each[name] or "unknown") == row[name] for name in card.required)]
        figure = shown(card, figure_of(card, parts_of(card, counted)))
        stated = {name: None if row[name] is None else Fraction(str(row[name])) for name in ("value", "lower", "upper")}
        assert {**figure, **stated} == figure
        assert row["reason"] == figure["reason"]


def test_relevance_is_that_of_the_list_and_says_which_themes_come_first(house: House) -> None:
    answer = read(house.anonymous)
    chain = product_chains()[CHAIN]
    relevant = {each["theme"]: each["relevant"] for each in answer["relevance"]}
    assert relevant == {**{theme: theme in chain.relevant for theme in SCORED_THEMES}, "social-return": None}
    chosen = [each["theme"] for each in answer["relevance"] if each["inShortlist"]]
    assert chosen == answer["chain"]["shortlist"] != []


def test_volume_is_public_and_spend_takes_a_token(house: House) -> None:
    awarded = [
        row
        for row in facts_of(house.procedures)["procedure"]
        if row["product_chain"] == CHAIN
        and row["state"] == "awarded"
        and row["awarded_on"] is not None
        and str(row["awarded_on"].year) == YEAR
    ]
    everybody, reader = read(house.anonymous), read(house.reader)
    assert next(each["value"] for each in everybody["volume"]) == len(awarded) > 0
    assert {each["indicator"]: each["value"] for each in everybody["spend"]} == {"ALG-P17": None, "ALG-P18": None}
    assert {each["indicator"]: each["value"] for each in reader["spend"]} == {"ALG-P17": None, "ALG-P18": 5000}
    assert "ALG-P18" in {each["indicator"] for each in everybody["withheld"]}
    assert reader["withheld"] == []
    assert "5000" not in str(everybody)


def test_phases_up_to_the_year_come_with_what_they_rest_on(house: House) -> None:
    phases = read(house.anonymous)["phases"]
    assert [(each["phase"], each["assessedOn"]) for each in phases] == [(2, "2025-03-01"), (1, "2024-02-01")]
    assert phases[0]["evidence"] == "Een enquete"
    assert phases[1]["assessor"] == "Voorbeeldbureau"


def test_plans_activities_and_dated_documents_are_those_that_were_released(house: House) -> None:
    answer = read(house.anonymous)
    assert [(each["type"], each["title"], each["adoptedOn"]) for each in answer["plans"]] == [
        ("chain-plan", None, None),
        ("chain-plan", "Ketenplan catering", "2025-04-01"),
        ("category-plan", "Categorieplan", "2025-02-01"),
    ]
    assert [each["title"] for each in answer["activities"]] == ["Marktdag"]
    assert [(each["kind"], each["day"]) for each in answer["documents"]][:2] in (
        [("plan", "2025-04-01"), ("plan", "2025-02-01")],
        [("list", answer["listValidFrom"]), ("plan", "2025-04-01")],
    )
    assert all("PLAN%2F1" in each["record"] for each in answer["plans"] if each["title"] == "Ketenplan catering")


def test_every_chain_of_the_list_can_be_read(house: House) -> None:
    chains = house.anonymous.get("/product-chains").json()["items"]
    assert len(chains) == 58
    assert {each["code"] for each in chains} == set(product_chains())
    assert read(house.anonymous, "wegen")["chain"]["cluster"] == product_chains()["wegen"].cluster


def test_a_chain_that_does_not_exist_is_said_with_the_one_that_was_meant(house: House) -> None:
    answer = house.anonymous.get("/product-chains/caterin", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert "catering" in answer.json()["detail"]


def test_a_chain_is_told_as_it_stands_now_and_takes_no_published_series(house: House) -> None:
    assert read(house.anonymous, "wegen")["series"] == "current"
    answer = house.anonymous.get("/product-chains/wegen", params={"series": "final"})
    assert answer.status_code == 400
    assert [each["location"] for each in answer.json()["errors"]] == ["series"]
