"""Buyers that are no party of the register are listed, the most lots first."""

from collections.abc import Mapping
from typing import Any

from fastapi.testclient import TestClient

from tests.ingest.service.builders import (
    OIN_OF_ALPHA,
    Sender,
    alpha,
    bearer,
    beta,
    ingest_on,
    ndjson,
    release,
    work_off,
)

UNKNOWN_OIN = "00000099100000009000"


def named(number: int, name: str, *identifiers: Mapping[str, str], day: str = "2025-03-01") -> dict[str, object]:
    """A release of a buyer with this name and these identifiers."""
    buyer: dict[str, object] = {"id": "b1", "name": name, "roles": ["buyer"], "address": {"countryName": "NL"}}
    if identifiers:
        buyer |= {"identifier": identifiers[0], "additionalIdentifiers": list(identifiers[1:])}
    return release(number, parties=[buyer], buyer={"id": "b1", "name": name}, date=f"{day}T09:00:00Z")


def listed(http: TestClient, **query: int) -> list[dict[str, Any]]:
    """All unmatched buyers, page by page."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str | int] = {}
    while True:
        answer = http.get(
            "/v1/unmatched-buyers",
            headers=bearer("registry:read", party=None),
            params={**query, **cursor},
        )
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if answer.json()["next"] is None:
            return found
        cursor = {"cursor": answer.json()["next"]}


def test_buyers_are_grouped_by_identifier_else_by_name_and_counted(database: str) -> None:
    oin = {"scheme": "NL-OIN", "id": UNKNOWN_OIN}
    kvk = {"scheme": "NL-KVK", "id": "99000001"}
    foreign = {"scheme": "BE-BCE_KBO", "id": "0123456789"}
    with ingest_on(database) as http:
        alpha(database)
        harvester = Sender(http, beta(database), any_buyer=True)
        sent = [
            named(1, "Voorbeeldbedrijf Oost", oin, day="2024-12-30"),
            named(2, "Voorbeeldbedrijf Oost BV", oin, day="2025-06-01"),
            named(3, "VOORBEELDBEDRIJF Oost", oin, day="2025-02-01"),
            named(4, "Stichting Zonder Nummer"),
            named(5, "STICHTING  zonder-nummer", day="2025-03-02"),
            named(6, "Voorbeeldbedrijf Oost", oin, kvk),
            named(7, "Voorbeeldstad Over De Grens", foreign),
            release(8, oin=OIN_OF_ALPHA),
        ]
        harvester.sent(ndjson(sent))
        work_off(database)
        found = listed(http)
    counts = [(each["name"], each["procedures"], each["lots"], each["firstOn"], each["lastOn"]) for each in found]
    assert counts[:2] == [
        ("Voorbeeldbedrijf Oost BV", 3, 3, "2024-12-30", "2025-06-01"),
        ("STICHTING  zonder-nummer", 2, 2, "2025-03-01", "2025-03-02"),
    ]
    assert {tuple((key["scheme"], key["value"]) for key in each["keys"]) for each in found} == {
        (("oin", UNKNOWN_OIN),),
        (("name", "stichting zonder nummer"),),
        (("kvk", "99000001"), ("oin", UNKNOWN_OIN)),
        (("other", "0123456789"),),
    }
    assert len(found) == 4


def test_pages_hold_every_buyer_once(database: str) -> None:
    with ingest_on(database) as http:
        harvester = Sender(http, beta(database), any_buyer=True)
        harvester.sent(ndjson([named(number, f"Voorbeeldstichting {number % 7}") for number in range(20)]))
        work_off(database)
        whole = listed(http)
        assert listed(http, limit=2) == whole
    assert [each["lots"] for each in whole] == [3, 3, 3, 3, 3, 3, 2]


def test_the_list_asks_a_token_of_the_register_and_a_cursor_of_its_own(database: str) -> None:
    with ingest_on(database) as http:
        asked = bearer("registry:read", party=None)
        assert http.get("/v1/unmatched-buyers").status_code == 401
        assert http.get("/v1/unmatched-buyers", headers=bearer("ingest:read", party=None)).status_code == 403
        assert http.get("/v1/unmatched-buyers", headers=asked).json() == {"items": [], "next": None}
        for cursor in ("x", "WzFd", "WyJhIiwiYiJd"):
            answer = http.get("/v1/unmatched-buyers", headers=asked, params={"cursor": cursor})
            assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "bad-cursor")
