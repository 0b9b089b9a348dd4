"""Goals: those of the sources, what they lack, for whom they matter, and how they change by two persons."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from client.show.goals import goal_table, goals_table
from client.words import Language, Words
from services.kpi.goals.rules.goal import built_in_goals
from tests.services import RunningServices, running_services

WHY = "Besproken in de werkgroep"


@dataclass(frozen=True)
class Table:
    """Somebody who proposes goals, somebody who decides, and anybody."""

    running: RunningServices
    proposer: httpx.Client
    decider: httpx.Client
    anonymous: httpx.Client
    ministry: str

    def propose(self, goal: dict[str, Any]) -> httpx.Response:
        return self.proposer.post("/goal-proposals", json={"goal": goal, "reason": WHY})

    def decide(self, number: int, act: str, *, by: httpx.Client | None = None) -> httpx.Response:
        who = by or self.decider
        tag = who.get(f"/goal-proposals/{number}").headers["ETag"]
        return who.post(f"/goal-proposals/{number}/{act}", json={"reason": WHY}, headers={"If-Match": tag})

    def adopted(self, goal: dict[str, Any]) -> None:
        made = self.propose(goal)
        assert made.status_code == 201, made.text
        decided = self.decide(made.json()["id"], "adoption")
        assert decided.status_code == 200, decided.text


@pytest.fixture(scope="module")
def table(database_module: str) -> Iterator[Table]:
    with running_services(database_module, only=("registry", "kpi"), workers=()) as running:
        yield Table(
            running,
            running.person("kpi", "kpi:propose", "kpi:adopt", subject="voorsteller"),
            running.person("kpi", "kpi:adopt", "audit:read", subject="besluiter"),
            running.http("kpi"),
            running.add_party("Voorbeeldministerie", kind="ministry", oin="00000099770000009000"),
        )


def goal(code: str, **stated: object) -> dict[str, Any]:
    """A goal that states enough to be proposed."""
    return {
        "code": code,
        "kind": "effect",
        "theme": "climate",
        "text": {"nl": "Minder uitstoot", "en": "Less emission"},
        "source": "Besluit van een voorbeeldministerie",
        **stated,
    }


def faults(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return [(error["code"], error["location"]) for error in answer.json()["errors"]]


def test_the_36_goals_of_the_sources_stand_with_their_source(table: Table) -> None:
    shown = table.anonymous.get("/goals", params={"limit": 1000}).json()["items"]
    of_program = [each for each in shown if each["origin"] == "program"]
    kinds = {kind: sum(1 for each in of_program if each["kind"] == kind) for kind in ("main", "effect", "effort")}
    assert kinds == {"main": 6, "effect": 25, "effort": 5}
    assert {each["code"] for each in of_program} == {each.code for each in built_in_goals()}
    assert all("table 2" in each["source"] for each in of_program)


def test_a_goal_says_what_it_lacks_to_be_smart(table: Table) -> None:
    wish = table.anonymous.get("/goals/E-IGI-01").json()
    assert [each["element"] for each in wish["lacks"]] == [
        *("value", "unit", "baseline-value", "baseline-year", "target-year", "owner", "method"),
    ]
    halved = table.anonymous.get("/goals/E-KLI-12").json()
    assert [each["element"] for each in halved["lacks"]] == ["baseline-value"]
    without_year = table.anonymous.get("/goals", params={"lacks": "target-year", "limit": 1000}).json()["items"]
    assert {"E-IGI-01", "P-I-b"} <= {each["code"] for each in without_year}
    assert "E-KLI-12" not in {each["code"] for each in without_year}


def test_pages_of_goals_follow_each_other(table: Table) -> None:
    whole = [each["code"] for each in table.anonymous.get("/goals", params={"limit": 1000}).json()["items"]]
    walked: list[str] = []
    asked: dict[str, Any] = {"limit": 7}
    while True:
        page = table.anonymous.get("/goals", params=asked).json()
        walked += [each["code"] for each in page["items"]]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"]
    assert walked == whole == sorted(whole)


def test_a_goal_is_proposed_by_one_and_adopted_by_another_and_its_baseline_is_corrected(table: Table) -> None:
    stated = goal(
        "T-1",
        unit="t CO2",
        target={"value": 50, "compare": "at-most", "year": 2030},
        path={"kind": "linear"},
        baselines=[{"value": 100, "year": 2019, "method": "Spend x factor", "quality": "estimated"}],
    )
    made = table.propose(stated)
    assert made.status_code == 201, made.text
    number = made.json()["id"]
    assert table.anonymous.get("/goals/T-1").status_code == 404
    assert table.propose(stated).status_code == 409
    own = table.decide(number, "adoption", by=table.proposer)
    assert own.status_code == 403
    assert [error["code"] for error in own.json()["errors"]] == ["goal-same-person"]
    assert table.decider.post(f"/goal-proposals/{number}/adoption", json={"reason": WHY}).status_code == 428
    assert table.decide(number, "adoption").status_code == 200
    assert table.decide(number, "withdrawal").status_code == 409

    corrected = [{"value": 110.5, "year": 2019, "method": "Spend x factor 2", "quality": "calculated"}]
    table.adopted({**stated, "baselines": corrected})
    assert table.anonymous.get("/goals/T-1").json()["baselines"][0]["value"] == 110.5
    history = table.anonymous.get("/goals/T-1/versions").json()["items"]
    assert [(each["version"], each["goal"]["baselines"][0]["value"]) for each in history] == [(2, 110.5), (1, 100)]
    assert {each["proposedBy"] for each in history} == {None}
    known = table.decider.get("/goals/T-1/versions").json()["items"][0]
    assert known["proposedBy"] != known["decidedBy"]
    acts = [each["act"] for each in table.decider.get("/audit-events").json()["items"] if each["subject"] == "T-1"]
    assert acts == ["goal.propose", "goal.adopt", "goal.propose", "goal.adopt"]


def test_what_is_wrong_with_a_goal_is_said_with_its_place_and_nothing_is_kept(table: Table) -> None:
    wrong = goal(
        "T-2",
        theme="klimaat",
        target={"value": 0.5, "year": 2030},
        indicators=["ALG-P02", "SOR-E01", "ALG-P99"],
        baselines=[
            {"value": 0.1, "year": 2030, "indicator": "MKT-P01"},
            {"value": 0.1, "year": 2019, "organisation": "https://example.org/niemand"},
            {"value": 0.2, "year": 2018, "organisation": "https://example.org/niemand"},
        ],
        path={"kind": "stepped"},
        contributesTo=["H-NIETS", "T-2"],
        scope={"categories": ["geen-keten"]},
    )
    assert set(faults(table.propose(wrong))) == {
        ("goal-unknown", "/theme"),
        ("goal-unknown", "/indicators/2"),
        ("goal-units", "/indicators"),
        ("goal-baseline-late", "/baselines/0/year"),
        ("goal-not-its-indicator", "/baselines/0/indicator"),
        ("goal-unknown", "/baselines/1/organisation"),
        ("goal-unknown", "/baselines/2/organisation"),
        ("goal-baseline-twice", "/baselines/2"),
        ("goal-path", "/path"),
        ("goal-unknown", "/contributesTo/0"),
        ("goal-cycle", "/contributesTo/1"),
        ("goal-unknown", "/scope/categories/0"),
    }
    steps = [{"year": 2028, "value": 1}, {"year": 2026, "value": 2}]
    assert faults(table.propose(goal("T-2", path={"kind": "given", "steps": steps}))) == [
        ("goal-steps-order", "/path/steps/1/year")
    ]
    assert table.proposer.get("/goal-proposals", params={"goal": "T-2"}).json()["items"] == []


def test_a_tree_of_goals_has_no_circle(table: Table) -> None:
    table.adopted(goal("T-3"))
    table.adopted(goal("T-4", contributesTo=["T-3"]))
    table.adopted(goal("T-5", contributesTo=["T-4"]))
    answer = table.propose(goal("T-3", contributesTo=["T-5"]))
    assert faults(answer) == [("goal-cycle", "/contributesTo/0")]
    assert "T-3 - T-5 - T-4 - T-3" in json.dumps(answer.json())


def test_a_goal_is_ended_and_superseded_by_two_persons_and_its_history_stays(table: Table) -> None:
    table.adopted(goal("T-20"))
    table.adopted(goal("T-21"))
    own = {"organisation": table.ministry, "limit": "1000"}
    assert "T-20" in {each["goal"] for each in table.anonymous.get("/goal-relevance", params=own).json()["items"]}
    table.adopted(goal("T-20", endedAfter=2024, supersededBy=["T-21"]))

    shown = table.anonymous.get("/goals/T-20").json()
    assert (shown["endedAfter"], shown["supersededBy"]) == (2024, ["T-21"])
    assert ["vervangen door", "T-21"] in goal_table(shown, Words("nl")).rows
    ended = table.anonymous.get("/goals", params={"ended": True}).json()["items"]
    assert {each["endedAfter"] for each in ended} == {2024}
    assert "T-20" in {each["code"] for each in ended}
    assert "T-21" not in {each["code"] for each in ended}
    assert "T-20" not in {each["goal"] for each in table.anonymous.get("/goal-relevance", params=own).json()["items"]}
    history = table.anonymous.get("/goals/T-20/versions").json()["items"]
    assert [each["goal"].get("endedAfter") for each in history] == [2024, None]
    share = {"organisation": table.ministry, "amount": 1, "reason": WHY}
    late = table.proposer.post("/goals/T-20/allocations", json={"shares": [share], "reason": WHY})
    assert late.status_code == 400
    assert "2024" in late.json()["detail"]


def test_an_ending_that_does_not_hold_is_refused_with_its_place(table: Table) -> None:
    table.adopted(goal("T-22"))
    table.adopted(goal("T-23", endedAfter=2024, supersededBy=["T-22"]))
    assert faults(table.propose(goal("T-22", supersededBy=["T-9999"]))) == [
        ("goal-unknown", "/supersededBy/0"),
        ("goal-still-holds", "/supersededBy"),
    ]
    back = goal("T-22", endedAfter=2025, supersededBy=["T-23"])
    assert faults(table.propose(back)) == [("goal-supersedes-itself", "/supersededBy/0")]


def test_which_goal_matters_to_whom_is_a_matrix(table: Table) -> None:
    table.adopted(goal("T-6", scope={"organisations": [table.ministry], "categories": ["catering", "bedrijfskleding"]}))
    table.adopted(goal("T-7", scope={"tiers": ["municipality"]}))
    table.adopted(goal("T-8"))
    own = table.anonymous.get("/goal-relevance", params={"organisation": table.ministry, "limit": 1000}).json()["items"]
    why = {(each["goal"], each["category"]): each["because"] for each in own}
    assert why["T-6", "catering"] == why["T-6", "bedrijfskleding"] == "named"
    assert why["P-I-b", None] == "tier"
    assert why["T-8", None] == "all"
    assert "T-7" not in {code for code, _ in why}
    in_category = {"organisation": table.ministry, "category": "catering", "limit": "1000"}
    listed = table.anonymous.get("/goals", params=in_category).json()["items"]
    assert {"T-6", "T-8", "P-I-b"} <= {each["code"] for each in listed}
    elsewhere = table.anonymous.get("/goals", params={"category": "wegen", "limit": 1000}).json()["items"]
    assert "T-6" not in {each["code"] for each in elsewhere}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_command_shows_goals_in_eighty_columns(table: Table, language: Language) -> None:
    items = table.anonymous.get("/goals", params={"limit": 1000}).json()["items"]
    shown = [goals_table(items, Words(language)), *(goal_table(each, Words(language)) for each in items)]
    assert max(len(line) for each in shown for line in each.lines(80)) <= 80
