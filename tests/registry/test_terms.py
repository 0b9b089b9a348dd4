from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from services.registry.terms.rules import DATASETS
from shared.dutch_day import today
from tests.registry.builders import BZK, bearer, person_headers, registered, registry_on

USE = {"audience": "researchers", "purposeNl": "Onderzoek.", "purposeEn": "Research."}


@pytest.fixture
def http(database: str) -> Iterator[TestClient]:
    with registry_on(database) as client:
        yield client


def terms(**stated: Any) -> dict[str, Any]:  # noqa: ANN401 - also what the API refuses
    return {"version": "1", "validFrom": today().isoformat(), "textNl": "Regels.", "textEn": "Rules.", **stated}


def publish(http: TestClient, **stated: Any) -> Response:  # noqa: ANN401
    return http.post("/v1/terms", json=terms(**stated), headers=person_headers("registry:parties"))


def put(http: TestClient, dataset: str = "procedures", *, match: int | None = 0, **stated: Any) -> Response:  # noqa: ANN401
    condition = {} if match is None else {"If-Match": f'"{match}"'}
    return http.put(
        f"/v1/datasets/{dataset}/usage-terms",
        json={"uses": [USE], **terms(**stated)},
        headers={**person_headers("registry:parties"), **condition},
    )


def codes(answer: Response) -> list[str]:
    return [error["code"] for error in answer.json().get("errors", [])]


def test_a_register_begins_without_terms(http: TestClient) -> None:
    assert http.get("/v1/terms").json() == {"items": []}
    for dataset in DATASETS:
        answer = http.get(f"/v1/datasets/{dataset}/usage-terms")
        assert (answer.status_code, answer.headers["etag"]) == (200, '"0"')
        assert answer.json() == {"dataset": dataset, "inForce": None, "versions": []}


def test_the_newest_version_whose_day_has_come_is_in_force_and_the_others_stay_to_be_read(http: TestClient) -> None:
    later = (today() + timedelta(days=1)).isoformat()
    made = [publish(http), publish(http, version="2"), publish(http, version="3", validFrom=later)]
    every = http.get("/v1/terms", params={"document": "data-space"}).json()["items"]
    in_force = http.get("/v1/terms", params={"inForce": "true"}).json()["items"]

    assert [record.status_code for record in made] == [201, 201, 201]
    assert [(version["version"], version["inForce"]) for version in every] == [("3", False), ("2", True), ("1", False)]
    assert [(version["document"], version["version"]) for version in in_force] == [("data-space", "2")]


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"version": "demo"}, "bad-version"),
        ({"version": "a b"}, "bad-version"),
        ({"validFrom": "2020-01-01"}, "in-the-past"),
        ({"version": "x" * 41}, "string-too-long"),
        ({"textEn": ""}, "string-too-short"),
        ({"uses": [USE]}, "extra-forbidden"),
    ],
)
def test_terms_with_a_fault_are_refused(http: TestClient, stated: dict[str, Any], code: str) -> None:
    refused = publish(http, **stated)

    assert (refused.status_code, codes(refused)) == (400, [code])
    assert http.get("/v1/terms").json()["items"] == []


def test_a_published_version_never_changes(http: TestClient) -> None:
    publish(http)
    again = publish(http, textNl="Andere regels.")

    assert again.status_code == 409
    assert http.get("/v1/terms").json()["items"][0]["text"]["nl"] == "Regels."


def test_usage_terms_say_who_may_use_a_dataset_for_what(http: TestClient) -> None:
    made = put(http)

    assert (made.status_code, made.headers["etag"]) == (200, '"1"'), made.text
    assert made.json()["inForce"]["uses"] == [USE]
    assert codes(put(http, match=1, uses=[])) == ["too-short"]
    assert codes(put(http, match=1, uses=[{**USE, "audience": "friends"}])) == ["literal-error"]
    assert put(http, "nothing").status_code == 400


def test_two_administrators_at_once_one_of_them_reads_again(http: TestClient) -> None:
    first, second, without, same_name = put(http), put(http), put(http, match=None), put(http, match=1)

    assert (first.status_code, second.status_code, without.status_code) == (200, 412, 428)
    assert same_name.status_code == 409
    assert put(http, match=1, version="2").headers["etag"] == '"2"'


def test_only_an_administrator_in_person_publishes_terms(http: TestClient, database: str) -> None:
    registered(database, "registry:parties", client="program")
    stewards = person_headers("registry:body", party=BZK)

    assert http.post("/v1/terms", json=terms()).status_code == 401
    assert http.post("/v1/terms", json=terms(), headers=stewards).status_code == 403
    assert http.post("/v1/terms", json=terms(), headers=bearer(http, "program")).status_code == 403
