"""Every rule and type of problem has one address, which the service answers; the reference has an anchor for each."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from services.ingest import app as ingest
from services.ingest.settings import Settings as IngestSettings
from services.kpi import app as kpi
from services.kpi.settings import Settings as KpiSettings
from services.registry import app as registry
from services.registry.settings import Settings as RegistrySettings
from shared.http.app import description_of
from shared.http.problems.addresses import explained_at, problem_address, rule_address
from shared.http.problems.types import PROBLEM_TYPES
from shared.procurement.finding import rules_of
from shared.request_limit import RequestLimit

ROOT = Path(__file__).parents[2]
NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
APPS = {
    "ingest": ingest.build_app(IngestSettings(database_url=NOWHERE)),
    "kpi": kpi.build_app(KpiSettings(database_url=NOWHERE)),
    "registry": registry.build_app(RegistrySettings(database_url=NOWHERE)),
}
SOURCES = [path for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.py")]


def anchors(page: str) -> set[str]:
    return set(re.findall(r'<a id="([^"]+)"></a>', (ROOT / "docs/reference" / page).read_text(encoding="utf-8")))


def calls(path: Path, name: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node.lineno


def test_every_rule_and_every_type_of_problem_has_its_anchor_in_the_reference() -> None:
    assert anchors("rules.md") == set(rules_of("services", "shared"))
    assert anchors("problems.md") == {kind.name for kind in PROBLEM_TYPES}


@pytest.mark.parametrize("service", APPS)
def test_a_service_answers_the_address_of_every_rule_it_can_find_something_by(service: str) -> None:
    client = client_of(APPS[service])
    rules = rules_of(f"services.{service}", "shared")
    listed = client.get("/v1/rules").json()["items"]

    assert [rule["code"] for rule in listed] == sorted(rules)
    for rule in listed:
        told = client.get(rule["address"].removeprefix(base_of(service)))
        assert (told.status_code, told.json()) == (200, rule)
        assert rule["reference"] == f"docs/reference/rules.md#{rule['code']}"


@pytest.mark.parametrize("service", APPS)
def test_the_type_of_a_problem_leads_to_what_it_means(service: str) -> None:
    client = client_of(APPS[service])
    problem = client.get("/v1/nowhere").json()
    told = client.get(problem["type"].removeprefix(base_of(service)))

    assert (told.status_code, told.json()["name"], told.json()["status"]) == (200, "not-found", 404)
    assert told.json()["remedy"]["nl"].startswith("Controleer het adres")
    assert {kind["name"] for kind in client.get("/v1/problems").json()["items"]} == {
        problem_type.name for problem_type in PROBLEM_TYPES
    }


@pytest.mark.parametrize("path", ["/v1/rules/EF-999", "/v1/problems/nothing"])
def test_an_address_that_explains_nothing_is_not_found(path: str) -> None:
    assert client_of(APPS["ingest"]).get(path).status_code == 404


def test_any_page_of_the_web_may_read_what_a_rule_means() -> None:
    answer = client_of(APPS["ingest"]).get("/v1/rules/EF-001", headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_addresses_begin_with_the_documentation_that_an_installation_names() -> None:
    settings = KpiSettings(database_url=NOWHERE, documentation_url="https://uitleg.example/ppds")
    problem = client_of(kpi.build_app(settings)).get("/v1/nowhere").json()
    assert problem["type"] == "https://uitleg.example/ppds/problems/not-found"

    with explained_at("https://uitleg.example/ppds"):
        assert rule_address("EF-001") == "https://uitleg.example/ppds/rules/EF-001"
    assert problem_address("conflict") == "/problems/conflict"


@pytest.mark.parametrize("service", APPS)
def test_the_address_alone_says_which_service_it_is_and_where_to_read_on(service: str) -> None:
    client = client_of(APPS[service])
    front = client.get("/").json()
    assert front["name"] == f"PPDS {service}"
    for name, title in (("description", "PPDS"), ("rules", "items"), ("problems", "items")):
        read = client.get(front[name].removeprefix(base_of(service)))
        assert (read.status_code, title in read.text) == (200, True)
    assert front["documentation"].startswith("https://")


def test_the_address_alone_names_the_documentation_of_the_installation() -> None:
    settings = KpiSettings(database_url=NOWHERE, documentation_url="https://uitleg.example/ppds")
    front = client_of(kpi.build_app(settings)).get("/").json()
    assert (front["documentation"], front["rules"]) == (
        "https://uitleg.example/ppds",
        "https://uitleg.example/ppds/rules",
    )


def test_a_finding_has_one_schema_in_the_three_descriptions() -> None:
    schemas = [description_of(app)["components"]["schemas"] for app in APPS.values()]  # type: ignore[index]
    for name in ("FindingOut", "Fault", "Problem", "LocalisedText"):
        assert schemas[0][name] == schemas[1][name] == schemas[2][name]
    assert set(schemas[0]["FindingOut"]["properties"]) < set(schemas[0]["RecordFindingOut"]["properties"])


def test_a_rule_is_declared_once_for_a_module_and_only_a_rule_makes_a_finding() -> None:
    inner = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in SOURCES
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Rule"
    ]
    assert inner == []
    assert {path.name for path in SOURCES if list(calls(path, "Finding"))} == {"finding.py"}


def test_no_address_of_a_problem_is_written_elsewhere_than_in_the_table_of_types() -> None:
    written = {path.name for path in SOURCES if '"application/problem+json' in path.read_text(encoding="utf-8")}
    assert written == {"answers.py", "description.py"}
    assert not [path for path in SOURCES if "about:blank" in path.read_text(encoding="utf-8")]


def client_of(app: FastAPI) -> TestClient:
    """A client of an app that was not started: nobody needs a database to explain a rule."""
    app.state.unknown_limit = RequestLimit(10_000, seconds=60)
    return TestClient(app)


def base_of(service: str) -> str:
    settings = APPS[service].state.settings
    base: str = settings.base_url(service)
    return base
