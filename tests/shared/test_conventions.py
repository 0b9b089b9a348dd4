"""The NL API Design Rules hold for every app that is built by `shared.http.app.build`, whatever its routes forget."""

import json
import logging
import re
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import generate_latest
from starlette.testclient import TestClient

from shared.http.app import description_of
from shared.http.problems.types import PROBLEM_TYPES
from shared.procurement.finding import rules_of
from tests.shared.apps import gate, served

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
XML = {"Content-Type": "application/xml"}
JSON = {"Content-Type": "application/json"}
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with served(NOWHERE) as client:
        yield client


def assert_problem(response: object, status: int) -> dict[str, object]:
    assert response.status_code == status, response.text  # type: ignore[attr-defined]
    assert response.headers["content-type"] == "application/problem+json"  # type: ignore[attr-defined]
    content: dict[str, object] = response.json()  # type: ignore[attr-defined]
    assert content["status"] == status
    assert content["title"]
    assert content["detail"]
    assert content["type"] in PROBLEMS
    assert all(error["help"] in RULES for error in brief(content, "help"))
    return content


def brief(content: Mapping[str, object], *names: str) -> list[dict[str, object]]:
    """The errors of a problem with these members only; with those of the API rules when none is named."""
    errors = content.get("errors", [])
    assert isinstance(errors, list)
    return [{name: error[name] for name in names or ("in", "location", "code", "detail")} for error in errors]


PROBLEMS = {f"http://127.0.0.1:8002/v1/problems/{kind.name}" for kind in PROBLEM_TYPES}
RULES = {f"http://127.0.0.1:8002/v1/rules/{code}" for code in rules_of("shared")}
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
    ("GET", "/", 404),
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


def test_missing_body_is_400(client: TestClient) -> None:
    content = assert_problem(client.post("/v1/things", headers=JSON), 400)
    assert brief(content) == [{"in": "body", "location": "", "code": "missing", "detail": "Dit veld is verplicht."}]


HOSTILE = {
    "invalid UTF-8": (b'{"thingName": "\xff\xfe", "amount": 1}', "invalid-utf-8", ""),
    "not JSON": (b'{"thingName": ', "invalid-json", ""),
    "NaN": (b'{"thingName": "ab", "amount": NaN}', "no-json-number", ""),
    "infinity": (b'{"thingName": "ab", "amount": Infinity}', "no-json-number", ""),
    "a number that becomes infinite": (b'{"thingName": "ab", "amount": 1e999}', "number-too-large", "/amount"),
    "ten thousand lists deep": (b"[" * 10_000 + b"]" * 10_000, "too-deep", ""),
    "ten thousand objects deep": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "too-deep", ""),
    "NUL in a text": (b'{"thingName": "a\\u0000b", "amount": 1}', "nul-character", "/thingName"),
    "NUL in a key": (b'{"tags": [{"\\u0000": 1}]}', "nul-character", "/tags/0"),
    "half a surrogate pair": (b'{"thingName": "a\\ud83d", "amount": 1}', "half-surrogate", "/thingName"),
    "a number of ten thousand digits": (b'{"amount": ' + b"9" * 10_000 + b"}", "number-too-long", ""),
    "a text without an end": (b'{"thingName": "' + b'\\"' * 20_000, "invalid-json", ""),
    "UTF-16": ('{"thingName": "ab", "amount": 1}'.encode("utf-16"), "invalid-utf-8", ""),
    "a NUL byte": (b"\0", "invalid-json", ""),
}


@pytest.mark.parametrize("sort", HOSTILE)
def test_hostile_json_is_400_with_the_place(client: TestClient, sort: str) -> None:
    body, code, location = HOSTILE[sort]
    content = assert_problem(client.post("/v1/things", content=body, headers=JSON), 400)
    errors = content["errors"]
    assert isinstance(errors, list)
    assert (errors[0]["in"], errors[0]["code"], errors[0]["location"]) == ("body", code, location)


def test_a_number_of_400_digits_is_read_as_the_number_it_is(client: TestClient) -> None:
    body = b'{"thingName": "ab", "amount": ' + b"9" * 400 + b"}"
    response = client.post("/v1/things", content=body, headers=JSON)
    assert response.status_code == 201
    assert response.json()["amount"] == "9" * 400


def test_brackets_in_a_text_are_no_depth(client: TestClient) -> None:
    body = json.dumps({"thingName": "[" * 40, "amount": 1, "tags": ['\\"[{' * 100]})
    assert client.post("/v1/things", content=body, headers=JSON).status_code == 201


def test_a_json_body_over_the_limit_is_413_whether_its_length_is_stated_or_not() -> None:
    with served(NOWHERE, json_body_limit=2048) as client:
        body = json.dumps({"thingName": "ab", "amount": 1, "tags": ["x" * 4000]}).encode()
        assert_problem(client.post("/v1/things", content=body, headers=JSON), 413)
        assert_problem(client.post("/v1/things", content=iter([body[:1000], body[1000:]]), headers=JSON), 413)
        assert client.post("/v1/streams", content=body, headers=XML).json() == {"size": len(body)}


@pytest.mark.parametrize("path", ["/v1/things?colour=red%00", "/v1/nowhere%00", "/v1/things/%00"])
def test_a_nul_character_in_the_address_is_bad_input(client: TestClient, path: str) -> None:
    assert_problem(client.get(path), 400)


@pytest.mark.parametrize("path", ["/v1/things?colour=%ff%fe", "/v1/%ff%fe", "/v1/things?%5B%5D=&&=&colour"])
def test_an_address_that_is_no_utf_8_is_refused_and_no_error_of_ours(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (400, 404)


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "application/json-patch+json", "x", "application/jsonx"]
)
def test_a_body_in_another_form_is_415_and_says_what_is_read(client: TestClient, content_type: str) -> None:
    response = client.post("/v1/things", content=b"{}", headers={"Content-Type": content_type, **ENGLISH})
    assert "application/json" in str(assert_problem(response, 415)["detail"])


def test_a_body_without_a_media_type_is_415(client: TestClient) -> None:
    assert_problem(client.post("/v1/things", content=b"{}"), 415)
    assert_problem(client.post("/v1/things", content=iter([b"{}"])), 415)
    assert_problem(client.post("/v1/streams", content=b"<a/>"), 415)


def test_the_media_type_may_carry_parameters_and_capitals(client: TestClient) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert client.post("/v1/things", content=b'{"thingName": "ab", "amount": 1}', headers=headers).status_code == 201


def test_a_compressed_json_body_is_415(client: TestClient) -> None:
    response = client.post("/v1/things", content=b"\x1f\x8b", headers={**JSON, "Content-Encoding": "gzip"})
    assert_problem(response, 415)


def test_a_stream_is_passed_on_unread_in_the_forms_it_states_only(client: TestClient) -> None:
    assert client.post("/v1/streams", content=b"\xff\0[[[", headers=XML).json() == {"size": 5}
    assert_problem(client.post("/v1/streams", content=b"{}", headers=JSON), 415)


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
