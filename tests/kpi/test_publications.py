"""Publications: every figure of a year drawn up by one person, approved by another, and then public for good."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from datetime import date

import pyarrow.parquet as pq
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from services.kpi.definitions.rules.card import built_in_cards
from tests.flow.house import query
from tests.kpi.builders import BODIES, AProcedure
from tests.kpi.office import WHY, Office, publishing_office

YEAR = {"from": "2024-01", "until": "2024-12"}
CODE = "ALG-P13"
SHARE = "DIV-P01"
OF_COUNTRY = (SHARE, "national", "awarded")


@pytest.fixture(scope="module")
def office(database_module: str) -> Iterator[Office]:
    with publishing_office(database_module) as made:
        yield made


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


def test_every_figure_of_a_publication_is_to_the_last_digit_what_as_of_its_position_answers_after_corrections(
    office: Office,
) -> None:
    name = "2024-first"
    figures = json.loads(office.file(name, "figures.json"))["items"]
    position = office.anybody.get(f"/publications/{name}").json()["position"]
    assert position < query(office.running.database_url, "select max(position) from procurement.change")[0][0]
    # People are rounded when they are published (C24).
    plain = [card for card in built_in_cards() if card.measure.hours_per_week is None]
    codes = ",".join(card.code for card in plain if not card.measure.required_dimensions)
    same = ("value", "lower", "upper", "reason", "counts", "tier", "organisation")
    compared = 0
    for level, groups in (("national", {}), ("tier", {"groupBy": "tier"}), ("body", {"groupBy": "organisation"})):
        asked = {**YEAR, **groups, "indicators": codes, "asOf": str(position)}
        for answer in office.reader.get("/values", params=asked).json()["items"]:
            series = (answer["indicator"], level, answer["definition"]["countedOn"])
            kept = [each for each in figures if (each["indicator"], each["level"], each["countedOn"]) == series]
            if not kept:  # an answer says in a row that there is nothing
                assert [(row["reason"], row["counts"]) for row in answer["rows"]] == [("no-rows", None)], series
                continue
            assert len(answer["rows"]) == len(kept), series
            for row, figure in zip(answer["rows"], kept, strict=True):
                assert {key: row.get(key) for key in same} == {key: figure.get(key) for key in same}, series
                compared += 1
    assert compared > 2 * len(plain)


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
        "update kpi.publication_file_part set content = ''",
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
