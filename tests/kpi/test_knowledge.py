"""Criteria texts have an indicator and two people; needs are public, asked by whoever signs in, answered by another."""

from collections.abc import Iterator

import httpx
import pytest

from tests.services import RunningServices, running_services

CRITERION = {
    "indicator": "CIR-E01",
    "theme": "circular",
    "chain": "catering",
    "kind": "award",
    "text": {
        "nl": "Meer punten naarmate er minder nieuwe grondstof in zit.",
        "en": "More points for less new.",
    },
    "belowThreshold": True,
    "writtenBy": "Voorbeeldgemeente",
    "writtenOn": "2025-06-01",
    "licence": "CC0-1.0",
    "usedIn": ["123456-2025"],
    "reason": "Gebruikt en goed bevallen",
}
NEED = {"says": "Een vaste vraag per keten", "theme": "climate", "chain": "catering", "askedAs": "market-party"}


@pytest.fixture(scope="module")
def running(database_module: str) -> Iterator[RunningServices]:
    with running_services(database_module, only=("registry", "kpi")) as services:
        yield services


def decide(person: httpx.Client, address: str, act: str, **stated: str) -> httpx.Response:
    tag = person.get(address).headers["ETag"]
    return person.post(f"{address}/{act}", json=stated, headers={"If-Match": tag})


def test_a_criterion_is_public_once_another_person_adopted_it(running: RunningServices) -> None:
    proposer = running.person("kpi", "kpi:propose", "kpi:adopt", subject="voorsteller")
    adopter = running.person("kpi", "kpi:adopt", subject="vaststeller")
    anybody = running.http("kpi")
    made = proposer.post("/criteria", json=CRITERION)
    assert made.status_code == 201, made.text
    address = f"/criteria/{made.json()['id']}"
    assert anybody.get(address).status_code == 404
    assert anybody.get("/criteria", params={"state": "draft"}).json()["items"] == []
    assert decide(proposer, address, "adoption", reason="Akkoord").status_code == 403
    assert decide(adopter, address, "adoption", reason="Akkoord").status_code == 200
    [shown] = anybody.get("/criteria", params={"theme": "circular", "chain": "catering"}).json()["items"]
    stated = {name: value for name, value in CRITERION.items() if name != "reason"}
    assert {name: shown[name] for name in stated} == stated
    assert shown["proposedBy"] is None
    assert anybody.get("/criteria", params={"theme": "climate"}).json()["items"] == []
    assert decide(adopter, address, "withdrawal", reason="Toch niet").status_code == 409


def test_a_criterion_names_an_indicator_and_a_chain_that_are_there(running: RunningServices) -> None:
    proposer = running.person("kpi", "kpi:propose", subject="voorsteller")
    for wrong in ({"indicator": "XXX-P99"}, {"chain": "caterng"}):
        assert proposer.post("/criteria", json={**CRITERION, **wrong}).status_code == 404
    assert proposer.post("/criteria", json={**CRITERION, "theme": "klimaat"}).status_code == 400


def test_a_need_is_asked_by_whoever_signs_in_and_answered_by_another(running: RunningServices) -> None:
    coordinator = running.person("kpi", "kpi:propose", subject="coordinator")
    assert running.http("kpi", "kpi:read").post("/needs", json=NEED).status_code == 403
    made = coordinator.post("/needs", json=NEED)
    assert made.status_code == 201, made.text
    address = f"/needs/{made.json()['id']}"
    answer = {"state": "planned", "answer": "Komt in 2027"}
    assert decide(coordinator, address, "answer", **answer).status_code == 403
    other = running.person("kpi", "kpi:body", subject="ander")
    assert decide(other, address, "answer", **answer).status_code == 200
    [shown] = running.http("kpi").get("/needs", params={"state": "planned"}).json()["items"]
    assert (shown["says"], shown["answer"], shown["askedAs"]) == (NEED["says"], answer["answer"], "market-party")
    later = decide(other, address, "answer", state="met", answer="Gedaan")
    assert later.json()["state"] == "met"
    tag = {"If-Match": '"1"'}
    assert other.post(f"{address}/answer", json=answer, headers=tag).status_code == 412
