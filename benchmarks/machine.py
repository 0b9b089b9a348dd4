"""A data space to measure: the same processes and database settings as `ppds up`, in a directory of its own."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from benchmarks.releases import parties_csv
from client.http import DataSpace
from client.profile import Profile
from deploy.machine import Machine, machine
from deploy.processes import Addresses

_SCOPES = ("ingest:write", "ingest:read", "ingest:any-buyer", "kpi:read")


@contextmanager
def data_space(folder: Path, *, workers: int) -> Iterator[tuple[Machine, DataSpace]]:
    """Run everything, with the fictitious bodies in the register and a harvester's client."""
    with machine(
        folder,
        addresses=_free_addresses(),
        database_url=None,
        workers=workers,
        log_level="WARNING",
        output=lambda *_: None,
        notice=lambda _: None,
    ) as running:
        parties = folder / "parties.csv"
        parties.write_text(parties_csv(), encoding="utf-8")
        imported = running.registry.import_parties(parties, demo=True)
        assert not imported.refused, imported.findings[:3]
        own = running.registry.client_with_key(
            folder / "clients", name="bench", scopes=_SCOPES, party=running.registry.demo_party()
        )
        urls = running.addresses
        profile = Profile(
            urls.url("registry"),
            urls.url("ingest"),
            urls.url("kpi"),
            client_id=own.client_id,
            client_key_file=str(own.key_file),
        )
        with DataSpace(profile, language="en") as space:
            yield running, space


def owner(running: Machine) -> psycopg.Connection[tuple[object, ...]]:
    """A connection as the owner of the database."""
    return psycopg.connect(running.owner_url.replace("+psycopg", ""), autocommit=True)


def wait_until_counted(connection: psycopg.Connection[tuple[object, ...]], *, seconds: float = 1800) -> None:
    """Wait until kpi has read every change and no cell is stale."""
    behind = (
        "select (select coalesce(max(position), 0) from procurement.change)"
        " > coalesce((select position from kpi.cursor where name = 'procurement'), 0) or exists (select from kpi.stale)"
    )
    ends_at = time.monotonic() + seconds
    while (row := connection.execute(behind).fetchone()) is None or row[0]:
        if time.monotonic() > ends_at:
            raise TimeoutError("kpi did not catch up")
        time.sleep(0.05)


def peak_memory(running: Machine) -> dict[str, int]:
    """Peak resident memory of each process, in MB (Linux: VmHWM)."""
    found = {}
    for name, pid in running.runner.pids().items():
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                found[name] = int(line.split()[1]) // 1024
    return found


def _free_addresses() -> Addresses:
    """Find addresses of which every port is free, that of the test issuer too."""
    for base in range(18_100, 28_000, 10):
        found = Addresses(base)
        sockets = {port: socket.socket() for port in found.ports}
        try:
            for port, each in sockets.items():
                each.bind(("127.0.0.1", port))
        except OSError:
            continue
        else:
            return found
        finally:
            for each in sockets.values():
                each.close()
    raise RuntimeError("no free ports")
