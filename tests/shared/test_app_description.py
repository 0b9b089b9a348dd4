"""What an app shows of itself: its description, who may read it from a web page, its figures and its log."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import generate_latest
from starlette.testclient import TestClient

from shared.http.app import description_of
from tests.shared.apps import served
from tests.shared.problems import NOWHERE


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with served(NOWHERE) as client:
        yield client


def test_the_description_is_open_to_every_web_page_and_complete(client: TestClient) -> None:
    response = client.get("/v1/openapi.json", headers={"Origin": "https://elsewhere.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    document = response.json()
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "http://127.0.0.1:8002/v1"}]
    assert set(document["info"]["contact"]) == {"name", "url", "email"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", document["info"]["version"])
    assert "/things/{number}" in document["paths"]
    assert not [path for path in document["paths"] if path.startswith(("/v1", "/oauth", "/health"))]
    for path in document["paths"].values():
        for operation in path.values():
            assert "422" not in operation["responses"]
            for fault in ("400", "default"):
                [(media, stated)] = operation["responses"][fault]["content"].items()
                assert media == "application/problem+json"
                assert stated["schema"] == {"$ref": "#/components/schemas/Problem"}
            for answer in operation["responses"].values():
                assert answer["headers"]["API-Version"] == {"$ref": "#/components/headers/API-Version"}


def test_the_description_states_scopes_and_where_tokens_are_got(client: TestClient) -> None:
    document = client.get("/v1/openapi.json").json()
    assert document["paths"]["/party"]["get"]["security"] == [{"registry": ["ingest:read"]}]
    flow = document["components"]["securitySchemes"]["registry"]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == "http://127.0.0.1:8001/oauth/token"


def test_a_page_of_things_is_named_after_them_in_the_description(client: TestClient) -> None:
    document = client.get("/v1/openapi.json").json()
    assert "ThingPage" in document["components"]["schemas"]
    answer = document["paths"]["/shelves"]["get"]["responses"]["200"]
    assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/ThingPage"}
    assert not [name for name in document["components"]["schemas"] if "_" in name]


def test_describing_twice_gives_the_same(client: TestClient) -> None:
    assert description_of(client.app) == description_of(client.app)  # type: ignore[arg-type]


def test_open_data_may_be_read_by_every_web_page_and_the_rest_by_none(client: TestClient) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    preflight = client.options("/v1/things", headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, POST"
    assert client.get("/v1/things/1", headers=asked).headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/v1/things/404", headers=asked).headers["Access-Control-Allow-Origin"] == "*"
    closed = client.options("/v1/streams", headers=asked)
    assert closed.status_code == 405
    assert "Access-Control-Allow-Origin" not in closed.headers
    assert "Access-Control-Allow-Origin" not in client.get("/v1/streams", headers=asked).headers


def test_the_security_contact_holds_for_less_than_a_year(client: TestClient) -> None:
    response = client.get("/.well-known/security.txt")
    assert response.headers["content-type"].startswith("text/plain")
    fields = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert fields["Contact"].startswith("mailto:")
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(0) < expires - datetime.now(UTC) < timedelta(days=365)


def figures_of(client: TestClient) -> str:
    return generate_latest(client.app.state.metrics.registry).decode()  # type: ignore[attr-defined]


def test_metrics_count_by_template_and_class_of_status_never_by_address() -> None:
    with served(NOWHERE) as client:
        for number in range(3):
            client.get(f"/v1/things/{number}")
        client.get("/v1/things/404")
        client.get("/v1/very/secret/address")
        client.request("SPELL", "/v1/things")
        page = figures_of(client)
    assert 'http_requests_total{method="GET",route="/v1/things/{number}",status="2xx"} 3.0' in page
    assert 'http_requests_total{method="GET",route="/v1/things/{number}",status="4xx"} 1.0' in page
    assert 'http_requests_total{method="GET",route="unmatched",status="4xx"} 1.0' in page
    assert 'http_requests_total{method="other",route="/v1/things",status="4xx"} 1.0' in page
    assert "secret" not in page
    assert "process_resident_memory_bytes" in page


def test_two_apps_count_apart() -> None:
    with served(NOWHERE) as one, served(NOWHERE) as other:
        one.get("/v1/things")
        assert '/v1/things"' not in figures_of(other)


def test_each_request_is_logged_once_without_query_token_or_body(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        client.post(
            "/v1/things?apiKey=planted-one",
            json={"thingName": "planted-two", "amount": 1},
            headers={"Authorization": "Bearer planted-three"},
        )
    lines = [record for record in caplog.records if record.name == "ppds.access"]
    assert len(lines) == 1
    fields = lines[0].fields  # type: ignore[attr-defined]
    assert (fields["method"], fields["route"], fields["status"]) == ("POST", "/v1/things", 201)
    ours = [record for record in caplog.records if not record.name.startswith("httpx")]  # the test client's own
    assert not [record for record in ours if "planted" in str(vars(record))]
