"""The test issuer of `up` and `demo`, the command for a person's token, and the keys that sign, by local commands."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError
from typer.testing import CliRunner, Result

from deploy.command.app import operator_app
from deploy.development_issuer import IssuerSettings, build_issuer, trusted_issuer
from deploy.embedded import role_url
from deploy.issuer_grants import ROLES
from deploy.local_registry import LocalRegistry
from deploy.processes import Addresses, processes
from services.registry.signing_keys.operations import ensure_signing_key
from shared.identity.access import InvalidToken, TokenVerifier
from shared.identity.signing_keys import KnownKeys, usable_keys
from shared.identity.token_verification import PeopleSource
from shared.identity.trusted_issuers import TrustedIssuer
from shared.settings import ServiceSettings
from tests.registry.builders import session_on

URL = "http://127.0.0.1:9009"
PROCESSES = {"addresses": Addresses(9001), "clients": {}, "passwords": {}}


@pytest.fixture(scope="module")
def issuer() -> Iterator[TestClient]:
    with TestClient(build_issuer(IssuerSettings(test_issuer_url=URL)), base_url=URL) as http:
        yield http


def verifier(issuer: TestClient) -> TokenVerifier:
    terms = TrustedIssuer.model_validate(trusted_issuer(URL))
    keys = KnownKeys(usable_keys(issuer.get("/jwks").json()))
    return TokenVerifier({}, "http://registry.test", people={URL: PeopleSource(terms, keys)})


def ppds(*arguments: str) -> Result:
    return CliRunner().invoke(operator_app(), ["--lang", "en", *arguments], env={"COLUMNS": "300"})


@pytest.mark.parametrize("role", ROLES)
def test_a_role_of_the_test_issuer_gives_its_scopes(issuer: TestClient, role: str) -> None:
    answer = issuer.post("/token", data={"role": role, "subject": "voorbeeldpersoon"})

    caller = verifier(issuer).caller(answer.json()["access_token"])
    assert caller.scopes == set(ROLES[role])
    assert caller.person is not None


def test_another_subject_is_another_person(issuer: TestClient) -> None:
    tokens = [
        issuer.post("/token", data={"role": "beheerder", "subject": subject}).json()["access_token"]
        for subject in ("een", "twee")
    ]

    assert len({verifier(issuer).caller(token).actor for token in tokens}) == 2


def test_an_organisation_that_nobody_knows_is_refused_where_the_token_is_used(issuer: TestClient) -> None:
    form = {"role": "bronhouder", "organisation": "https://nobody.example"}
    token = issuer.post("/token", data=form).json()["access_token"]

    with pytest.raises(InvalidToken, match="organisation"):
        verifier(issuer).caller(token)


@pytest.mark.parametrize("form", [{}, {"role": "keizer"}, {"subject": "x"}, {"role": "x" * 9000}], ids=str)
def test_a_wrong_request_gets_no_token(issuer: TestClient, form: dict[str, str]) -> None:
    answer = issuer.post("/token", data=form)

    assert answer.status_code == 400
    assert "access_token" not in answer.text


def test_its_metadata_leads_to_its_keys(issuer: TestClient) -> None:
    metadata = issuer.get("/.well-known/openid-configuration").json()

    assert metadata["issuer"] == URL
    assert issuer.get(metadata["jwks_uri"]).json()["keys"][0]["kty"] == "RSA"


def test_it_does_not_start_in_production() -> None:
    with pytest.raises(ValidationError, match="does not run in production"):
        IssuerSettings(environment="production")


def test_a_service_in_production_does_not_trust_it() -> None:
    https = {f"{service}_url": f"https://{service}.example.org" for service in ("registry", "ingest", "kpi")}
    stated = {"database_url": "x", **https, "environment": "production", "trusted_issuers": [trusted_issuer(URL)]}
    with pytest.raises(ValidationError, match="test issuer"):
        ServiceSettings.model_validate(stated)


def test_it_runs_beside_the_services_in_development_and_all_of_them_trust_it() -> None:
    found = {
        process.name: process
        for process in processes("postgresql+psycopg://owner@db/ppds", **PROCESSES, test_issuer=True)  # type: ignore[arg-type]
    }

    assert found["test-issuer"].port == 9009
    for service in ("registry", "ingest", "kpi", "ingest-worker"):
        (trusted,) = json.loads(found[service].environment["PPDS_TRUSTED_ISSUERS"])
        assert trusted == trusted_issuer("http://127.0.0.1:9009")


def test_without_it_only_the_issuers_of_the_operator_are_trusted() -> None:
    own = {**trusted_issuer("https://id.example.org"), "test": False}
    started = processes("postgresql+psycopg://owner@db/ppds", **PROCESSES, trusted_issuers=[own])  # type: ignore[arg-type]

    assert "test-issuer" not in {process.name for process in started}
    assert json.loads(started[0].environment["PPDS_TRUSTED_ISSUERS"]) == [own]


def test_the_command_says_so_when_no_issuer_answers(tmp_path: Path) -> None:
    result = ppds("person-token", "--role", "beheerder", "--issuer-url", "http://127.0.0.1:9")

    assert result.exit_code == 1
    assert "No test issuer answers" in result.output


def test_the_local_command_rotates_the_key_once_and_shows_no_private_part(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PPDS_DATABASE_URL", database)
    with session_on(database) as session:
        ensure_signing_key(session, actor="test")
    first = ppds("keys", "rotate")
    again = ppds("keys", "rotate")
    shown = ppds("keys", "list")

    assert first.exit_code == 0, first.output
    assert "signs from" in first.output
    assert (again.exit_code, "published already" in again.output) == (1, True)
    assert [line.split()[1].rstrip(",") for line in shown.output.splitlines()] == ["next", "current"]
    assert "PRIVATE" not in shown.output
    keys = LocalRegistry(role_url(database, "ppds_registry")).signing_keys()
    assert [key.state for key in keys] == ["next", "current"]
