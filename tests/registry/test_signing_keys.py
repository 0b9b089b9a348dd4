"""Changing to a new signing key while everything runs: nobody loses a token, nothing is started again."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from jose import jwt
from sqlalchemy import text

from services.registry.signing_keys.operations import KEYS_CACHE_SECONDS, PUBLISHED_AFTER, PUBLISHED_AHEAD
from shared.identity.signing_keys import PublishedKeys, usable_keys
from shared.identity.token_verification import LONGEST_LIFE, TokenVerifier
from tests.registry.builders import REGISTRY, bearer, person_headers, registered, registry_on, session_on

ADMINISTRATOR = "registry:clients"


@pytest.fixture
def http(database: str) -> Iterator[TestClient]:
    with registry_on(database) as client:
        registered(database, "kpi:read", client="reader")
        registered(database, ADMINISTRATOR, client="program")
        yield client


def rotate(http: TestClient) -> dict[str, object]:
    answer = http.post("/v1/signing-keys/_rotate", headers=person_headers(ADMINISTRATOR))
    assert answer.status_code == 200, answer.text
    made: dict[str, object] = answer.json()
    return made


def states(http: TestClient) -> dict[str, str]:
    answer = http.get("/v1/signing-keys", headers=person_headers(ADMINISTRATOR))
    return {key["kid"]: key["state"] for key in answer.json()["items"]}


def published(http: TestClient) -> set[str]:
    return {key["kid"] for key in http.get("/oauth/jwks").json()["keys"]}


def kid_of(header: dict[str, str]) -> str:
    return str(jwt.get_unverified_header(header["Authorization"].removeprefix("Bearer "))["kid"])


def let_pass(database: str, seconds: float) -> None:
    """Let the keys be this much older, as if the time had passed."""
    older = text(
        "update registry.signing_key set signs_from = signs_from - age.length, signs_until = signs_until - age.length,"
        " published_until = published_until - age.length from (select make_interval(secs => :seconds) as length) age"
    )
    with session_on(database) as session:
        session.execute(older, {"seconds": seconds})


def test_a_new_key_is_published_first_signs_later_and_the_old_one_stays_until_its_tokens_end(
    http: TestClient, database: str
) -> None:
    before = bearer(http, "reader")
    old = kid_of(before)
    new = str(rotate(http)["kid"])
    assert published(http) == {old, new}
    assert states(http) == {new: "next", old: "current"}
    assert kid_of(bearer(http, "reader")) == old

    let_pass(database, PUBLISHED_AHEAD.total_seconds() + 1)
    after = bearer(http, "reader")
    assert kid_of(after) == new
    assert states(http) == {new: "current", old: "previous"}
    assert [http.get("/v1/me", headers=header).status_code for header in (before, after)] == [200, 200]

    let_pass(database, PUBLISHED_AFTER.total_seconds())
    assert published(http) == {new}
    assert states(http) == {new: "current"}


def test_a_verifier_that_kept_the_old_keys_learns_the_new_one_by_itself(http: TestClient, database: str) -> None:
    now = 0.0
    keys = PublishedKeys(lambda: usable_keys(http.get("/oauth/jwks").json()), clock=lambda: now)
    service = TokenVerifier({REGISTRY: keys}, "http://kpi.test")
    old = bearer(http, "reader", resource="http://kpi.test")["Authorization"].removeprefix("Bearer ")
    assert service.caller(old).client_id == "reader"

    rotate(http)
    let_pass(database, PUBLISHED_AHEAD.total_seconds() + 1)
    now = PUBLISHED_AHEAD.total_seconds()
    new = bearer(http, "reader", resource="http://kpi.test")["Authorization"].removeprefix("Bearer ")

    assert [service.caller(token).client_id for token in (new, old)] == ["reader", "reader"]


def test_nobody_can_still_have_the_old_key_set_when_the_new_key_signs() -> None:
    assert PUBLISHED_AHEAD.total_seconds() > KEYS_CACHE_SECONDS
    assert PUBLISHED_AFTER.total_seconds() >= LONGEST_LIFE


def test_while_a_new_key_waits_there_is_no_other(http: TestClient) -> None:
    rotate(http)
    again = http.post("/v1/signing-keys/_rotate", headers=person_headers(ADMINISTRATOR))

    assert again.status_code == 409
    assert again.json()["errors"][0]["code"] == "rotation-under-way"
    assert len(published(http)) == 2


def test_keys_that_are_published_no_more_are_gone_after_the_next_change(http: TestClient, database: str) -> None:
    rotate(http)
    let_pass(database, (PUBLISHED_AHEAD + PUBLISHED_AFTER).total_seconds() + 1)
    rotate(http)
    with session_on(database) as session:
        assert session.scalar(text("select count(*) from registry.signing_key")) == 2


def test_the_private_part_is_shown_to_nobody(http: TestClient) -> None:
    shown = http.get("/v1/signing-keys", headers=person_headers(ADMINISTRATOR))

    (key,) = shown.json()["items"]
    assert set(key) == {"kid", "algorithm", "state", "madeAt", "signsFrom", "signsUntil", "publishedUntil"}
    assert "PRIVATE" not in shown.text


def test_a_person_with_the_scope_rotates_and_nobody_else(http: TestClient) -> None:
    program = http.post("/v1/signing-keys/_rotate", headers=bearer(http, "program"))
    other = http.post("/v1/signing-keys/_rotate", headers=person_headers("registry:parties"))
    nobody = http.post("/v1/signing-keys/_rotate")

    assert [answer.status_code for answer in (program, other, nobody)] == [403, 403, 401]
    assert program.json()["errors"][0]["code"] == "person-needed"
    assert http.get("/v1/signing-keys", headers=bearer(http, "program")).status_code == 200
    assert http.get("/v1/signing-keys", headers=bearer(http, "reader")).status_code == 403


def test_the_audit_trail_says_who_rotated(http: TestClient, database: str) -> None:
    new = rotate(http)["kid"]
    with session_on(database) as session:
        (actor,) = session.scalars(
            text("select actor from registry.audit_event where act = 'signing-key.rotate' and subject = :kid"),
            {"kid": new},
        )

    assert actor.startswith("person:")
