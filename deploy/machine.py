"""The data space on one machine: its database, its own clients, its processes, from start to stop."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.database import ROLES, prepare
from deploy.embedded import embedded_server, role_url
from deploy.local_registry import LocalRegistry
from deploy.processes import OWN_CLIENT_SCOPES, Addresses, OwnClient, Reader, processes
from deploy.runner import Notice, Output, Runner, RunnerError, demand_free_ports, ended_by_sigterm, running
from shared.procurement.finding import Text

# One machine of two cores and a few gigabytes: enough memory for the pages in use, and no wait for the disk at each
# commit (a power cut may lose the last moments, never the consistency; senders repeat what got no answer).
SERVER_SETTINGS: Final[Mapping[str, str]] = {
    "shared_buffers": "512MB",
    "synchronous_commit": "off",
    "max_wal_size": "2GB",
    "jit": "off",
}


@dataclass(frozen=True, slots=True)
class Machine:
    """A data space that runs: where it listens, and its database for those who operate it."""

    addresses: Addresses
    owner_url: str
    registry: LocalRegistry
    runner: Runner
    data_dir: Path


def role_passwords(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Passwords of the database roles: `PPDS_PASSWORD_INGEST` is that of `ppds_ingest`."""
    names = {role: f"PPDS_PASSWORD_{role.removeprefix('ppds_').upper()}" for role in ROLES}
    return {role: environment[name] for role, name in names.items() if environment.get(name)}


def default_data_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """Where `up` keeps its data: `$PPDS_DATA_DIR`, else by the XDG convention `$XDG_DATA_HOME/ppds`."""
    if stated := environment.get("PPDS_DATA_DIR"):
        return Path(stated)
    base = environment.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "ppds"


def runs_test_issuer(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether people's tokens can be had of the test issuer beside the services: never in production."""
    return environment.get("PPDS_ENVIRONMENT") != "production"


@contextmanager
def machine(
    data_dir: Path,
    *,
    addresses: Addresses,
    database_url: str | None,
    workers: int,
    log_level: str,
    output: Output,
    notice: Notice,
) -> Iterator[Machine]:
    """Run everything for the length of the block; Ctrl-C and SIGTERM end it in order.

    Args:
        data_dir: for the embedded database and the keys of the services' own clients.
        addresses: where to listen.
        database_url: the owner's address of a database to use; None runs the embedded one.
        workers: how many workers of ingest, and as many of kpi.
        log_level: of all processes.
        output: gets every line the processes write.
        notice: gets one line per step.

    Raises:
        RunnerError: a port is taken, or a process does not come up.
    """
    passwords = role_passwords() if database_url else {}
    demand_free_ports(addresses.ports)
    with ended_by_sigterm(), ExitStack() as stack:
        if database_url is None:
            notice(
                Text(
                    f"de ingebouwde database in {data_dir} wordt gestart",
                    f"starting the embedded database in {data_dir}",
                )
            )
            database_url = stack.enter_context(embedded_server(data_dir, settings=SERVER_SETTINGS))
        notice(Text("de database wordt klaargemaakt", "preparing the database"))
        prepare(database_url, passwords=passwords)
        role = "ppds_registry"
        registry = LocalRegistry(role_url(database_url, role, password=passwords.get(role)))
        clients: dict[Reader, OwnClient] = {
            service: registry.client_with_key(data_dir / "clients", name=f"ppds-{service}", scopes=scopes)
            for service, scopes in OWN_CLIENT_SCOPES.items()
        }
        wanted = processes(
            database_url,
            addresses=addresses,
            clients=clients,
            passwords=passwords,
            workers=workers,
            log_level=log_level,
            trusted_issuers=_trusted_issuers(),
            test_issuer=runs_test_issuer(),
        )
        names = ", ".join(process.name for process in wanted)
        notice(Text(f"{names} worden gestart", f"starting {names}"))
        runner = stack.enter_context(running(wanted, output=output, notice=notice))
        runner.wait_until_ready(on_ready=lambda name: notice(Text(f"{name} is klaar", f"{name} is ready")))
        yield Machine(addresses, database_url, registry, runner, data_dir)


def _trusted_issuers(environment: Mapping[str, str] = os.environ) -> list[object]:
    """The issuers that the operator trusts; the services look at what stands in them."""
    try:
        stated = json.loads(environment.get("PPDS_TRUSTED_ISSUERS") or "[]")
    except ValueError as error:
        raise RunnerError(nl="PPDS_TRUSTED_ISSUERS is geen JSON.", en="PPDS_TRUSTED_ISSUERS is no JSON.") from error
    if not isinstance(stated, list):
        raise RunnerError(nl="PPDS_TRUSTED_ISSUERS is geen JSON-lijst.", en="PPDS_TRUSTED_ISSUERS is no JSON list.")
    return stated
