"""Allocation of a goal: proposed, answered by bodies, decided by another; exact sums, refusals with a place."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.show.goals import allocation_table
from client.words import Words
from services.kpi.allocations.rules.shares import divided
from tests.flow.house import query
from tests.services import RunningServices, running_services

WHY = "Besproken in de werkgroep"
UNIT = "banen van 25,5 uur per week"


@dataclass(frozen=True)
class Table:
    """Somebody who proposes, somebody who decides, two ministries with a coordinator each, and a reader."""

    running: RunningServices
    proposer: httpx.Client
    decider: httpx.Client
    reader: httpx.Client
    ministries: tuple[str, str]
    coordinators: tuple[httpx.Client, httpx.Client]

    def propose(self, goal: str, shares: list[dict[str, Any]], **more: str) -> httpx.Response:
        stated = [{"reason": WHY, **share} for share in shares]
        return self.proposer.post(f"/goals/{goal}/allocations", json={"shares": stated, "reason": WHY, **more})

    def proposed(self, goal: str, *amounts: float) -> dict[str, Any]:
        shares = [
            {"organisation": party, "amount": amount} for party, amount in zip(self.ministries, amounts, strict=True)
        ]
        made = self.propose(goal, shares)
        assert made.status_code == 201, made.text
        shown: dict[str, Any] = made.json()
        return shown

    def act(self, by: httpx.Client, number: int, what: str, **body: object) -> httpx.Response:
        tag = self.reader.get(f"/allocations/{number}").headers["ETag"]
        return by.post(f"/allocations/{number}/{what}", json={"reason": WHY, **body}, headers={"If-Match": tag})


@pytest.fixture(scope="module")
def table(database_module: str) -> Iterator[Table]:
    with running_services(database_module, only=("registry", "kpi"), workers=()) as running:
        first, second = (
            running.add_party(f"Voorbeeldministerie {name}", kind="ministry", oin=f"0000009977000000{number}000")
            for name, number in (("Een", 8), ("Twee", 9))
        )
        yield Table(
            running,
            running.person("kpi", "kpi:propose", "kpi:adopt", "kpi:read", subject="voorsteller"),
            running.person("kpi", "kpi:adopt", "audit:read", subject="besluiter"),
            running.http("kpi", "kpi:read"),
            (first, second),
            (
                running.person("kpi", "kpi:body", subject="een", party=first),
                running.person("kpi", "kpi:body", subject="twee", party=second),
            ),
        )


def faults(answer: httpx.Response, status: int = 400) -> list[tuple[str, str]]:
    assert answer.status_code == status, answer.text
    return [(error["code"], error["location"]) for error in answer.json()["errors"]]


def test_a_goal_is_divided_answered_and_decided_by_another_and_its_progress_asks_each_body_its_share(
    table: Table,
) -> None:
    made = table.proposed("E-SR-01", 900, 500.5)
    number = made["id"]
    assert made["proposed"] == {"amount": 1400.5, "total": 1500, "gap": 99.5, "surplus": 0}
    assert faults(table.act(table.coordinators[1], number, "shares/1/answer", answer="accepted"), 403) == [
        ("allocation-not-its-share", "Authorization")
    ]
    assert table.act(table.coordinators[0], number, "shares/1/answer", answer="accepted").status_code == 200
    assert faults(table.act(table.coordinators[1], number, "shares/2/answer", answer="countered")) == [
        ("allocation-counter", "/amount")
    ]
    answered = table.act(table.coordinators[1], number, "shares/2/answer", answer="countered", amount=700)
    assert answered.status_code == 200
    shown = answered.json()
    assert shown["accepted"] == {"amount": 900, "total": 1500, "gap": 600, "surplus": 0}
    assert shown["countered"] == {"amount": 1600, "total": 1500, "gap": 0, "surplus": 100}

    assert faults(table.act(table.proposer, number, "decision", outcome="adopted"), 403) == [
        ("allocation-same-person", "Authorization")
    ]
    assert faults(table.act(table.decider, number, "decision", outcome="adopted")) == [
        ("allocation-counters-undecided", "/counterProposals")
    ]
    taken = table.act(table.decider, number, "decision", outcome="adopted", counterProposals="take")
    assert faults(taken) == [("allocation-above-total", "/counterProposals")]
    assert "100" in taken.json()["errors"][0]["detail"]
    decided = table.act(table.decider, number, "decision", outcome="adopted", counterProposals="leave")
    assert decided.status_code == 200, decided.text
    assert decided.json()["decided"] == {"amount": 1400.5, "total": 1500, "gap": 99.5, "surplus": 0}
    assert table.act(table.decider, number, "withdrawal").status_code == 409

    period = {"from": "2024-01", "until": "2024-12", "groupBy": "organisation"}
    [variant] = table.reader.get("/goals/E-SR-01/progress", params=period).json()["variants"]
    targets = {group["organisation"]: group["target"] for group in variant["groups"]}
    assert [targets[party] for party in table.ministries] == [900, 500.5]
    acts = [each["act"] for each in table.decider.get("/audit-events").json()["items"] if each["subject"] == "E-SR-01"]
    assert acts == ["allocation.propose", "allocation.answer", "allocation.answer", "allocation.adopt"]

    lines = list(allocation_table(decided.json(), Words("nl")).lines(80))
    assert max(map(len, lines)) <= 80
    assert any("tegenvoorstel" in line for line in lines)

    within = table.propose(
        "E-SR-01",
        [{"segment": "catering", "amount": 600}, {"segment": "schoonmaak", "amount": 300.01}],
        ofOrganisation=table.ministries[0],
    )
    assert ("allocation-above-total", "/shares") in faults(within)
    segments = table.propose("E-SR-01", [{"segment": "catering", "amount": 600}], ofOrganisation=table.ministries[0])
    assert segments.status_code == 201, segments.text
    assert segments.json()["proposed"] == {"amount": 600, "total": 900, "gap": 300, "surplus": 0}


def test_what_is_wrong_with_a_division_is_said_with_its_place_and_nothing_is_kept(table: Table) -> None:
    party = table.ministries[0]
    wrong: list[dict[str, Any]] = [
        {"organisation": party, "amount": 1000, "unit": "%"},
        {"organisation": party, "amount": 500.01, "unit": "banen"},
        {"organisation": "https://example.org/niemand", "amount": 1},
        {"segment": "geen-keten", "amount": 1},
        {"amount": 1},
    ]
    before = query(table.running.database_url, "select count(*) from kpi.allocation")
    assert faults(table.propose("E-CIR-03", wrong)) == [
        ("allocation-units", "/shares/0/unit"),
        ("allocation-twice", "/shares/1"),
        ("allocation-units", "/shares/1/unit"),
        ("goal-unknown", "/shares/2/organisation"),
        ("goal-unknown", "/shares/3/segment"),
        ("allocation-for-nobody", "/shares/4"),
        ("allocation-above-total", "/shares"),
    ]
    one = [{"organisation": party, "amount": 1}]
    assert faults(table.propose("H-ISV", one)) == [("allocation-no-target", "goal")]
    assert faults(table.propose("H-CIR-1", one)) == [("allocation-no-baseline", "goal")]
    assert faults(table.propose("P-I-b", one)) == [("allocation-not-additive", "goal")]
    assert table.propose("P-X", one).status_code == 404
    assert table.propose("E-CIR-03", one, ofOrganisation=party).status_code == 400
    assert table.propose("E-CIR-03", [{"organisation": party, "amount": -1}]).status_code == 400
    assert query(table.running.database_url, "select count(*) from kpi.allocation") == before


def test_one_division_of_a_goal_waits_at_a_time_and_what_holds_is_the_newest_adopted(table: Table) -> None:
    first = table.proposed("E-CIR-02", 3, 3)
    again = table.propose("E-CIR-02", [{"organisation": table.ministries[0], "amount": 1}])
    assert again.status_code == 409
    assert table.act(table.decider, first["id"], "decision", outcome="rejected").json()["state"] == "rejected"
    second = table.proposed("E-CIR-02", 4, 2)
    assert table.act(table.decider, second["id"], "decision", outcome="adopted").status_code == 200
    third = table.proposed("E-CIR-02", 1, 2)
    assert table.act(table.proposer, third["id"], "withdrawal").json()["state"] == "withdrawn"
    listed = table.reader.get("/goals/E-CIR-02/allocations").json()["items"]
    assert [each["state"] for each in listed] == ["withdrawn", "adopted", "rejected"]
    assert table.reader.get("/goals/E-CIR-02/allocations", params={"state": "adopted"}).json()["items"] == [listed[1]]


@given(
    st.decimals(min_value=0, max_value=10**9, places=4),
    st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=60),
    st.integers(min_value=0, max_value=6),
)
def test_what_is_divided_adds_up_to_the_total_to_the_last_digit(
    total: Decimal, weights: list[int], places: int
) -> None:
    shares = divided(total, {f"b{number}": Fraction(weight) for number, weight in enumerate(weights)}, places=places)
    if sum(weights) == 0:
        assert shares == {}
        return
    assert sum(shares.values()) == total
    step = Decimal(1).scaleb(-places)
    for number, weight in enumerate(weights):
        exact = total * weight / sum(weights)
        assert abs(shares[f"b{number}"] - exact) <= 2 * step
