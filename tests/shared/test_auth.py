"""Who may call a route: the token in the header, its scopes, and what a refusal says."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, Security
from fastapi.testclient import TestClient
from httpx2 import Response
from jose import jwt

from shared.http.problems.answers import install
from shared.identity.access import Caller, TokenVerifier, anonymous_allowed, needs
from tests.shared.tokens import AUDIENCE, ISSUER, Issuer, key, token, verifier

router = APIRouter()


@router.get("/write")
def write(caller: Annotated[Caller, Security(needs("ingest:write"))]) -> str:
    return caller.client_id


@router.get("/both")
def both(caller: Annotated[Caller, Security(needs("ingest:write", "kpi:read"))]) -> str:
    return caller.client_id


@router.get("/open")
def open_to_all(caller: Annotated[Caller | None, Depends(anonymous_allowed)]) -> str:
    return caller.client_id if caller else "anyone"


@pytest.fixture(scope="module")
def http() -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(router)
    app.state.verifier = verifier()
    install(app)
    with TestClient(app) as client:
        yield client


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def test_a_caller_with_the_scope_comes_in_whatever_the_case_of_bearer(http: TestClient) -> None:
    assert http.get("/write", headers=bearer(token())).json() == "sender"
    assert http.get("/write", headers={"Authorization": f"bearer {token()}"}).json() == "sender"


def test_without_a_token_the_answer_asks_for_one(http: TestClient) -> None:
    answer = http.get("/write")

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "error=" not in answer.headers["www-authenticate"]


@pytest.mark.parametrize("header", ["Bearer a b", "Bearer x.y.z"])
def test_what_is_no_token_is_an_invalid_token(http: TestClient, header: str) -> None:
    answer = http.get("/write", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="ppds", error="invalid_token"'


@pytest.mark.parametrize("path", ["/write", "/open"])
@pytest.mark.parametrize("header", ["Basic eDp5", "token", "BearerBearer x"])
def test_by_another_scheme_nobody_is_known_and_the_answer_asks_for_a_token(
    http: TestClient, path: str, header: str
) -> None:
    answer = http.get(path, headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="ppds"'


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "bearer    "])
def test_a_scheme_without_a_token_is_a_malformed_request(http: TestClient, header: str) -> None:
    assert_malformed(http.get("/write", headers={"Authorization": header}))


def assert_malformed(answer: Response) -> None:
    """As RFC 6750 section 3.1 says it."""
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == 'Bearer realm="ppds", error="invalid_request"'


def test_an_expired_token_is_an_invalid_token(http: TestClient) -> None:
    answer = http.get("/write", headers={**bearer(token({"exp": timedelta(seconds=-1)})), "Accept-Language": "en"})

    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert "expired" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("presented", "nl", "en"),
    [
        (lambda: token({"exp": timedelta(seconds=-1)}), "Het token is verlopen.", "The token has expired."),
        (lambda: token({"exp": timedelta(seconds=-60)}), "Het token is verlopen.", "The token has expired."),
        (lambda: "x.y.z", "Dit is geen ondertekend JWT.", "This is no signed JWT."),
        (
            lambda: token({"aud": "another"}),
            "Het token is voor een ander bedoeld: de ontvanger (aud) geldt hier niet.",
            "The token is meant for another: its audience (aud) is not accepted here.",
        ),
        (
            lambda: jwt.encode({"iss": ISSUER}, "secret", algorithm="HS256", headers={"kid": "x"}),
            "Het algoritme hoort een van deze te zijn: RS256, PS256.",
            "The algorithm must be one of RS256, PS256.",
        ),
        (
            lambda: token()[:-8] + "AAAAAAAA",
            "De handtekening of een claim van het token klopt niet.",
            "The signature or a claim is not right: Signature verification failed.",
        ),
    ],
    ids=["expired", "long expired", "no jwt", "audience", "algorithm", "signature"],
)
def test_why_a_token_does_not_hold_is_said_in_the_language_of_the_reader(
    http: TestClient, presented: Callable[[], str], nl: str, en: str
) -> None:
    for language, expected in (
        ("nl", f"Het token geldt hier niet. {nl}"),
        ("en", f"The token does not hold here. {en}"),
    ):
        answer = http.get("/write", headers={**bearer(presented()), "Accept-Language": language})
        assert answer.status_code == 401
        assert (answer.headers["content-language"], answer.json()["detail"]) == (language, expected)


def test_a_missing_scope_is_403_and_named(http: TestClient) -> None:
    answer = http.get("/both", headers=bearer(token()))

    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
    assert "kpi:read" in answer.headers["www-authenticate"]
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_token_in_the_address_is_refused_even_beside_a_right_header(http: TestClient) -> None:
    for headers in ({}, bearer(token())):
        for path in ("/write", "/open"):
            assert_malformed(http.get(path, params={"access_token": token()}, headers=headers))


def test_two_authorization_headers_are_refused(http: TestClient) -> None:
    for other in (f"Bearer {token()}", "Basic eDp5"):
        for headers in ((other, f"Bearer {token()}"), (f"Bearer {token()}", other)):
            assert_malformed(http.get("/write", headers=[("Authorization", each) for each in headers]))


def test_where_anyone_may_call_a_token_that_is_given_must_hold(http: TestClient) -> None:
    assert http.get("/open").json() == "anyone"
    assert http.get("/open", headers=bearer(token())).json() == "sender"
    assert http.get("/open", headers=bearer("x.y.z")).status_code == 401


def test_an_issuer_that_cannot_be_reached_is_no_fault_of_the_caller() -> None:
    issuer = Issuer(key())
    issuer.is_down = True
    app = FastAPI()
    app.include_router(router)
    app.state.verifier = TokenVerifier({ISSUER: issuer.source()}, AUDIENCE)
    install(app)
    with TestClient(app) as client:
        answer = client.get("/write", headers=bearer(token()))

    assert answer.status_code == 503
    assert answer.headers["retry-after"]


def test_the_scope_of_an_operation_stands_in_its_description(http: TestClient) -> None:
    paths = http.get("/openapi.json").json()["paths"]

    assert paths["/write"]["get"]["security"] == [{"registry": ["ingest:write"]}]
    assert paths["/both"]["get"]["security"] == [{"registry": ["ingest:write", "kpi:read"]}]
    assert "security" not in paths["/open"]["get"]


def test_a_scope_that_does_not_exist_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="ingest:evrything"):
        needs("ingest:evrything")
