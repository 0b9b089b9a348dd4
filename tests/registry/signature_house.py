"""A registry with parties that sign the manifesto."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient
from httpx2 import Response

from tests.registry.builders import person_headers
from tests.services import add_party

SIGNED = "2022-11-24"


LIST = "Published list of signatories"


A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class House:
    """A registry with fictitious parties of its own."""

    http: TestClient
    database: str
    alpha: str
    beta: str
    association: str
    provider: str

    def sign(self, *parties: str, by: dict[str, str] | None = None, **stated: object) -> Response:
        asked = {
            "document": "manifest-2022",
            "signedOn": SIGNED,
            "parties": list(parties or [self.alpha]),
            "source": LIST,
        }
        return self.http.post("/v1/signatures", json={**asked, **stated}, headers=by or administrator())

    def signed(self, *parties: str, **stated: object) -> list[int]:
        answer = self.sign(*parties, by=None, **stated)
        assert answer.status_code == 201, answer.text
        return [item["id"] for item in answer.json()["items"]]

    def withdraw(self, number: int, *, if_match: str | None = '"1"', **stated: object) -> Response:
        headers = administrator() | ({} if if_match is None else {"If-Match": if_match})
        asked = {"reason": "Letter of the board", **stated}
        return self.http.post(f"/v1/signatures/{number}/withdrawals", json=asked, headers=headers)

    def listed(self, party: str, **query: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.http.get("/v1/signatures", params={"party": party, **query}).json()["items"]
        return items

    def due(self, *parties: str, **query: str) -> list[tuple[str, str]]:
        answer = self.http.get("/v1/due-dates", params={"limit": "1000", **query})
        assert answer.status_code == 200, answer.text
        return [(item["dueOn"], item["what"]) for item in answer.json()["items"] if item["party"] in parties]

    def end_party(self, party: str, on: str) -> None:
        answer = self.http.get(f"/v1/parties/{party}")
        headers = administrator() | {"If-Match": answer.headers["ETag"]}
        ended = self.http.post(f"/v1/parties/{party}/_end", json={"on": on, "reason": "Merged"}, headers=headers)
        assert ended.status_code == 200, ended.text


def administrator() -> dict[str, str]:
    return person_headers("registry:parties")


def codes(answer: Response) -> list[tuple[str, str]]:
    return [(error["location"], error["code"]) for error in answer.json()["errors"]]


def house_of_its_own(http: TestClient, database: str) -> House:
    """Parties that no other test knows."""
    mark = uuid4().hex[:8]
    return House(
        http,
        database,
        add_party(database, name=f"Voorbeeldwaterschap Alpha {mark}", kind="water-authority"),
        add_party(database, name=f"Voorbeeldwaterschap Beta {mark}", kind="water-authority"),
        add_party(database, name=f"Voorbeeldunie {mark}", kind="umbrella-association"),
        add_party(database, name=f"Voorbeelddienst {mark}", kind="service-provider"),
    )
