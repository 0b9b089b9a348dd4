"""What the token endpoint refuses: assertions, grants, scopes and services."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from jose import jwt
from sqlalchemy import text

from tests.registry.asking import ask
from tests.registry.builders import (
    BZK,
    REGISTRY,
    assertion,
    assertion_claims,
    key,
    registered,
    registry_on,
    session_on,
    token_form,
)


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module) as client:
        registered(database_module, "ingest:write", "ingest:read", party=BZK)
        yield client


def test_an_assertion_is_used_once(http: TestClient) -> None:
    signed = assertion()

    assert ask(http, signed).status_code == 200
    again = ask(http, signed)
    assert again.status_code == 401
    assert again.json()["error"] == "invalid_client"
    assert "jti" in again.json()["error_description"]


def test_an_assertion_that_asked_too_much_is_used_up_too(http: TestClient) -> None:
    signed = assertion()

    assert ask(http, signed, scope="audit:read").status_code == 400
    assert ask(http, signed).status_code == 401


def test_of_one_assertion_presented_many_times_at_once_one_wins(http: TestClient) -> None:
    signed = assertion()
    with ThreadPoolExecutor(6) as threads:
        answers = [answer.status_code for answer in threads.map(lambda _: ask(http, signed), range(6))]

    assert sorted(answers) == [200, 401, 401, 401, 401, 401]


@pytest.mark.parametrize("scope", ["kpi:read", "ingest:write kpi:events", "everything", 'x"\\\u0000'])
def test_a_scope_beyond_the_permission_is_refused_and_never_narrowed(http: TestClient, scope: str) -> None:
    answer = ask(http, scope=scope)

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_scope"


@pytest.mark.parametrize(
    "resource",
    [
        "http://elsewhere.test",
        "http://ingest.test/v1",
        ["http://ingest.test", "http://elsewhere.test"],
        ["http://ingest.test", "http://kpi.test"],
    ],
    ids=str,
)
def test_a_token_for_an_unknown_service_or_for_more_than_one_is_refused(
    http: TestClient, resource: str | list[str]
) -> None:
    answer = ask(http, resource=resource)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_target")
    for service in (REGISTRY, "http://ingest.test", "http://kpi.test"):
        assert service in answer.json()["error_description"]


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": REGISTRY},
        {"aud": ["http://elsewhere.test/oauth/token"]},
        {"sub": "another-client"},
        {"iss": "another-client"},
        {"iss": "no such client!"},
        {"iss": "a\u0000b", "sub": "a\u0000b"},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
        {"jti": "a\u0000b"},
        {"jti": "j" * 129},
        {"aud": [f"{REGISTRY}/oauth/token", "http://elsewhere.test"]},
        {"aud": [f"{REGISTRY}/oauth/token"]},
        {"exp": None},
        {"iat": None},
        {"aud": None},
        {"iss": None},
        {"sub": None},
        {"exp": timedelta(seconds=-1)},
        {"exp": timedelta(days=1)},
        {"exp": "soon"},
        {"exp": [1]},
        {"exp": True},
        {"iat": timedelta(minutes=10)},
        {"iat": 1e300},
        {"nbf": timedelta(minutes=10)},
        {"nbf": {}},
    ],
    ids=str,
)
def test_an_assertion_with_a_wrong_or_missing_claim_is_refused(http: TestClient, claims: dict[str, object]) -> None:
    answer = ask(http, assertion(claims=claims))

    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"
    assert answer.headers["cache-control"] == "no-store"


def test_a_foreign_key_under_the_right_kid_is_refused(http: TestClient) -> None:
    forged = key("forger")
    signed = type(forged)(key().kid, forged.private).sign(assertion_claims("test-client"))

    assert ask(http, signed).status_code == 401


def test_an_unknown_kid_is_refused(http: TestClient) -> None:
    assert ask(http, assertion(signing=key("forger"))).status_code == 401


def test_an_unsigned_assertion_is_refused(http: TestClient) -> None:
    signed = assertion()
    head = "eyJhbGciOiJub25lIiwia2lkIjoieCJ9"  # {"alg":"none","kid":"x"}

    assert ask(http, f"{head}.{signed.split('.')[1]}.").status_code == 401


def test_an_assertion_signed_with_the_public_key_as_a_secret_is_refused(http: TestClient) -> None:
    signed = jwt.encode(
        assertion_claims("test-client"), key().public().as_jwk()["n"], algorithm="HS256", headers={"kid": key().kid}
    )

    assert ask(http, signed).status_code == 401


@pytest.mark.parametrize("garbage", ["", ".", "..", "a.b.c", "é.é.é", "e30.e30.e30", "[" * 5000, "x" * 9000, "\x00"])
def test_garbage_for_an_assertion_is_refused(http: TestClient, garbage: str) -> None:
    answer = ask(http, garbage or " ")

    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"


def test_client_secrets_are_refused_and_the_scheme_is_named(http: TestClient) -> None:
    form = {"grant_type": "client_credentials"}
    basic = http.post("/oauth/token", data=form, auth=("test-client", "secret"))
    posted = http.post("/oauth/token", data={**form, "client_id": "test-client", "client_secret": "secret"})
    nothing = http.post("/oauth/token", data={**form, "client_id": "test-client"})

    assert [answer.status_code for answer in (basic, posted, nothing)] == [401, 401, 401]
    assert {answer.json()["error"] for answer in (basic, posted, nothing)} == {"invalid_client"}
    assert basic.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize("grant", ["password", "authorization_code", "refresh_token"])
def test_other_grants_are_refused(http: TestClient, grant: str) -> None:
    answer = http.post("/oauth/token", data=token_form(assertion(), grant_type=grant))

    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"grant_type=client_credentials", "application/json"),
        (b"grant_type=client_credentials", ""),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"grant_type=a&grant_type=b", "application/x-www-form-urlencoded"),
        (b"grant_type=%ff", "application/x-www-form-urlencoded"),
        (b"a=1&" * 100, "application/x-www-form-urlencoded"),
        (b"a=" + b"x" * 70_000, "application/x-www-form-urlencoded"),
    ],
)
def test_a_request_that_is_no_form_gets_an_oauth_error(http: TestClient, content: bytes, media: str) -> None:
    answer = http.post("/oauth/token", content=content, headers={"Content-Type": media})

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"


def test_a_suspended_client_gets_no_token(http: TestClient, database_module: str) -> None:
    registered(database_module, "kpi:read", client="suspended-client")
    with session_on(database_module) as session:
        session.execute(text("update registry.client set state = 'suspended' where id = 'suspended-client'"))

    assert ask(http, assertion("suspended-client")).status_code == 401
