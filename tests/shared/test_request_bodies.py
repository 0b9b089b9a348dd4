"""What is sent to a service: JSON within its limits, in a form that is read, and streams that are passed on unread."""

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.shared.apps import served
from tests.shared.problems import ENGLISH, NOWHERE, assert_problem, brief

XML = {"Content-Type": "application/xml"}


JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with served(NOWHERE) as client:
        yield client


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
