"""Authlib as a foreign client over real HTTP: it finds the endpoints, and obtains, uses, introspects and revokes."""

from collections.abc import Iterator

import httpx
import pytest
from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]
from authlib.oauth2.rfc7523 import PrivateKeyJWT  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.services import RunningServices, client_key, eventually, register_client, running_services


@pytest.fixture(scope="module")
def services(database_module: str) -> Iterator[RunningServices]:
    with running_services(database_module, only=("registry", "ingest"), workers=()) as running:
        party = running.add_party("Voorbeeldgemeente Authlib")
        register_client(database_module, "foreign", scopes=("ingest:read", "ingest:write"), party=party)
        register_client(database_module, "other", scopes=("ingest:read",), party=party)
        register_client(database_module, "resource-server", scopes=("registry:read",))
        register_client(database_module, "reader", scopes=("registry:read",), party=party)
        register_client(database_module, "no-reader", scopes=("kpi:read",))
        yield running


def foreign(client: str = "foreign", *, scope: str | None = None) -> OAuth2Client:
    """A client of Authlib; where it goes it reads in the metadata of the issuer."""
    session = OAuth2Client(
        client_id=client,
        client_secret=client_key().pem(),
        token_endpoint_auth_method="private_key_jwt",
        revocation_endpoint_auth_method="private_key_jwt",
        scope=scope,
        trust_env=False,
    )
    session.register_client_auth_method(PrivateKeyJWT(headers={"kid": client_key().kid}, alg="RS256"))
    return session


def metadata(services: RunningServices) -> dict[str, str]:
    shown: dict[str, str] = httpx.get(
        f"{services.registry_url}/.well-known/oauth-authorization-server", trust_env=False
    ).json()
    return shown


def obtained(services: RunningServices, session: OAuth2Client) -> dict[str, str]:
    token: dict[str, str] = session.fetch_token(
        metadata(services)["token_endpoint"], grant_type="client_credentials", resource=services.ingest_url
    )
    return token


def introspected(services: RunningServices, session: OAuth2Client, token: str) -> dict[str, object]:
    answer = session.introspect_token(metadata(services)["introspection_endpoint"], token=token)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    content: dict[str, object] = answer.json()
    return content


def test_a_token_is_obtained_used_introspected_and_revoked(services: RunningServices) -> None:
    with foreign(scope="ingest:read") as session:
        token = obtained(services, session)
        submissions = f"{services.ingest_url}/v1/submissions"
        assert token["scope"] == "ingest:read"
        assert session.get(submissions).status_code == 200

        said = introspected(services, session, token["access_token"])
        assert said["active"] is True
        assert (said["client_id"], said["scope"], said["token_type"]) == ("foreign", "ingest:read", "Bearer")
        assert said["iss"] == services.registry_url

        revoked = session.revoke_token(metadata(services)["revocation_endpoint"], token=token["access_token"])
        assert revoked.status_code == 200
        assert introspected(services, session, token["access_token"]) == {"active": False}

        # ingest verifies offline and reads the list of withdrawn tokens at most a second late.
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        eventually(lambda: httpx.get(submissions, headers=headers, trust_env=False).status_code == 401, seconds=3)


def test_authlib_verifies_our_token_with_our_published_keys(services: RunningServices) -> None:
    with foreign() as session:
        token = obtained(services, session)
    keys = KeySet.import_key_set(httpx.get(metadata(services)["jwks_uri"], trust_env=False).json())

    claims = jwt.decode(token["access_token"], keys, algorithms=["RS256"]).claims
    rules = jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": services.registry_url}, aud={"essential": True, "value": services.ingest_url}
    )
    rules.validate(claims)
    assert claims["client_id"] == "foreign"


@pytest.mark.parametrize(
    ("asks", "hears"),
    [("foreign", True), ("resource-server", True), ("other", False), ("reader", False), ("no-reader", False)],
)
def test_a_client_asks_about_its_own_tokens_a_service_about_any_and_nobody_else_hears_that_one_is_active(
    services: RunningServices, asks: str, *, hears: bool
) -> None:
    with foreign() as session, foreign(asks) as asking:
        token = obtained(services, session)["access_token"]
        said = introspected(services, asking, token)

    assert said["active"] is hears
    assert hears or said == {"active": False}


def test_a_client_revokes_no_token_of_another(services: RunningServices) -> None:
    with foreign() as session, foreign("other") as other:
        token = obtained(services, session)["access_token"]
        refused = other.revoke_token(metadata(services)["revocation_endpoint"], token=token)

        assert (refused.status_code, refused.json()["error"]) == (400, "unauthorized_client")
        assert introspected(services, session, token)["active"] is True


def test_a_token_that_does_not_hold_is_not_active_and_revoking_it_is_no_fault(services: RunningServices) -> None:
    with foreign() as session:
        for garbage in ("x", "a.b.c", "e30.e30.e30", "x" * 9000):
            assert introspected(services, session, garbage) == {"active": False}
            assert session.revoke_token(metadata(services)["revocation_endpoint"], token=garbage).status_code == 200


def test_revoking_twice_is_no_fault(services: RunningServices) -> None:
    with foreign() as session:
        token = obtained(services, session)["access_token"]
        endpoint = metadata(services)["revocation_endpoint"]

        assert [session.revoke_token(endpoint, token=token).status_code for _ in range(2)] == [200, 200]


def test_the_hint_makes_no_difference(services: RunningServices) -> None:
    with foreign() as session:
        token = obtained(services, session)["access_token"]
        answer = session.introspect_token(
            metadata(services)["introspection_endpoint"], token=token, token_type_hint="refresh_token"
        )

        assert answer.json()["active"] is True


@pytest.mark.parametrize("endpoint", ["introspection_endpoint", "revocation_endpoint"])
def test_nobody_asks_about_a_token_without_signing_in(services: RunningServices, endpoint: str) -> None:
    address = metadata(services)[endpoint]
    bare = httpx.post(address, data={"token": "x"}, trust_env=False)
    secret = httpx.post(address, data={"token": "x"}, auth=("foreign", "secret"), trust_env=False)
    in_address = httpx.post(f"{address}?token=x&client_assertion=y", trust_env=False)
    nothing = httpx.get(address, trust_env=False)

    assert [answer.status_code for answer in (bare, secret, in_address, nothing)] == [401, 401, 400, 405]
    assert bare.json()["error"] == "invalid_client"
    assert secret.headers["www-authenticate"].startswith("Basic ")
