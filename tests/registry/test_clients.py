import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from services.registry.clients.operations.clients import NewClient, register_client
from shared.dutch_day import today
from shared.errors import BadInput, Conflict, NotFound
from shared.identity.revoked_tokens import MOST_AGE
from shared.identity.signing_keys import SigningKey
from tests.registry.builders import (
    BZK,
    assertion,
    bearer,
    key,
    key_set,
    party_csv,
    party_row,
    person_headers,
    registered,
    registry_on,
    session_on,
    token_form,
)

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module, sandbox_clients_per_address=1000) as client:
        registered(database_module, "registry:clients", client="administrator")
        registered(database_module, "registry:parties", client="party-administrator")
        registered(database_module, "ingest:write", client="sender", party=BZK)
        yield client


def jwk(**members: object) -> dict[str, object]:
    stated = {**key().public().as_jwk(), **members}
    return {name: value for name, value in stated.items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ([{"d": "AQAB"}], "private"),
        ([{"kty": "EC"}], "kty"),
        ([{"kty": "oct", "k": "c2VjcmV0", "n": None, "e": None}], "private"),
        ([{"use": "enc"}], "use"),
        ([{"alg": "HS256"}], "alg"),
        ([{"alg": "none"}], "alg"),
        ([{"alg": ["RS256"]}], "alg"),
        ([{"kid": None}], "kid"),
        ([{"kid": ""}], "kid"),
        ([{"kid": 5}], "kid"),
        ([{"kid": "a\u0001"}], "does not show"),
        ([{"n": "AQAB"}], "bits"),
        ([{"n": "!!"}], "base64url"),
        ([{"n": None}], "base64url"),
        ([{"e": "AQ"}], "RSA"),
        ([{"e": "Ag"}], "RSA"),
        ([{}, {}], "same kid"),
        ([{"kid": str(number)} for number in range(11)], None),
    ],
)
def test_a_key_that_cannot_serve_is_refused(
    http: TestClient, changes: list[dict[str, object]], reason: str | None
) -> None:
    keys = [jwk(**members) for members in changes]
    answer = http.post("/v1/sandbox-clients", json={"jwks": {"keys": keys}}, headers=ENGLISH)

    assert answer.status_code == 400, answer.text
    (error,) = answer.json()["errors"]
    assert error["location"].startswith("/jwks")
    assert reason is None or reason in error["detail"]
    assert "AQAB" not in answer.text


def test_a_key_of_1024_bits_is_refused(http: TestClient) -> None:
    small = SigningKey.generate(bits=1024)
    answer = http.post("/v1/sandbox-clients", json={"jwks": key_set(small)}, headers=ENGLISH)

    assert answer.json()["errors"][0]["detail"].startswith("The modulus has 1024 bits")


def test_administrators_page_through_clients(http: TestClient) -> None:
    page = http.get("/v1/clients", params={"limit": 2}, headers=person_headers("registry:clients")).json()
    assert len(page["items"]) == 2
    assert page["next"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"party": "https://nobody.example"}, 404),
        ({"scopes": ["ingest:everything"]}, 400),
        ({"scopes": []}, 400),
        ({"client": "Capital"}, 400),
        ({"client": "a b"}, 400),
        ({"client": "sandbox-of-my-own"}, 400),
        ({"label": ""}, 400),
        ({"jwks": {"keys": [{"kty": "RSA"}]}}, 400),
    ],
    ids=str,
)
def test_a_wrong_client_is_refused(http: TestClient, body: dict[str, object], status: int) -> None:
    stated = {"party": BZK, "label": "Inkoopsysteem", "scopes": ["ingest:write"], "jwks": key_set(), **body}
    answer = http.post("/v1/client-proposals", json=stated, headers=person_headers("registry:clients"))

    assert answer.status_code == status


def test_clients_are_proposed_and_seen_by_administrators_of_clients_only(http: TestClient) -> None:
    body = {"party": BZK, "label": "Inkoopsysteem", "scopes": ["ingest:write"], "jwks": key_set()}

    assert http.post("/v1/client-proposals", json=body).status_code == 401
    for client in ("sender", "party-administrator"):
        headers = bearer(http, client)
        assert http.post("/v1/client-proposals", json=body, headers=headers).status_code == 403
        for path in ("/v1/clients", "/v1/client-proposals", "/v1/client-proposals/1"):
            assert http.get(path, headers=headers).status_code == 403
        assert http.get("/v1/clients/administrator", headers=headers).status_code == 404


def test_the_local_act_replaces_an_earlier_client_and_is_audited(http: TestClient, database_module: str) -> None:
    registered(database_module, "kpi:read", client="service")
    registered(database_module, "kpi:events", client="service", signing=key("second"))

    answer = http.post("/oauth/token", data=token_form(assertion("service", signing=key("second"))))
    assert answer.json()["scope"] == "kpi:events"
    assert http.post("/oauth/token", data=token_form(assertion("service"))).status_code == 401
    with session_on(database_module) as session:
        acts = text(
            "select act from registry.audit_event where subject = 'service' and act like 'client%' order by number"
        )
        assert session.scalars(acts).all() == ["client.register", "client.replace"]


def test_without_replace_an_id_that_is_taken_stays_taken(http: TestClient, database_module: str) -> None:
    stated = NewClient(None, "Test", ["kpi:read"], key_set(), "sender")
    with pytest.raises(Conflict), session_on(database_module) as session:
        register_client(session, stated, actor="test", on=today())


@pytest.mark.parametrize(("party", "error"), [("x", NotFound), (None, BadInput)])
def test_the_local_act_holds_to_the_same_rules(
    http: TestClient, database_module: str, party: str | None, error: type[Exception]
) -> None:
    scopes = ["kpi:read"] if error is NotFound else ["root"]
    with pytest.raises(error), session_on(database_module) as session:
        register_client(session, NewClient(party, "Test", scopes, key_set()), actor="test", on=today())


def test_me_says_what_a_client_of_a_ministry_may(http: TestClient) -> None:
    me = http.get("/v1/me", headers=bearer(http, "sender")).json()

    assert [right["code"] for right in me.pop("missing")] == ["not-applied"]
    assert me.pop("mandatesKnownAt")
    assert me == {
        "client": "sender",
        "party": {"key": BZK, "kind": "ministry", "name": "Binnenlandse Zaken en Koninkrijksrelaties"},
        "scopes": ["ingest:write"],
        "sandbox": False,
        "maySendFor": [],
        "maySendForAnyBuyer": False,
    }


def test_me_says_that_a_harvester_of_no_party_may_send_nothing(http: TestClient, database_module: str) -> None:
    registered(database_module, "ingest:write", "ingest:any-buyer", client="harvester")
    me = http.get("/v1/me", headers=bearer(http, "harvester")).json()

    assert (me["party"], me["maySendFor"], me["maySendForAnyBuyer"]) == (None, [], False)
    assert [right["code"] for right in me["missing"]] == ["no-party"]


def test_me_says_which_scope_is_missing(http: TestClient, database_module: str) -> None:
    registered(database_module, "kpi:read", client="reader", party=BZK)
    me = http.get("/v1/me", headers=bearer(http, "reader")).json()

    assert [right["code"] for right in me["missing"]] == ["not-applied", "scope-ingest-write"]


@pytest.mark.parametrize("used", [False, True])
def test_a_revoked_token_is_refused_within_a_second(database: str, used: bool) -> None:
    with registry_on(database) as http:
        registered(database, "kpi:read", client="reader", party=BZK)
        headers = bearer(http, "reader")
        if used:
            assert http.get("/v1/me", headers=headers).status_code == 200
        with session_on(database) as session:
            session.execute(
                text(
                    "insert into registry.revoked_token (jti, client_id, expires_at)"
                    " select detail->>'jti', subject, now() + interval '1 hour' from registry.audit_event"
                    " where act = 'token.grant'"
                )
            )
        if used:
            time.sleep(MOST_AGE)
        answer = http.get("/v1/me", headers=headers)

    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_a_client_of_a_party_that_ended_gets_no_token(database: str) -> None:
    with registry_on(database) as http:
        headers = {**person_headers("registry:parties"), "Content-Type": "text/csv"}
        gone, stays = party_row(), party_row(tooi_uri="", kvk="", roo_id="99999997", name="Blijfdorp")
        http.post("/v1/parties/_import", content=party_csv(gone, stays), headers=headers)
        registered(database, "ingest:write", client="leaver", party=gone["tooi_uri"])
        assert http.post("/oauth/token", data=token_form(assertion("leaver"))).status_code == 200
        params = {"complete": "true"}
        ended = http.post("/v1/parties/_import", content=party_csv(stays), params=params, headers=headers)
        assert [ending["name"] for ending in ended.json()["ended"]] == ["Voorbeeldstad"]

        assert http.post("/oauth/token", data=token_form(assertion("leaver"))).status_code == 401
