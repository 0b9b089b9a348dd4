"""A client of the sandbox at all three services: its tokens hold there, and end there too."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text

from shared.settings import ServiceName
from tests.registry.builders import assertion, key_set, session_on, token_form
from tests.services import ALL, RunningServices, client_key, eventually, running_services

PATHS: dict[ServiceName, str] = {
    "registry": "/v1/me",
    "ingest": "/v1/me",
    "kpi": "/v1/indicators/ALG-P12/values?from=2025-01&until=2025-12",
}
HOLDS = {"registry": 200, "ingest": 200, "kpi": 403}
"""What a token of the sandbox gets there while it holds: kpi knows it, and figures are not for it."""


@pytest.fixture(scope="module")
def services(database_module: str) -> Iterator[RunningServices]:
    with running_services(database_module, workers=()) as running:
        yield running


@pytest.fixture
def client(services: RunningServices) -> str:
    body = {"name": "Voorbeeldgemeente Zandbak", "jwks": key_set(client_key())}
    answer = httpx.post(f"{services.registry_url}/v1/sandbox-clients", json=body, trust_env=False)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["client"])


def present(services: RunningServices, client: str, endpoint: str, **form: str) -> httpx.Response:
    signed = assertion(client, signing=client_key(), claims={"aud": f"{services.registry_url}/oauth/token"})
    return httpx.post(f"{services.registry_url}/oauth/{endpoint}", data=token_form(signed, **form), trust_env=False)


def tokens_of(services: RunningServices, client: str) -> dict[str, str]:
    """A token for every service: each is for one."""
    tokens: dict[str, str] = {}
    for service in ALL:
        answer = present(services, client, "token", resource=services.urls[service])
        assert answer.status_code == 200, answer.text
        tokens[service] = str(answer.json()["access_token"])
    return tokens


def answers(services: RunningServices, tokens: Mapping[str, str]) -> dict[str, httpx.Response]:
    """What every service answers to whoever has these tokens."""
    return {
        service: httpx.get(
            f"{services.urls[service]}{PATHS[service]}",
            headers={"Authorization": f"Bearer {tokens[service]}"},
            trust_env=False,
        )
        for service in ALL
    }


def refused_everywhere(services: RunningServices, tokens: Mapping[str, str]) -> bool:
    return all(answer.status_code == 401 for answer in answers(services, tokens).values())


def test_a_token_of_the_sandbox_is_used_introspected_and_revoked(services: RunningServices, client: str) -> None:
    tokens = tokens_of(services, client)
    found = answers(services, tokens)
    for service in ("registry", "ingest"):
        me = found[service].json()
        assert (me["client"], me["sandbox"], me["party"]["name"]) == (client, True, "Voorbeeldgemeente Zandbak")
        assert me["party"]["kind"] == "municipality"
        assert [right["code"] for right in me["missing"]] == ["sandbox"]
    assert {service: answer.status_code for service, answer in found.items()} == HOLDS

    for token in tokens.values():
        said = present(services, client, "introspect", token=token).json()
        assert (said["active"], said["client_id"], said["sandbox"]) == (True, client, True)
        assert present(services, client, "revoke", token=token).status_code == 200
        assert present(services, client, "introspect", token=token).json() == {"active": False}
    eventually(lambda: refused_everywhere(services, tokens), seconds=3)


def test_a_client_of_the_sandbox_sees_nobody_who_takes_part_and_asks_about_no_token_but_its_own(
    services: RunningServices, client: str
) -> None:
    body = services.add_party("Voorbeeldgemeente Deelnemer")
    headers = {"Authorization": f"Bearer {tokens_of(services, client)['registry']}"}
    at = f"{services.registry_url}/v1/participations"
    listed = httpx.get(at, headers=headers, trust_env=False)
    of_another = httpx.get(at, params={"party": body}, headers=headers, trust_env=False)
    token = services.tokens("registry", "ingest:read", party=body).token()

    assert listed.json()["items"] == []
    assert of_another.status_code == 403
    assert present(services, client, "introspect", token=token).json() == {"active": False}


@pytest.mark.parametrize("state", ["suspended", "ended"])
def test_a_client_that_an_administrator_stops_is_refused_everywhere_within_a_second(
    services: RunningServices, client: str, state: str
) -> None:
    tokens = tokens_of(services, client)
    assert {service: answer.status_code for service, answer in answers(services, tokens).items()} == HOLDS
    desk = services.person("registry", "registry:clients")
    tag = desk.get(f"/clients/{client}").headers["etag"]
    body = {"label": "Misbruik", "scopes": ["ingest:write"], "jwks": key_set(client_key()), "state": state}
    assert desk.put(f"/clients/{client}", json=body, headers={"If-Match": tag}).status_code == 200

    assert present(services, client, "token").json()["error"] == "invalid_client"
    eventually(lambda: refused_everywhere(services, tokens), seconds=2)


def test_on_day_31_the_client_is_unknown_and_its_last_token_is_over_everywhere(
    services: RunningServices, database_module: str, client: str
) -> None:
    with session_on(database_module) as session:
        session.execute(
            text(
                "update sandbox.client set registered_at = now() - :life, expires_at = now() + interval '5 seconds'"
                " where id = :client"
            ),
            {"life": timedelta(days=30), "client": client},
        )
    tokens = tokens_of(services, client)
    assert {service: answer.status_code for service, answer in answers(services, tokens).items()} == HOLDS

    eventually(lambda: refused_everywhere(services, tokens), seconds=8)
    eventually(lambda: present(services, client, "token").status_code == 401, seconds=2)
