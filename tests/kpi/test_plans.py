"""Who is bound, which plans there are and what is due: sent as records, read over HTTP without a token."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
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

    def states(self, **asked: str) -> dict[str, list[str]]:
        answer = self.anonymous.get("/action-plans", params={"on": "2026-06-01", **asked})
        assert answer.status_code == 200, answer.text
        return {each["name"].removeprefix("Ministerie "): each["states"] for each in answer.json()["items"]}


SENT: Mapping[str, list[dict[str, Any]]] = {
    "Aarde": [
        signature(),
        plan(
            startsOn="2024-01-01",
            endsOn="2027-12-31",
            jointWith=[NUMBERS["Beek"]],
            reports=[{"year": 2025, "address": "https://www.voorbeeld.example/2025", "publishedOn": "2026-01-15"}],
        ),
    ],
    "Beek": [signature()],
    "Cel": [signature(), plan()],
    "Dal": [signature(signedOn="2026-02-01", document="impact-2019")],
    "Es": [signature(endsOn="2024-12-31"), plan(endsOn="2027-12-31")],
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
