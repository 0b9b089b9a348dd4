"""Acts of an administrator on parties, over HTTP, and what is known of them afterwards."""

from typing import Any, TypeAlias
from urllib.parse import quote

from fastapi.testclient import TestClient
from sqlalchemy import text

from tests.registry.builders import person_headers, session_on

TOOI = "https://identifier.overheid.nl/tooi/id"
Json: TypeAlias = dict[str, Any]


def administrator(subject: str = "beheerder-1") -> dict[str, str]:
    return {**person_headers("registry:parties", subject=subject), "Accept-Language": "en"}


def stated(**others: object) -> Json:
    return {
        "kind": "municipality",
        "names": [{"name": "Voorbeeldstad"}],
        "source": "a test",
        **others,
    }


def added(http: TestClient, number: int, **others: object) -> Json:
    answer = http.post(
        "/v1/parties", json=stated(key=f"{TOOI}/gemeente/gm{9_000 + number}", **others), headers=administrator()
    )
    assert answer.status_code == 201, answer.text
    shown: Json = answer.json()
    return shown


def read(http: TestClient, key: str, **query: str) -> Json:
    answer = http.get(f"/v1/parties/{quote(key, safe='')}", params=query)
    assert answer.status_code == 200, answer.text
    shown: Json = answer.json()
    return shown


def tag(http: TestClient, key: str) -> str:
    return http.get(f"/v1/parties/{key}").headers["etag"]


def faults(answer: Any) -> set[tuple[str, str]]:  # noqa: ANN401 - an answer of the test client
    assert answer.status_code == 400, answer.text
    return {(error["location"], error["code"]) for error in answer.json()["errors"]}


def newest_change(database: str) -> tuple[str, set[str]]:
    with session_on(database) as session:
        change_id, cause = session.execute(
            text("select id, cause from registry.change order by position desc limit 1")
        ).one()
        touched = session.scalars(text("select party from registry.change_party where change = :id"), {"id": change_id})
        return cause, set(touched)
