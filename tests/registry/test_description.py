from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from demo.market import bodies
from services.registry.party_lists.operations import import_parties
from shared.dutch_day import today
from tests.registry.builders import registry_on, session_on

PUBLIC = {
    "GET /problems",
    "GET /problems/{name}",
    "GET /rules",
    "GET /rules/{code}",
    "GET /search",
    "GET /catalog",
    "GET /datasets/{dataset}/usage-terms",
    "GET /instruments",
    "GET /parties",
    "GET /parties/{key}",
    "GET /reference-lists",
    "GET /reference-lists/{name}",
    "GET /reference-lists/{name}/versions",
    "GET /reference-lists/{name}/versions/{version}",
    "GET /successions",
    "GET /successions/{succession}",
    "GET /terms",
    "GET /tier-profiles",
    "POST /sandbox-clients",
}


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module) as client:
        yield client


def test_what_anyone_may_call_is_exactly_this_list_and_the_rest_asks_a_token(http: TestClient) -> None:
    paths = http.get("/v1/openapi.json").json()["paths"]
    public = set()
    for path, item in paths.items():
        for method, operation in item.items():
            name = f"{method.upper()} {path}"
            if "security" not in operation:
                public.add(name)
                continue
            assert http.request(method, f"/v1{path}").status_code in (400, 401, 415), name

    assert public == PUBLIC


def test_the_endpoints_of_oauth_follow_their_own_standard_and_stay_out_of_the_description(http: TestClient) -> None:
    description = http.get("/v1/openapi.json")

    assert "oauth" not in "".join(description.json()["paths"])
    assert description.json()["components"]["securitySchemes"]["registry"]["flows"]["clientCredentials"][
        "tokenUrl"
    ].endswith("/oauth/token")
    assert http.get("/oauth/token").status_code == 405
    assert http.get("/v1/parties/").status_code == 404


def test_every_answer_names_the_version_of_the_api(http: TestClient) -> None:
    for path in ("/v1/parties", "/v1/me", "/v1/nothing", "/oauth/jwks"):
        assert http.get(path).headers["api-version"] == "0.1.0"


def test_the_bodies_of_the_demonstration_can_be_imported_twice(database: str) -> None:
    with registry_on(database):
        pass
    content = bodies.party_list(bodies.bodies()).encode()
    with session_on(database) as session:
        first = import_parties(session, content, actor="test", source="demo", on=today(), demo=True)
        again = import_parties(session, content, actor="test", source="demo", on=today(), demo=True)

    assert first.refused == 0
    assert first.findings == ()
    assert again.unchanged == len(first.created)
