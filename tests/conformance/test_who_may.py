"""Who may do what: every endpoint, every role, on data of one body and of another; written by hand, tried for real.

The services run with their own database roles. A 400 behind a write means that the caller was let in and that only the
deliberately empty request was refused: nothing is changed on the way.
"""

import importlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from shared.settings import ServiceName
from tests.conformance.matrix import OUTSIDE, OUTSIDE_REGISTRY, PUBLIC, ROWS, Row
from tests.flow.house import LINES, House, everything, house_on
from tests.services import ALL, RunningServices, eventually

SCOPES_OF_SENDERS = ("ingest:write", "ingest:read")
_INSERT_FOR_ANOTHER = (
    "insert into ingest.finding (submission, sender, rule, severity, location, nl, en)"
    " select id, 'another', 'X', 'info', '', '', '' from ingest.submission limit 1"
)
OIN = {"a": "00000099770000001000", "b": "00000099770000002000"}


@dataclass
class World:
    """A running house with data of two bodies, a caller for every role, and what stands in the paths."""

    services: RunningServices
    callers: Mapping[tuple[str, str], httpx.Client]
    values: Mapping[tuple[str, str], str]


@pytest.fixture(scope="module")
def world(database_module: str) -> Iterator[World]:
    with house_on(database_module) as house:
        yield _world(house)


def _world(house: House) -> World:
    services = house.services
    bodies = {name: services.add_party(f"Voorbeeldgemeente {name.upper()}", oin=OIN[name]) for name in ("a", "b")}
    provider = services.add_party("Voorbeelddienstverlener", kind="service-provider")
    callers: dict[tuple[str, str], httpx.Client] = {}
    for service in ALL:
        callers |= {
            (service, "anonymous"): services.http(service),
            (service, "sender"): services.http(service, *SCOPES_OF_SENDERS, party=bodies["a"]),
            (service, "mandated"): services.http(service, *SCOPES_OF_SENDERS, party=provider),
            (service, "other"): services.http(service, *SCOPES_OF_SENDERS, party=bodies["b"]),
            (service, "steward"): services.person(service, "registry:body", subject="steward", party=bodies["a"]),
            (service, "administrator"): services.person(
                service, "registry:parties", "registry:clients", "registry:lists", "registry:read"
            ),
            (service, "auditor"): services.http(service, "audit:read"),
            (service, "dashboard"): services.http(service, "kpi:read"),
            (service, "sandbox"): services.http_of_test_body(service),
        }
    values = {("key", name): uri for name, uri in bodies.items()} | {("key", "provider"): provider}
    values |= _of_the_registry(services, bodies, provider)
    values["code", "-"] = "ALG-P13"
    for name, role in (("a", "sender"), ("b", "other")):
        sender = callers["ingest", role]
        submission = _sent(sender, name)
        values["submission_id", name] = submission
        [procedure] = everything(sender, "/procedures", buyer=bodies[name])
        values["procedure_id", name] = procedure["id"]
        values["client", name] = callers["registry", role].get("/me").json()["client"]
    return World(services, callers, values)


def _of_the_registry(services: RunningServices, bodies: Mapping[str, str], provider: str) -> dict[tuple[str, str], str]:
    """Mandates and participations of both bodies, and names that stand in paths."""
    values = {
        ("name", "-"): "tiers",
        ("version", "-"): "1.0.0",
        ("dataset", "-"): "procedures",
        ("succession", "-"): "999",
        ("signature", "-"): "999",
        ("link", "-"): "999",
        ("erasure", "-"): "999",
        ("objection", "-"): "999",
        ("proposal", "-"): "999",
    }
    proposing = services.person("registry", "registry:parties", "registry:read", subject="voorsteller")
    for name, body in bodies.items():
        asked = {
            "mandatary": provider,
            "bodies": [body],
            "kinds": ["notice"],
            "basis": "Besluit van een voorbeeldcollege",
        }
        proposed = proposing.post("/mandates", json=asked)
        assert proposed.status_code == 201, proposed.text
        values["mandate_id", name] = proposed.json()["id"]
        granting = services.person("registry", "registry:body", subject=f"steward-{name}", party=body)
        granted = granting.post(
            f"/mandates/{values['mandate_id', name]}/grants",
            json={"bodies": [body]},
            headers={"If-Match": proposed.headers["ETag"]},
        )
        assert granted.status_code == 200, granted.text
        [participation] = proposing.get("/participations", params={"party": body}).json()["items"]
        values["participation_id", name] = participation["id"]
    return values


def _sent(sender: httpx.Client, name: str) -> str:
    buyer = {"id": "b1", "name": f"Voorbeeldgemeente {name.upper()}"}
    release = {
        "ocid": f"ocds-wie-mag-{name}",
        "id": f"{name}-1",
        "date": "2025-03-10T09:00:00Z",
        "tag": ["tender"],
        "initiationType": "tender",
        "parties": [{**buyer, "identifier": {"scheme": "NL-OIN", "id": OIN[name]}, "roles": ["buyer"]}],
        "buyer": buyer,
        "tender": {"id": f"T-{name}", "title": "Schoonmaak", "status": "active", "lots": [{"id": "LOT-0001"}]},
    }
    sent = sender.post("/submissions", content=json.dumps(release).encode() + b"\n", headers={"Content-Type": LINES})
    assert sent.status_code == 202, sent.text
    submission = str(sent.json()["id"])
    eventually(lambda: sender.get(f"/submissions/{submission}").json()["state"] == "done")
    assert sender.get(f"/submissions/{submission}").json()["counts"]["accepted"] == 1
    return submission


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.service} {row.method} {row.path} {row.about}")
def test_each_role_gets_exactly_what_it_may(world: World, row: Row) -> None:
    got = {role: _asked(world, row, role) for role in row.expected}
    assert got == row.expected


def _asked(world: World, row: Row, role: str) -> int:
    path = row.path
    for name in [step.strip("{}") for step in path.split("/") if step.startswith("{")]:
        path = path.replace(f"{{{name}}}", world.values[name, row.about])
    query = {"from": "2025-01", "until": "2025-12"} if row.path.endswith("/values") else {}
    if row.path in {"/sending-rights", "/governance"}:
        query["party"] = world.values["key", row.about]
    if row.path == "/records":
        query["find"] = f"ocds-wie-mag-{row.about}"
    if row.path == "/values":
        query["indicators"] = "ALG-P13"
    content = None
    if row.body == "empty":
        content = b""
    elif row.body != "-":
        content = json.dumps(_body(world, row)).encode()
    headers = {} if content is None else {"Content-Type": _media_type(row)}
    return (
        world.callers[row.service, role].request(row.method, path, params=query, content=content, headers=headers)
    ).status_code


def _body(world: World, row: Row) -> dict[str, object]:
    """A body that is right but for what makes it change nothing: it repeats what is there, or lacks If-Match."""
    party = world.values.get(("key", row.about), "")
    given: dict[str, dict[str, object]] = {
        "mandate": {
            "mandatary": world.values["key", "provider"],
            "bodies": [party],
            "kinds": ["notice"],
            "basis": "Nog een besluit",
        },
        "bodies": {"bodies": [party]},
        "application": {"party": party, "accepts": [{"document": "data-space", "version": "1"}]},
        "step": {"step": "leave"},
        "accepts": {"accepts": [{"document": "data-space", "version": "1"}]},
        "governance": {"roles": [], "instruments": [], "themes": []},
        "reason": {"reason": "Bij vergissing"},
    }
    return given[row.body]


def _media_type(row: Row) -> str:
    return {
        "/parties/_import": "text/csv",
        "/submissions": LINES,
        "/validations": LINES,
        "/events": "application/cloudevents+json",
    }.get(row.path, "application/json")


@pytest.mark.parametrize("table", ["submission", "arrival", "segment", "payload", "record", "finding"])
def test_a_statement_without_any_condition_still_shows_a_body_its_own_rows_alone(world: World, table: str) -> None:
    engine = create_engine(role_url(world.services.database_url, "ppds_ingest"), poolclass=NullPool)
    statement = text(f"select distinct sender from ingest.{table}")  # noqa: S608 - a name of this list
    with engine.connect() as connection:
        assert connection.execute(statement).all() == []
        for name in ("a", "b"):
            party = world.values["key", name]
            connection.execute(text("select set_config('ppds.party', :party, false)"), {"party": party})
            assert set(connection.execute(statement).scalars()) <= {party}
            if table in {"submission", "payload", "record"}:
                assert connection.execute(statement).all() == [(party,)]
            with pytest.raises(DBAPIError), connection.begin_nested():
                connection.execute(text(_INSERT_FOR_ANOTHER))
    engine.dispose()


@pytest.mark.parametrize("service", ALL)
def test_no_endpoint_is_missing_from_the_matrix(world: World, service: ServiceName) -> None:
    stated = {(row.method, row.path) for row in ROWS if row.service == service}
    found = {(method, path.removeprefix("/v1")) for method, path in _routes(world, service) if _is_api(path)}
    assert found == stated


@pytest.mark.parametrize("service", ALL)
def test_the_description_and_the_routes_name_the_same_endpoints(world: World, service: ServiceName) -> None:
    description = world.callers[service, "anonymous"].get("/openapi.json").json()
    described = {
        (method.upper(), path)
        for path, operations in description["paths"].items()
        for method in operations
        if method in {"get", "post", "put", "patch", "delete"}
    }
    assert described == {(row.method, row.path) for row in ROWS if row.service == service}


@pytest.mark.parametrize("service", ALL)
def test_what_stands_outside_the_api_is_known(world: World, service: ServiceName) -> None:
    outside = {f"{method} {path}" for method, path in _routes(world, service) if not _is_api(path)}
    assert outside == OUTSIDE | (OUTSIDE_REGISTRY if service == "registry" else set())


def test_the_list_of_public_endpoints_is_this_one() -> None:
    let_in = {row.endpoint for row in ROWS if row.expected["anonymous"] not in {401, 403}}
    assert let_in == PUBLIC


@pytest.mark.parametrize("service", ALL)
def test_public_endpoints_alone_state_no_scope_in_the_description(world: World, service: ServiceName) -> None:
    description = world.callers[service, "anonymous"].get("/openapi.json").json()
    without = {
        (service, method.upper(), path)
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
        if method in {"get", "post", "put", "patch", "delete"} and not operation.get("security")
    }
    assert without == {endpoint for endpoint in PUBLIC if endpoint[0] == service}


def _routes(world: World, service: ServiceName) -> Iterator[tuple[str, str]]:
    """Method and whole path of everything the app answers."""
    app = importlib.import_module(f"services.{service}.app").build_app(world.services.settings[service])
    for context in iter_route_contexts(app.routes):
        for method in (context.methods or set()) - {"HEAD"}:
            yield method, re.sub(r":[a-z]+}", "}", str(context.path))


def _is_api(path: str) -> bool:
    return path.startswith("/v1/") and path != "/v1/openapi.json"
