"""Which processes make up the data space, and what each is told: one list for the runner and for the containers."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from dashboard.settings import OWN_SCOPES
from deploy.development_issuer import APP, trusted_issuer
from deploy.embedded import role_url
from deploy.runner import Process

Service = Literal["registry", "ingest", "kpi"]
SERVICES: Final[tuple[Service, ...]] = ("registry", "ingest", "kpi")
Reader = Literal["registry", "ingest", "kpi", "dashboard"]
"""Who has a client of its own at the registry: a service, or the pages."""

DASHBOARD: Final = "dashboard"
DASHBOARD_APP: Final = "dashboard.app:create"

APPS: Final[Mapping[Service, str]] = {
    "registry": "services.registry.app:create",
    "ingest": "services.ingest.app:create",
    "kpi": "services.kpi.app:create",
}
WORKERS: Final[Mapping[Service, str]] = {"ingest": "services.ingest.worker", "kpi": "services.kpi.worker"}
ROLES: Final[Mapping[Service, str]] = {"registry": "ppds_registry", "ingest": "ppds_ingest", "kpi": "ppds_kpi"}
OWN_CLIENT_SCOPES: Final[Mapping[Reader, tuple[str, ...]]] = {
    "ingest": ("kpi:events", "registry:read"),
    "kpi": ("registry:read", "ingest:read"),
    "dashboard": OWN_SCOPES,
}
"""What the own client at the registry may do of a service and of the pages; the registry itself needs none."""

TEST_ISSUER: Final = "test-issuer"
ISSUER_PLACE: Final = 8
METRICS_PLACE: Final = 1_100
"""How far above its own port a service shows its metrics."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the three services listen on this machine."""

    port_base: int = 8001

    def port(self, service: Service) -> int:
        """Registry, ingest and kpi follow each other from the base."""
        return self.port_base + SERVICES.index(service)

    def metrics_port(self, service: Service) -> int:
        """Where a service shows its metrics, on this machine alone."""
        return self.port(service) + METRICS_PLACE

    @property
    def dashboard_port(self) -> int:
        """Of the pages, behind the three services."""
        return self.port_base + len(SERVICES)

    @property
    def dashboard_url(self) -> str:
        """Address of the pages for people."""
        return f"http://127.0.0.1:{self.dashboard_port}"

    @property
    def issuer_port(self) -> int:
        """Of the test issuer; it leaves room for services to come."""
        return self.port_base + ISSUER_PLACE

    @property
    def issuer_url(self) -> str:
        """Address of the test issuer."""
        return f"http://127.0.0.1:{self.issuer_port}"

    @property
    def ports(self) -> dict[str, int]:
        """Every port that is listened on, by who does."""
        return {
            **{service: self.port(service) for service in SERVICES},
            DASHBOARD: self.dashboard_port,
            TEST_ISSUER: self.issuer_port,
        }

    def url(self, service: Service) -> str:
        """Base address, without /v1."""
        return f"http://127.0.0.1:{self.port(service)}"


@dataclass(frozen=True, slots=True)
class OwnClient:
    """A service's own client at the registry."""

    client_id: str
    key_file: Path


def processes(
    database_url: str,
    *,
    addresses: Addresses,
    clients: Mapping[Reader, OwnClient],
    passwords: Mapping[str, str],
    workers: int = 1,
    log_level: str = "INFO",
    trusted_issuers: Sequence[object] = (),
    test_issuer: bool = False,
) -> list[Process]:
    """All processes of one machine, in the order of starting.

    Args:
        database_url: the owner's address; every process gets it with its own role instead.
        addresses: where the services listen.
        clients: own clients of ingest, kpi and the pages.
        passwords: of the database roles; empty on the embedded server, which asks none.
        workers: how many workers of ingest, and as many of kpi.
        log_level: of all processes.
        trusted_issuers: that all services trust, as in PPDS_TRUSTED_ISSUERS.
        test_issuer: whether the test issuer runs too and is trusted; never in production.
    """
    if test_issuer:
        trusted_issuers = [*trusted_issuers, trusted_issuer(addresses.issuer_url)]
    every = {
        "PPDS_REGISTRY_URL": addresses.url("registry"),
        "PPDS_INGEST_URL": addresses.url("ingest"),
        "PPDS_KPI_URL": addresses.url("kpi"),
        "PPDS_LOG_LEVEL": log_level,
        "PPDS_TRUSTED_ISSUERS": json.dumps(list(trusted_issuers)),
        "PYTHONUNBUFFERED": "1",
    }

    def own_client(reader: Reader) -> dict[str, str]:
        own = clients.get(reader)
        return {} if own is None else {"PPDS_CLIENT_ID": own.client_id, "PPDS_CLIENT_KEY_FILE": str(own.key_file)}

    def environment(service: Service) -> dict[str, str]:
        role = ROLES[service]
        database = role_url(database_url, role, password=passwords.get(role))
        return {**every, "PPDS_DATABASE_URL": database, **own_client(service)}

    every_process = [_api(service, addresses, environment(service)) for service in SERVICES]
    every_process.append(_dashboard(addresses, {**every, **own_client("dashboard")}))
    if test_issuer:
        every_process.append(_issuer(addresses))
    for service, module in WORKERS.items():
        for number in range(1, workers + 1):
            name = f"{service}-worker" if workers == 1 else f"{service}-worker-{number}"
            every_process.append(Process(name, (sys.executable, "-m", module), environment(service)))
    return every_process


def _api(service: Service, addresses: Addresses, environment: Mapping[str, str]) -> Process:
    port = addresses.port(service)
    ready_url = f"{addresses.url(service)}/health/ready"
    told = {**environment, "PPDS_METRICS_PORT": str(addresses.metrics_port(service))}
    return Process(service, _served(APPS[service], port), told, port=port, ready_url=ready_url)


def _dashboard(addresses: Addresses, environment: Mapping[str, str]) -> Process:
    told = {
        **environment,
        "PPDS_DASHBOARD_URL": addresses.dashboard_url,
        "PPDS_METRICS_PORT": str(addresses.dashboard_port + METRICS_PLACE),
    }
    port = addresses.dashboard_port
    ready_url = f"{addresses.dashboard_url}/health/live"
    return Process(DASHBOARD, _served(DASHBOARD_APP, port), told, port=port, ready_url=ready_url)


def _issuer(addresses: Addresses) -> Process:
    environment = {
        "PPDS_TEST_ISSUER_URL": addresses.issuer_url,
        "PPDS_DASHBOARD_URL": addresses.dashboard_url,
        "PYTHONUNBUFFERED": "1",
    }
    port = addresses.issuer_port
    # It has no log of its own to set up: what is no warning would stand in the operator's window as plain text.
    command = (*_served(APP, port), "--log-level", "warning")
    return Process(TEST_ISSUER, command, environment, port=port, ready_url=f"{addresses.issuer_url}/jwks")


def _served(app: str, port: int) -> tuple[str, ...]:
    return (
        *(sys.executable, "-m", "uvicorn", "--factory", app),
        *("--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--no-server-header", "--no-proxy-headers"),
        *("--timeout-graceful-shutdown", "5"),
    )
