"""Recording who is erased: good numbers of nobody else, and nothing kept that says who it was."""

import logging
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from services.registry.erasures.rules import problem_of
from shared.procurement.erased import identifier_mark, name_mark
from tests.conftest import plain
from tests.flow.house import tables_of
from tests.flow.test_redaction import Listener, readable, rows_of
from tests.registry.builders import BZK, ZUID_HOLLAND, person_headers, registry_on
from tests.services import add_party

NUMBER = "87654321"
NAME = "Fietsenmaker De Voorbeeld"
REASON = "Verzoek (AVG art. 17)"


@pytest.fixture
def registry(database: str) -> Iterator[TestClient]:
    with registry_on(database) as http:
        yield http


@pytest.fixture(scope="module")
def shared_registry(database_module: str) -> Iterator[TestClient]:
    """For what is refused and leaves nothing behind."""
    with registry_on(database_module) as http:
        yield http


def post(http: TestClient, path: str = "/erasures", **body: object) -> Response:
    return http.post(f"/v1{path}", json=body, headers=person_headers("registry:parties"))


def erased(http: TestClient, *identifiers: str, names: tuple[str, ...] = (), reason: str = REASON) -> Response:
    return post(http, identifiers=list(identifiers), names=list(names), reason=reason)


def faults(answer: Response) -> list[tuple[str, str]]:
    return [(each["location"], each["code"]) for each in answer.json()["errors"]]


def kept(database: str, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(plain(database), autocommit=True) as connection:
        return connection.execute(statement.encode()).fetchall()


def test_an_erasure_says_when_why_and_by_whom_and_not_who(database: str, registry: TestClient) -> None:
    answer = erased(registry, NUMBER, "NL001234567B01", names=(NAME, "De Voorbeeld"))
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert set(made) == {"id", "reason", "recordedBy", "recordedAt"}
    assert made["recordedBy"].startswith("person:")
    assert answer.headers["Location"] == f"http://registry.test/v1/erasures/{made['id']}"
    reading = person_headers("registry:parties")
    assert registry.get(f"/v1/erasures/{made['id']}", headers=reading).json() == made
    assert registry.get("/v1/erasures/999", headers=reading).status_code == 404
    second = erased(registry, "87654322").json()
    listed = registry.get("/v1/erasures", headers=reading, params={"limit": 1}).json()
    assert listed["items"] == [second]
    following = registry.get("/v1/erasures", headers=reading, params={"cursor": listed["next"]}).json()
    assert (following["items"], following["next"]) == ([made], None)
    acts = kept(database, "select actor, act, subject, detail from registry.audit_event where act like 'erasure%'")
    assert acts == [(made["recordedBy"], "erasure.record", str(each["id"]), {}) for each in (made, second)]
    causes = "select cause from registry.change where position is not null and cause like 'erasure%'"
    assert kept(database, causes) == [("erasure.record",)] * 2


def test_what_is_kept_are_marks_under_the_secret_of_this_installation(database: str, registry: TestClient) -> None:
    assert erased(registry, NUMBER, names=(NAME,)).status_code == 201
    [(secret,)] = kept(database, "select secret from registry.erasure_secret")
    assert len(secret) == 32
    assert kept(database, "select kind, mark from registry.erasure_mark order by kind") == [
        ("identifier", identifier_mark(secret, NUMBER)),
        ("name", name_mark(secret, NAME)),
    ]
    assert identifier_mark(secret, "8765 4321") == identifier_mark(secret, NUMBER)
    assert identifier_mark(b"another", NUMBER) != identifier_mark(secret, NUMBER)


def test_neither_a_record_nor_a_log_nor_a_refusal_says_who_it_is(database: str, registry: TestClient) -> None:
    written: list[str] = []
    listener, root = Listener(written), logging.getLogger()
    level = root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    words = (NUMBER, NAME, "12345678x", "NL-KVK-12345678")
    try:
        answers = [
            erased(registry, NUMBER, names=(NAME,), reason=f"Verzoek van {NAME}"),
            erased(registry, NUMBER, names=(NAME,), reason=f"Verzoek van KvK {NUMBER}"),
            erased(registry, *[NUMBER] * 21),
            erased(registry, NUMBER, names=(NAME * 20,)),
            erased(registry, "NL-KVK-12345678", "12345678x" * 8),
            post(registry, identifiers=NUMBER, names=[{"name": NAME}], reason=REASON),
            post(registry, identifiers=[NUMBER], names=[NAME], reason=REASON, who=NAME),
            erased(registry, NUMBER, names=(NAME,)),
        ]
    finally:
        root.removeHandler(listener)
        root.setLevel(level)
    assert [answer.status_code for answer in answers] == [400] * 7 + [201]
    assert written
    for text in (*(answer.text for answer in answers), *written):
        assert not any(word in text for word in words), text
    for table in (*tables_of(database, "registry"), "registry.audit_event"):
        for row in rows_of(database, table):
            assert not any(word in readable(value) for value in row.values() for word in words), table


@pytest.mark.parametrize("good", [NUMBER, "876543210001", "00000003876543210000", "NL001234567B01", "nl 0012.34567.B01",
                                  "DE123456789", "BE 0123.456.789", "12-3456-X"])  # fmt: skip
def test_numbers_a_sole_trader_may_have(good: str) -> None:
    assert problem_of(good) is None


@pytest.mark.parametrize(
    "bad",
    [
        *("8765432", "876543211", "8765432101", "87654321000", "0" * 21),
        *("123456782", "00000099000000001000", "00000001000000001000"),
        *("NL001234567", "NL001234567B1", "NL12345678", "NL-KVK-87654321", "KvK 87654321", "kvk87654321"),
        *("00000000", "000000000000", "00000003000000000000", "NL000000000B01"),
        *("Jansen", "x1", "87654321\n", "8765432\u0661", "12345678!", "a" * 41 + "1"),
    ],
)
def test_a_number_no_sole_trader_has_is_refused_at_its_place(shared_registry: TestClient, bad: str) -> None:
    answer = erased(shared_registry, NUMBER, bad)
    if bad == "87654321\n":  # blanks around a number are no fault
        assert answer.status_code == 201
        return
    assert answer.status_code == 400
    assert faults(answer) == [("/identifiers/1", "bad-identifier")]
    assert bad not in answer.text


def test_a_short_name_and_a_reason_that_names_somebody_are_refused(registry: TestClient) -> None:
    answer = erased(registry, NUMBER, names=(NAME, "J. B."), reason="Verzoek van fietsenmaker de-voorbeeld")
    assert faults(answer) == [("/names/1", "name-too-short"), ("/reason", "names-a-person")]
    headers = {**person_headers("registry:parties"), "Accept-Language": "nl"}
    body = {"identifiers": ["1234567"], "names": [], "reason": REASON}
    dutch = registry.post("/v1/erasures", json=body, headers=headers).json()["errors"][0]["detail"]
    expected = "Een KvK-nummer heeft acht cijfers, een vestigingsnummer twaalf, een OIN twintig."
    assert dutch == f"{expected} Herstel dit nummer of adres."
    answer = erased(registry, NUMBER, reason="Verzoek van mevrouw Zoutman")
    assert faults(answer) == [("/reason", "names-a-person")]


def test_what_a_party_of_the_register_is_known_by_is_refused(database: str, registry: TestClient) -> None:
    gemeente = add_party(database, name="Voorbeeldgemeente Alpha", oin="00000003876543210000")
    answer = erased(registry, NUMBER, "00000003876543210000", names=(NAME, "voorbeeldgemeente  ALPHA"))
    assert answer.status_code == 409
    assert faults(answer) == [("/identifiers/1", "held-by-a-party"), ("/names/1", "held-by-a-party")]
    assert all(gemeente in each["detail"] for each in answer.json()["errors"])
    assert kept(database, "select count(*) from registry.erasure") == [(0,)]


def test_a_linked_buyer_is_unlinked_first_and_then_leaves_its_record_too(database: str, registry: TestClient) -> None:
    links = [
        post(registry, "/buyer-links", scheme=scheme, value=value, party=party, reason=f"Volgens {NAME}").json()["id"]
        for scheme, value, party in (("kvk", NUMBER, BZK), ("name", NAME, ZUID_HOLLAND))
    ]
    answer = erased(registry, NUMBER, names=(NAME,))
    assert (answer.status_code, faults(answer)) == (409, [("/identifiers/0", "linked"), ("/names/0", "linked")])
    for link in links:
        assert post(registry, f"/buyer-links/{link}/unlinking", reason="Vergissing").status_code == 200
    assert erased(registry, NUMBER, names=(NAME,)).status_code == 201
    rows = kept(database, "select value, reason, unlinking_reason from registry.buyer_link order by id")
    assert rows == [("[verwijderd]", "[verwijderd]", "Vergissing")] * 2
    for table in (*tables_of(database, "registry"), "registry.audit_event"):
        for row in rows_of(database, table):
            text = " ".join(readable(value) for value in row.values()).casefold()
            assert NUMBER not in text, table
            assert NAME.casefold() not in text, table


def test_only_a_person_who_keeps_parties_erases(registry: TestClient) -> None:
    body = {"identifiers": [NUMBER], "names": [], "reason": REASON}
    for headers, status in ((person_headers("registry:clients"), 403), ({}, 401)):
        assert registry.post("/v1/erasures", json=body, headers=headers).status_code == status
