"""The register as everybody reads it, and what no role may do with its tables."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from psycopg.errors import ExclusionViolation, InsufficientPrivilege
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from services.registry.parties.rules.words import OWN_IDENTIFIERS
from services.registry.party_lists.operations import load_built_in_parties
from tests.registry.builders import (
    BZK,
    ZUID_HOLLAND,
    party_csv,
    party_row,
    registered,
    registry_on,
    session_on,
)
from tests.registry.party_lists import JUNE, load, name_of


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module) as client:
        registered(database_module, "ingest:write", client="sender", party=BZK)
        yield client


def test_every_register_starts_with_twelve_ministries_and_twelve_provinces(http: TestClient) -> None:
    ministries = http.get("/v1/parties", params={"kind": "ministry"}).json()["items"]
    provinces = http.get("/v1/parties", params={"tier": "province"}).json()["items"]

    assert (len(ministries), len(provinces)) == (12, 12)
    assert all(ministry["centralGovernmentAuthority"] for ministry in ministries)
    assert not any(province["centralGovernmentAuthority"] for province in provinces)


def test_every_register_starts_with_the_three_umbrella_associations(http: TestClient) -> None:
    associations = http.get("/v1/parties", params={"kind": "umbrella-association"}).json()["items"]

    assert {association["name"]: association["key"] for association in associations} == {
        "Interprovinciaal Overleg": f"{OWN_IDENTIFIERS}roo/15956",
        "Unie van Waterschappen": f"{OWN_IDENTIFIERS}roo/21209",
        "Vereniging van Nederlandse Gemeenten": f"{OWN_IDENTIFIERS}roo/28110850",
    }
    for one in associations:
        assert (one["tier"], one["centralGovernmentAuthority"]) == ("other", False)
        assert {held["scheme"] for held in one["identifiers"]} == {"kvk", "roo", "rsin"}
        assert http.get("/v1/parties", params={"memberOf": one["key"]}).json()["items"] == []


def test_a_second_start_changes_nothing(register: str) -> None:
    with session_on(register) as session:
        before = session.execute(text("select count(*) from registry.change")).scalar_one()
        assert load_built_in_parties(session, on=JUNE) == 0
        assert session.execute(text("select count(*) from registry.change")).scalar_one() == before


def test_what_an_administrator_changed_survives_the_next_start(register: str) -> None:
    load(register, party_csv(party_row(organisation_type="ministerie", tooi_uri=BZK, name="BZK en Wonen", kvk="")))
    with session_on(register) as session:
        load_built_in_parties(session, on=JUNE)

    assert name_of(register, BZK) == "BZK en Wonen"


def test_a_party_is_found_by_its_key_however_it_is_written(http: TestClient) -> None:
    for key in (BZK, quote(BZK, safe="")):
        answer = http.get(f"/v1/parties/{key}")
        assert answer.status_code == 200
        assert answer.json()["name"] == "Binnenlandse Zaken en Koninkrijksrelaties"
        assert {"scheme": "kvk", "value": "50200097"} in answer.json()["identifiers"]


@pytest.mark.parametrize("key", ["https://nobody.example", "", "%2F", "a%0Ab"])
def test_an_unknown_party_is_not_found(http: TestClient, key: str) -> None:
    answer = http.get(f"/v1/parties/{key}")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("identifier", ["oin:00000001003214345000", "KVK:50200097", "rsin:003214345", f"tooi:{BZK}"])
def test_a_party_is_found_by_any_of_its_identifiers(http: TestClient, identifier: str) -> None:
    (found,) = http.get("/v1/parties", params={"identifier": identifier}).json()["items"]

    assert found["key"] == BZK


def test_names_are_searched_without_regard_to_capitals_and_without_wildcards(http: TestClient) -> None:
    found = http.get("/v1/parties", params={"name": "DEFEN"}).json()["items"]

    assert [relative["name"] for relative in found] == ["Defensie"]
    assert http.get("/v1/parties", params={"name": "%"}).json()["items"] == []


def test_pages_follow_each_other_without_gap_or_repeat(http: TestClient) -> None:
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = http.get("/v1/parties", params={"limit": 7, **({"cursor": cursor} if cursor else {})}).json()
        seen += [item["key"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert seen == [item["key"] for item in http.get("/v1/parties").json()["items"]]
    assert seen == sorted(set(seen))


@pytest.mark.parametrize(
    "query", [{"tier": "rijk"}, {"kind": "x"}, {"identifier": "50200097"}, {"cursor": "x"}, {"limit": "0"}]
)
def test_a_wrong_filter_is_named(http: TestClient, query: dict[str, str]) -> None:
    answer = http.get("/v1/parties", params=query, headers={"Accept-Language": "en"})

    assert answer.status_code == 400
    assert [error["in"] for error in answer.json()["errors"]] == ["query"]


def test_two_parties_cannot_hold_one_identifier_on_the_same_day_whatever_the_code_does(register: str) -> None:
    insert = text(
        "insert into registry.party_identifier (party_id, scheme, value, valid)"
        " select id, 'kvk', '50200097', daterange('2026-01-01', null) from registry.party where uri = :uri"
    )
    with pytest.raises(IntegrityError) as refusal, session_on(register) as session:
        session.execute(insert, {"uri": ZUID_HOLLAND})
    assert isinstance(refusal.value.orig, ExclusionViolation)


@pytest.mark.parametrize("role", ["ppds_ingest", "ppds_kpi"])
def test_other_services_read_what_is_published_and_nothing_else(register: str, role: str) -> None:
    with session_on(register, role=role) as session:
        assert session.execute(text("select count(*) from registry.party_current")).scalar_one() == 27
        assert session.execute(text("select count(*) from registry.party_identifier_current")).scalar_one() == 129
        assert session.execute(text("select jti, expires_at from registry.revoked_token")).all() == []
    for statement in (
        "select * from registry.signing_key",
        "select * from registry.client",
        "select * from registry.party",
        "select * from registry.revoked_token",
        "select * from registry.audit_event",
        "insert into registry.revoked_token values ('a', 'b', now(), now())",
        "update registry.change set position = 1",
    ):
        with pytest.raises(ProgrammingError) as refusal, session_on(register, role=role) as session:
            session.execute(text(statement))
        assert isinstance(refusal.value.orig, InsufficientPrivilege)


@pytest.mark.parametrize(
    "statement",
    [
        "delete from registry.audit_event",
        "update registry.audit_event set actor = 'x'",
        "delete from registry.change",
        "select * from ingest.audit_event",
    ],
)
def test_the_registry_itself_cannot_rewrite_what_happened(register: str, statement: str) -> None:
    with pytest.raises(ProgrammingError) as refusal, session_on(register) as session:
        session.execute(text(statement))
    assert isinstance(refusal.value.orig, InsufficientPrivilege)
