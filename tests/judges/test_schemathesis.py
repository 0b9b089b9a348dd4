"""Schemathesis on the three services: each operation does what its description says, for who may call it."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from shared.http.app import description_of
from shared.settings import ServiceName
from tests.people import person_token
from tests.services import RunningServices, running_services
from tools.reference.endpoints import described_apps

SETTINGS = Path(__file__).with_name("schemathesis.toml")
ADMINISTRATOR = frozenset({"registry:parties", "registry:clients", "registry:lists", "registry:read"})
CALLERS: Mapping[ServiceName, Mapping[str, frozenset[str]]] = {
    "registry": {
        "anyone": frozenset(),
        "client": frozenset({"registry:read"}),
        "steward": frozenset({"registry:body"}),
        "administrator": ADMINISTRATOR,
        "auditor": frozenset({"audit:read"}),
    },
    "ingest": {
        "anyone": frozenset(),
        "sender": frozenset({"ingest:write", "ingest:read"}),
        "administrator": ADMINISTRATOR,
        "auditor": frozenset({"audit:read"}),
    },
    "kpi": {
        "anyone": frozenset(),
        "dashboard": frozenset({"kpi:read"}),
        "ingest": frozenset({"kpi:events"}),
        "editor": frozenset({"kpi:read", "kpi:propose", "kpi:adopt", "kpi:publish"}),
        "coordinator": frozenset({"kpi:body"}),
        "auditor": frozenset({"audit:read"}),
        "signing auditor": frozenset({"audit:sign"}),
    },
}
PEOPLE = frozenset({"administrator", "steward", "coordinator", "editor", "signing auditor"})


@pytest.fixture(scope="module")
def services(database_module: str) -> Iterator[RunningServices]:
    unlimited = {"requests_per_minute": 1_000_000, "open_requests_per_minute": 1_000_000}
    sandbox = {"sandbox_clients_per_hour": 1_000_000, "sandbox_clients_per_address": 1_000_000}
    own: dict[ServiceName, Mapping[str, object]] = {
        "registry": {**unlimited, **sandbox},
        "ingest": {**unlimited, "validation_seconds_per_minute": 1_000_000},
        "kpi": unlimited,
    }
    with running_services(database_module, workers=[], own_settings=own) as running:
        yield running


@pytest.fixture(scope="module")
def body(services: RunningServices) -> str:
    return services.add_party("Voorbeeldgemeente Oordeel", oin="00000099770000003000")


@pytest.mark.parametrize(("service", "role"), [(service, role) for service in CALLERS for role in CALLERS[service]])
def test_a_service_does_what_its_description_says(
    services: RunningServices, body: str, service: ServiceName, role: str, tmp_path: Path
) -> None:
    header = _header(services, service, role, party=body)

    judged = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(SETTINGS)),
            *("run", f"{services.urls[service]}/v1/openapi.json", "--url", f"{services.urls[service]}/v1"),
            *(argument for name in _operations(service, role) for argument in ("--include-operation-id", name)),
            *(argument for name, value in header.items() for argument in ("--header", f"{name}: {value}")),
        ],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=900,
    )

    assert judged.returncode == 0, judged.stdout[-20_000:] + judged.stderr


@pytest.mark.parametrize("service", CALLERS)
def test_every_operation_is_asked_by_a_caller_who_may(service: ServiceName) -> None:
    asked = {name for role in CALLERS[service] for name in _operations(service, role)}

    assert asked == set(_scopes_needed(service))


def _operations(service: ServiceName, role: str) -> list[str]:
    """Those that this role may call and anyone may not; each is asked by the first role that may."""
    needed = _scopes_needed(service)
    if role == "anyone":
        return [name for name, scopes in needed.items() if scopes is None]
    roles = list(CALLERS[service])
    earlier = [CALLERS[service][other] for other in roles[1 : roles.index(role)]]
    return [
        name
        for name, scopes in needed.items()
        if scopes is not None and scopes <= CALLERS[service][role] and not any(scopes <= each for each in earlier)
    ]


@cache
def _scopes_needed(service: ServiceName) -> dict[str, frozenset[str] | None]:
    """By operation; None for what anyone may."""
    paths = description_of(described_apps()[service])["paths"]
    assert isinstance(paths, dict)
    return {
        operation["operationId"]: frozenset(operation["security"][0]["registry"]) if "security" in operation else None
        for methods in paths.values()
        for operation in methods.values()
        if "operationId" in operation
    }


def _header(services: RunningServices, service: ServiceName, role: str, *, party: str) -> dict[str, str]:
    scopes = CALLERS[service][role]
    if not scopes:
        return {}
    if role in PEOPLE:
        return {"Authorization": f"Bearer {person_token(*scopes, subject='oordeel', party=party)}"}
    return dict(services.tokens(service, *scopes, party=party).header())
