"""The running services as flow tests use them: real servers, real tokens, own database roles."""

from collections.abc import Iterator

import httpx
import pytest

from shared.identity.token_source import TokenRefused
from tests.services import RunningServices, running_services


@pytest.fixture(scope="module")
def services(database_module: str) -> Iterator[RunningServices]:
    with running_services(database_module, only=["registry"], workers=[]) as services:
        yield services


def test_a_client_of_a_party_is_known_by_its_token(services: RunningServices) -> None:
    party = services.add_party("Voorbeeldgemeente Aandewater", oin="00000099000000007000")
    http = services.http("registry", "registry:read", party=party)
    answer = http.get("/me")
    assert answer.status_code == 200, answer.text
    assert party in answer.text


def test_without_scopes_no_token_is_sent(services: RunningServices) -> None:
    assert services.http("registry").get("/me").status_code == 401


def test_a_scope_that_the_client_does_not_have_is_refused(services: RunningServices) -> None:
    source = services.tokens("registry", "registry:read")
    source._scopes = ("registry:parties",)
    with pytest.raises(TokenRefused, match="invalid_scope"):
        source.token()


def test_each_service_enters_the_database_in_its_own_role_and_is_ready(services: RunningServices) -> None:
    assert "ppds_registry" in services.settings["registry"].database_url
    assert httpx.get(f"{services.registry_url}/health/ready").status_code == 200
