"""Figures of spend equal a plain computation over the lines that were sent: by band with intervals, and in amounts.

Everything that is sent here is made up: the ministries, their suppliers and what they spent.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.ingest.database import worker_transaction
from services.ingest.register.store.reading import load_register
from services.kpi.coverage.operations.blind_spots import Where, blind_spots_of
from services.kpi.coverage.operations.seen import coverage_of
from services.kpi.values.store.known import Known
from shared.reference.lists import columns_of, rows
from tests.ingest.own_records.keeping import keep
from tests.kpi.asking import LIMITS, ask, caller, refresh
from tests.kpi.behind import verify_evidence
from tests.oracle.answers import check
from tests.oracle.blind_spots import blind_spots
from tests.oracle.card import every_card
from tests.oracle.expression import Row
from tests.oracle.spend_rows import TABLE_6, amounts_of, spend_rows
from tests.services import add_party

CODES = sorted(code for code, card in every_card().items() if card.fact == "spend")
KINDS = (("ministry", "central"), ("ministry", "central"), ("province", "province"), ("municipality", "municipality"))
CATEGORIES = ("Catering", "Laboratorium", "Software Rijk", "Energie", "Gas", "Overige uitgaven", "Kunst")
TEN_MILLION = 10_000_000


@dataclass
class World:
    """What was sent by each body, the rows that follow, and a connection of kpi after a refresh."""

    sent: list[tuple[str, str, dict[str, Any]]]
    rows: list[Row]
    connection: Connection


def in_bands(chance: random.Random, year: int, *, most: int) -> dict[str, Any]:
    """A year of a ministry: suppliers, and of most categories their total in a band of its own."""
    lines: list[dict[str, Any]] = []
    for category in CATEGORIES:
        kind = "specific" if category == "Kunst" else "generic"
        named = {"category": category, "purchaseType": kind}
        lines += [
            {**named, "supplier": f"Voorbeeld {number} B.V.", "band": chance.randint(0, most), "supplierSector": "43"}
            for number in range(chance.randint(1, 12))
        ]
        if chance.random() < 0.7:
            lines.append({**named, "band": chance.choice([5, 9, 11, most])})
    return {"format": "ppds-spend", "year": year, "senderKey": str(year), "lines": lines}


def in_amounts(chance: random.Random, year: int) -> dict[str, Any]:
    lines = [
        {
            "category": chance.choice(CATEGORIES),
            "supplier": f"Voorbeeld {number} B.V.",
            "amount": chance.randint(-5000, 90000) / 4,
            **({} if (sector := chance.choice(["41", "5621", None])) is None else {"supplierSector": sector}),
            **({} if (vat := chance.choice(["yes", "no", "no", None])) is None else {"vatIncluded": vat}),
        }
        for number in range(60)
    ]
    release = chance.choice(["now", "now", "hold"])
    return {"format": "ppds-spend", "year": year, "senderKey": f"{year}-grootboek", "lines": lines, "release": release}


@pytest.fixture(scope="module")
def world(database_module: str) -> Iterator[World]:
    ingest, kpi = (
        create_engine(role_url(database_module, role), poolclass=NullPool) for role in ("ppds_ingest", "ppds_kpi")
    )
    chance = random.Random(20231231)  # noqa: S311 - the same world in every run
    sent: list[tuple[str, str, dict[str, Any]]] = []
    for number, (kind, tier) in enumerate(KINDS):
        body = add_party(
            database_module, name=f"Voorbeeld {kind} {number}", kind=kind, oin=f"0000009910000{number}001000"
        )
        documents = [in_bands(chance, year, most=13 if number else 12) for year in (2023, 2024)]
        documents += [in_amounts(chance, year) for year in (2023, 2024)]
        with worker_transaction(ingest) as session:
            keep(session, documents, body=body, register=load_register(session), finished=True)
        sent += [(body, tier, each) for each in documents]
    refresh(kpi)
    with kpi.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield World(sent, spend_rows(sent), connection)
    for engine in (ingest, kpi):
        engine.dispose()


def test_table_6_follows_from_the_rules_of_the_bands() -> None:
    """Average (least + most) / 2 rounded up; 13 is open above and counts as its least, 0 is left out."""
    listed = {int(row["band"]): row for row in rows("spend-bands", columns_of("spend-bands"))}
    assert (listed.pop(0)["min_eur"], sorted(listed)) == ("", sorted(TABLE_6))
    for band, (least, most, printed) in TABLE_6.items():
        assert (listed[band]["min_eur"], listed[band]["max_eur"]) == (str(least), "" if most is None else str(most))
        computed = least if most is None else (least + most) // 2 + (least + most) % 2
        assert (computed, int(listed[band]["average_eur"])) == (printed, printed)


@pytest.mark.parametrize("granularity", [None, "year", "month"])
@pytest.mark.parametrize("group_by", [(), ("tier",), ("organisation",), ("productChain",), ("purchasing",)], ids=str)
@pytest.mark.parametrize("code", CODES)
def test_every_figure_is_that_of_the_oracle(
    world: World, code: str, group_by: tuple[str, ...], granularity: str | None
) -> None:
    answer = ask(world.connection, code, from_="2023-01", until="2024-12", groupBy=group_by, granularity=granularity)
    stated = answer.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert check(stated, world.rows, granularity=granularity, keep=lambda row: bool(row["released"])) > 0


def test_table_1_of_made_up_ministries_is_a_plain_sum_with_its_interval(world: World) -> None:
    """Per ministry and year: generic and specific together, with the least, and the most unless it is open above."""
    ministries = {body for body, tier, _ in world.sent if tier == "central"}
    for body, _, document in world.sent:
        if body not in ministries or "grootboek" in document["senderKey"]:
            continue
        of_category = {
            category: amounts_of(
                [each for each in document["lines"] if each["category"] == category], has_suppliers=True
            )
            for category in CATEGORIES
        }
        amounts = [each for each in of_category.values() if each is not None]
        year = {"from_": f"{document['year']}-01", "until": f"{document['year']}-12", "organisation": [body]}
        stated = [ask(world.connection, code, **year).rows[0].value for code in ("ALG-P17", "ALG-P17a", "ALG-P17b")]
        assert stated[0] == sum(average for average, _, _ in amounts)
        assert stated[1] == sum(least for _, least, _ in amounts)
        mosts = [most for _, _, most in amounts if most is not None]
        assert stated[2] == (sum(mosts) if len(mosts) == len(amounts) else None)
        average, least, most = stated
        assert average is not None
        assert least is not None
        assert least <= average <= (average if most is None else most)
        rounded = round(Decimal(average) / TEN_MILLION) * TEN_MILLION
        assert abs(rounded - Decimal(average)) <= TEN_MILLION / 2


@pytest.mark.parametrize("year", [2023, 2024])
def test_spend_in_coverage_is_a_plain_sum_of_bands_and_of_released_amounts_without_vat(world: World, year: int) -> None:
    answered = coverage_of(
        *(world.connection, year, ()), caller=caller(), limits=LIMITS, known=Known(), today=date(2026, 1, 1)
    )
    tiers_of = {"co-governments": {"province", "municipality"}, "central-government": {"central"}}
    seen = {scope.code: scope.spend.number for scope in answered.scopes}
    for scope, spent in seen.items():
        tiers = {tier for _, tier in KINDS} if scope == "all" else tiers_of.get(scope, {scope})
        assert spent == sum(
            Fraction(row["amount"])
            for row in world.rows
            if row["tier"] in tiers
            and row["released"]
            and row["booked_on"].year == year
            and (row["valued_by"] == "band" or row["vat_excluded"] is True)
        )
    assert seen["all"] == sum(seen[tier] for tier in {tier for _, tier in KINDS}) > 0


@pytest.mark.parametrize("code", [code for code in CODES if not every_card()[code].required])
def test_blind_spots_of_spend_are_those_of_a_loop_over_the_lines(world: World, code: str) -> None:
    card = every_card()[code]
    rows = [row for row in world.rows if row["released"] and row["booked_on"].year == 2023]
    where = Where(2023, (), (code,), by_chain=True)
    read = blind_spots_of(world.connection, where, caller=caller(), limits=LIMITS, known=Known())
    spots = {
        tuple(each or "unknown" for each in spot.key): (spot.units, spot.without_answer)
        for spot in read.spots
        if spot.units
    }
    expected = blind_spots(card, rows, ("tier", "product_chain"))
    assert spots == {key: (plain.units, plain.without_answer) for key, plain in expected.items()}


def test_a_figure_names_the_rows_behind_it(world: World) -> None:
    answer = ask(world.connection, "ALG-P17", from_="2023-01", until="2024-12", groupBy=["organisation"])
    assert verify_evidence(world.connection, answer, scopes={"audit:read"}) > 0


def test_the_world_holds_what_the_rules_are_about(world: World) -> None:
    bands = [row for row in world.rows if row["valued_by"] == "band"]
    assert {row["most"] is None for row in bands} == {True, False}
    assert {row["isv"] for row in bands} == {True, False, None}
    assert {row["vat_excluded"] for row in world.rows} == {True, False, None}
    assert any(row["amount"] < 0 for row in world.rows)
    assert {row["supplier_sector"] for row in bands} == {"43", None}, "a total takes its suppliers together"
    assert any(not row["released"] for row in world.rows)
    totals = [line for _, _, each in world.sent for line in each["lines"] if not line.get("supplier")]
    assert any(line["band"] == 13 for line in totals)
    assert any(line.get("band") == 0 for _, _, each in world.sent for line in each["lines"])
