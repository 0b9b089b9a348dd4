"""Proposing and deciding on versions of lists, over HTTP."""

from collections.abc import Mapping, Sequence

from fastapi.testclient import TestClient
from httpx2 import Response

from shared.reference.lists import columns_of, rows
from tests.registry.builders import person_headers

LISTS = "/v1/reference-lists"
TURTLE, CSV = {"Accept": "text/turtle"}, {"Accept": "text/csv"}
PROPOSER = person_headers("registry:lists", subject="voorsteller")
PUBLISHER = person_headers("registry:lists", subject="vaststeller")
YEARLY = [{"year": "2027", "chain": "batterijen"}, {"year": "2027", "chain": "wegen", "reason": "Veel beton"}]


def of_code(name: str) -> list[dict[str, str]]:
    return [dict(row) for row in rows(name, columns_of(name))]


def propose(
    http: TestClient,
    name: str,
    entries: Sequence[Mapping[str, str]],
    *,
    version: str = "2.0.0",
    headers: Mapping[str, str] = PROPOSER,
) -> Response:
    body = {"version": version, "source": "Agenda MVOI 2026-2030, section 6.2", "rows": list(entries)}
    return http.post(f"{LISTS}/{name}/versions", json=body, headers=dict(headers))


def decide(
    http: TestClient,
    name: str,
    act: str = "publication",
    *,
    version: str = "2.0.0",
    headers: Mapping[str, str] = PUBLISHER,
    etag: str | None = '"1"',
    days: Mapping[str, str] | None = None,
) -> Response:
    tag = {} if etag is None else {"If-Match": etag}
    body = {"validFrom": "2027-01-01"} if days is None else dict(days)
    address = f"{LISTS}/{name}/versions/{version}/{act}"
    return http.post(address, headers={**headers, **tag}, json=body if act == "publication" else None)


def codes_of(answer: Response) -> list[str]:
    return [fault["code"] for fault in answer.json()["errors"]]
