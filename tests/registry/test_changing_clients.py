"""A client that is changed, suspended or ended, and how often one may come."""

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, tzinfo
from typing import Self

import httpx2
import pytest
from fastapi.testclient import TestClient
from jose import jwt
from sqlalchemy import text

from tests.registry.builders import (
    BZK,
    assertion,
    bearer,
    key_set,
    person_headers,
    registered,
    registry_on,
    session_on,
    token_form,
)
from tests.services import eventually


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module) as client:
        yield client


@pytest.fixture
def sender(http: TestClient, database_module: str, request: pytest.FixtureRequest) -> str:
    name = f"sender-{abs(hash(request.node.name)):x}"
    return registered(database_module, "ingest:write", "kpi:read", client=name, party=BZK)


def body(**changes: object) -> dict[str, object]:
    stated = {"label": "Inkoopsysteem", "scopes": ["ingest:write", "kpi:read"], "jwks": key_set(), "state": "active"}
    return {**stated, **changes}


def seen(http: TestClient, client: str) -> str:
    """The tag of the version that an administrator sees."""
    return str(http.get(f"/v1/clients/{client}", headers=person_headers("registry:clients")).headers["etag"])


def change(http: TestClient, client: str, tag: str | None = None, **changes: object) -> httpx2.Response:
    headers = {**person_headers("registry:clients"), "If-Match": tag or seen(http, client)}
    return http.put(f"/v1/clients/{client}", json=body(**changes), headers=headers)


def test_a_suspended_client_loses_its_tokens_at_once_and_gets_no_other(http: TestClient, sender: str) -> None:
    token = bearer(http, sender)
    changed = change(http, sender, state="suspended")

    assert (changed.status_code, changed.json()["state"]) == (200, "suspended")
    eventually(lambda: http.get("/v1/me", headers=token).status_code == 401, seconds=3)
    assert http.post("/oauth/token", data=token_form(assertion(sender))).status_code == 401


def test_whoever_asks_hears_at_once_that_a_suspended_client_has_no_token(
    http: TestClient, database_module: str, sender: str
) -> None:
    registered(database_module, "registry:read", client="resource-server")
    token = bearer(http, sender)["Authorization"].removeprefix("Bearer ")

    def is_active() -> bool:
        form = token_form(assertion("resource-server"), token=token)
        answer: bool = http.post("/oauth/introspect", data=form).json()["active"]
        return answer

    assert is_active()
    change(http, sender, state="suspended")
    assert not is_active()
    change(http, sender, state="active")
    assert not is_active()


def test_a_client_that_comes_back_gets_tokens_that_hold_at_once_and_its_old_ones_stay_dead(
    http: TestClient, sender: str
) -> None:
    before = bearer(http, sender)
    change(http, sender, state="suspended")
    change(http, sender, state="active")
    after = bearer(http, sender)

    eventually(lambda: http.get("/v1/me", headers=before).status_code == 401, seconds=3)
    assert http.get("/v1/me", headers=after).status_code == 200


def test_a_token_given_between_two_withdrawals_in_one_second_ends_with_the_second(
    http: TestClient, sender: str
) -> None:
    time.sleep(1 - time.time() % 1)  # so that all of this happens within one second
    change(http, sender, state="suspended")
    change(http, sender, state="active")
    between = bearer(http, sender)
    change(http, sender, state="suspended")

    eventually(lambda: http.get("/v1/me", headers=between).status_code == 401, seconds=3)


def test_a_token_ends_with_its_client_though_the_clock_of_the_service_runs_ahead_of_the_database(
    http: TestClient, database_module: str, sender: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_ahead(monkeypatch, seconds=8)
    before = bearer(http, sender)
    change(http, sender, state="suspended")
    claims = jwt.get_unverified_claims(before["Authorization"].removeprefix("Bearer "))
    with session_on(database_module) as session:
        now = session.execute(text("select clock_timestamp()")).scalar_one()

    assert claims["iat"] <= now.timestamp()
    eventually(lambda: http.get("/v1/me", headers=before).status_code == 401, seconds=3)


def test_what_was_used_or_withdrawn_is_remembered_until_it_has_expired_by_a_clock_that_lags_too(
    http: TestClient, database_module: str, sender: str
) -> None:
    with session_on(database_module) as session:
        for table in ("used_assertion", "revoked_token"):
            session.execute(
                text(
                    f"insert into registry.{table} (client_id, jti, expires_at)"  # noqa: S608 - a name of this list
                    " select :client, 'old-' || age, now() - age * interval '1 second' from unnest(array[5, 15]) age"
                ),
                {"client": sender},
            )
    bearer(http, sender)
    with session_on(database_module) as session:
        kept = session.scalars(
            text(
                "select jti from registry.used_assertion where jti like 'old-%'"
                " union all select jti from registry.revoked_token where jti like 'old-%'"
            )
        ).all()

    assert kept == ["old-5", "old-5"]


def run_ahead(monkeypatch: pytest.MonkeyPatch, *, seconds: float) -> None:
    """Put the clock of this process ahead, for the registry and for whoever looks at `time.time`."""
    right = time.time

    class Ahead(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(right() + seconds, tz)

    monkeypatch.setattr(time, "time", lambda: right() + seconds)
    for name, module in list(sys.modules.items()):
        if name.startswith("services.registry.") and getattr(module, "datetime", None) is datetime:
            monkeypatch.setattr(module, "datetime", Ahead)


def test_a_token_that_is_asked_during_a_withdrawal_waits_for_it(
    http: TestClient, database_module: str, sender: str
) -> None:
    with session_on(database_module) as session, ThreadPoolExecutor(1) as pool:
        session.execute(text("select id from registry.client where id = :id for update"), {"id": sender})
        asked = pool.submit(http.post, "/oauth/token", data=token_form(assertion(sender)))
        time.sleep(0.3)
        assert not asked.done()
        session.execute(text("update registry.client set state = 'suspended' where id = :id"), {"id": sender})
        session.commit()
        answer = asked.result(timeout=5)

    assert answer.status_code == 401


def test_an_ended_client_is_ended_for_good(http: TestClient, sender: str) -> None:
    change(http, sender, state="ended")
    back = change(http, sender, state="active")

    assert back.status_code == 409


def test_tokens_end_when_a_client_may_do_less(http: TestClient, sender: str) -> None:
    token = bearer(http, sender)
    assert change(http, sender, scopes=["kpi:read"]).status_code == 200

    eventually(lambda: http.get("/v1/me", headers=token).status_code == 401, seconds=3)


def test_tokens_stay_when_a_client_may_do_the_same(http: TestClient, sender: str) -> None:
    token = bearer(http, sender)

    assert change(http, sender, label="Nieuw").json()["label"] == "Nieuw"
    assert http.get("/v1/me", headers=token).status_code == 200


def test_two_administrators_at_once_the_second_reads_again(http: TestClient, sender: str) -> None:
    tag = seen(http, sender)
    first = change(http, sender, tag, label="De eerste")
    second = change(http, sender, tag, label="De tweede")

    assert (first.status_code, second.status_code) == (200, 412)
    assert first.headers["etag"] == seen(http, sender) != tag
    headers = person_headers("registry:clients")
    assert http.put(f"/v1/clients/{sender}", json=body(), headers=headers).status_code == 428


@pytest.mark.parametrize(
    ("changes", "location"),
    [
        ({"state": "gone"}, "/state"),
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["ingest:all"]}, "/scopes/0"),
        ({"label": "x"}, "/label"),
        ({"jwks": {"keys": [{"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}]}}, "/jwks"),
        ({"party": BZK}, "/party"),
    ],
    ids=str,
)
def test_a_wrong_change_changes_nothing(
    http: TestClient, sender: str, changes: dict[str, object], location: str
) -> None:
    tag = seen(http, sender)
    answer = change(http, sender, tag, **changes)

    assert answer.status_code == 400
    assert [error["location"] for error in answer.json()["errors"]] == [location]
    assert seen(http, sender) == tag


def test_only_a_person_who_administers_clients_changes_one(http: TestClient, database_module: str, sender: str) -> None:
    registered(database_module, "registry:clients", client="program")
    tag = {"If-Match": seen(http, sender)}
    answers = [
        http.put(f"/v1/clients/{sender}", json=body(), headers={**headers, **tag}).status_code
        for headers in (bearer(http, "program"), bearer(http, sender), person_headers("registry:parties"), {})
    ]

    assert answers == [403, 403, 403, 401]
    nobody = http.put("/v1/clients/nobody", json=body(), headers={**person_headers("registry:clients"), **tag})
    assert nobody.status_code == 404


def test_a_change_stands_in_the_audit_trail_with_the_person(
    http: TestClient, database_module: str, sender: str
) -> None:
    change(http, sender, state="suspended")
    with session_on(database_module) as session:
        (actor, state) = session.execute(
            text(
                "select actor, detail->>'state' from registry.audit_event"
                " where act = 'client.change' and subject = :client"
            ),
            {"client": sender},
        ).one()

    assert (actor[:7], state) == ("person:", "suspended")


def test_one_client_gets_so_many_tokens_a_minute_and_another_goes_on(database: str) -> None:
    with registry_on(database, tokens_per_minute=2) as http:
        registered(database, "kpi:read", client="busy")
        registered(database, "kpi:read", client="quiet")
        answers = [http.post("/oauth/token", data=token_form(assertion("busy"))) for _ in range(3)]
        other = http.post("/oauth/token", data=token_form(assertion("quiet")))

    assert [answer.status_code for answer in (*answers, other)] == [200, 200, 429, 200]
    assert answers[2].json()["error"] == "slow_down"
    assert 0 < int(answers[2].headers["retry-after"]) <= 60
    assert answers[2].headers["cache-control"] == "no-store"


def test_who_keeps_failing_waits_and_a_right_signature_behind_the_same_address_passes(database: str) -> None:
    with registry_on(database, failed_sign_ins_per_minute=2) as http:
        registered(database, "kpi:read", client="reader")
        registered(database, "kpi:read", client="other")
        nonsense = [http.post("/oauth/token", data=token_form("a.b.c")).status_code for _ in range(3)]
        wrong = assertion("reader", claims={"aud": "https://elders.example"})
        failed = [http.post("/oauth/token", data=token_form(wrong)) for _ in range(3)]
        right = [http.post("/oauth/token", data=token_form(assertion(name))) for name in ("reader", "other")]

    assert nonsense == [401, 401, 429]
    assert [answer.status_code for answer in failed] == [401, 401, 429]
    assert failed[2].headers["retry-after"]
    assert [answer.status_code for answer in right] == [200, 200]


def test_a_client_that_asks_the_api_too_often_is_told_when_to_come_back(database: str) -> None:
    with registry_on(database, requests_per_minute=3) as http:
        registered(database, "kpi:read", client="busy")
        busy = bearer(http, "busy")
        answers = [http.get("/v1/me", headers=busy) for _ in range(4)]
        other = http.get("/v1/me", headers=person_headers("kpi:read"))

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].headers["content-type"] == "application/problem+json"
    assert answers[3].headers["retry-after"]
    assert other.status_code == 200
