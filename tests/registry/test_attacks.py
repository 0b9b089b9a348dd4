"""Attacks on the registry as it runs: forged, stolen, stale and self-made tokens, and assertions that come twice.

Each is refused with the status, the problem and the challenge that RFC 6750 and the NL GOV profile ask for.
"""

import base64
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe

import httpx2
import pytest
from cryptography.hazmat.primitives import serialization
from fastapi.testclient import TestClient
from jose import jwt
from sqlalchemy import text

from services.registry.signing_keys.store import current_key
from shared.identity.signing_keys import SigningKey
from tests.people import ISSUER, issuer_key, person_token
from tests.registry.builders import (
    BZK,
    REGISTRY,
    assertion,
    assertion_claims,
    bearer,
    key,
    person_headers,
    registered,
    registry_on,
    session_on,
    token_form,
)

ADDRESS = "/v1/clients"
BODY = "https://identifier.ppds.example/id/test/iemand"


@dataclass
class Attacked:
    """A registry that runs, with the key it signs with: some attacks are tried with a right signature."""

    http: TestClient
    key: SigningKey

    def token(self, **claims: object) -> str:
        """A right token of an administrator's program but for these claims; None leaves one out."""
        return self.key.sign(self.claims(**claims))

    def claims(self, **changes: object) -> dict[str, object]:
        now = int(time.time())
        right: dict[str, object] = {
            "iss": REGISTRY,
            "sub": "administrator",
            "azp": "administrator",
            "aud": [REGISTRY],
            "iat": now,
            "exp": now + 600,
            "jti": token_urlsafe(16),
            "scope": "registry:clients",
            "sandbox": False,
        }
        return {name: value for name, value in {**right, **changes}.items() if value is not None}

    def get(self, token: str) -> httpx2.Response:
        return self.http.get(ADDRESS, headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})


@pytest.fixture(scope="module")
def attacked(database_module: str) -> Iterator[Attacked]:
    with registry_on(database_module) as http:
        registered(database_module, "registry:clients", client="administrator")
        registered(database_module, "ingest:write", client="sender", party=BZK)
        with session_on(database_module) as session:
            current = current_key(session)
        assert current is not None
        yield Attacked(http, SigningKey.from_pem(current[1], kid=current[0]))


def unsigned(header: Mapping[str, object], claims: Mapping[str, object]) -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims))
    return ".".join((*parts, ""))


def assert_invalid_token(answer: httpx2.Response) -> None:
    assert answer.status_code == 401, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == 'Bearer realm="ppds", error="invalid_token"'
    assert answer.json()["status"] == 401


def test_the_token_that_the_attacks_start_from_is_let_in(attacked: Attacked) -> None:
    assert attacked.get(attacked.token()).status_code == 200


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE", ""])
def test_alg_none(attacked: Attacked, algorithm: str) -> None:
    header = {"alg": algorithm, "kid": attacked.key.kid, "typ": "at+jwt"}

    assert_invalid_token(attacked.get(unsigned(header, attacked.claims())))


def test_hs256_signed_with_the_public_key(attacked: Attacked) -> None:
    published = attacked.http.get("/oauth/jwks").json()["keys"][0]
    public = attacked.key.private.public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    for secret in (published["n"], base64.b64encode(pem).decode(), json.dumps(published)):
        forged = jwt.encode(attacked.claims(), secret, algorithm="HS256", headers={"kid": attacked.key.kid})
        assert_invalid_token(attacked.get(forged))


def from_now(claims: dict[str, object]) -> dict[str, object]:
    """Claims whose moments are stated from now on, in seconds since 1970."""
    now = int(time.time())
    return {
        name: now + int(value.total_seconds()) if isinstance(value, timedelta) else value
        for name, value in claims.items()
    }


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": ["http://kpi.test"]},
        {"aud": REGISTRY + "/"},
        {"aud": "*"},
        {"aud": None},
        {"iss": "http://registry.test.attacker.example"},
        {"iss": REGISTRY + "/"},
        {"iss": None},
        {"exp": timedelta(seconds=-1)},
        {"exp": None},
        {"exp": 32_000_000_000},
        {"nbf": timedelta(seconds=3000)},
        {"iat": timedelta(seconds=3000), "exp": timedelta(seconds=3300)},
        {"jti": None},
        {"scope": None},
        {"scope": ["registry:clients"]},
    ],
    ids=str,
)
def test_a_wrong_claim_even_under_our_own_signature(attacked: Attacked, claims: dict[str, object]) -> None:
    assert_invalid_token(attacked.get(attacked.token(**from_now(claims))))


def test_a_foreign_kid_and_a_foreign_key_under_our_kid(attacked: Attacked) -> None:
    foreign = key("attacker")

    assert_invalid_token(attacked.get(foreign.sign(attacked.claims())))
    assert_invalid_token(attacked.get(SigningKey(attacked.key.kid, foreign.private).sign(attacked.claims())))


@pytest.mark.parametrize("members", [{"crit": ["exp"]}, {"crit": []}, {"b64": False, "crit": ["b64"]}], ids=str)
def test_a_critical_header(attacked: Attacked, members: dict[str, object]) -> None:
    headers = {"kid": attacked.key.kid, **members}

    assert_invalid_token(attacked.get(jwt.encode(attacked.claims(), attacked.key.pem(), "RS256", headers=headers)))


@pytest.mark.parametrize("member", ["jwk", "jku", "x5u"])
def test_a_key_that_the_token_brings_itself(attacked: Attacked, member: str) -> None:
    foreign = key("attacker")
    brought = foreign.public().as_jwk() if member == "jwk" else "https://attacker.example/jwks"
    headers = {"kid": foreign.kid, member: brought}

    assert_invalid_token(attacked.get(jwt.encode(attacked.claims(), foreign.pem(), "RS256", headers=headers)))


@pytest.mark.parametrize("kid", ["../../etc/passwd", "' or 1=1 --", "x" * 5000, "a\u0000b"], ids=lambda kid: kid[:8])
def test_a_kid_that_is_no_kid(attacked: Attacked, kid: str) -> None:
    signed = jwt.encode(attacked.claims(), attacked.key.pem(), "RS256", headers={"kid": kid})

    assert_invalid_token(attacked.get(signed))


def test_a_token_in_the_address(attacked: Attacked) -> None:
    for headers in ({}, {"Authorization": f"Bearer {attacked.token()}"}):
        answer = attacked.http.get(ADDRESS, params={"access_token": attacked.token()}, headers=headers)
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == 'Bearer realm="ppds", error="invalid_request"'


def test_a_token_in_the_body_or_a_cookie_is_no_token(attacked: Attacked) -> None:
    in_body = attacked.http.post("/v1/signing-keys/_rotate", data={"access_token": attacked.token()})
    in_cookie = attacked.http.get(ADDRESS, headers={"Cookie": f"access_token={attacked.token()}"})

    for answer in (in_body, in_cookie):
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith('Bearer realm="ppds"')
        assert "error=" not in answer.headers["www-authenticate"]


def test_a_revoked_token(attacked: Attacked, database_module: str) -> None:
    with session_on(database_module) as session:
        session.execute(
            text(
                "insert into registry.revoked_token (jti, client_id, expires_at)"
                " values ('stolen', 'administrator', now() + interval '1 hour')"
            )
        )
    token = attacked.token(jti="stolen")
    ends_at = time.monotonic() + 3
    while attacked.get(token).status_code == 200 and time.monotonic() < ends_at:
        time.sleep(0.1)

    assert_invalid_token(attacked.get(token))


def test_an_assertion_is_no_access_token(attacked: Attacked) -> None:
    assert_invalid_token(attacked.get(assertion("administrator", claims={"aud": REGISTRY})))


def test_an_access_token_is_no_assertion(attacked: Attacked) -> None:
    token = bearer(attacked.http, "sender")["Authorization"].removeprefix("Bearer ")
    answer = attacked.http.post("/oauth/token", data=token_form(token))

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("endpoint", ["/oauth/token", "/oauth/introspect", "/oauth/revoke"])
def test_an_assertion_serves_once_whichever_endpoint_it_comes_to(attacked: Attacked, endpoint: str) -> None:
    signed = assertion("sender")
    assert attacked.http.post("/oauth/introspect", data=token_form(signed, token="x")).status_code == 200
    again = attacked.http.post(endpoint, data=token_form(signed, token="x"))

    assert (again.status_code, again.json()["error"]) == (401, "invalid_client")
    assert again.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("endpoint", ["introspect", "revoke"])
def test_an_assertion_for_another_endpoint_or_server_is_refused(attacked: Attacked, endpoint: str) -> None:
    other = {"introspect": "revoke", "revoke": "introspect"}[endpoint]
    for audience in (f"{REGISTRY}/oauth/{other}", "http://ingest.test", "https://attacker.example/oauth/token"):
        signed = assertion("sender", claims={"aud": audience})
        assert attacked.http.post(f"/oauth/{endpoint}", data=token_form(signed, token="x")).status_code == 401
    for audience in (f"{REGISTRY}/oauth/{endpoint}", f"{REGISTRY}/oauth/token", REGISTRY):
        signed = assertion("sender", claims={"aud": audience})
        assert attacked.http.post(f"/oauth/{endpoint}", data=token_form(signed, token="x")).status_code == 200


def test_another_client_cannot_sign_for_this_one(attacked: Attacked, database_module: str) -> None:
    registered(database_module, "kpi:read", client="attacker", signing=key("attacker"))
    signed = key("attacker").sign(assertion_claims("administrator"))

    assert attacked.http.post("/oauth/token", data=token_form(signed)).status_code == 401


def test_a_scope_beyond_ones_own_is_refused_with_the_scope_that_is_needed(attacked: Attacked) -> None:
    answer = attacked.http.get(ADDRESS, headers=bearer(attacked.http, "sender"))

    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == (
        'Bearer realm="ppds", error="insufficient_scope", scope="registry:clients"'
    )


# --- people -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://attacker.example"},
        {"iss": ISSUER + "/"},
        {"aud": "another-application"},
        {"exp": timedelta(seconds=-1)},
        {"nbf": timedelta(seconds=3000)},
        {"organisation": BODY},
    ],
    ids=str,
)
def test_a_persons_token_of_an_untrusted_issuer_or_for_another(attacked: Attacked, claims: dict[str, object]) -> None:
    stated = {**jwt.get_unverified_claims(person_token("registry:clients")), **from_now(claims)}

    assert_invalid_token(attacked.get(issuer_key().sign(stated)))


def test_a_person_whose_token_somebody_else_signed(attacked: Attacked) -> None:
    stated = jwt.get_unverified_claims(person_token("registry:clients"))

    assert_invalid_token(attacked.get(key("attacker").sign(stated)))
    assert_invalid_token(attacked.get(SigningKey(issuer_key().kid, key("attacker").private).sign(stated)))


@pytest.mark.parametrize(
    "claims",
    [
        {"roles": ["beheerder"]},
        {"roles": ["registry:clients "]},
        {"roles": [["registry:clients"]]},
        {"roles": None, "scope": "registry:clients"},
        {"roles": ["kpi:read"], "scope": "registry:clients registry:parties"},
    ],
    ids=str,
)
def test_a_self_made_role_or_scope_gives_nothing(attacked: Attacked, claims: dict[str, object]) -> None:
    stated = {**jwt.get_unverified_claims(person_token()), **claims}
    answer = attacked.get(issuer_key().sign({name: value for name, value in stated.items() if value is not None}))

    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]


def test_a_trusted_issuer_cannot_name_a_client_of_ours(attacked: Attacked) -> None:
    stated = {
        **jwt.get_unverified_claims(person_token("kpi:read")),
        "azp": "administrator",
        "client_id": "administrator",
    }
    token = {"Authorization": f"Bearer {issuer_key().sign(stated)}"}

    assert attacked.http.get("/v1/me", headers=token).json()["client"].startswith("person:")
    assert attacked.http.get("/v1/clients/administrator", headers=token).status_code == 404


def test_a_persons_token_is_no_assertion_and_no_token_of_ours_to_ask_about(attacked: Attacked) -> None:
    token = person_token("registry:clients")
    answer = attacked.http.post("/oauth/introspect", data=token_form(assertion("sender"), token=token))

    assert attacked.http.post("/oauth/token", data=token_form(token)).status_code == 401
    assert answer.json() == {"active": False}


def test_a_program_cannot_do_what_a_person_must(attacked: Attacked) -> None:
    body = {"label": "Program", "scopes": ["kpi:read"], "jwks": {"keys": [key().public().as_jwk()]}}
    answer = attacked.http.post("/v1/client-proposals", json=body, headers=bearer(attacked.http, "administrator"))

    assert answer.status_code == 403
    assert answer.json()["errors"][0]["code"] == "person-needed"
    by_a_person = attacked.http.post("/v1/client-proposals", json=body, headers=person_headers("registry:clients"))
    assert by_a_person.status_code == 201


def test_who_the_person_is_stands_in_no_table(attacked: Attacked, database_module: str) -> None:
    body = {"label": "Van een mens", "scopes": ["kpi:read"], "jwks": {"keys": [key().public().as_jwk()]}}
    headers = person_headers("registry:clients", subject="jansen@example.org")
    made = attacked.http.post("/v1/client-proposals", json=body, headers=headers).json()["client"]
    with session_on(database_module) as session:
        rows = session.execute(
            text(
                "select c::text from registry.client_proposal c where client_id = :client"
                " union all select a::text from registry.audit_event a where subject = :client"
            ),
            {"client": made},
        ).scalars()
        written = " ".join(rows)

    assert "person:" in written
    assert "jansen" not in written
