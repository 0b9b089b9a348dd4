"""The way of a body's figures over a year: each step by the right person, and silence that counts as approval."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, get_args

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kpi.reporting.rules.cycle import ACTS, DAYS, State, default_day, possible, standing_on
from tests.flow.house import query
from tests.services import RunningServices, running_services

YEAR = 2024


@dataclass(frozen=True)
class Offices:
    """The service, two administrators, two people of one body and one of another."""

    running: RunningServices
    body: str
    administrator: httpx.Client
    validator: httpx.Client
    reporter: httpx.Client
    approver: httpx.Client
    stranger: httpx.Client

    def cycle(self, year: int = YEAR) -> dict[str, Any]:
        [found] = self.administrator.get("/reporting-cycles", params={"year": year, "party": self.body}).json()["items"]
        return dict(found)

    def step(self, step: str, *, by: httpx.Client, year: int = YEAR, **stated: str) -> httpx.Response:
        number = self.cycle(year)["id"]
        tag = self.administrator.get(f"/reporting-cycles/{number}").headers["ETag"]
        headers = {"If-Match": tag}
        return by.post(f"/reporting-cycles/{number}/steps", json={"step": step, **stated}, headers=headers)


@pytest.fixture(scope="module")
def offices(database_module: str) -> Iterator[Offices]:
    with running_services(database_module, only=("registry", "kpi"), workers=()) as running:
        body, other = (running.add_party(f"Voorbeeldgemeente {name}") for name in ("Een", "Twee"))

        def person(*scopes: str, subject: str, party: str | None = None) -> httpx.Client:
            return running.person("kpi", *scopes, subject=subject, party=party)

        made = Offices(
            running,
            body,
            person("kpi:publish", subject="beheerder"),
            person("kpi:publish", subject="valideerder"),
            person("kpi:body", subject="indiener", party=body),
            person("kpi:body", subject="bestuurder", party=body),
            person("kpi:body", subject="buitenstaander", party=other),
        )
        opened = made.administrator.post("/reporting-cycles", json={"year": YEAR, "parties": [body, other]})
        assert (opened.status_code, opened.json()["opened"]) == (201, 2)
        yield made


def test_a_year_goes_from_open_to_approved_by_steps_of_different_people(offices: Offices) -> None:
    everybody = offices.administrator.post("/reporting-cycles", json={"year": YEAR}).json()["opened"]
    [(registered,)] = query(
        offices.running.database_url, "select count(*) from registry.party_current where tier is not null"
    )
    assert everybody == registered - 2
    assert [(each["step"], each["by"]) for each in offices.cycle()["next"]] == [
        ("submit", "body"),
        ("object", "body"),
    ]
    early = offices.step("approve", by=offices.approver)
    assert early.status_code == 409
    [fault] = early.json()["errors"]
    assert (fault["code"], fault["location"]) == ("reporting-step-not-now", "/step")

    assert offices.step("submit", by=offices.administrator).status_code == 403
    assert offices.step("submit", by=offices.reporter).json()["state"] == "submitted"
    unsaid = offices.step("return", by=offices.validator)
    assert [each["code"] for each in unsaid.json()["errors"]] == ["reporting-reason-needed"]
    assert offices.step("return", by=offices.validator, reason="Een bedrag klopt niet").json()["state"] == "open"
    assert offices.step("submit", by=offices.reporter).json()["state"] == "submitted"
    assert offices.step("validate", by=offices.reporter).status_code == 403
    assert offices.step("validate", by=offices.validator).json()["state"] == "validated"
    approved = offices.step("approve", by=offices.approver).json()
    assert (approved["state"], approved["byDefault"], approved["provisional"]) == ("approved", False, False)
    assert [each["step"] for each in approved["steps"]] == [
        *("open", "submit", "return", "submit", "validate", "approve"),
    ]
    acts = query(
        offices.running.database_url,
        "select act from kpi.audit_event where starts_with(act, 'reporting.') order by number",
    )
    assert [act for (act,) in acts][-2:] == ["reporting.validate", "reporting.approve"]


def test_another_body_sees_and_does_nothing_of_it(offices: Offices) -> None:
    number = offices.cycle()["id"]
    assert offices.stranger.get(f"/reporting-cycles/{number}").status_code == 404
    assert offices.step("object", by=offices.stranger, reason="Niet van mij").status_code == 404
    seen = offices.stranger.get("/reporting-cycles", params={"party": offices.body}).json()["items"]
    assert seen == []
    [own] = offices.stranger.get("/reporting-cycles").json()["items"]
    assert own["party"] != offices.body


def test_nobody_does_two_steps_that_check_each_other(offices: Offices) -> None:
    both = offices.running.person("kpi", "kpi:publish", "kpi:body", subject="alleskunner", party=offices.body)
    assert both.post("/reporting-cycles", json={"year": 2023, "parties": [offices.body]}).json()["opened"] == 1
    assert offices.step("submit", by=both, year=2023).status_code == 200
    refused = offices.step("validate", by=both, year=2023)
    assert refused.status_code == 403
    assert [each["code"] for each in refused.json()["errors"]] == ["reporting-same-person"]


def test_silence_counts_as_approval_after_thirty_days_and_an_objection_withholds_it(offices: Offices) -> None:
    offices.administrator.post("/reporting-cycles", json={"year": 2022, "parties": [offices.body]})
    asked = date.fromisoformat(offices.cycle(2022)["requestedOn"])
    assert offices.cycle(2022)["approvedByDefaultOn"] == (asked + timedelta(days=31)).isoformat()
    query(
        offices.running.database_url,
        "update kpi.reporting_cycle set requested_on = requested_on - 31 where year = 2022 returning id",
    )
    silent = offices.cycle(2022)
    assert (silent["state"], silent["byDefault"], silent["provisional"]) == ("approved", True, False)
    objected = offices.step("object", by=offices.approver, year=2022, reason="Onze uitgaven ontbreken").json()
    assert (objected["state"], objected["byDefault"], objected["provisional"]) == ("open", False, True)
    assert objected["objection"] == "Onze uitgaven ontbreken"
    again = offices.step("withdraw-objection", by=offices.approver, year=2022).json()
    assert (again["objection"], again["state"], again["approvedByDefaultOn"]) == (
        None,
        "open",
        (date.fromisoformat(again["requestedOn"]) + timedelta(days=31)).isoformat(),
    )


def test_a_body_outside_the_register_and_a_year_to_come_are_refused_with_the_place(offices: Offices) -> None:
    stated = {"year": YEAR, "parties": [offices.body, "https://example.org/nergens"]}
    refused = offices.administrator.post("/reporting-cycles", json=stated)
    assert [(each["code"], each["location"]) for each in refused.json()["errors"]] == [
        ("unknown-organisation", "/parties/1")
    ]
    ahead = offices.administrator.post("/reporting-cycles", json={"year": 2990})
    assert [(each["code"], each["location"]) for each in ahead.json()["errors"]] == [("reporting-year-ahead", "/year")]


states = st.sampled_from(get_args(State))
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(
    state=states, asked=st.dates(date(2020, 1, 1), date(2030, 1, 1)), later=st.integers(0, 90), objected=st.booleans()
)
def test_only_silence_becomes_approval_and_only_after_its_day(
    state: State, asked: date, later: int, objected: bool
) -> None:
    standing = standing_on(asked + timedelta(days=later), state, asked, objected=objected)
    waits = default_day(state, asked, objected=objected)
    assert standing.by_default == (waits is not None and later > DAYS)
    if objected:
        assert not standing.approved
    steps = possible(state, objected=objected)
    assert all(state in ACTS[step].since for step in steps)
    assert steps or state in {"published", "frozen"}
