"""The kpi service over HTTP: who may ask what, in which form, and the bell."""

import csv
import io
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from services.kpi.definitions.rules.card import built_in_cards
from shared.http.contract import JSON
from tests.kpi.builders import BODIES, Procurement, random_procedure
from tests.services import running_services
from tools.reference.cards import page

YEAR = {"from": "2025-01", "until": "2025-12"}
EVENT: Mapping[str, object] = {
    "specversion": "1.0",
    "id": "procurement.position-reached:1",
    "source": "urn:nld:oin:00000099000000000000:systeem:ppds-ingest",
    "type": "nl.overheid.procurement.position-reached",
    "time": "2026-01-01T00:00:00Z",
    "datacontenttype": "application/json",
    "data": {"position": 1},
}


@dataclass(frozen=True)
class Service:
    anonymous: httpx.Client
    reader: httpx.Client
    ringer: httpx.Client
    body: httpx.Client
    party: str
    procurement: Procurement


@pytest.fixture(scope="module")
def service(database_module: str) -> Iterator[Service]:
    owner = create_engine(database_module, poolclass=NullPool)
    procurement = Procurement(owner)
    chance = random.Random(11)  # noqa: S311 - seeded chance makes a failing run repeatable
    procurement.put(*(random_procedure(chance, number) for number in range(1, 60)))
    with running_services(
        database_module,
        only=("registry", "kpi"),
        workers=("kpi",),
        # So long that only a bell can wake the worker in time.
        own_settings={"kpi": {"refresh_interval_seconds": 120.0}},
    ) as running:
        party = running.add_party("Voorbeeldgemeente Testdam (fictief)")
        found = Service(
            running.http("kpi"),
            running.http("kpi", "kpi:read"),
            running.http("kpi", "kpi:events"),
            running.http("kpi", "kpi:read", party=party),
            party,
            procurement,
        )
        until_position(found, 1)
        yield found
    owner.dispose()


def until_position(service: Service, position: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if service.reader.get("/indicators/ALG-P12/values", params=YEAR).json()["position"] >= position:
            return
        time.sleep(0.1)
    pytest.fail(f"the cells did not reach position {position}")


def test_definitions_and_dimensions_need_no_token(service: Service) -> None:
    indicators = service.anonymous.get("/indicators").json()["items"]
    assert {"ALG-P05", "ALG-P12", "DIV-P01", "SOR-P01", "MKT-P01"} <= {each["code"] for each in indicators}
    shown = service.anonymous.get("/indicators/SOR-P01").json()
    assert shown["measure"]["countedOn"] == ["awarded", "launched"]
    assert shown["names"]["nl"] == "Social return toegepast"
    dimensions = {each["name"]: each for each in service.anonymous.get("/dimensions").json()["items"]}
    assert dimensions["tier"]["partition"] is True
    assert dimensions["theme"]["partition"] is False
    assert dimensions["productChain"]["partition"] is False
    by_theme = [card.code for card in built_in_cards() if card.fact.carries("theme")]
    assert {"ALG-P15", "ALG-P16"} <= set(by_theme)
    assert dimensions["theme"]["indicators"] == by_theme
    assert {code["code"] for code in dimensions["tier"]["codes"]} >= {"central", "municipality", "unknown"}


def test_values_need_a_token_with_the_right_scope(service: Service) -> None:
    assert service.anonymous.get("/indicators/ALG-P12/values", params=YEAR).status_code == 401
    assert service.ringer.get("/indicators/ALG-P12/values", params=YEAR).status_code == 403
    assert service.reader.post("/events", json=EVENT).status_code in {403, 415}


def test_an_answer_has_the_shape_of_the_rules(service: Service) -> None:
    answer = service.reader.get(
        "/indicators/MKT-P01/values", params={**YEAR, "groupBy": "tier", "granularity": "quarter", "tier": "central"}
    ).json()
    assert answer["indicator"] == "MKT-P01"
    assert answer["definition"]["countedOn"] == "awarded"
    assert answer["period"] == YEAR
    assert answer["series"] == "current"
    assert answer["dimensions"] == [{"name": "tier", "partition": True}]
    assert [row["period"]["from"] for row in answer["rows"]] == ["2025-01", "2025-04", "2025-07", "2025-10"]
    [row, *_] = answer["rows"]
    assert set(row) == {"tier", "period", "value", "reason", "counts", "lower", "upper", "coverage", "links"}
    assert set(row["counts"]) == {"in", "undetermined", "out"}
    assert set(row["counts"]["in"]) == {"yes", "no", "unknown"}
    assert set(row["coverage"]) == {"answers", "bodies", "euros"}
    assert set(row["coverage"]["bodies"]) == {"withData", "inRegister"}
    assert service.reader.get(row["links"]["definition"].removeprefix("/v1")).status_code == 200


def test_the_register_says_how_many_bodies_there_are(service: Service) -> None:
    asked = {**YEAR, "groupBy": "tier", "tier": ["central", "municipality"]}
    rows = service.reader.get("/indicators/ALG-P12/values", params=asked).json()["rows"]
    registered = {row["tier"]: row["coverage"]["bodies"]["inRegister"] for row in rows}
    assert registered == {"central": 12, "municipality": 1}


def test_several_indicators_in_one_call(service: Service) -> None:
    items = service.reader.get("/values", params={**YEAR, "indicators": "ALG-P13,MKT-P02"}).json()["items"]
    assert [item["indicator"] for item in items] == ["ALG-P13", "MKT-P02"]
    assert items[0]["position"] == items[1]["position"]


def test_all_indicators_fit_into_one_question_with_commas_or_repeated(service: Service) -> None:
    shown = service.anonymous.get("/indicators").json()["items"]
    codes = [each["code"] for each in shown if not each["measure"]["requiredDimensions"]]
    assert len(shown) == len(built_in_cards())
    assert len(",".join(codes)) > 300
    joined = service.reader.get("/values", params={**YEAR, "indicators": ",".join(codes)})
    repeated = service.reader.get("/values", params={**YEAR, "indicators": codes})
    assert [item["indicator"] for item in joined.json()["items"]] == codes
    assert joined.json() == repeated.json()


def test_the_core_indicators_come_in_one_word(service: Service) -> None:
    core = [each["code"] for each in service.anonymous.get("/indicators", params={"core": True}).json()["items"]]
    optional = [each["code"] for each in service.anonymous.get("/indicators", params={"core": False}).json()["items"]]
    assert core
    assert not set(core) & set(optional)
    items = service.reader.get("/values", params={**YEAR, "indicators": "MKT-P02,core"}).json()["items"]
    assert [item["indicator"] for item in items] == ["MKT-P02", *core]


@pytest.mark.parametrize("theme_list", ["agenda-2026", "national-plan-2021", "manifest-2022", "impact-2019"])
def test_a_series_is_read_in_the_names_of_any_list_and_the_crosswalk_is_said(service: Service, theme_list: str) -> None:
    asked = {**YEAR, "groupBy": "theme"}
    agenda = {
        row["theme"]: row for row in service.reader.get("/indicators/ALG-P15/values", params=asked).json()["rows"]
    }
    answer = service.reader.get("/indicators/ALG-P15/values", params={**asked, "themeList": theme_list}).json()
    counted = {row["theme"]: row["counts"] for row in answer["rows"]}
    said = answer.get("themeNames")
    if theme_list == "agenda-2026":
        assert said is None
        assert counted == {theme: row["counts"] for theme, row in agenda.items()}
        return
    called = {each["theme"]: each["named"] for each in said["crosswalk"]}
    assert set(called) | set(said["leftOut"]) == set(agenda)
    assert counted == {called[theme]: row["counts"] for theme, row in agenda.items() if theme in called}
    renamed = called["human-rights-labour"]
    assert renamed != "human-rights-labour"
    one = {**YEAR, "theme": renamed, "themeList": theme_list}
    [row] = service.reader.get("/indicators/ALG-P15/values", params=one).json()["rows"]
    assert row["counts"] == agenda["human-rights-labour"]["counts"]
    assert (said["dropped"] == []) == (theme_list != "impact-2019")


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"themeList": "agenda-2030"}, "themeList"),
        ({"themeList": "impact-2019", "theme": "pollution-biodiversity"}, "theme"),
        ({"theme": "chain-responsibility-isv"}, "theme"),
    ],
)
def test_a_theme_or_list_that_does_not_exist_is_refused_with_those_that_do(
    service: Service, asked: dict[str, str], place: str
) -> None:
    answer = service.reader.get("/indicators/ALG-P15/values", params={**YEAR, "groupBy": "theme", **asked})
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["location"], error["code"]) == (place, "unknown-code")
    assert {"themeList": "manifest-2022", "theme": "social-return"}[place] in error["detail"]


def test_a_theme_says_what_it_means_and_what_rests_on_it(service: Service) -> None:
    shown = service.anonymous.get("/themes/human-rights-labour").json()
    assert shown["definition"]["nl"]
    assert {each["themeList"]: each["code"] for each in shown["lists"]} == {
        "national-plan-2021": "chain-responsibility-isv",
        "manifest-2022": "chain-responsibility-isv",
        "impact-2019": "international-social-conditions",
    }
    assert {"ungp", "csddd"} <= {each["code"] for each in shown["policies"]}
    assert {"MRA-P01", "ALG-P15"} <= {each["code"] for each in shown["indicators"]}
    assert "MKT-P01" not in {each["code"] for each in shown["indicators"]}
    assert shown["goals"] == ["P-IV"]
    whole = service.anonymous.get("/themes").json()
    assert [each["code"] for each in whole["lists"]] == [
        "impact-2019", "national-plan-2021", "manifest-2022", "agenda-2026"
    ]  # fmt: skip
    kinds = {each["code"]: each["kind"] for each in whole["items"]}
    assert (kinds["climate"], kinds["privacy"]) == ("theme", "local")
    missing = service.anonymous.get("/themes/klimate")
    assert missing.status_code == 404


def test_csv_has_the_same_figures_in_flat_columns(service: Service) -> None:
    asked = {**YEAR, "groupBy": "organisation"}
    whole = service.reader.get("/indicators/ALG-P05/values", params=asked).json()
    answer = service.reader.get("/indicators/ALG-P05/values", params=asked, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["organisation"] for row in rows] == [row["organisation"] for row in whole["rows"]]
    for flat, row in zip(rows, whole["rows"], strict=True):
        assert float(flat["inYes"]) == row["counts"]["in"]["yes"]
        assert flat["value"] == ("" if row["value"] is None else str(row["value"]))
        assert int(flat["withoutAmount"]) == row["counts"]["withoutAmount"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/csv", "text/csv"),
        ("application/json", JSON),
        ("*/*", JSON),
        ("text/csv;q=0.5, application/json", JSON),
        ("text/csv, application/json;q=0.5", "text/csv"),
    ],
)
def test_the_caller_chooses_the_form(service: Service, accept: str, expected: str) -> None:
    answer = service.reader.get("/indicators/ALG-P12/values", params=YEAR, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(expected)


def test_a_form_we_do_not_have_is_not_acceptable(service: Service) -> None:
    answer = service.reader.get("/indicators/ALG-P12/values", params=YEAR, headers={"Accept": "image/png"})
    assert answer.status_code == 406


@pytest.mark.parametrize(
    ("path", "asked", "place"),
    [
        ("/indicators/ALG-P12/values", {"from": "2025-01"}, "until"),
        ("/indicators/ALG-P12/values", {"from": "2025-1", "until": "2025-12"}, "from"),
        ("/indicators/ALG-P12/values", {**YEAR, "groupby": "tier"}, "groupby"),
        ("/indicators/ALG-P12/values", {**YEAR, "granularity": "week"}, "granularity"),
        ("/indicators/ALG-P12/values", {**YEAR, "countedOn": "paid"}, "countedOn"),
        ("/indicators/ALG-P12/values", {**YEAR, "limit": "0"}, "limit"),
        ("/indicators/ALG-P12/values", {**YEAR, "groupBy": "nature,threshold", "until": "2025-06"}, "groupBy"),
        ("/values", YEAR, "indicators"),
        ("/values", {**YEAR, "indicators": ",".join(f"A{n}" for n in range(121))}, "indicators"),
    ],
)
def test_a_faulty_question_answers_400_with_the_place(
    service: Service, path: str, asked: dict[str, str], place: str
) -> None:
    answer = service.reader.get(path, params=asked)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert place in {fault["location"] for fault in answer.json()["errors"]}


def test_an_unknown_indicator_is_404(service: Service) -> None:
    assert service.reader.get("/indicators/XXX-P99/values", params=YEAR).status_code == 404
    assert service.anonymous.get("/indicators/XXX-P99").status_code == 404
    assert service.anonymous.get("/indicators/ALG-P12", params={"version": "9.9.9"}).status_code == 404


def test_own_view_answers_for_the_token_and_no_other(service: Service) -> None:
    asked = {**YEAR, "view": "own", "groupBy": "organisation"}
    [row] = service.body.get("/indicators/ALG-P12/values", params=asked).json()["rows"]
    assert (row["organisation"], row["reason"]) == (service.party, "no-rows")
    other = service.body.get("/indicators/ALG-P12/values", params={**asked, "organisation": next(iter(BODIES))})
    assert other.status_code == 403
    assert service.reader.get("/indicators/ALG-P12/values", params=asked).status_code == 403


def test_a_bell_wakes_the_worker(service: Service) -> None:
    chance = random.Random(12)  # noqa: S311
    position = service.procurement.put(random_procedure(chance, 1))
    # Late, repeated and wrong positions do no harm: kpi reads the log itself.
    for told in (0, 1, position, position, 10**12):
        event = {**EVENT, "data": {"position": told}}
        answer = service.ringer.post("/events", json=event, headers={"Content-Type": "application/cloudevents+json"})
        assert answer.status_code == 204
    until_position(service, position)


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        ("{}", "application/cloudevents+json", 400),
        ("nonsense", "application/cloudevents+json", 400),
        ('{"specversion": "1.0", "id": "x", "source": "y", "type": "z", "data": {"position": -1}}', None, 400),
        ('{"specversion": "1.0", "id": "x", "source": "y", "type": "z", "data": {"position": "1"}}', None, 400),
        ('{"specversion": "1.0", "id": "x", "source": "y", "type": "z", "data": {"position": 1e30}}', None, 400),
        ('{"specversion": "0.3", "id": "x", "source": "y", "type": "z", "data": {"position": 1}}', None, 400),
        ("[" * 10_000, None, 400),
        ("\ufeff{}", None, 400),
        ("", None, 400),
        ('{"specversion": "1.0", "id": "' + "x" * 70_000 + '"}', None, 413),
        ("{}", "application/json", 415),
        ("{}", "text/plain", 415),
    ],
)
def test_a_faulty_event_is_refused(service: Service, body: str, media: str | None, status: int) -> None:
    headers = {"Content-Type": media or "application/cloudevents+json"}
    answer = service.ringer.post("/events", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_ringing_needs_its_own_scope(service: Service) -> None:
    headers = {"Content-Type": "application/cloudevents+json"}
    assert service.anonymous.post("/events", json=EVENT, headers=headers).status_code == 401
    assert service.reader.post("/events", json=EVENT, headers=headers).status_code == 403


def test_the_description_states_the_scope_of_every_operation(service: Service) -> None:
    paths = service.anonymous.get("/openapi.json").json()["paths"]
    scopes = {
        path: operation["security"][0]
        for path, operations in paths.items()
        for operation in operations.values()
        if operation.get("security")
    }
    assert scopes["/values"] == {"registry": ["kpi:read"]}
    assert scopes["/indicators/{code}/values"] == {"registry": ["kpi:read"]}
    assert scopes["/events"] == {"registry": ["kpi:events"]}
    assert "text/csv" in paths["/values"]["get"]["responses"]["200"]["content"]


def test_the_reference_page_of_the_cards_is_fresh() -> None:
    with open("docs/reference/cards.md", encoding="utf-8") as file:  # noqa: PTH123 - one file of this checkout
        assert file.read() == page()
