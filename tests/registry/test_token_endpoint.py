"""Tokens: who gets one, for what, and what other software makes of the endpoint."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]
from authlib.oauth2.rfc7523 import PrivateKeyJWT  # type: ignore[import-untyped]
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jose import jwt
from sqlalchemy import text

from services.registry.app import build_app
from services.registry.clients.operations.clients import NewClient, register_client
from shared.dutch_day import today
from shared.identity.token_source import TokenRefused, TokenSource
from tests.registry.asking import ask
from tests.registry.builders import (
    BZK,
    REGISTRY,
    TOKEN_URL,
    key,
    registered,
    registry_on,
    session_on,
    settings_for,
)


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module) as client:
        registered(database_module, "ingest:write", "ingest:read", party=BZK)
        yield client


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
    assert header["kid"] in {jwk["kid"] for jwk in http.get("/oauth/jwks").json()["keys"]}


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
    answer = http.get("/.well-known/openid-configuration")

    assert answer.json() == http.get("/.well-known/oauth-authorization-server").json()
    assert answer.json()["issuer"] == REGISTRY
    assert answer.json()["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert answer.json()["token_endpoint_auth_signing_alg_values_supported"] == ["RS256", "PS256"]
    for endpoint in ("introspection", "revocation"):
        assert answer.json()[f"{endpoint}_endpoint"].startswith(f"{REGISTRY}/oauth/")
        assert answer.json()[f"{endpoint}_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert "max-age" in answer.headers["cache-control"]


def test_published_keys_are_public_only_and_cacheable(http: TestClient) -> None:
    answer = http.get("/oauth/jwks")

    (published,) = answer.json()["keys"]
    assert set(published) == {"kid", "kty", "alg", "use", "n", "e"}
    assert "max-age" in answer.headers["cache-control"]


def test_registries_that_start_at_once_make_one_key(database: str) -> None:
    def kids(app: FastAPI) -> list[str]:
        with TestClient(app, base_url=REGISTRY) as http:
            return [jwk["kid"] for jwk in http.get("/oauth/jwks").json()["keys"]]

    # Made one after another: the framework silences warnings while it reads routes, which threads undo for each other.
    apps = [build_app(settings_for(database)) for _ in range(3)]
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(kids, apps))

    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 1


def test_a_token_lives_an_hour_at_most(database: str) -> None:
    with pytest.raises(ValueError, match="token_life"):
        build_app(settings_for(database, token_life=3601))
