"""Test bodies of the sandbox stand apart from the register: nothing there knows one, at whichever door it is named."""

from collections.abc import Callable, Iterator

import httpx2
import pytest
from fastapi.testclient import TestClient
from psycopg.errors import CheckViolation
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.registry.builders import (
    BZK,
    ZUID_HOLLAND,
    key_set,
    person_headers,
    registry_on,
    sandbox_client,
    session_on,
)

ADMINISTRATOR = ("registry:parties", "registry:read", "registry:clients")


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module, sandbox_clients_per_address=1000) as client:
        yield client


def test_nothing_of_the_sandbox_stands_in_the_register(http: TestClient, database_module: str) -> None:
    made = sandbox_client(http, name="Onzichtbaar BV", oin="00000099111111111000")

    with session_on(database_module) as session:
        for table in ("party", "party_name", "party_identifier", "client", "change_party"):
            rows = session.scalars(text(f"select x::text from registry.{table} x"))  # noqa: S608 - ours
            told = " ".join(rows)
            assert "Onzichtbaar" not in told
            assert "00000099111111111000" not in told
            assert made["client"] not in told
        trail = text("select actor, detail->>'party' from registry.audit_event where subject = :client")
        assert tuple(session.execute(trail, {"client": made["client"]}).one()) == ("sandbox", made["party"]["key"])


@pytest.mark.parametrize(("table", "client"), [("registry", "sandbox-1"), ("sandbox", "client-1")])
def test_the_database_keeps_the_ids_of_both_worlds_apart(database_module: str, table: str, client: str) -> None:
    more, values = (
        ("registered_by", "'x'")
        if table == "registry"
        else (
            "party, name, kind, oin, expires_at",
            "'urn:x', 'X', 'municipality', '1', now() + interval '1 day'",
        )
    )
    statement = (
        f"insert into {table}.client (id, label, scopes, jwks, {more})"  # noqa: S608 - ours
        f" values (:client, 'X', '{{}}', '{{}}', {values})"
    )
    with pytest.raises(IntegrityError) as refused, session_on(database_module) as session:
        session.execute(text(statement), {"client": client})
    assert isinstance(refused.value.orig, CheckViolation)


def _parent(http: TestClient, body: str) -> httpx2.Response:
    facts = {"kind": "agency", "tier": "central", "names": [{"name": "Voorbeelddienst"}], "parent": body}
    return http.post("/v1/parties", json=facts, headers=person_headers(*ADMINISTRATOR))


def _mandatary(http: TestClient, body: str) -> httpx2.Response:
    asked = {"mandatary": body, "bodies": [BZK], "kinds": ["notice"], "basis": "Brief"}
    return http.post("/v1/mandates", json=asked, headers=person_headers(*ADMINISTRATOR))


def _mandator(http: TestClient, body: str) -> httpx2.Response:
    asked = {"mandatary": BZK, "bodies": [body], "kinds": ["notice"], "basis": "Brief"}
    return http.post("/v1/mandates", json=asked, headers=person_headers(*ADMINISTRATOR))


def _successor(http: TestClient, body: str) -> httpx2.Response:
    asked = {"kind": "renaming", "predecessors": [ZUID_HOLLAND], "successors": [body], "effectiveOn": "2027-01-01"}
    return http.post("/v1/successions", json={**asked, "source": "Wet"}, headers=person_headers(*ADMINISTRATOR))


def _link(http: TestClient, body: str) -> httpx2.Response:
    asked = {"scheme": "kvk", "value": "99000001", "party": body, "reason": "Zelfde organisatie"}
    return http.post("/v1/buyer-links", json=asked, headers=person_headers(*ADMINISTRATOR))


def _objection(http: TestClient, body: str) -> httpx2.Response:
    return http.post("/v1/objections", json={"party": body, "reason": "Brief"}, headers=person_headers(*ADMINISTRATOR))


def _client(http: TestClient, body: str) -> httpx2.Response:
    asked = {"party": body, "label": "Inkoopsysteem", "scopes": ["ingest:write"], "jwks": key_set()}
    return http.post("/v1/client-proposals", json=asked, headers=person_headers(*ADMINISTRATOR))


def _participation(http: TestClient, body: str) -> httpx2.Response:
    return http.post(
        "/v1/participations",
        json={"party": body, "accepts": [{"document": "data-space", "version": "1"}]},
        headers=person_headers(*ADMINISTRATOR),
    )


def _governance(http: TestClient, body: str) -> httpx2.Response:
    return http.get("/v1/governance", params={"party": body}, headers=person_headers(*ADMINISTRATOR))


def _party(http: TestClient, body: str) -> httpx2.Response:
    return http.get(f"/v1/parties/{body.replace('/', '%2F')}")


def _person(http: TestClient, body: str) -> httpx2.Response:
    return http.get("/v1/me", headers=person_headers("registry:body", party=body))


@pytest.mark.parametrize(
    ("door", "status"),
    [
        (_party, 404),
        (_parent, 400),
        (_mandatary, 400),
        (_mandator, 400),
        (_successor, 400),
        (_link, 404),
        (_objection, 404),
        (_client, 404),
        (_participation, 404),
        (_governance, 404),
        (_person, 401),
    ],
)
def test_at_every_door_of_the_register_a_test_body_is_unknown(
    http: TestClient, door: Callable[[TestClient, str], httpx2.Response], status: int
) -> None:
    known, nobody = sandbox_client(http)["party"]["key"], "https://identifier.ppds.example/id/sandbox/nobody"
    answers = [door(http, body) for body in (known, nobody)]

    assert [answer.status_code for answer in answers] == [status, status], answers[0].text
    faults = [[error["code"] for error in answer.json().get("errors") or ()] for answer in answers]
    assert faults[0] == faults[1]


def test_a_sandbox_body_is_not_listed_among_the_parties(http: TestClient) -> None:
    sandbox_client(http, name="Ongezien BV")

    assert http.get("/v1/parties", params={"name": "Ongezien"}).json()["items"] == []
