"""Figures of contracts, commitments and observations equal those of the oracle, over the documents that were sent."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.ingest.database import worker_transaction
from services.ingest.register.store.reading import load_register
from services.kpi.definitions.facts import facts
from tests.ingest.own_records.keeping import keep
from tests.ingest.own_records.records import avoided_emissions, contract, observed, report, social_return
from tests.kpi.asking import ask, refresh
from tests.kpi.behind import followed, verify_evidence
from tests.oracle.answers import check
from tests.oracle.card import every_card
from tests.oracle.contract_rows import facts_of
from tests.oracle.expression import Row
from tests.services import add_party

EFFECTS = ("KLI-E07", "CIR-E01", "CIR-E02", "MIL-E01a", "MIL-E01b", "MIL-E02a", "MIL-E02b", "MRA-E01a", "MRA-E01b")
CODES = ("ALG-P08", "ALG-P09", "ALG-P10", "ALG-P10a", "KLI-E02", "SOR-E01", "SOR-E02", *EFFECTS)
KINDS = (
    ("ministry", "central"),
    ("province", "province"),
    ("municipality", "municipality"),
    ("agency", "central"),
)
QUARTERS = [
    (f"{year}-{first:02}-01", f"{year}-{last:02}-{day}")
    for year in (2024, 2025)
    for first, last, day in ((1, 3, 31), (4, 6, 30), (7, 9, 30), (10, 12, 31))
]


@dataclass
class World:
    """What was sent, and a connection of kpi after a refresh."""

    rows: Mapping[str, list[Row]]
    connection: Connection
    body: str


def random_contract(chance: random.Random, key: str) -> dict[str, Any]:
    due = chance.choice(["2024-12-31", "2025-06-30", "2025-12-31", "2027-12-31", ...])
    some = {
        "compare": chance.choice(["at-least", "at-least", "at-most", "equal"]),
        "basis": chance.choice(["whole-contract", "per-year"]),
        "dueOn": due,
    }
    commitments = [
        social_return(**some, target=chance.choice([30, 40, 60, 80, ...])),
        avoided_emissions(**some, target=chance.choice([3, 12.5, 20])),
    ]
    return contract(
        key,
        kind=chance.choice(["contract", "framework"]),
        startsOn=chance.choice(["2024-01-01", "2024-04-01"]),
        endsOn=chance.choice(["2025-12-31", "2025-08-15", "2028-02-29", ...]),
        signedOn=...,
        responsibleRole=chance.choice(["contract-manager", "none", ...]),
        reportingClause=chance.choice(["yes", "no", "withheld", ...]),
        release=chance.choice(["now", "now", "hold"]),
        commitments=chance.choice([commitments, commitments[:1], commitments, [], ...]),
    )


def random_reports(chance: random.Random, about: str) -> Iterator[dict[str, Any]]:
    reading, weight = chance.choice(["in-period", "in-period", "cumulative", "state"]), chance.choice(["TNE", "KGM"])
    silent = chance.random() < 0.3
    for number, (first, last) in enumerate(QUARTERS):
        for again in ("", "b"):
            if chance.random() < (0.9 if again else 0.3 if silent else 0.05):
                continue
            begin = first if reading == "in-period" else "2024-01-01"
            method = {"name": "m", "version": chance.choice(["1"] * 40 + ["2"])}
            emitted = chance.randint(0, 5)
            climate = observed(
                begin,
                last,
                commitment="C2",
                reading=reading,
                realised=emitted * (1000 if weight == "KGM" else 1),
                reference=6 * (1000 if weight == "KGM" else 1),
                unit=weight,
                method=method,
            )
            weighed: dict[str, Any] = {
                "commitment": ...,
                "reading": "in-period",
                "realised": chance.randint(0, 5),
                "method": method,
            }
            measured: list[tuple[str, Any, dict[str, Any]]] = [
                ("KLI-E07", "KGM", {"reference": chance.choice([4, 7, ...])}),
                ("CIR-E01", "TNE", {"reference": 9}),
                ("CIR-E02", "KGM", {"total": chance.choice([6, 8, ...])}),
                ("MIL-E01", "EUR", {"reference": chance.choice([5, 6])}),
                ("MIL-E02a", "GRM", {"reference": 8}),
                ("MIL-E02b", "KGM", {"reference": chance.choice([3, ...])}),
                ("MRA-E01a", ..., {"reading": "state"}),
                ("MRA-E01b", ..., {"reading": "state", "total": chance.choice([6, 8, ...])}),
            ]
            effects = [
                observed(first, last, **{**weighed, "key": indicator, "indicator": indicator, "unit": unit, **beside})
                for indicator, unit, beside in measured
            ]
            hours = {"key": "J", "commitment": ..., "indicator": "SOR-E01", "unit": "HUR", "reading": "in-period"}
            yield report(
                f"NAK-{about}-{number}{again}",
                observed(begin, last, reading=reading, realised=chance.randint(0, 12), method=method),
                climate,
                observed(first, last, **hours, realised=chance.randint(0, 500)),
                *effects,
                contract=about,
                source=chance.choice(["supplier", "supplier", "buyer"]),
                verification=chance.choice(["declared", "verified"]),
                release=chance.choice(["now"] * 9 + ["hold"]),
            )


@pytest.fixture(scope="module")
def world(database_module: str) -> Iterator[World]:
    owner = create_engine(database_module, poolclass=NullPool)
    ingest, kpi = (
        create_engine(role_url(database_module, role), poolclass=NullPool) for role in ("ppds_ingest", "ppds_kpi")
    )
    chance = random.Random(20261130)  # noqa: S311 - the same world in every run
    bodies = {
        add_party(database_module, name=f"Voorbeeld {kind}", kind=kind, oin=f"0000009910000{number}001000"): tier
        for number, (kind, tier) in enumerate(KINDS)
    }
    sent: list[tuple[str, str, dict[str, Any]]] = []
    for number, (body, tier) in enumerate(bodies.items()):
        keys = [f"CON-{number}-{each}" for each in range(20)]
        documents = [random_contract(chance, key) for key in keys]
        documents += [each for key in keys for each in random_reports(chance, key)]
        with worker_transaction(ingest) as session:
            keep(session, documents, body=body, register=load_register(session), finished=True)
        sent += [(body, tier, each) for each in documents]
    refresh(kpi)
    with kpi.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield World(facts_of(sent), connection, next(iter(bodies)))
    for engine in (owner, ingest, kpi):
        engine.dispose()


@pytest.mark.parametrize("granularity", [None, "year", "quarter", "month"])
@pytest.mark.parametrize("group_by", [(), ("tier",), ("organisation",), ("theme",), ("tier", "theme")], ids=str)
@pytest.mark.parametrize("code", CODES)
def test_every_figure_is_that_of_the_oracle(
    world: World, code: str, group_by: tuple[str, ...], granularity: str | None
) -> None:
    card = every_card()[code]
    group_by = (*group_by, *card.required)
    if any(not facts()[card.fact].carries(name) for name in group_by):
        group_by = tuple(name for name in group_by if name != "theme")
    answer = ask(
        world.connection, code, from_="2024-01", until="2025-12", groupBy=list(group_by), granularity=granularity
    )
    stated = answer.model_dump(mode="json", by_alias=True, exclude_unset=True)
    rows = world.rows[card.fact]
    assert check(stated, rows, granularity=granularity, keep=lambda row: bool(row["released"])) > 0


@pytest.mark.parametrize("code", CODES)
def test_the_body_itself_sees_what_is_not_released(world: World, code: str) -> None:
    body = world.body
    asked = {"from_": "2024-01", "until": "2025-12", "view": "own", "organisation": [body], "party": body}
    asked |= {"groupBy": list(every_card()[code].required)}
    answer = ask(world.connection, code, **asked)
    stated = answer.model_dump(mode="json", by_alias=True, exclude_unset=True)
    check(
        stated,
        world.rows[every_card()[code].fact],
        keep=lambda row: row["lead_body"] == body,
        filtered=["organisation"],
    )


def test_the_world_holds_every_answer(world: World) -> None:
    promised = world.rows["commitment"]
    assert {row["met"] for row in promised} == {True, False, None}
    assert {row["shown_by"] for row in promised} == {"none", "declared", "verified"}
    seen = world.rows["observation"]
    assert {row["realised_in_period"] is None for row in seen} == {True, False}
    assert any(row["reference_in_period"] for row in seen)
    assert any(not row["released"] for row in seen)


def test_hours_of_half_a_year_are_jobs_of_twenty_five_and_a_half_hours(world: World) -> None:
    """1,326 hours in 26 weeks are two jobs."""
    answer = ask(world.connection, "SOR-E01", from_="2025-01", until="2025-06")
    hours = sum(
        (
            row["realised_in_period"]
            for row in world.rows["observation"]
            if row["indicator"] == "SOR-E01"
            and row["released"]
            and row["realised_in_period"] is not None
            and date(2025, 1, 1) <= row["period_until"] <= date(2025, 6, 30)
        ),
        start=0,
    )
    [row] = answer.rows
    assert row.value == pytest.approx(float(hours) / (25.5 * 26), abs=0.005)
    assert row.counts is not None
    assert row.counts.in_.sum == hours


@pytest.mark.parametrize("group_by", [(), ("organisation",), ("tier", "theme")], ids=str)
@pytest.mark.parametrize("code", CODES)
def test_behind_a_figure_stand_the_records_it_counted(world: World, code: str, group_by: tuple[str, ...]) -> None:
    if not facts()[every_card()[code].fact].carries("theme"):
        group_by = tuple(name for name in group_by if name != "theme")
    grouped = dict.fromkeys((*group_by, *every_card()[code].required))
    asked = {"from_": "2024-01", "until": "2025-12", "groupBy": list(grouped)}
    for granularity in (None, "quarter"):
        answer = ask(world.connection, code, granularity=granularity, **asked)
        assert verify_evidence(world.connection, answer, scopes={"audit:read"}) > 0
    own = ask(world.connection, code, view="own", party=world.body, **asked)
    assert verify_evidence(world.connection, own, party=world.body) > 0


def test_what_one_contract_delivered_is_for_its_body_and_the_auditor_alone(world: World) -> None:
    asked = {"from_": "2024-01", "until": "2025-12", "organisation": [world.body], "groupBy": ["method"]}
    answer = ask(world.connection, "SOR-E02", **asked)
    row = next(each for each in answer.rows if each.counts and each.counts.in_.known)
    assert row.links.evidence is not None
    link = row.links.evidence
    for_others = list(followed(world.connection, link))
    for_itself = list(followed(world.connection, link, party=world.body))
    for_the_auditor = list(followed(world.connection, link, scopes={"audit:read"}))
    assert for_itself == for_the_auditor
    assert any(each["verdict"] == "known" for each in for_others)
    for other, own in zip(for_others, for_itself, strict=True):
        assert (other["certainty"], other["verdict"]) == (own["certainty"], own["verdict"])
        assert (other["numerator"], other["denominator"], other["links"]["record"]) == (None, None, None)
        assert (own["numerator"] is None) == (own["verdict"] == "unknown")
        assert own["links"]["record"].endswith(f"/v1/contract-timelines/{own['record']['unit']}")
