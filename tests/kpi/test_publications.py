"""Publications: every figure of a year drawn up by one person, approved by another, and then public for good."""

import csv
import hashlib
import io
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from typer.testing import CliRunner, Result

from client.command.app import sender_app
from services.kpi.proposals.rules.days import last_frozen_day
from services.kpi.publications.rules.causes import How, Moved, cause_of
from services.kpi.publications.rules.revision import has_moved
from services.kpi.values.store.published import published_days
from tests.flow.house import query
from tests.kpi.builders import BODIES, AProcedure, Procurement, random_procedure, register
from tests.services import RunningServices, eventually, running_services

YEAR = {"from": "2024-01", "until": "2024-12"}
WHY = {"reason": "Het jaar is voorbij"}
CODE = "ALG-P13"
SHARE = "DIV-P01"
OF_COUNTRY = (SHARE, "national", "awarded")


@dataclass(frozen=True)
class Office:
    """A service with a year of data, two people who publish, a reader and anybody."""

    running: RunningServices
    procurement: Procurement
    maker: httpx.Client
    approver: httpx.Client
    reader: httpx.Client
    anybody: httpx.Client

    def draw_up(self, series: str, *, year: int = 2024, **stated: object) -> httpx.Response:
        """Ask for a publication and wait until the worker is done with it; gives what stands then, or the refusal."""
        asked = self.maker.post("/publications", json={"year": year, "series": series, **WHY, **stated})
        return self.drawn(asked.json()["name"]) if asked.status_code == 202 else asked

    def drawn(self, name: str) -> httpx.Response:
        def read() -> httpx.Response:
            return self.maker.get(f"/publications/{name}")

        eventually(lambda: read().json()["state"] != "drawing-up", seconds=120)
        return read()

    def decide(self, name: str, act: str, *, by: httpx.Client | None = None, **stated: object) -> httpx.Response:
        who = by or self.approver
        tag = who.get(f"/publications/{name}").headers["ETag"]
        return who.post(f"/publications/{name}/{act}", json={**WHY, **stated}, headers={"If-Match": tag})

    def publish(self, series: str, **stated: int) -> dict[str, Any]:
        drawn = self.draw_up(series, **stated)
        assert drawn.json()["state"] == "draft", drawn.text
        approved = self.decide(drawn.json()["name"], "approval")
        assert approved.status_code == 200, approved.text
        return dict(approved.json())

    def file(self, name: str, file: str) -> bytes:
        answer = self.anybody.get(f"/publications/{name}/files/{file}")
        assert answer.status_code == 200, answer.text
        return answer.content


@pytest.fixture(scope="module")
def office(database_module: str) -> Iterator[Office]:
    owner = create_engine(database_module, poolclass=NullPool)
    chance = random.Random(78)  # noqa: S311 - seeded chance makes a failing run repeatable
    with owner.begin() as connection:
        register(connection)
    procurement = Procurement(owner)
    procurement.put(*(random_procedure(chance, number) for number in range(1, 200)))
    with running_services(database_module, only=("registry", "kpi"), workers=("kpi",)) as running:
        made = Office(
            running,
            procurement,
            running.person("kpi", "kpi:publish", "kpi:read", subject="opmaker"),
            running.person("kpi", "kpi:publish", subject="vaststeller"),
            running.http("kpi", "kpi:read"),
            running.http("kpi"),
        )
        made.publish("first", year=2021)
        made.publish("first")
        # What is corrected and comes late after the first publication stands in the final one.
        procurement.put(AProcedure(number=1, awarded_on=None), AProcedure(number=2, awarded_on=date(2024, 3, 1)))
        made.publish("final")
        yield made
    owner.dispose()


def test_figures_of_a_year_are_drawn_up_by_one_person_and_published_by_another(office: Office) -> None:
    drawn = office.draw_up("first", year=2025)
    draft = drawn.json()
    assert (draft["name"], draft["state"]) == ("2025-first", "draft")
    assert office.anybody.get("/publications/2025-first").status_code == 404
    assert office.anybody.get("/publications/2025-first/files/figures.csv").status_code == 404
    assert office.anybody.get("/publications", params={"state": "draft"}).json()["items"] == []

    own = office.decide("2025-first", "approval", by=office.maker)
    assert own.status_code == 403
    assert [each["code"] for each in own.json()["errors"]] == ["publication-same-person"]

    approved = office.decide("2025-first", "approval")
    assert (approved.status_code, approved.json()["state"]) == (200, "published")
    [listed] = office.anybody.get("/publications", params={"year": 2025}).json()["items"]
    assert (listed["name"], listed["drawnUpBy"]) == ("2025-first", None)
    again = office.decide("2025-first", "withdrawal")
    assert again.status_code == 409
    acts = query(office.running.database_url, "select act from kpi.audit_event where subject = '2025-first'")
    assert [act for (act,) in acts] == ["publication.draw-up", "publication.drawn-up", "publication.approve"]


def test_a_publication_has_every_figure_in_files_whose_checksums_hold(office: Office) -> None:
    published = office.anybody.get("/publications/2024-first").json()
    name = published["name"]
    manifest = office.file(name, "manifest.json")
    assert hashlib.sha256(manifest).hexdigest() == published["checksum"]
    stated = json.loads(manifest)
    assert {each["name"] for each in stated["files"]} == {each["name"] for each in published["files"]} - {
        "manifest.json"
    }
    for file in stated["files"]:
        assert hashlib.sha256(office.file(name, file["name"])).hexdigest() == file["sha256"]
    figures = json.loads(office.file(name, "figures.json"))["items"]
    assert len(figures) == published["figures"]
    rows = list(csv.DictReader(io.StringIO(office.file(name, "figures.csv").decode())))
    assert len(rows) == len(figures)
    codes = {each["code"] for each in office.anybody.get("/indicators").json()["items"]}
    assert {each["indicator"] for each in figures} == codes
    assert {each["code"] for each in json.loads(office.file(name, "definitions.json"))["items"]} == codes


def test_what_was_published_is_what_the_same_question_answers_as_of_its_position(office: Office) -> None:
    name = "2024-first"
    figures = json.loads(office.file(name, "figures.json"))["items"]
    position = office.anybody.get(f"/publications/{name}").json()["position"]
    for code in ("ALG-P13", "MKT-P01", "DIV-P01", "ALG-P05"):
        for level, groups in (("national", {}), ("tier", {"groupBy": "tier"}), ("body", {"groupBy": "organisation"})):
            asked = {**YEAR, **groups, "asOf": str(position)}
            answer = office.reader.get(f"/indicators/{code}/values", params=asked).json()
            kept = [
                each
                for each in figures
                if (each["indicator"], each["level"]) == (code, level)
                and each["countedOn"] == answer["definition"]["countedOn"]
            ]
            for row, figure in zip(answer["rows"], kept, strict=True):
                same = ("value", "lower", "upper", "reason", "counts", "tier", "organisation")
                assert {key: row.get(key) for key in same} == {key: figure.get(key) for key in same}


def test_json_stat_holds_the_values_of_the_rows(office: Office) -> None:
    data = json.loads(office.file("2024-first", "figures.json-stat.json"))
    figures = json.loads(office.file("2024-first", "figures.json"))["items"]
    assert (data["version"], data["class"], data["id"]) == ("2.0", "dataset", ["indicator", "place", "measure"])
    series, places = (data["dimension"][name]["category"]["index"] for name in ("indicator", "place"))
    measures = data["dimension"]["measure"]["category"]["index"]
    shown = [each for each in figures if each["value"] is not None and each["indicator"] == CODE]
    assert shown
    for each in shown:
        place = each.get("tier") or each.get("organisation") or "NL"
        row, column = series[f"{CODE} {each['countedOn']}"], places[place]
        cell = (row * len(places) + column) * len(measures) + measures.index("value")
        assert data["value"][str(cell)] == each["value"]


def test_parquet_holds_the_same_figures_and_says_what_its_columns_mean(office: Office) -> None:
    table = pq.read_table(io.BytesIO(office.file("2024-first", "figures.parquet")))
    figures = json.loads(office.file("2024-first", "figures.json"))["items"]
    read = table.to_pylist()
    same = ("indicator", "version", "countedOn", "level", "value", "lower", "upper", "reason")
    assert [[row[name] for name in same] for row in read] == [[each.get(name) for name in same] for each in figures]
    places = [each.get("organisation") or each.get("tier") or "" for each in figures]
    assert [row["place"] for row in read] == places
    assert all(field.metadata[b"description"] for field in table.schema)
    assert table.schema.metadata[b"publication"] == b"2024-first"


def test_data_that_changed_under_a_draft_is_said_with_what_to_do(office: Office) -> None:
    drawn = office.draw_up("final", year=2022)
    assert drawn.json()["state"] == "draft", drawn.text
    office.procurement.put(AProcedure(number=903, awarded_on=date(2022, 6, 1)))
    refused = office.decide("2022-final", "approval")
    assert refused.status_code == 409
    [fault] = refused.json()["errors"]
    assert (fault["code"], fault["location"]) == ("publication-data-changed", "/laterChanges")
    waits = office.draw_up("final", year=2022)
    assert waits.status_code == 409
    assert office.decide("2022-final", "withdrawal").json()["state"] == "withdrawn"
    assert (
        query(
            office.running.database_url,
            "select 1 from kpi.publication p join kpi.publication_file f"
            " on f.publication = p.id where p.state = 'withdrawn'",
        )
        == []
    )
    assert office.draw_up("final", year=2022).json()["state"] == "draft"
    office.procurement.put(AProcedure(number=904, awarded_on=date(2022, 6, 1)))
    kept = office.decide("2022-final", "approval", laterChanges="leave-out")
    assert kept.json()["state"] == "published"


@pytest.mark.parametrize(
    "statement",
    [
        "update kpi.publication set reason = 'anders'",
        "delete from kpi.published_figure",
        "update kpi.publication_file set content = ''",
        "delete from kpi.publication",
    ],
)
def test_what_was_published_cannot_be_changed_in_the_database_either(office: Office, statement: str) -> None:
    engine = create_engine(office.running.database_url, poolclass=NullPool)
    with pytest.raises(DBAPIError, match="stays as it is"), engine.begin() as connection:
        connection.execute(text(statement))


def test_a_year_is_not_drawn_up_before_its_data_moment(office: Office) -> None:
    refused = office.maker.post("/publications", json={"year": 2990, "series": "final", **WHY})
    assert refused.status_code == 400
    assert [(each["code"], each["location"]) for each in refused.json()["errors"]] == [
        ("publication-too-early", "/year")
    ]


def test_anybody_reads_a_published_series_and_its_rows_but_not_what_stands_now(office: Office) -> None:
    path = f"/indicators/{SHARE}/values"
    by_tier = {**YEAR, "groupBy": "tier"}
    seen = office.anybody.get(path, params=by_tier).json()
    assert (seen["series"], seen["publications"]) == ("final", ["2024-final"])
    assert seen == office.anybody.get(path, params={**by_tier, "series": "final"}).json()
    assert office.anybody.get(path, params={**by_tier, "series": "current"}).status_code == 401
    assert office.maker.get(path, params=by_tier).json()["series"] == "current"

    first = office.anybody.get(path, params={**by_tier, "series": "first"}).json()
    assert first["publications"] == ["2024-first"]
    kept = json.loads(office.file("2024-first", "figures.json"))["items"]
    row = first["rows"][0]
    same = [
        each
        for each in kept
        if (each["indicator"], each["level"], each["countedOn"]) == (SHARE, "tier", first["definition"]["countedOn"])
        and each["tier"] == row["tier"]
    ]
    assert [row] == [
        {key: value for key, value in each.items() if key not in {"indicator", "version", "countedOn", "level"}}
        for each in same
    ]
    evidence = office.anybody.get(row["links"]["evidence"].removeprefix("/v1"))
    assert evidence.status_code == 200, evidence.text
    certain = [each["verdict"] for each in evidence.json()["rows"] if each["certainty"] == "in"]
    assert {answer: certain.count(answer) for answer in ("yes", "no", "unknown")} == row["counts"]["in"]
    explained = office.anybody.get(row["links"]["explanation"].removeprefix("/v1"))
    assert explained.json()["figure"]["counts"] == row["counts"]
    assert office.anybody.get(f"/indicators/{SHARE}/evidence", params=YEAR).status_code == 401


def test_a_published_series_over_years_says_which_years_are_not_published(office: Office) -> None:
    asked = {"from": "2019-01", "until": "2024-12", "granularity": "year", "series": "first"}
    answer = office.anybody.get(f"/indicators/{CODE}/values", params=asked).json()
    years = [row["period"]["from"][:4] for row in answer["rows"]]
    assert {"2021", "2024"} <= set(years) <= {"2021", "2022", "2023", "2024"}
    assert answer["publications"] == [f"{year}-first" for year in years]
    for other in ({"granularity": "quarter"}, {"groupBy": "nature"}):
        row = office.anybody.get(f"/indicators/{CODE}/values", params={**YEAR, "series": "first", **other}).json()
        assert [each["reason"] for each in row["rows"]] == ["not-published"]


def test_several_indicators_and_a_tier_or_body_of_a_publication_can_be_asked(office: Office) -> None:
    asked = {**YEAR, "indicators": f"{CODE},ALG-P04", "publication": "2024-first", "groupBy": "tier", "tier": "central"}
    refused = office.anybody.get("/values", params=asked)
    assert refused.status_code == 400  # ALG-P04 is only asked by theme
    asked["groupBy"], asked["indicators"] = "tier,theme", "ALG-P04"
    [answer] = office.anybody.get("/values", params=asked).json()["items"]
    assert {row["tier"] for row in answer["rows"]} == {"central"}
    assert len({row["theme"] for row in answer["rows"]}) == len(answer["rows"]) > 1
    unknown = office.anybody.get("/values", params={**asked, "publication": "2011-first"})
    assert unknown.status_code == 404
    both = office.anybody.get("/values", params={**asked, "series": "first"})
    assert [each["code"] for each in both.json()["errors"]] == ["not-with-publication"]


def test_a_definition_cannot_begin_in_a_year_that_was_published(office: Office) -> None:
    engine = create_engine(office.running.database_url, poolclass=NullPool)
    with engine.connect() as connection:
        frozen = published_days(connection)
    assert date(2024, 12, 31) in frozen
    assert last_frozen_day(date(2024, 2, 1)) == date(2022, 12, 31)
    assert last_frozen_day(date(2024, 2, 1), [date(2024, 12, 31)]) == date(2024, 12, 31)


def test_what_rests_on_bodies_that_did_not_approve_is_provisional_and_who_objects_is_left_out(office: Office) -> None:
    year = {"year": 2023}
    silent, objector = sorted(BODIES)[:2]
    office.procurement.put(
        *(
            AProcedure(number=900 + number, body=body, tier=BODIES[body], awarded_on=date(2023, 5, 1))
            for number, body in enumerate(sorted(BODIES))
        )
    )
    assert office.maker.post("/reporting-cycles", json={**year, "parties": [silent, objector]}).json()["opened"] == 2
    query(
        office.running.database_url,
        "update kpi.reporting_cycle set requested_on = requested_on - 40 where year = 2023 returning id",
    )
    of_objector = office.running.person("kpi", "kpi:body", subject="bezwaarmaker", party=objector)
    [cycle] = of_objector.get("/reporting-cycles", params=year).json()["items"]
    tag = of_objector.get(f"/reporting-cycles/{cycle['id']}").headers["ETag"]
    objected = of_objector.post(
        f"/reporting-cycles/{cycle['id']}/steps",
        json={"step": "object", "reason": "Onze uitgaven ontbreken"},
        headers={"If-Match": tag},
    )
    assert objected.status_code == 200, objected.text

    published = office.publish("first", year=2023)
    stated = json.loads(office.file(published["name"], "manifest.json"))["approval"]
    assert stated == {"bodies": 6, "approved": 1, "byDefault": 1, "provisional": 5, "withheld": [objector]}
    figures = json.loads(office.file(published["name"], "figures.json"))["items"]
    [country] = [each for each in figures if (each["indicator"], each["level"], each["countedOn"]) == OF_COUNTRY]
    assert country["provisional"] == 0.8333
    shown = {each["organisation"] for each in figures if each["level"] == "body"}
    assert silent in shown
    assert objector not in shown
    after = {each["party"]: each for each in office.maker.get("/reporting-cycles", params=year).json()["items"]}
    assert (after[silent]["state"], after[silent]["byDefault"]) == ("published", True)
    assert after[objector]["state"] == "open"


def test_each_figure_that_differs_from_the_publication_before_has_its_cause(office: Office) -> None:
    asked = {"against": "2024-first", "limit": "1000"}
    found = office.anybody.get("/publications/2024-final/differences", params=asked)
    assert found.status_code == 200, found.text
    items = found.json()["items"]
    assert items
    before, after = (
        {figure_key(each): each for each in json.loads(office.file(name, "figures.json"))["items"]}
        for name in ("2024-first", "2024-final")
    )
    stated = ("value", "reason", "counts")
    differ = {
        key
        for key in {*before, *after}
        if [before.get(key, {}).get(name) for name in stated] != [after.get(key, {}).get(name) for name in stated]
    }
    assert {(each["indicator"], each["countedOn"], each["level"], each["place"]) for each in items} == {
        key[:4] for key in differ
    }
    causes = {cause["cause"] for each in items for cause in each["causes"]}
    assert causes <= {"late-data", "correction"}
    assert causes
    first, *_ = office.anybody.get("/publications/2024-final/differences", params={**asked, "limit": "1"}).json()[
        "items"
    ]
    assert first == items[0]
    other = office.anybody.get("/publications/2024-final/differences", params={"against": "2021-first"})
    assert [each["code"] for each in other.json()["errors"]] == ["publication-other-year"]


def figure_key(figure: dict[str, Any]) -> tuple[str, ...]:
    place = str(figure.get("tier") or figure.get("organisation") or "")
    groups = (str(figure.get(name, "")) for name in ("theme", "method"))
    return figure["indicator"], figure["countedOn"], figure["level"], place, *groups


@pytest.mark.parametrize(
    ("cause", "how", "linked", "called"),
    [
        ("submission", "new", False, "late-data"),
        ("submission", "came", False, "late-data"),
        ("submission", "changed", False, "correction"),
        ("submission", "gone", False, "correction"),
        ("register", "changed", True, "linked-buyer"),
        ("register", "changed", False, "list"),
        ("erasure", "changed", False, "erasure"),
        ("disclosure", "changed", False, "disclosure"),
    ],
)
def test_a_movement_of_rows_is_called_by_its_cause(cause: str, how: How, linked: bool, called: str) -> None:
    assert cause_of(Moved("b", "central", cause, how, linked)) == called


def test_a_final_figure_is_corrected_only_when_it_moved_or_the_error_was_ours(office: Office) -> None:
    refused = office.draw_up("final").json()
    assert refused["state"] == "failed"
    assert [(each["code"], each["location"]) for each in refused["failure"]] == [
        ("publication-small-move", "/ownError")
    ]
    drawn = office.draw_up("final", ownError=True)
    assert (drawn.json()["name"], drawn.json()["state"]) == ("2024-final-2", "draft")
    assert office.decide("2024-final-2", "withdrawal").status_code == 200


@pytest.mark.parametrize(
    ("kind", "before", "after", "moved"),
    [
        ("share", 0.5, 0.504, False),
        ("share", 0.5, 0.505, True),
        ("share", None, 0.5, True),
        ("share", None, None, False),
        ("sum", 1000.0, 1009.99, False),
        ("sum", 1000.0, 1010.0, True),
        ("count", 0, 1, True),
    ],
)
def test_a_move_is_half_a_point_of_a_share_or_one_per_cent(
    kind: str, before: float | None, after: float | None, moved: bool
) -> None:
    assert has_moved(kind, before, after) == moved


def test_the_script_of_the_docs_checks_a_publication_and_counts_three_figures_again(office: Office) -> None:
    script = Path(__file__).resolve().parents[2] / "docs/how-to/verify_publication.py"
    base = f"{office.running.kpi_url}/v1"
    ran = subprocess.run(
        [sys.executable, script, base, "2024-first"], check=False, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert [line.rpartition(" ")[2] for line in ran.stdout.splitlines()] == ["counted"] * 3


def test_the_command_lists_shows_and_verifies_without_a_client(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nonexistent")
    monkeypatch.delenv("COLUMNS", raising=False)

    def ppds(*arguments: str) -> Result:
        options = ["--lang", "en", "--kpi-url", office.running.kpi_url]
        return CliRunner().invoke(sender_app(), [*options, "publication", *arguments])

    listed = ppds("list", "--year", "2024")
    assert listed.exit_code == 0, listed.output
    assert "2024-final" in listed.output
    assert "figures.csv" in ppds("show", "2024-first").output
    verified = ppds("verify", "2024-first", "--json")
    assert verified.exit_code == 0, verified.output
    assert {each["holds"] for each in json.loads(verified.output)} == {True}
    assert ppds("verify", "2011-first").exit_code == 2


def test_an_auditor_draws_a_sample_that_anybody_can_draw_again_notes_findings_and_signs_off(office: Office) -> None:
    auditor = office.running.person("kpi", "audit:sign", "audit:read", subject="auditor")
    asked = {"indicator": SHARE, "seed": "adr-2026", "size": 5}
    drawn = auditor.post("/publications/2024-first/samples", json=asked)
    assert drawn.status_code == 201, drawn.text
    sample = drawn.json()
    evidence = {**YEAR, "publication": "2024-first", "countedOn": "awarded", "limit": "1000"}
    behind = office.anybody.get(f"/indicators/{SHARE}/evidence", params=evidence).json()["rows"]
    counted = [row for row in behind if row["certainty"] != "out"]
    keys = {(row["placedOn"], row["record"]["procedure"]) for row in counted}
    assert sample["drawnFrom"] == len(keys)
    again = sorted(keys, key=lambda key: hashlib.sha256("\n".join(("adr-2026", *key)).encode()).hexdigest())[:5]
    assert [(row["placedOn"], *row["key"]) for row in sample["rows"]] == again
    other = auditor.post("/publications/2024-first/samples", json={**asked, "seed": "anders"}).json()
    assert other["rows"] != sample["rows"]

    notes = "/publications/2024-first/notes"
    found = auditor.post(notes, json={"kind": "finding", "says": "Een datum klopt niet", "sample": sample["id"]})
    assert found.status_code == 201, found.text
    assert auditor.post(notes, json={"kind": "finding", "says": "Nergens", "sample": 10**9}).status_code == 404
    signed = auditor.post(notes, json={"kind": "sign-off", "says": "Akkoord met de cijfers over 2024"})
    assert signed.status_code == 201
    reader = office.running.http("kpi", "audit:read")
    assert [each["kind"] for each in reader.get(notes).json()["items"]] == ["finding", "sign-off"]
    assert reader.post(notes, json={"kind": "sign-off", "says": "Akkoord"}).status_code == 403
    assert office.maker.post(notes, json={"kind": "sign-off", "says": "Akkoord"}).status_code == 403
    absent = auditor.post("/publications/2011-first/notes", json={"kind": "sign-off", "says": "Akkoord"})
    assert absent.status_code == 404


def test_decisions_taken_on_figures_are_noted_and_public(office: Office) -> None:
    body = min(BODIES)
    decision = {
        "publication": "2024-first",
        "indicator": SHARE,
        "decidedByBody": body,
        "decidedOn": "2025-05-01",
        "says": "Het streefcijfer gaat omhoog",
        "address": "https://example.org/besluit",
    }
    kept = office.maker.post("/decisions", json=decision)
    assert kept.status_code == 201, kept.text
    [listed] = office.anybody.get("/decisions", params={"publication": "2024-first"}).json()["items"]
    assert {name: listed[name] for name in decision} == decision
    stranger = office.running.person("kpi", "kpi:body", subject="ander", party=sorted(BODIES)[1])
    assert stranger.post("/decisions", json=decision).status_code == 403
    for wrong in ({"address": "http://example.org"}, {"publication": None, "indicator": None}):
        assert office.maker.post("/decisions", json={**decision, **wrong}).status_code == 400
    assert office.maker.post("/decisions", json={**decision, "publication": "2011-first"}).status_code == 404
