"""Clients of the sandbox: nobody approves them, they stand apart from the register, and after some days are unknown."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import httpx2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from services.registry.clients.store.clients import FORGET_AT_ONCE
from shared.identity.keys import new_private_key, public_key_set
from tests.registry.builders import (
    BZK,
    ask_sandbox_client,
    assertion,
    bearer,
    key_set,
    person_headers,
    registered,
    registry_on,
    sandbox_client,
    session_on,
    token_form,
)
from tests.services import add_party

ENGLISH = {"Accept-Language": "en"}
ADMINISTRATOR = ("registry:parties", "registry:read", "registry:clients")


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module, sandbox_clients_per_address=1000) as client:
        yield client


def grow_old(database: str, client: str, *, days: int = 30, and_seconds: float = 0) -> None:
    """Let a client have been registered that long ago."""
    earlier = timedelta(days=days, seconds=and_seconds)
    with session_on(database) as session:
        session.execute(
            text(
                "update sandbox.client set registered_at = registered_at - :earlier, expires_at = expires_at - :earlier"
                " where id = :client"
            ),
            {"earlier": earlier, "client": client},
        )


def sandbox_rows(database: str) -> set[str]:
    with session_on(database) as session:
        return set(session.scalars(text("select id from sandbox.client")))


def change(http: TestClient, client: str, **changes: object) -> httpx2.Response:
    headers = person_headers("registry:clients")
    tag = http.get(f"/v1/clients/{client}", headers=headers).headers["etag"]
    body = {"label": "Proef", "scopes": ["ingest:write"], "jwks": key_set(), "state": "active", **changes}
    return http.put(f"/v1/clients/{client}", json=body, headers={**headers, "If-Match": tag})


def test_anyone_gets_a_sandbox_client_for_a_fictitious_body_and_asks_a_token_with_it(http: TestClient) -> None:
    answer = http.post("/v1/sandbox-clients", json={"name": "Voorbeeld Software", "jwks": key_set()})

    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["location"].endswith(f"/v1/clients/{made['client']}")
    assert made["sandbox"] is True
    assert made["party"]["name"] == "Voorbeeld Software"
    assert made["party"]["key"].startswith("https://identifier.ppds.example/id/sandbox/00000099")
    me = http.get("/v1/me", headers=bearer(http, made["client"])).json()
    assert me["client"] == made["client"]
    assert me["sandbox"] is True
    assert me["maySendFor"] == [{"buyer": made["party"]["key"], "kinds": ["notice"], "until": None}]
    assert [right["code"] for right in me["missing"]] == ["sandbox"]


def test_the_key_set_of_our_client_package_is_what_the_sandbox_takes(http: TestClient) -> None:
    assert sandbox_client(http, jwks=public_key_set(new_private_key()))["keys"]


def test_a_sandbox_body_may_choose_a_free_test_oin(http: TestClient) -> None:
    made = sandbox_client(http, oin="00000099123456789000", kind="water-authority")

    (party, number) = (made["party"], str(made["client"]).removeprefix("sandbox-"))
    assert party == {
        "key": f"https://identifier.ppds.example/id/sandbox/00000099123456789000-{number}",
        "kind": "water-authority",
        "name": "Fictieve testorganisatie 123456789",
    }
    taken = http.post("/v1/sandbox-clients", json={"oin": "00000099123456789000", "jwks": key_set()})
    assert taken.status_code == 409


def test_a_sandbox_client_may_not_have_more_than_the_sandbox_gives(http: TestClient) -> None:
    made = sandbox_client(http)

    assert made["scopes"] == ["ingest:read", "ingest:write"]
    answer = http.post("/oauth/token", data=token_form(assertion(str(made["client"])), scope="ingest:any-buyer"))
    assert answer.json()["error"] == "invalid_scope"


@pytest.mark.parametrize(
    ("body", "location"),
    [
        ({"oin": "00000001003214345000"}, "/oin"),
        ({"oin": "99"}, "/oin"),
        ({"oin": " 00000099123456780000"}, "/oin"),
        ({"kind": "kasteel"}, "/kind"),
        ({"name": "x"}, "/name"),
        ({"name": "a\tbcd"}, "/name"),
        ({"scopes": ["kpi:events"]}, "/scopes"),
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
    assert location in [error["location"] for error in answer.json()["errors"]]


def test_one_address_gets_so_many_sandbox_clients_and_then_waits(database: str) -> None:
    with registry_on(database, sandbox_clients_per_address=2) as http:
        answers = [http.post("/v1/sandbox-clients", json={"jwks": key_set()}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert 0 < int(answers[2].headers["retry-after"]) <= 3600


def test_the_sandbox_as_a_whole_can_be_full_or_closed(database: str) -> None:
    with registry_on(database, sandbox_clients_per_hour=0) as http:
        assert http.post("/v1/sandbox-clients", json={"jwks": key_set()}).status_code == 429


def test_the_sandbox_has_its_share_of_new_clients_an_hour_whatever_became_of_them(database: str) -> None:
    with registry_on(database, sandbox_clients_per_hour=2) as http:
        change(http, sandbox_client(http)["client"], state="ended")
        sandbox_client(http)
        refused = ask_sandbox_client(http)

    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")


def test_me_says_that_a_service_provider_needs_a_mandate(http: TestClient) -> None:
    made = sandbox_client(http, kind="service-provider")
    me = http.get("/v1/me", headers=bearer(http, str(made["client"]))).json()

    assert me["maySendFor"] == []
    assert [right["code"] for right in me["missing"]] == ["mandate", "sandbox"]


def test_the_answer_says_until_when_a_sandbox_client_lives(database: str) -> None:
    with registry_on(database, sandbox_days=2) as http:
        made = sandbox_client(http)
        registered(database, "kpi:read", client="real", party=BZK)
        real = http.get("/v1/clients/real", headers=bearer(http, "real")).json()

    life = datetime.fromisoformat(made["expiresAt"]) - datetime.fromisoformat(made["registeredAt"])
    assert life == timedelta(days=2)
    assert (real["expiresAt"], real["sandbox"]) == (None, False)


def test_on_day_31_a_sandbox_client_is_unknown_though_its_row_is_still_there(
    http: TestClient, database_module: str
) -> None:
    made = sandbox_client(http, oin="00000099222222222000")
    client = made["client"]
    registered(database_module, "registry:read", client="resource-server")
    token = bearer(http, client)["Authorization"].removeprefix("Bearer ")
    administrator = person_headers("registry:clients")

    def is_active() -> bool:
        form = token_form(assertion("resource-server"), token=token)
        answer: bool = http.post("/oauth/introspect", data=form).json()["active"]
        return answer

    grow_old(database_module, client, days=29)
    assert bearer(http, client)
    assert is_active()
    grow_old(database_module, client, days=1)
    assert client in sandbox_rows(database_module)
    refused = http.post("/oauth/token", data=token_form(assertion(client)))
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    assert not is_active()
    assert http.get(f"/v1/clients/{client}", headers=administrator).status_code == 404
    assert client not in http.get("/v1/clients", headers=administrator).text

    again = sandbox_client(http, oin="00000099222222222000")
    assert again["party"]["key"] != made["party"]["key"]


def test_no_token_outlives_its_sandbox_client(http: TestClient, database_module: str) -> None:
    client = sandbox_client(http)["client"]
    grow_old(database_module, client, days=29, and_seconds=86_400 - 30)
    answer = http.post("/oauth/token", data=token_form(assertion(client))).json()

    assert 25 <= answer["expires_in"] <= 30


def test_expired_rows_go_with_the_next_requests_a_share_at_a_time(database: str) -> None:
    with registry_on(database, sandbox_clients_per_hour=1000) as http:
        sandbox_client(http)
        with session_on(database) as session:
            session.execute(
                text(
                    "insert into sandbox.client (id, party, name, kind, oin, label, scopes, jwks, registered_at,"
                    " expires_at) select 'sandbox-' || n, 'urn:' || n, 'Oud', 'agency', n::text, 'Oud', '{}', '{}',"
                    " now() - interval '31 days', now() - interval '1 day' from generate_series(1, :rows) n"
                ),
                {"rows": FORGET_AT_ONCE + 1},
            )
        left = []
        for _ in range(2):
            client = sandbox_client(http)["client"]
            left.append(len(sandbox_rows(database)))
        registered(database, "kpi:read", client="real")
        grow_old(database, client)
        bearer(http, "real")

        assert left == [3, 3]
        assert client not in sandbox_rows(database)


def test_a_sandbox_client_can_be_suspended_and_never_gets_more_than_the_sandbox_gives(http: TestClient) -> None:
    client = sandbox_client(http)["client"]

    assert change(http, client, scopes=["ingest:any-buyer"]).json()["errors"][0]["code"] == "scope-not-in-sandbox"
    suspended = change(http, client, state="suspended")
    assert (suspended.status_code, suspended.json()["state"], suspended.json()["label"]) == (200, "suspended", "Proef")
    assert http.post("/oauth/token", data=token_form(assertion(client))).status_code == 401
    assert change(http, client).status_code == 200
    assert bearer(http, client)


def test_the_test_oin_of_an_ended_body_is_free_again_and_of_a_suspended_one_not(http: TestClient) -> None:
    oin = "00000099333333333000"
    first = sandbox_client(http, oin=oin)
    change(http, first["client"], state="suspended")
    assert ask_sandbox_client(http, oin=oin).status_code == 409
    change(http, first["client"], state="ended")
    assert sandbox_client(http, oin=oin)["party"]["key"] != first["party"]["key"]
    assert change(http, first["client"]).status_code == 409


def test_of_two_that_want_the_same_test_oin_at_once_one_gets_it(http: TestClient) -> None:
    with ThreadPoolExecutor(max_workers=6) as threads:
        statuses = [
            answer.status_code
            for answer in threads.map(lambda _: ask_sandbox_client(http, oin="00000099444444444000"), range(6))
        ]

    assert sorted(statuses) == [201, 409, 409, 409, 409, 409]


def test_a_body_of_the_demonstration_keeps_its_oin(http: TestClient, database_module: str) -> None:
    add_party(database_module, name="Voorbeeldgemeente Demonstratie", oin="00000099000000001000", demo=True)

    assert ask_sandbox_client(http, oin="00000099000000001000").status_code == 409
