"""Who is bound, which plans there are and what is due: sent as records, read over HTTP without a token."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import httpx
import openpyxl
import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.ingest.data_contracts.columns import XLSX
from services.ingest.database import worker_transaction
from services.ingest.register.store.reading import load_register
from tests.ingest.own_records.keeping import keep
from tests.ingest.own_records.test_plans import plan, signature
from tests.services import running_services

NUMBERS = {name: f"0000009910000{number}001000" for number, name in enumerate(("Aarde", "Beek", "Cel", "Dal", "Es"))}


@dataclass(frozen=True)
class House:
    anonymous: httpx.Client
    reader: httpx.Client
    parties: Mapping[str, str]
    nowhere: ClassVar[str] = "00000000-0000-0000-0000-000000000999"

    def states(self, **asked: str) -> dict[str, list[str]]:
        answer = self.anonymous.get("/action-plans", params={"on": "2026-06-01", **asked})
        assert answer.status_code == 200, answer.text
        return {each["name"].removeprefix("Ministerie "): each["states"] for each in answer.json()["items"]}


def task(number: int, **others: object) -> dict[str, Any]:
    stated = {"format": "ppds-task", "senderKey": f"T-{number}", "title": "Taak", "owner": "coördinator"}
    return {**stated, **others}


def category_plan() -> dict[str, Any]:
    return plan(
        senderKey="CATPLAN-1",
        type="category-plan",
        title="Categorieplan",
        category="Vervoer",
        startsOn="2025-01-01",
        endsOn="2027-12-31",
        scale="ambition-web",
        themes=[{"theme": "climate", "level": 2}, {"theme": "circular", "reason": "no-alternative"}],
        goals=[{"key": "D2", "title": "Doel", "theme": "climate"}],
        actions=[{"key": "A1", "title": "Actie", "needs": ["knowledge", "capacity"]}],
        exceptions=[{"what": "Defensie", "theme": "climate", "reason": "Koud en nat weer", "endsOn": "2026-12-31"}],
    )


SENT: Mapping[str, list[dict[str, Any]]] = {
    "Aarde": [
        signature(),
        plan(
            title="Plan <script>",
            endsOn="2027-12-31",
            jointWith=[NUMBERS["Beek"]],
            reports=[{"year": 2025, "address": "https://www.voorbeeld.example/2025", "publishedOn": "2026-01-15"}],
        ),
    ],
    "Beek": [signature()],
    "Cel": [
        signature(),
        plan(),
        task(
            1,
            title="Plan van aanpak, met daarin wat er per thema gebeurt en wie het doet",
            dueOn="2026-02-01",
            escalation=[{"to": "ICIA", "fromOn": "2026-03-01"}, {"to": "ICBR", "fromOn": "2026-04-01"}],
        ),
        task(2, dueOn="2026-03-15", doneOn="2026-03-10"),
    ],
    "Dal": [signature(signedOn="2026-02-01", document="impact-2019"), category_plan()],
    "Es": [
        signature(endsOn="2024-12-31"),
        plan(endsOn="2027-12-31"),
        {
            "format": "ppds-plan-assessment",
            "senderKey": "TOETS-1",
            "body": NUMBERS["Aarde"],
            "plan": "PLAN-1",
            "framework": "Kader 2025",
            "assessedOn": "2025-05-01",
            "criteria": [{"criterion": "Meetbaar", "met": "partly"}],
            "advice": [
                {"key": "1", "text": "Noem een streefjaar."},
                {"key": "2", "text": "Noem middelen.", "followedOn": "2025-09-01", "followUp": "Opgenomen in versie 2"},
            ],
        },
    ],
}


@pytest.fixture(scope="module")
def house(database_module: str) -> Iterator[House]:
    ingest = create_engine(role_url(database_module, "ppds_ingest"), poolclass=NullPool)
    with running_services(database_module, only=("registry", "kpi"), workers=()) as running:
        parties = {
            name: running.add_party(f"Ministerie {name}", kind="ministry", oin=oin) for name, oin in NUMBERS.items()
        }
        for name, records in SENT.items():
            with worker_transaction(ingest) as session:
                keep(session, records, body=parties[name], register=load_register(session), finished=True)
        yield House(running.http("kpi"), running.http("kpi", "kpi:read"), parties)
    ingest.dispose()


def test_a_bound_body_has_its_plan_its_part_of_a_joint_one_or_none(house: House) -> None:
    assert house.states() == {
        "Aarde": ["published"],
        "Beek": ["published"],
        "Cel": ["missing", "overdue"],
        "Dal": ["not-yet-due"],
    }


def test_which_ministries_have_no_plan_or_owe_a_report_is_one_question(house: House) -> None:
    assert house.states(tier="central", state="missing,overdue") == {"Cel": ["missing", "overdue"]}
    assert house.states(tier="municipality") == {}
    assert house.states(on="2027-12-01", state="overdue") == {
        "Aarde": ["published", "overdue"],
        "Beek": ["published", "overdue"],
        "Cel": ["missing", "overdue"],
    }


def test_a_state_that_does_not_exist_is_refused(house: House) -> None:
    answer = house.anonymous.get("/action-plans", params={"state": "missing,late"})
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["code"], error["location"]) == ("plan-unknown-state", "state")


def test_signatures_stand_until_they_end(house: House) -> None:
    asked = {"on": "2026-06-01", "standing": "true"}
    standing = house.anonymous.get("/signatures", params=asked).json()["items"]
    assert [each["name"] for each in standing] == [f"Ministerie {name}" for name in ("Aarde", "Beek", "Cel", "Dal")]
    ended = {"on": "2026-06-01", "party": house.parties["Es"]}
    [of_es] = house.anonymous.get("/signatures", params=ended).json()["items"]
    assert (of_es["standing"], of_es["endsOn"], of_es["planDueOn"]) == (False, "2024-12-31", "2023-11-24")
    first = house.anonymous.get("/signatures", params={"limit": "2"}).json()
    rest = house.anonymous.get("/signatures", params={"limit": "100", "cursor": first["next"]}).json()
    assert len(first["items"]) + len(rest["items"]) == 5


def test_a_plan_says_what_it_holds_and_lacks_and_what_was_found_of_it(house: House) -> None:
    [joint, *_] = house.anonymous.get("/plans", params={"party": house.parties["Beek"]}).json()["items"]
    assert joint["bodies"] == [house.parties["Aarde"], house.parties["Beek"]]
    found = house.anonymous.get(f"/plans/{joint['unit']}").json()
    assert [each["lacks"] for each in found["goals"]] == [["baseline", "baselineYear", "targetYear", "owner"]]
    assert (found["goalsWithoutAction"], found["actionsWithoutGoal"]) == ([], [])
    assert found["unexplainedThemes"] == ["circular", "human-rights-labour", "diversity-inclusion", "social-return"]
    [assessment] = found["assessments"]
    assert (assessment["assessor"], assessment["openAdvice"]) == (house.parties["Es"], 1)
    assert [each["followUp"] for each in assessment["advice"]] == [None, "Opgenomen in versie 2"]
    assert house.anonymous.get(f"/plans/{house.nowhere}").status_code == 404


def test_loose_goals_reasons_needs_and_exceptions_are_one_list(house: House) -> None:
    asked = {"on": "2026-06-01", "kind": "goal-without-action,action-without-goal,theme-left-out,need,exception"}
    items = house.anonymous.get("/plan-items", params=asked).json()["items"]
    assert [(each["plan"], each["kind"], each["key"], each["theme"], each["codes"]) for each in items] == [
        ("CATPLAN-1", "goal-without-action", "D2", "climate", []),
        ("CATPLAN-1", "action-without-goal", "A1", None, []),
        ("CATPLAN-1", "need", "A1", None, ["knowledge", "capacity"]),
        ("CATPLAN-1", "theme-left-out", None, "circular", ["no-alternative"]),
        ("CATPLAN-1", "exception", None, "climate", []),
    ]
    refused = house.anonymous.get("/plan-items", params={"kind": "wishes"})
    assert refused.json()["errors"][0]["code"] == "plan-unknown-kind"


def test_category_plans_stand_beside_action_plans_with_the_themes_of_both(house: House) -> None:
    cells = house.anonymous.get("/plan-overlaps", params={"on": "2026-06-01"}).json()["items"]
    assert [(each["name"], each["category"], each["shared"], each["ofBody"]) for each in cells] == [
        ("Ministerie Aarde", "Vervoer", ["climate"], ["pollution-biodiversity"]),
        ("Ministerie Beek", "Vervoer", ["climate"], ["pollution-biodiversity"]),
        ("Ministerie Es", "Vervoer", ["climate"], ["pollution-biodiversity"]),
    ]


def test_advice_that_was_not_followed_is_found_back(house: House) -> None:
    of_aarde = {"party": house.parties["Aarde"], "openAdvice": "true"}
    assert len(house.anonymous.get("/plan-assessments", params=of_aarde).json()["items"]) == 1
    of_es = {"party": house.parties["Es"]}
    assert house.anonymous.get("/plan-assessments", params=of_es).json()["items"] == []


def test_a_task_goes_up_a_level_when_it_is_not_done(house: House) -> None:
    def standing(on: str) -> list[tuple[str, str, str | None]]:
        tasks = house.reader.get("/tasks", params={"on": on, "party": house.parties["Cel"]}).json()["items"]
        return [
            (each["state"], each["level"], each["nextEscalation"] and each["nextEscalation"]["to"]) for each in tasks
        ]

    assert standing("2026-01-31") == [("open", "coördinator", "ICIA"), ("open", "coördinator", None)]
    assert standing("2026-02-15") == [("overdue", "coördinator", "ICIA"), ("open", "coördinator", None)]
    assert standing("2026-03-01") == [("escalated", "ICIA", "ICBR"), ("open", "coördinator", None)]
    assert standing("2026-06-01") == [("escalated", "ICBR", None), ("done", "coördinator", None)]
    late = {"on": "2026-06-01", "state": "overdue,escalated"}
    assert [each["key"] for each in house.reader.get("/tasks", params=late).json()["items"]] == ["T-1"]
    assert house.reader.get("/tasks", params={"state": "lost"}).json()["errors"][0]["code"] == "task-unknown-state"


def test_tasks_are_a_feed_that_calendars_read(house: House) -> None:
    answer = house.reader.get("/tasks", headers={"Accept": "text/calendar"})
    assert answer.headers["Content-Type"].startswith("text/calendar")
    lines = answer.content.split(b"\r\n")
    assert (lines[0], lines[-2], lines[-1]) == (b"BEGIN:VCALENDAR", b"END:VCALENDAR", b"")
    assert max(map(len, lines)) <= 75
    unfolded = answer.text.replace("\r\n ", "").split("\r\n")
    assert "DUE;VALUE=DATE:20260201" in unfolded
    assert "SUMMARY:Plan van aanpak\\, met daarin wat er per thema gebeurt en wie het doet (Ministerie Cel)" in unfolded
    assert [line for line in unfolded if line.startswith("STATUS")] == ["STATUS:NEEDS-ACTION", "STATUS:COMPLETED"]


def test_the_status_of_a_year_is_data_a_table_and_a_page(house: House) -> None:
    answer = house.anonymous.get("/plan-statuses", params={"year": "2025"})
    statuses = {each["name"]: each for each in answer.json()["items"]}
    assert set(statuses) == {f"Ministerie {name}" for name in ("Aarde", "Beek", "Cel")}
    aarde = statuses["Ministerie Aarde"]
    assert (aarde["states"], aarde["goals"], aarde["goalsComplete"], aarde["actions"]) == (
        ["published", "overdue"],
        *(1, 0, 1),
    )
    cel = statuses["Ministerie Cel"]
    assert (cel["states"], cel["plan"], cel["openTasks"], cel["goals"]) == (["missing", "overdue"], None, 2, 0)
    assert aarde["on"] == "2025-12-31"

    def form(media: str) -> httpx.Response:
        headers = {"Accept": media, "Accept-Language": "nl"}
        return house.anonymous.get("/plan-statuses", params={"year": "2025"}, headers=headers)

    [head, *rows] = csv.reader(io.StringIO(form("text/csv").text))
    assert head[:2] == ["organisatie", "stand"]
    assert [row[:2] for row in rows] == [
        ["Ministerie Aarde", "openbaar, jaarverslag te laat"],
        ["Ministerie Beek", "openbaar, jaarverslag te laat"],
        ["Ministerie Cel", "ontbreekt, jaarverslag te laat"],
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(form(XLSX).content)).worksheets[0]
    assert [[cell.value or "" for cell in row][:2] for row in sheet.iter_rows(min_row=2)] == [row[:2] for row in rows]
    page = form("text/html").text
    assert "<h2>Ministerie Cel</h2>" in page
    assert '<a href="https://www.voorbeeld.example/plan"' in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_a_year_to_come_has_no_status(house: House) -> None:
    answer = house.anonymous.get("/plan-statuses", params={"year": "2099"})
    assert answer.json()["errors"][0]["code"] == "year-to-come"
