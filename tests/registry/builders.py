"""Small parts for the tests of the registry: settings, keys, assertions and lists of organisations."""

import csv
import io
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from secrets import token_urlsafe
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.registry.app import build_app
from services.registry.clients.operations.clients import NewClient, register_client
from services.registry.settings import Settings
from services.registry.tokens.rules import ASSERTION_TYPE
from shared.dutch_day import today
from shared.identity.signing_keys import SigningKey
from tests.people import person_token, trusted_issuers

REGISTRY = "http://registry.test"
TOKEN_URL = f"{REGISTRY}/oauth/token"
BZK = "https://identifier.overheid.nl/tooi/id/ministerie/mnre1034"
ZUID_HOLLAND = "https://identifier.overheid.nl/tooi/id/provincie/pv28"


def settings_for(database: str, **others: object) -> Settings:
    """Settings as in production's form: the registry works with its own role."""
    stated: dict[str, object] = {
        "registry_url": REGISTRY,
        "ingest_url": "http://ingest.test",
        "kpi_url": "http://kpi.test",
        "trusted_issuers": trusted_issuers(),
        "tokens_per_minute": 10_000,
        "failed_sign_ins_per_minute": 10_000,
    }
    return Settings.model_validate({"database_url": role_url(database, "ppds_registry"), **stated, **others})


@contextmanager
def registry_on(database: str, **others: object) -> Iterator[TestClient]:
    """The whole app, started on this database."""
    with TestClient(build_app(settings_for(database, **others)), base_url=REGISTRY) as http:
        yield http


@contextmanager
def session_on(database: str, *, role: str = "ppds_registry") -> Iterator[Session]:
    """A transaction of the registry's role, committed at the end."""
    engine = create_engine(role_url(database, role), poolclass=NullPool)
    with Session(engine) as session, session.begin():
        yield session
    engine.dispose()


@cache
def key(_name: str = "one") -> SigningKey:
    """A key pair; making one takes long, so the same name gives the same pair."""
    return SigningKey.generate()


def key_set(*keys: SigningKey) -> dict[str, object]:
    return {"keys": [signing_key.public().as_jwk() for signing_key in keys or (key(),)]}


def registered(
    database: str,
    *scopes: str,
    client: str = "test-client",
    party: str | None = None,
    signing: SigningKey | None = None,
) -> str:
    """Register a client by the local act, as an operator does."""
    with session_on(database) as session:
        stated = NewClient(party, "Client of a test", scopes, key_set(signing or key()), client)
        record = register_client(session, stated, actor="test", on=today(), replace=True)
    return record.id


def assertion(
    client: str = "test-client", *, signing: SigningKey | None = None, claims: Mapping[str, object] | None = None
) -> str:
    """A signed assertion; a claim given as None is left out, one given as a period counts from now."""
    return (signing or key()).sign(stated_claims({**assertion_claims(client), **(claims or {})}))


def assertion_claims(client: str) -> dict[str, object]:
    now = int(time.time())
    return {"iss": client, "sub": client, "aud": TOKEN_URL, "iat": now, "exp": now + 60, "jti": token_urlsafe(12)}


def token_form(signed: str, **others: str | list[str]) -> dict[str, str | list[str]]:
    form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}
    return {**form, **others}


def bearer(http: TestClient, client: str = "test-client", **form: str) -> dict[str, str]:
    """The header with a fresh token of a registered client."""
    answer = http.post("/oauth/token", data=token_form(assertion(client), **form))
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def ask_sandbox_client(http: TestClient, **body: object) -> Response:
    return http.post("/v1/sandbox-clients", json={"jwks": key_set(), **body}, headers={"Accept-Language": "en"})


def sandbox_client(http: TestClient, **body: object) -> dict[str, Any]:
    """A new client of the sandbox, as the registry shows it."""
    answer = ask_sandbox_client(http, **body)
    assert answer.status_code == 201, answer.text
    content: dict[str, Any] = answer.json()
    return content


def person_headers(*scopes: str, subject: str = "beheerder-1", party: str | None = None) -> dict[str, str]:
    """The header with a person's token of the test issuer; two subjects are two people."""
    return {"Authorization": f"Bearer {person_token(*scopes, subject=subject, party=party)}"}


def stated_claims(claims: Mapping[str, object]) -> dict[str, object]:
    now = int(time.time())
    return {
        name: now + int(value.total_seconds()) if isinstance(value, timedelta) else value
        for name, value in claims.items()
        if value is not None
    }


def party_row(**columns: str) -> dict[str, str]:
    """A row of a list: a fictitious municipality unless said otherwise."""
    row = {
        "tier": "gemeente",
        "organisation_type": "gemeente",
        "tooi_uri": "https://identifier.overheid.nl/tooi/id/gemeente/gm9998",
        "name": "Voorbeeldstad",
        "official_name": "gemeente Voorbeeldstad",
        "abbreviation": "VBS",
        "oin": "",
        "kvk": "90000001",
        "rsin": "",
        "roo_id": "99999998",
        "province_tooi_uri": ZUID_HOLLAND,
    }
    return {**row, **columns}


def party_csv(*rows: Mapping[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(party_row()), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
