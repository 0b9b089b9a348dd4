"""Recording mergers, splits and renamings over HTTP, each as one whole act."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from tests.registry.builders import registered, registry_on, session_on
from tests.registry.party_acts import added, administrator, faults, newest_change, read, tag


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module) as client:
        registered(database_module, "registry:parties", client="machine")
        yield client


@pytest.fixture
def numbers() -> Iterator[int]:
    """Fresh numbers for codes and KvK numbers, so that tests of one register do not meet."""
    return _counter


_counter = iter(range(1, 10_000))


def test_a_merger_that_keeps_one_partners_key_ends_the_other(
    http: TestClient, database_module: str, numbers: Iterator[int]
) -> None:
    kept, gone = added(http, next(numbers))["key"], added(http, next(numbers))["key"]
    answer = http.post(
        "/v1/successions",
        json={
            "kind": "merger",
            "effectiveOn": "2026-01-01",
            "predecessors": [kept, gone],
            "successors": [kept],
            "source": "a fictitious law",
        },
        headers=administrator(),
    )

    assert answer.status_code == 201, answer.text
    assert http.get(answer.headers["location"]).json() == answer.json()
    assert newest_change(database_module) == ("succession.merger", {kept, gone})
    into = [{"party": kept, "kind": "merger", "effectiveOn": "2026-01-01"}]
    assert (read(http, gone)["validUntil"], read(http, gone)["successors"]) == ("2026-01-01", into)
    survivor = read(http, kept)
    assert (survivor["validUntil"], [predecessor["party"] for predecessor in survivor["predecessors"]]) == (
        None,
        [gone],
    )
    assert (tag(http, kept), tag(http, gone)) == ('"2"', '"2"')
    with session_on(database_module, role="ppds_kpi") as session:
        rows = session.execute(
            text("select predecessor, successor, kind from registry.succession_current where successor = :uri"),
            {"uri": kept},
        )
        assert {tuple(row) for row in rows} == {(kept, kept, "merger"), (gone, kept, "merger")}
    assert [item["id"] for item in http.get("/v1/successions", params={"party": gone}).json()["items"]] == [
        answer.json()["id"]
    ]


def test_a_wrong_succession_changes_nothing_and_says_everything(http: TestClient, numbers: Iterator[int]) -> None:
    one = added(http, next(numbers), validFrom="2026-06-01")["key"]
    other = added(http, next(numbers))["key"]
    asked = {
        "kind": "merger",
        "effectiveOn": "2026-01-01",
        "predecessors": [one, "urn:nobody"],
        "successors": [other, one],
        "source": "a test",
    }
    answer = http.post("/v1/successions", json=asked, headers=administrator())

    assert faults(answer) == {
        ("/successors", "wrong-number"),
        ("/predecessors/0", "not-begun"),
        ("/predecessors/1", "unknown-party"),
    }
    assert read(http, one)["validUntil"] is None
    assert http.get("/v1/successions", params={"party": one}).json()["items"] == []


def test_a_succession_never_comes_back_to_where_it_began(http: TestClient, numbers: Iterator[int]) -> None:
    first, second, third = (added(http, next(numbers))["key"] for _ in range(3))

    def renamed(before: str, after: str, day: str) -> Any:  # noqa: ANN401
        asked = {
            "kind": "split",
            "effectiveOn": day,
            "predecessors": [before],
            "successors": [before, after],
            "source": "a test",
        }
        return http.post("/v1/successions", json=asked, headers=administrator())

    assert renamed(first, second, "2025-01-01").status_code == 201
    assert renamed(second, third, "2025-02-01").status_code == 201
    assert faults(renamed(third, first, "2025-03-01")) == {("/successors/1", "cycle")}
