from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import httpx2
import pytest
from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]
from authlib.oauth2.rfc7523 import PrivateKeyJWT  # type: ignore[import-untyped]
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jose import jwt
from sqlalchemy import text

from services.registry.access import today
from services.registry.app import build_app
from services.registry.clients.operations.clients import NewClient, register_client
from shared.identity.token_source import TokenRefused, TokenSource
from tests.registry.builders import (
    BZK,
    REGISTRY,
    TOKEN_URL,
    assertion,
    assertion_claims,
    key,
    registered,
    registry_on,
    session_on,
    settings_for,
    token_form,
)


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module) as client:
        registered(database_module, "ingest:write", "ingest:read", party=BZK)
        yield client


def ask(http: TestClient, signed: str | None = None, **form: str | list[str]) -> httpx2.Response:
    return http.post("/oauth/token", data=token_form(signed or assertion(), **form))


def test_a_registered_client_gets_a_token_that_says_who_it_is_and_for_whom(http: TestClient) -> None:
    answer = ask(http)

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert body["token_type"] == "Bearer"
    assert body["expires_in"] == 900
    assert body["scope"] == "ingest:read ingest:write"
    claims = jwt.get_unverified_claims(body["access_token"])
    assert claims["iss"] == REGISTRY
    assert claims["sub"] == claims["azp"] == "test-client"
    assert claims["aud"] == [REGISTRY]
    assert claims["exp"] - claims["iat"] == 900
    assert claims["party"] == BZK
    assert claims["party_kind"] == "ministry"
    assert claims["sandbox"] is False
    assert len(claims["jti"]) >= 22
    header = jwt.get_unverified_header(body["access_token"])
    assert header["alg"] == "RS256"
    assert header["kid"] in {one["kid"] for one in http.get("/oauth/jwks").json()["keys"]}


def test_each_token_has_a_number_of_its_own(http: TestClient) -> None:
    numbers = {jwt.get_unverified_claims(ask(http).json()["access_token"])["jti"] for _ in range(3)}

    assert len(numbers) == 3


def test_a_token_is_for_the_scopes_and_the_service_that_were_asked(http: TestClient) -> None:
    body = ask(http, scope="ingest:read", resource="http://ingest.test/").json()

    claims = jwt.get_unverified_claims(body["access_token"])
    assert claims["scope"] == body["scope"] == "ingest:read"
    assert claims["aud"] == ["http://ingest.test"]


def test_ps256_is_accepted_of_a_client_whose_key_allows_it(http: TestClient, database_module: str) -> None:
    jwk = {name: value for name, value in key("pss").public().as_jwk().items() if name != "alg"}
    with session_on(database_module) as session:
        stated = NewClient(None, "PS256", ["kpi:read"], {"keys": [jwk]}, "pss-client")
        register_client(session, stated, actor="test", on=today())
    source = OAuth2Client(client_id="pss-client", client_secret=key("pss").pem())
    signed = PrivateKeyJWT(TOKEN_URL, headers={"kid": key("pss").kid}, alg="PS256").sign(source, TOKEN_URL)

    assert ask(http, signed).status_code == 200


def test_authlib_as_a_foreign_client_finds_the_endpoint_and_gets_a_token(http: TestClient) -> None:
    metadata = http.get("/.well-known/oauth-authorization-server").json()
    endpoint = metadata["token_endpoint"]
    foreign = OAuth2Client(
        client_id="test-client",
        client_secret=key().pem(),
        token_endpoint_auth_method="private_key_jwt",
        transport=http._transport,
        scope="ingest:write",
    )
    foreign.register_client_auth_method(PrivateKeyJWT(endpoint, headers={"kid": key().kid}, alg="RS256"))
    with foreign:
        token = foreign.fetch_token(endpoint, grant_type="client_credentials")

        assert token["scope"] == "ingest:write"
        assert foreign.get(f"{REGISTRY}/v1/me").json()["client"] == "test-client"


def forward(http: TestClient, request: httpx.Request) -> httpx.Response:
    answer = http.request(request.method, str(request.url), content=request.read(), headers=dict(request.headers))
    return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)


def test_our_own_client_package_gets_one_token_and_keeps_it(http: TestClient) -> None:
    asked: list[str] = []

    def counted(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return forward(http, request)

    with httpx.Client(transport=httpx.MockTransport(counted)) as transport:
        source = TokenSource(TOKEN_URL, "test-client", private_key_pem=key().pem(), audience=REGISTRY, http=transport)
        first = source.token()

        assert source.token() == first
        assert asked == [TOKEN_URL]
        source.forget()
        assert source.token() != first


def test_our_own_client_package_says_what_the_registry_refused(http: TestClient) -> None:
    with httpx.Client(transport=httpx.MockTransport(lambda request: forward(http, request))) as transport:
        source = TokenSource(
            TOKEN_URL,
            "test-client",
            private_key_pem=key().pem(),
            audience=REGISTRY,
            scopes=("kpi:events",),
            http=transport,
        )

        with pytest.raises(TokenRefused, match="kpi:events") as refusal:
            source.token()
    assert refusal.value.error == "invalid_scope"


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
        answers = [one.status_code for one in threads.map(lambda _: ask(http, signed), range(6))]

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

    assert [one.status_code for one in (basic, posted, nothing)] == [401, 401, 401]
    assert {one.json()["error"] for one in (basic, posted, nothing)} == {"invalid_client"}
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


def test_grants_and_refusals_stand_in_the_audit_trail_without_the_token(http: TestClient, database_module: str) -> None:
    token = ask(http).json()["access_token"]
    ask(http, scope="audit:read")
    with session_on(database_module) as session:
        acts = session.execute(
            text(
                "select act, detail::text from registry.audit_event where subject = 'test-client'"
                " order by number desc limit 2"
            )
        ).all()

    assert [act for act, _ in acts] == ["token.refuse", "token.grant"]
    assert jwt.get_unverified_claims(token)["jti"] in acts[1][1]
    assert token.split(".")[2] not in acts[1][1]


def test_discovery_says_what_the_profile_asks(http: TestClient) -> None:
    found = http.get("/.well-known/openid-configuration")

    assert found.json() == http.get("/.well-known/oauth-authorization-server").json()
    assert found.json()["issuer"] == REGISTRY
    assert found.json()["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert found.json()["token_endpoint_auth_signing_alg_values_supported"] == ["RS256", "PS256"]
    for endpoint in ("introspection", "revocation"):
        assert found.json()[f"{endpoint}_endpoint"].startswith(f"{REGISTRY}/oauth/")
        assert found.json()[f"{endpoint}_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert "max-age" in found.headers["cache-control"]


def test_published_keys_are_public_only_and_cacheable(http: TestClient) -> None:
    answer = http.get("/oauth/jwks")

    (published,) = answer.json()["keys"]
    assert set(published) == {"kid", "kty", "alg", "use", "n", "e"}
    assert "max-age" in answer.headers["cache-control"]


def test_registries_that_start_at_once_make_one_key(database: str) -> None:
    def kids(app: FastAPI) -> list[str]:
        with TestClient(app, base_url=REGISTRY) as http:
            return [one["kid"] for one in http.get("/oauth/jwks").json()["keys"]]

    # Made one after another: the framework silences warnings while it reads routes, which threads undo for each other.
    apps = [build_app(settings_for(database)) for _ in range(3)]
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(kids, apps))

    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 1


def test_a_token_lives_an_hour_at_most(database: str) -> None:
    with pytest.raises(ValueError, match="token_life"):
        build_app(settings_for(database, token_life=3601))
