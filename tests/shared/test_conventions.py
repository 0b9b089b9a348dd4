"""The NL API Design Rules hold for every app that is built by `shared.http.app.build`, whatever its routes forget."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from tests.shared.apps import gate, served
from tests.shared.problems import ENGLISH, NOWHERE, assert_problem, brief


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with served(NOWHERE) as client:
        yield client


EVERY_SORT = [
    ("GET", "/v1/things", 200),
    ("POST", "/v1/things", 400),
    ("GET", "/v1/things/404", 404),
    ("GET", "/v1/nowhere", 404),
    ("PUT", "/v1/things", 405),
    ("GET", "/v1/failures", 500),
    ("GET", "/v1/numbers/1", 503),
    ("DELETE", "/v1/things/1", 204),
    ("GET", "/v1/openapi.json", 200),
    ("GET", "/health/live", 200),
    ("GET", "/health/ready", 503),
    ("GET", "/metrics", 404),
    ("GET", "/.well-known/security.txt", 200),
    ("POST", "/oauth/echo", 200),
    ("GET", "/", 200),
    ("GET", "/nowhere", 404),
]


@pytest.mark.parametrize(("method", "path", "status"), EVERY_SORT)
def test_every_answer_names_the_version_and_carries_the_security_headers(
    client: TestClient, method: str, path: str, status: int
) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert response.headers["API-Version"] == "1.2.3"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert response.headers["Strict-Transport-Security"].startswith("max-age=")
    assert "Cache-Control" in response.headers
    assert "server" not in response.headers
    if status >= 400:
        assert_problem(response, status)


def test_answers_are_not_stored_unless_the_route_says_otherwise(client: TestClient) -> None:
    assert client.get("/v1/things").headers["Cache-Control"] == "no-store"
    assert client.get("/v1/things/1", headers={"Accept": "text/csv"}).headers["Cache-Control"] == "max-age=1"


@pytest.mark.parametrize("path", ["/v1/things/", "/v1/things/1/", "/v1/", "/health/live/"])
def test_an_address_with_a_slash_at_its_end_does_not_exist(client: TestClient, path: str) -> None:
    assert_problem(client.get(path), 404)


@pytest.mark.parametrize("path", ["/v1/things", "/v1/things/1", "/v1/streams", "/health/live", "/v1/openapi.json"])
def test_head_answers_as_get_without_the_content(client: TestClient, path: str) -> None:
    got, asked = client.get(path), client.head(path)
    assert asked.status_code == got.status_code == 200
    assert asked.content == b""
    assert asked.headers.get("content-length") == got.headers.get("content-length")
    assert asked.headers["content-type"] == got.headers["content-type"]


def test_head_of_what_does_not_exist_is_404_without_content(client: TestClient) -> None:
    response = client.head("/v1/things/404")
    assert response.status_code == 404
    assert response.content == b""


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "/v1/things", "GET, HEAD, POST"),
        ("POST", "/v1/things/1", "DELETE, GET, HEAD"),
        ("OPTIONS", "/v1/things/1", "DELETE, GET, HEAD"),
        ("GET", "/oauth/echo", "POST"),
        ("HEAD", "/oauth/echo", "POST"),
        ("DELETE", "/health/live", "GET, HEAD"),
        ("SPELL", "/v1/streams", "GET, HEAD, POST"),
    ],
)
def test_a_method_that_does_not_exist_is_405_with_every_method_that_does(
    client: TestClient, method: str, path: str, allow: str
) -> None:
    response = client.request(method, path)
    assert response.status_code == 405
    assert response.headers["Allow"] == allow


def test_bad_input_is_400_with_all_its_errors_at_once(client: TestClient) -> None:
    body = {"thingName": "x", "amount": -1, "openedOn": "yesterday", "seenAt": "2025-01-01T00:00:00", "extra": 1}
    content = assert_problem(client.post("/v1/things", json=body, headers=ENGLISH), 400)
    errors = content["errors"]
    assert isinstance(errors, list)
    assert {(error["in"], error["location"], error["code"]) for error in errors} == {
        ("body", "/thingName", "string-too-short"),
        ("body", "/amount", "greater-than-equal"),
        ("body", "/openedOn", "date-parsing"),
        ("body", "/seenAt", "timezone-aware"),
        ("body", "/extra", "extra-forbidden"),
    }
    assert all(error["detail"] for error in errors)


@pytest.mark.parametrize(
    "stated",
    [
        0,
        1767225600,
        1.5,
        True,
        "0",
        "1767225600",
        "20251231",
        "2025-W01-1",
        "2025-12-31T00:00:00Z",
        "2025-02-30",
        "٢٠٢٥-١٢-٣١",
    ],
    ids=repr,
)
def test_a_day_is_written_as_a_day_and_never_read_from_a_number(client: TestClient, stated: object) -> None:
    body = {"thingName": "thing", "amount": 1, "openedOn": stated}
    content = assert_problem(client.post("/v1/things", json=body), 400)

    assert brief(content) == [
        {"in": "body", "location": "/openedOn", "code": "date-parsing", "detail": "Hier hoort een dag, als 2025-12-31."}
    ]


@pytest.mark.parametrize("stated", [0, 1767225600, "0", "1767225600"], ids=repr)
def test_a_moment_is_never_read_from_a_number(client: TestClient, stated: object) -> None:
    body = {"thingName": "thing", "amount": 1, "seenAt": stated}
    content = assert_problem(client.post("/v1/things", json=body), 400)

    assert brief(content) == [
        {
            "in": "body",
            "location": "/seenAt",
            "code": "datetime-parsing",
            "detail": "Hier hoort een tijdstip, als 2025-12-31T23:59:59Z.",
        }
    ]


def test_faults_in_query_and_path_are_named_with_their_place(client: TestClient) -> None:
    content = assert_problem(client.get("/v1/things?colour=green&since=soon&limit=11"), 400)
    errors = content["errors"]
    assert isinstance(errors, list)
    assert {(error["in"], error["location"]) for error in errors} == {
        ("query", "colour"),
        ("query", "since"),
        ("query", "limit"),
    }
    content = assert_problem(client.get("/v1/things/seven"), 400)
    assert brief(content) == [
        {"in": "path", "location": "number", "code": "int-parsing", "detail": "Hier hoort een geheel getal."}
    ]


@pytest.mark.parametrize(
    ("accept_language", "chosen"),
    [
        (None, "nl"),
        ("nl", "nl"),
        ("en", "en"),
        ("en-GB,en;q=0.9,nl;q=0.8", "en"),
        ("en;q=0.5, nl", "nl"),
        ("fr, de;q=0.5", "nl"),
        ("en;q=nonsense", "nl"),
        ("", "nl"),
    ],
)
def test_a_problem_speaks_the_language_that_is_preferred(
    client: TestClient, accept_language: str | None, chosen: str
) -> None:
    headers = {} if accept_language is None else {"Accept-Language": accept_language}
    response = client.get("/v1/things/404", headers=headers)
    assert response.headers["Content-Language"] == chosen
    assert response.json()["detail"] == {"nl": "Dit ding is er niet.", "en": "This thing is not there."}[chosen]


@pytest.mark.parametrize("path", ["/v1/things?colour=red%00", "/v1/nowhere%00", "/v1/things/%00"])
def test_a_nul_character_in_the_address_is_bad_input(client: TestClient, path: str) -> None:
    assert_problem(client.get(path), 400)


@pytest.mark.parametrize("path", ["/v1/things?colour=%ff%fe", "/v1/%ff%fe", "/v1/things?%5B%5D=&&=&colour"])
def test_an_address_that_is_no_utf_8_is_refused_and_no_error_of_ours(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (400, 404)


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml, text/html;q=0.9", "application/json;q=0", "nonsense"]
)
def test_an_answer_in_a_form_we_do_not_have_is_406_and_does_not_repeat_the_wish(
    client: TestClient, accept: str
) -> None:
    response = client.get("/v1/things", headers={"Accept": accept})
    assert_problem(response, 406)
    assert "html" not in response.text
    assert "nonsense" not in response.text


@pytest.mark.parametrize("accept", ["*/*", "application/*", "application/json", "text/html, */*;q=0.1", ""])
def test_an_answer_in_a_form_we_have_is_given(client: TestClient, accept: str) -> None:
    assert client.get("/v1/things", headers={"Accept": accept}).status_code == 200


def test_a_form_that_one_route_states_is_given_there_alone(client: TestClient) -> None:
    csv = {"Accept": "text/csv"}
    assert client.get("/v1/things/1", headers=csv).text.startswith("number")
    assert client.get("/v1/things/1").json() == {"number": 1}
    assert client.get("/v1/things", headers=csv).status_code == 406
    assert client.delete("/v1/things/1", headers=csv).status_code == 204


def test_an_error_of_ours_tells_nothing_of_the_inside_and_is_found_by_its_number(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    response = client.get("/v1/failures", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    content = assert_problem(response, 500)
    assert "secret" not in response.text
    assert "Runtime" not in response.text
    assert trace in str(content["detail"])
    assert any(record.exc_info and "secret detail" in str(record.exc_info[1]) for record in caplog.records)


def test_half_an_answer_is_broken_off_and_never_ends_as_if_it_were_whole() -> None:
    with served(NOWHERE, raise_errors=True) as client, pytest.raises(RuntimeError, match="halfway"):
        client.get("/v1/halves")


def test_health_and_who_shows_no_token_get_an_answer_at_once_while_every_thread_is_busy(client: TestClient) -> None:
    gate.clear()
    with ThreadPoolExecutor(60) as pool:
        waiting = [pool.submit(client.get, "/v1/waits") for _ in range(60)]
        try:
            time.sleep(0.1)
            assert client.get("/health/live").status_code == 200
            assert client.get("/v1/party").status_code == 401
            assert not any(request.done() for request in waiting)
        finally:
            gate.set()
        assert {request.result().status_code for request in waiting} == {200}


def test_each_error_of_the_field_has_its_status_and_headers(client: TestClient) -> None:
    assert_problem(client.delete("/v1/things/409"), 409)
    too_many = client.delete("/v1/things/429")
    assert_problem(too_many, 429)
    assert too_many.headers["Retry-After"] == "7"


def test_a_request_without_a_token_is_told_how_to_come_back(client: TestClient) -> None:
    response = client.get("/v1/party")
    assert_problem(response, 401)
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="ppds", scope="ingest:read"'
    nonsense = client.get("/v1/party", headers={"Authorization": "Bearer nonsense"})
    assert_problem(nonsense, 401)
    assert 'error="invalid_token"' in nonsense.headers["WWW-Authenticate"]
