"""Linking unmatched buyers and objecting to harvested data: dated records that are undone, never deleted."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from deploy.embedded import role_url
from shared.log.audit import verify_chain
from tests.conftest import plain
from tests.registry.builders import BZK, ZUID_HOLLAND, bearer, person_headers, registered, registry_on, session_on
from tests.services import add_party

KVK = {"scheme": "kvk", "value": "99000001", "party": ZUID_HOLLAND, "reason": "Zelfde organisatie volgens haar website"}


@pytest.fixture
def registry(database: str) -> Iterator[TestClient]:
    with registry_on(database) as http:
        yield http


def post(
    http: TestClient, path: str, body: dict[str, Any], *, subject: str = "beheerder-1", scope: str = "registry:parties"
) -> Response:
    return http.post(f"/v1{path}", json=body, headers=person_headers(scope, subject=subject))


def linked(http: TestClient, **others: str) -> dict[str, Any]:
    answer = post(http, "/buyer-links", {**KVK, **others})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def shown(http: TestClient, path: str, **query: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - of a query
    answer = http.get(f"/v1{path}", headers=person_headers("registry:parties"), params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def current(database: str, view: str) -> set[tuple[Any, ...]]:
    """What ingest reads, with its own role."""
    with psycopg.connect(plain(role_url(database, "ppds_ingest")), autocommit=True) as connection:
        return set(connection.execute(f"select * from registry.{view}".encode()).fetchall())  # noqa: S608 - ours


def touched(database: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(plain(database), autocommit=True) as connection:
        return connection.execute(
            "select c.cause, p.party from registry.change c join registry.change_party p on p.change = c.id"
            " where c.position is not null and c.cause ~ '^(buyer|objection)' order by c.position"
        ).fetchall()


def code(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def test_a_link_is_published_to_ingest_and_stays_on_record_when_it_is_undone(
    registry: TestClient, database: str
) -> None:
    link = linked(registry)
    assert (link["unlinkedBy"], link["unlinkedAt"]) == (None, None)
    assert link["linkedBy"].startswith("person:")
    assert current(database, "buyer_link_current") == {("kvk", "99000001", ZUID_HOLLAND)}
    undone = post(registry, f"/buyer-links/{link['id']}/unlinking", {"reason": "Vergissing"}, subject="beheerder-2")
    assert undone.status_code == 200, undone.text
    assert undone.json()["unlinkedBy"] not in (None, link["linkedBy"])
    assert undone.json()["unlinkingReason"] == "Vergissing"
    assert current(database, "buyer_link_current") == set()
    assert touched(database) == [("buyer.link", ZUID_HOLLAND), ("buyer.unlink", ZUID_HOLLAND)]
    assert shown(registry, "/buyer-links") == [undone.json()]
    again = linked(registry, party=BZK)
    assert current(database, "buyer_link_current") == {("kvk", "99000001", BZK)}
    assert [each["id"] for each in shown(registry, "/buyer-links")] == [again["id"], link["id"]]
    assert [each["id"] for each in shown(registry, "/buyer-links", current=True)] == [again["id"]]
    assert [each["id"] for each in shown(registry, "/buyer-links", current=False)] == [link["id"]]
    assert [each["id"] for each in shown(registry, "/buyer-links", party=BZK)] == [again["id"]]


def test_a_name_is_kept_in_the_form_in_which_names_are_compared(registry: TestClient, database: str) -> None:
    link = linked(registry, scheme="name", value="Gemeente  VOORBEELD-Stad")
    assert link["value"] == "gemeente voorbeeld stad"
    answer = post(registry, "/buyer-links", {**KVK, "scheme": "name", "value": "gemeente voorbeeld stad"})
    assert answer.status_code == 409
    assert current(database, "buyer_link_current") == {("name", "gemeente voorbeeld stad", ZUID_HOLLAND)}


@pytest.mark.parametrize(
    ("scheme", "value"),
    [("kvk", "9900000"), ("rsin", "123456789"), ("oin", "00000099"), ("tooi", "gm0344"), ("name", "--"), ("roo", "x")],
)
def test_a_wrong_identifier_is_refused_and_nothing_is_written(
    registry: TestClient, database: str, scheme: str, value: str
) -> None:
    answer = post(registry, "/buyer-links", {**KVK, "scheme": scheme, "value": value})
    assert code(answer) == (400, "bad-identifier")
    assert (touched(database), shown(registry, "/buyer-links")) == ([], [])


def test_what_leads_to_a_party_already_cannot_be_linked(registry: TestClient, database: str) -> None:
    linked(registry)
    assert post(registry, "/buyer-links", KVK).status_code == 409
    assert post(registry, "/buyer-links", {**KVK, "party": BZK}).status_code == 409
    held = add_party(database, name="Voorbeeldgemeente Houder", oin="00000099100000001000")
    answer = post(registry, "/buyer-links", {**KVK, "scheme": "oin", "value": "00000099100000001000"})
    assert answer.status_code == 409
    assert held in answer.json()["detail"]
    assert touched(database) == [("buyer.link", ZUID_HOLLAND)]


def test_only_a_party_that_can_buy_can_be_a_buyer(registry: TestClient, database: str) -> None:
    supplier = add_party(database, name="Voorbeeldsoftware", kind="service-provider")
    assert post(registry, "/buyer-links", {**KVK, "party": supplier}).status_code == 409
    nobody = {"party": "https://example.org/nobody"}
    assert post(registry, "/buyer-links", {**KVK, **nobody}).status_code == 404
    assert post(registry, "/objections", {"party": supplier, "reason": "Bezwaar"}).status_code == 409
    assert post(registry, "/objections", {**nobody, "reason": "Bezwaar"}).status_code == 404


def test_a_link_is_undone_once(registry: TestClient) -> None:
    link = linked(registry)
    path = f"/buyer-links/{link['id']}/unlinking"
    assert post(registry, path, {"reason": "Vergissing"}).status_code == 200
    assert post(registry, path, {"reason": "Vergissing"}).status_code == 409
    assert post(registry, "/buyer-links/999999/unlinking", {"reason": "Vergissing"}).status_code == 404
    assert post(registry, path, {}).status_code == 400


def test_only_a_person_who_administers_parties_may_do_this(registry: TestClient, database: str) -> None:
    registered(database, "registry:parties", "registry:read")
    programme = bearer(registry)
    for path, body in (("/buyer-links", KVK), ("/objections", {"party": BZK, "reason": "Bezwaar"})):
        assert registry.post(f"/v1{path}", json=body).status_code == 401
        assert registry.post(f"/v1{path}", json=body, headers=programme).status_code == 403
        assert post(registry, path, body, scope="registry:clients").status_code == 403
    for path in ("/buyer-links", "/objections", "/unmatched-buyers"):
        assert registry.get(f"/v1{path}").status_code == 401
        assert registry.get(f"/v1{path}", headers=person_headers("registry:read")).status_code == 403
    assert touched(database) == []


def test_an_objection_covers_a_period_and_stays_on_record_when_it_is_withdrawn(
    registry: TestClient, database: str
) -> None:
    body = {"party": BZK, "validFrom": "2025-01-01", "validUntil": "2026-01-01", "reason": "Wij leveren zelf aan"}
    answer = post(registry, "/objections", body)
    assert answer.status_code == 201, answer.text
    objection = answer.json()
    assert (objection["validFrom"], objection["validUntil"]) == ("2025-01-01", "2026-01-01")
    assert [(party, str(since), str(until)) for party, since, until in current(database, "objection_current")] == [
        (BZK, "2025-01-01", "2026-01-01")
    ]
    assert post(registry, "/objections", {**body, "validFrom": "2025-06-01", "validUntil": None}).status_code == 409
    later = post(registry, "/objections", {**body, "validFrom": "2026-01-01", "validUntil": None})
    assert later.status_code == 201
    withdrawal = f"/objections/{objection['id']}/withdrawal"
    assert post(registry, withdrawal, {"reason": "Opgelost"}).json()["withdrawalReason"] == "Opgelost"
    assert post(registry, withdrawal, {"reason": "Opgelost"}).status_code == 409
    assert post(registry, "/objections/999999/withdrawal", {"reason": "Opgelost"}).status_code == 404
    assert len(current(database, "objection_current")) == 1
    assert current(database, "objector") == {(BZK,)}
    assert [each["id"] for each in shown(registry, "/objections", party=BZK)] == [later.json()["id"], objection["id"]]
    assert [each[0] for each in touched(database)] == ["objection.record", "objection.record", "objection.withdraw"]


def test_an_objection_without_days_covers_all_time_and_an_empty_period_is_refused(
    registry: TestClient, database: str
) -> None:
    empty = {"party": BZK, "validFrom": "2025-02-01", "validUntil": "2025-02-01", "reason": "Wij leveren zelf aan"}
    assert code(post(registry, "/objections", empty)) == (400, "empty-period")
    assert post(registry, "/objections", {"party": BZK, "reason": "Wij leveren zelf aan"}).status_code == 201
    assert current(database, "objection_current") == {(BZK, None, None)}


def test_every_act_is_in_the_audit_trail_with_the_person_who_did_it(registry: TestClient, database: str) -> None:
    link = linked(registry)
    post(registry, f"/buyer-links/{link['id']}/unlinking", {"reason": "Vergissing van Jan"})
    post(registry, "/objections", {"party": BZK, "reason": "Wij leveren zelf aan"})
    with session_on(database) as session:
        statement = text("select act, actor, detail::text from registry.audit_event where act ~ '^(buyer|objection)'")
        acts = session.execute(statement).all()
        assert verify_chain(session.connection(), "registry") == []
    assert [act for act, _, _ in acts] == ["buyer.link", "buyer.unlink", "objection.record"]
    assert {actor for _, actor, _ in acts} == {link["linkedBy"]}
    assert not any("Jan" in detail for _, _, detail in acts)


def test_the_registry_cannot_delete_or_rewrite_what_was_said(database: str) -> None:
    with psycopg.connect(plain(role_url(database, "ppds_registry")), autocommit=True) as connection:
        for statement in (
            "delete from registry.buyer_link",
            "delete from registry.objection",
            "update registry.buyer_link set party_id = 1",
            "update registry.objection set reason = ''",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())


def test_without_ingest_the_list_says_that_it_comes_from_there(registry: TestClient) -> None:
    answer = registry.get("/v1/unmatched-buyers", headers=person_headers("registry:parties"))
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
