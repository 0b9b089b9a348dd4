from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from client.keys import new_private_key, public_key_set
from services.registry.operations.clients import register_client
from services.registry.routes.access import today
from shared.errors import BadInput, Conflict, NotFound, Refused
from shared.signing_keys import SigningKey
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


def sandbox(http: TestClient, **body: object) -> dict[str, object]:
    answer = http.post("/v1/sandbox-clients", json={"jwks": key_set(), **body})
    assert answer.status_code == 201, answer.text
    content: dict[str, object] = answer.json()
    return content


def test_anyone_gets_a_sandbox_client_for_a_fictitious_body_and_asks_a_token_with_it(http: TestClient) -> None:
    answer = http.post("/v1/sandbox-clients", json={"name": "Voorbeeld Software", "jwks": key_set()})

    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["location"].endswith(f"/v1/clients/{made['client']}")
    assert made["sandbox"] is True
    assert made["party"]["name"] == "Voorbeeld Software"
    assert made["party"]["key"].startswith("https://identifier.ppds.example/id/test/00000099")
    me = http.get("/v1/me", headers=bearer(http, made["client"])).json()
    assert me["client"] == made["client"]
    assert me["sandbox"] is True
    assert me["maySendFor"] == [{"buyer": made["party"]["key"], "kinds": ["notice"], "until": None}]
    assert [one["code"] for one in me["missing"]] == ["sandbox"]


def test_the_key_set_of_our_client_package_is_what_the_sandbox_takes(http: TestClient) -> None:
    assert sandbox(http, jwks=public_key_set(new_private_key()))["keys"]


def test_a_sandbox_body_may_choose_a_free_test_oin(http: TestClient) -> None:
    made = sandbox(http, oin="00000099123456789000", kind="water-authority")

    assert made["party"] == {
        "key": "https://identifier.ppds.example/id/test/00000099123456789000",
        "kind": "water-authority",
        "name": "Fictieve testorganisatie 123456789",
    }
    taken = http.post("/v1/sandbox-clients", json={"oin": "00000099123456789000", "jwks": key_set()})
    assert taken.status_code == 409


def test_a_sandbox_client_may_not_have_more_than_the_sandbox_gives(http: TestClient) -> None:
    made = sandbox(http)

    assert made["scopes"] == ["ingest:read", "ingest:write", "kpi:read", "registry:read"]
    answer = http.post("/oauth/token", data=token_form(assertion(str(made["client"])), scope="ingest:any-buyer"))
    assert answer.json()["error"] == "invalid_scope"


def test_sandbox_bodies_are_not_listed_among_the_parties(http: TestClient) -> None:
    made = sandbox(http, name="Onzichtbaar BV")

    assert http.get("/v1/parties", params={"name": "Onzichtbaar"}).json()["items"] == []
    assert made["party"]


@pytest.mark.parametrize(
    ("body", "location"),
    [
        ({"oin": "00000001003214345000"}, "/oin"),
        ({"oin": "99"}, "/oin"),
        ({"oin": " 00000099123456780000"}, "/oin"),
        ({"kind": "kasteel"}, "/kind"),
        ({"name": "x"}, "/name"),
        ({"name": "a\tbcd"}, "/name"),
        ({"scopes": ["kpi:adopt"]}, "/scopes"),
        ({"jwks": {"keys": []}}, "/jwks/keys"),
        ({"jwks": {"keys": "x"}}, "/jwks/keys"),
        ({"jwks": None}, "/jwks"),
    ],
    ids=str,
)
def test_a_wrong_request_for_a_sandbox_client_is_refused_with_its_place(
    http: TestClient, body: dict[str, object], location: str
) -> None:
    answer = http.post("/v1/sandbox-clients", json={"jwks": key_set(), **body}, headers=ENGLISH)

    assert answer.status_code == 400
    assert location in [one["location"] for one in answer.json()["errors"]]


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
        ([{"kid": "a\u0001"}], "kid"),
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


def test_one_address_gets_so_many_sandbox_clients_and_then_waits(database: str) -> None:
    with registry_on(database, sandbox_clients_per_address=2) as http:
        answers = [http.post("/v1/sandbox-clients", json={"jwks": key_set()}) for _ in range(3)]

    assert [one.status_code for one in answers] == [201, 201, 429]
    assert 0 < int(answers[2].headers["retry-after"]) <= 3600


def test_the_sandbox_as_a_whole_can_be_full_or_closed(database: str) -> None:
    with registry_on(database, sandbox_clients_per_hour=0) as http:
        assert http.post("/v1/sandbox-clients", json={"jwks": key_set()}).status_code == 429


def test_an_administrator_registers_a_client_of_a_party(http: TestClient) -> None:
    body = {
        "client": "bzk-buyer",
        "party": BZK,
        "label": "Inkoopsysteem",
        "scopes": ["ingest:write"],
        "jwks": key_set(),
    }
    made = http.post("/v1/clients", json=body, headers=person_headers("registry:clients"))

    assert made.status_code == 201
    assert made.json()["party"]["kind"] == "ministry"
    own = http.get("/v1/clients/bzk-buyer", headers=bearer(http, "bzk-buyer"))
    assert own.json() == made.json()
    assert http.post("/v1/clients", json=body, headers=person_headers("registry:clients")).status_code == 409
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
        ({"label": ""}, 400),
        ({"jwks": {"keys": [{"kty": "RSA"}]}}, 400),
    ],
    ids=str,
)
def test_a_wrong_client_is_refused(http: TestClient, body: dict[str, object], status: int) -> None:
    stated = {"party": BZK, "label": "Inkoopsysteem", "scopes": ["ingest:write"], "jwks": key_set(), **body}

    assert http.post("/v1/clients", json=stated, headers=person_headers("registry:clients")).status_code == status


def test_clients_are_registered_and_seen_by_administrators_of_clients_only(http: TestClient) -> None:
    body = {"party": BZK, "label": "Inkoopsysteem", "scopes": ["ingest:write"], "jwks": key_set()}

    assert http.post("/v1/clients", json=body).status_code == 401
    for client in ("sender", "party-administrator"):
        headers = bearer(http, client)
        assert http.post("/v1/clients", json=body, headers=headers).status_code == 403
        assert http.get("/v1/clients", headers=headers).status_code == 403
        assert http.get("/v1/clients/administrator", headers=headers).status_code == 404


def test_a_sandbox_body_gets_no_real_client(http: TestClient, database_module: str) -> None:
    party = sandbox(http)["party"]
    assert isinstance(party, dict)

    with pytest.raises(Refused), session_on(database_module) as session:
        register_client(
            session,
            party=party["key"],
            label="Test",
            scopes=["ingest:write"],
            jwks=key_set(),
            actor="test",
            on=today(),
        )


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
    with pytest.raises(Conflict), session_on(database_module) as session:
        register_client(
            session,
            party=None,
            label="Test",
            scopes=["kpi:read"],
            jwks=key_set(),
            actor="test",
            on=today(),
            client_id="sender",
        )


@pytest.mark.parametrize(("party", "error"), [("x", NotFound), (None, BadInput)])
def test_the_local_act_holds_to_the_same_rules(
    http: TestClient, database_module: str, party: str | None, error: type[Exception]
) -> None:
    scopes = ["kpi:read"] if error is NotFound else ["root"]
    with pytest.raises(error), session_on(database_module) as session:
        register_client(session, party=party, label="Test", scopes=scopes, jwks=key_set(), actor="test", on=today())


def test_me_says_what_a_client_of_a_ministry_may(http: TestClient) -> None:
    me = http.get("/v1/me", headers=bearer(http, "sender")).json()

    assert [one["code"] for one in me.pop("missing")] == ["not-applied"]
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
    assert [one["code"] for one in me["missing"]] == ["no-party"]


def test_me_says_that_a_service_provider_needs_a_mandate(http: TestClient) -> None:
    made = sandbox(http, kind="service-provider")
    me = http.get("/v1/me", headers=bearer(http, str(made["client"]))).json()

    assert me["maySendFor"] == []
    assert [one["code"] for one in me["missing"]] == ["mandate", "sandbox"]


def test_me_says_which_scope_is_missing(http: TestClient, database_module: str) -> None:
    registered(database_module, "kpi:read", client="reader", party=BZK)
    me = http.get("/v1/me", headers=bearer(http, "reader")).json()

    assert [one["code"] for one in me["missing"]] == ["not-applied", "scope-ingest-write"]


def test_a_revoked_token_is_refused_within_a_second(database: str) -> None:
    with registry_on(database) as http:
        registered(database, "kpi:read", client="reader", party=BZK)
        headers = bearer(http, "reader")
        with session_on(database) as session:
            session.execute(
                text(
                    "insert into registry.revoked_token (jti, client_id, expires_at)"
                    " select detail->>'jti', subject, now() + interval '1 hour' from registry.audit_event"
                    " where act = 'token.grant'"
                )
            )
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
        assert [one["name"] for one in ended.json()["ended"]] == ["Voorbeeldstad"]

        assert http.post("/oauth/token", data=token_form(assertion("leaver"))).status_code == 401
