"""Definitions over the API: proposed by one person, tried on the data, adopted by another from a day, and ended."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from services.kpi.definitions.rules.card import Card, built_in_cards
from shared.dutch_day import today
from tests.flow.house import query
from tests.kpi.builders import Procurement, random_procedure
from tests.services import RunningServices, eventually, running_services

TOML = {"Content-Type": "application/toml"}
CODE = "DIV-P01"
WHY = "De vraag is aangescherpt"
YEAR = {"from": "2025-01", "until": "2025-12"}


@dataclass(frozen=True)
class Desk:
    """The service with data, somebody who proposes, two who adopt, a reader and anybody."""

    running: RunningServices
    proposer: httpx.Client
    adopter: httpx.Client
    reader: httpx.Client
    anonymous: httpx.Client

    def propose(self, card: str, **query: str) -> httpx.Response:
        return self.proposer.post("/card-proposals", content=card, headers=TOML, params={"reason": WHY, **query})

    def decide(self, number: int, act: str, *, by: httpx.Client | None = None, **body: str) -> httpx.Response:
        who = by or self.adopter
        tag = who.get(f"/card-proposals/{number}").headers["ETag"]
        stated = {"reason": "Besproken in de stuurgroep", **body}
        return who.post(f"/card-proposals/{number}/{act}", json=stated, headers={"If-Match": tag})

    def until_computed(self) -> None:
        url = self.running.database_url
        eventually(lambda: query(url, "select 1 from kpi.card where not seeded") == [], seconds=60)
        eventually(lambda: query(url, "select 1 from kpi.stale") == [], seconds=60)


@pytest.fixture(scope="module")
def desk(database_module: str) -> Iterator[Desk]:
    owner = create_engine(database_module, poolclass=NullPool)
    chance = random.Random(12)  # noqa: S311 - seeded chance makes a failing run repeatable
    Procurement(owner).put(*(random_procedure(chance, number) for number in range(1, 300)))
    owner.dispose()
    with running_services(database_module, only=("registry", "kpi"), workers=("kpi",)) as running:
        made = Desk(
            running,
            running.person("kpi", "kpi:propose", "kpi:adopt", subject="voorsteller"),
            running.person("kpi", "kpi:adopt", "audit:read", subject="vaststeller"),
            running.http("kpi", "kpi:read"),
            running.http("kpi"),
        )
        made.until_computed()
        yield made


def built_in(code: str = CODE) -> Card:
    return next(card for card in built_in_cards() if card.code == code)


def card_text(version: str, *, code: str = CODE, **changed: str) -> str:
    """The built-in card as JSON-in-TOML is tedious: as TOML of what a proposal must state, with these expressions."""
    measure = {"population": "relevant_diversity_inclusion", "hit": "diversity_inclusion", **changed}
    return f"""
code = "{code}"
version = "{version}"
owner = "Redactie PPDS"
theme = "diversity-inclusion"
level = "process"
scope = "procurement"
unit = "%"
direction = "higher"
sources = ["Besluit van de stuurgroep"]
[names]
nl = "Diversiteit en inclusie gevraagd"
en = "Diversity and inclusion asked"
[definition]
nl = "Een voorstel."
en = "A proposal."
[measure]
kind = "share"
fact = "procedure"
unit_of_count = "procedure"
counted_on = "awarded_on"
variants = ["launched_on"]
time = "flow"
population = "{measure["population"]}"
hit = "{measure["hit"]}"
"""


def test_validating_names_every_fault_with_line_and_column_and_keeps_nothing(desk: Desk) -> None:
    faulty = card_text("2.0.0", population="salary > 1", hit="climate and not climate")
    answer = desk.proposer.post("/card-validations", content=faulty, headers=TOML)
    assert answer.status_code == 200
    found = answer.json()
    assert not found["valid"]
    assert [(each["code"], each["line"], each["column"]) for each in found["findings"]] == [
        ("card-unknown-column", 24, 15),
        ("card-never-true", 25, 8),
    ]
    proposed = desk.proposer.get("/card-proposals").json()["items"]
    sound = desk.proposer.post("/card-validations", content=card_text("2.0.0"), headers=TOML).json()
    assert (sound["valid"], sound["card"]["status"], sound["findings"]) == (True, "concept", [])
    assert desk.proposer.get("/card-proposals").json()["items"] == proposed


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"hit": "awarded_value / 2 > 1"}, "card-character"),
        ({"hit": "climate in (select true)"}, "card-carries-more"),
        ({"hit": "salary > 1"}, "card-unknown-column"),
        ({"population": "climate and not climate"}, "card-never-true"),
        ({"population": "(" * 10_000 + "climate" + ")" * 10_000}, "card-too-long"),
    ],
)
def test_a_card_outside_the_language_is_refused_with_its_place(desk: Desk, changed: dict[str, str], rule: str) -> None:
    answer = desk.propose(card_text("2.0.0", **changed))
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["code"] == rule
    assert error["location"].startswith("/measure/")
    assert error["detail"].startswith("Regel 2") or error["detail"].startswith("Line 2")


def test_a_version_that_is_not_higher_is_refused(desk: Desk) -> None:
    answer = desk.propose(card_text("1.0.0"))
    assert answer.status_code == 400
    assert [(error["code"], error["location"]) for error in answer.json()["errors"]] == [("card-version", "/version")]


def test_a_definition_goes_from_proposal_over_trial_to_figures_and_its_end(desk: Desk) -> None:
    made = desk.propose(card_text("2.0.0", hit="diversity_inclusion and climate"))
    assert made.status_code == 201, made.text
    number = made.json()["id"]
    assert made.headers["Location"].endswith(f"/v1/card-proposals/{number}")
    assert {"/measure/hit", "/definition/nl"} <= {each["property"] for each in made.json()["changed"]}
    # Nobody else sees anything of it yet.
    assert desk.anonymous.get(f"/indicators/{CODE}").json()["versions"] == ["1.0.0"]
    assert desk.reader.get(f"/card-proposals/{number}").status_code == 403
    assert desk.propose(card_text("2.1.0")).status_code == 409

    trial = desk.proposer.get(f"/card-proposals/{number}/trial", params={**YEAR, "groupBy": "tier"})
    assert trial.status_code == 200, trial.text
    _is_the_figures_of_both(desk, trial.json())

    _cannot_be_adopted_wrongly(desk, number)
    adopted = desk.decide(number, "adoption", validFrom="2026-01-01")
    assert adopted.status_code == 200, adopted.text
    assert (adopted.json()["state"], adopted.json()["validFrom"]) == ("adopted", "2026-01-01")
    assert desk.decide(number, "withdrawal").status_code == 409
    desk.until_computed()

    shown = desk.anonymous.get(f"/indicators/{CODE}").json()
    assert (shown["version"], shown["status"], shown["validFrom"]) == ("2.0.0", "adopted", "2026-01-01")
    assert desk.anonymous.get(f"/indicators/{CODE}?version=1.0.0").json()["validUntil"] == "2025-12-31"
    _has_a_change_log(desk)
    _is_in_the_audit_trail(desk, number)

    tomorrow = today() + timedelta(days=1)
    ending = desk.proposer.post(f"/indicators/{CODE}/retirement", json={"reason": "Gaat op in een andere"})
    assert ending.status_code == 201, ending.text
    assert desk.decide(ending.json()["id"], "adoption", by=desk.proposer, validFrom=str(tomorrow)).status_code == 403
    ended = desk.decide(ending.json()["id"], "adoption", validFrom=str(tomorrow))
    assert ended.status_code == 200, ended.text
    assert desk.anonymous.get(f"/indicators/{CODE}").json()["validUntil"] == str(tomorrow - timedelta(days=1))
    still = desk.reader.get(f"/indicators/{CODE}/values", params=YEAR)
    assert still.status_code == 200
    after = desk.reader.get(f"/indicators/{CODE}/values", params={"from": "2030-01", "until": "2030-12"})
    assert after.status_code == 400
    assert [error["code"] for error in after.json()["errors"]] == ["indicator-retired"]
    assert desk.proposer.post(f"/indicators/{CODE}/retirement", json={"reason": "Nog eens"}).status_code in {201, 400}


def _is_the_figures_of_both(desk: Desk, trial: dict[str, object]) -> None:
    """What the trial says of the version in force are its figures; of the other one, fewer lots are a hit."""
    assert (trial["currentVersion"], trial["proposedVersion"], trial["break"]) == ("1.0.0", "2.0.0", True)
    asked = {**YEAR, "groupBy": "tier"}
    figures = desk.reader.get(f"/indicators/{CODE}/values", params=asked).json()["rows"]
    rows = trial["rows"]
    assert isinstance(rows, list)
    assert {row["tier"]: row["current"]["counts"] for row in rows} == {row["tier"]: row["counts"] for row in figures}
    assert {row["tier"]: row["current"]["value"] for row in rows} == {row["tier"]: row["value"] for row in figures}
    assert all(row["proposed"]["counts"]["in"]["yes"] <= row["current"]["counts"]["in"]["yes"] for row in rows)
    assert any(row["proposed"]["counts"]["in"]["yes"] < row["current"]["counts"]["in"]["yes"] for row in rows)
    for row in rows:
        values = row["current"]["value"], row["proposed"]["value"]
        assert row["difference"] == (None if None in values else pytest.approx(values[1] - values[0]))


def _cannot_be_adopted_wrongly(desk: Desk, number: int) -> None:
    own = desk.decide(number, "adoption", by=desk.proposer, validFrom="2026-01-01")
    assert own.status_code == 403
    assert [error["code"] for error in own.json()["errors"]] == ["card-same-person"]
    past = desk.decide(number, "adoption", validFrom="2025-12-31")
    assert past.status_code == 400
    assert [(error["code"], error["location"]) for error in past.json()["errors"]] == [
        ("card-period-frozen", "/validFrom")
    ]
    blind = desk.adopter.post(f"/card-proposals/{number}/adoption", json={"validFrom": "2026-01-01", "reason": WHY})
    assert blind.status_code == 428


def _has_a_change_log(desk: Desk) -> None:
    public = desk.anonymous.get(f"/indicators/{CODE}/versions").json()
    assert [(each["version"], each["break"]) for each in public["items"]] == [("2.0.0", True), ("1.0.0", False)]
    newest = public["items"][0]
    assert (newest["reason"], newest["decision"]) == (WHY, "Besproken in de stuurgroep")
    assert (newest["proposedBy"], newest["decidedBy"]) == (None, None)
    assert {"/measure/hit"} <= {each["property"] for each in newest["changed"]}
    known = desk.adopter.get(f"/indicators/{CODE}/versions").json()["items"][0]
    assert known["proposedBy"]
    assert known["proposedBy"] != known["decidedBy"]


def _is_in_the_audit_trail(desk: Desk, number: int) -> None:
    told = desk.adopter.get("/audit-events", params={"limit": 1000}).json()["items"]
    acts = [each for each in told if each["act"].startswith("card.") and each["detail"]["proposal"] == number]
    assert [(each["act"], each["subject"], each["detail"]["proposal"]) for each in acts] == [
        ("card.propose", f"{CODE} 2.0.0", number),
        ("card.adopt", f"{CODE} 2.0.0", number),
    ]
    assert len({each["actor"] for each in acts}) == 2


def test_a_new_indicator_is_computed_by_the_worker_and_answers(desk: Desk) -> None:
    made = desk.propose(card_text("1.0.0", code="TST-P07", population="true", hit="climate"))
    number = made.json()["id"]
    trial = desk.proposer.get(f"/card-proposals/{number}/trial", params=YEAR).json()
    assert (trial["currentVersion"], trial["break"], len(trial["rows"])) == (None, False, 1)
    assert desk.decide(number, "adoption", validFrom="2026-01-01").status_code == 200
    desk.until_computed()
    rows = desk.reader.get("/indicators/TST-P07/values", params=YEAR).json()["rows"]
    assert [row["counts"] for row in rows] == [row["proposed"]["counts"] for row in trial["rows"]]


def test_a_population_that_is_empty_on_the_data_is_said(desk: Desk) -> None:
    number = desk.propose(card_text("1.0.0", code="TST-P08", population="tier = 'special-sector'")).json()["id"]
    trial = desk.proposer.get(f"/card-proposals/{number}/trial", params={**YEAR, "groupBy": "organisation"}).json()
    assert all(row["proposed"]["value"] is None for row in trial["rows"])
    long = desk.proposer.get(f"/card-proposals/{number}/trial", params={"from": "2015-01", "until": "2025-12"})
    assert [error["code"] for error in long.json()["errors"]] == ["trial-too-long"]
    assert desk.decide(number, "withdrawal", by=desk.proposer).json()["state"] == "withdrawn"


def test_what_was_decided_is_kept_by_the_database_too(desk: Desk) -> None:
    made = desk.propose(card_text("1.0.0", code="TST-P09", population="true", hit="climate"))
    number = made.json()["id"]
    assert desk.decide(number, "withdrawal").status_code == 200
    engine = create_engine(desk.running.database_url, poolclass=NullPool)
    with engine.connect() as connection, pytest.raises(Exception, match="stays as it is"):
        connection.execute(text("update kpi.card_proposal set state = 'draft' where id = :id"), {"id": number})
    engine.dispose()


def test_a_series_breaks_where_something_else_is_counted_and_not_where_a_name_changed(desk: Desk) -> None:
    code = "TST-P10"
    first = card_text("1.0.0", code=code, population="true", hit="climate")
    for card, day in (
        (first, "2026-01-01"),
        (first.replace("1.0.0", "1.1.0").replace("Diversity and inclusion", "Equality"), "2026-06-01"),
        (card_text("2.0.0", code=code, population="true", hit="circular"), "2027-01-01"),
    ):
        made = desk.propose(card)
        assert made.status_code == 201, made.text
        assert desk.decide(made.json()["id"], "adoption", validFrom=day).status_code == 200
    desk.until_computed()
    asked = {"from": "2025-01", "until": "2027-06", "granularity": "quarter"}
    answer = desk.reader.get(f"/indicators/{code}/values", params=asked).json()
    assert answer["definition"]["version"] == "2.0.0"
    spoken = {row["period"]["from"]: (row["version"], row.get("break")) for row in answer["rows"]}
    assert spoken["2025-01"] == ("1.0.0", None)  # before the first version began: no other could have been meant
    assert spoken["2026-01"] == ("1.0.0", None)
    assert spoken["2026-04"] == ("1.1.0", None)
    assert spoken["2027-01"] == ("2.0.0", {"from": "1.1.0", "to": "2.0.0"})
    assert spoken["2027-04"] == ("2.0.0", None)
    alone = {"from": "2025-01", "until": "2025-03"}
    [single] = desk.reader.get(f"/indicators/{code}/values", params=alone).json()["rows"]
    [in_series] = [row for row in answer["rows"] if row["period"]["from"] == "2025-01"]
    assert single["counts"] == in_series["counts"]
    assert "version" not in single
    assert in_series["links"]["definition"].endswith("version=1.0.0")
    whole = desk.reader.get(f"/indicators/{code}/values", params={**asked, "version": "2.0.0"}).json()
    assert not any("break" in row or "version" in row for row in whole["rows"])
    table = desk.reader.get(f"/indicators/{code}/values", params=asked, headers={"Accept": "text/csv"})
    assert {line.split(",")[1] for line in table.text.splitlines()[1:]} == {"1.0.0", "1.1.0", "2.0.0"}


def test_a_draft_waits_for_another_than_who_proposed_it(desk: Desk) -> None:
    def waiting(person: httpx.Client) -> int:
        items = person.get("/open-work").json()["items"]
        count: int = next(each["count"] for each in items if each["kind"] == "card-proposals")
        return count

    own, others = waiting(desk.proposer), waiting(desk.adopter)
    proposed = desk.propose(card_text("1.0.0", code="TST-P11"))
    assert proposed.status_code == 201, proposed.text
    assert (waiting(desk.proposer), waiting(desk.adopter)) == (own, others + 1)
    desk.decide(proposed.json()["id"], "withdrawal")
    assert waiting(desk.adopter) == others
