"""A data space to measure: the same processes and database settings as `ppds up`, in a directory of its own."""

import os
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg

from benchmarks import releases
from client.documents import document_at
from client.http import DataSpace
from client.profile import Profile
from deploy.machine import Machine, machine
from deploy.processes import Addresses

_SCOPES: Final = ("ingest:write", "ingest:read", "ingest:any-buyer", "kpi:read")
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_NOT_COUNTED: Final = (
    "select (select coalesce(max(position), 0) from procurement.change)"
    " > coalesce((select position from kpi.cursor where name = 'procurement'), 0) or exists (select from kpi.stale)"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A data space that runs, a harvester's client, and the database as its owner sees it."""

    machine: Machine
    space: DataSpace
    connection: psycopg.Connection[tuple[object, ...]]

    @property
    def folder(self) -> Path:
        """For what is sent."""
        return self.machine.data_dir

    def register(self, bodies: int) -> None:
        """Put so many fictitious bodies in the register; those that are there stay."""
        register(self.machine, bodies)

    def send(self, file: Path) -> str:
        """Send a file of releases; gives the submission once its bytes are safe."""
        return self.space.deliver(document_at(file, self.space.formats())).id

    def wait_until_done(self, submission: str) -> None:
        """Wait until a submission is processed; nothing of it may be refused.

        Asking takes the machine's time, too: it is asked so often that the end is seen a fiftieth late at most.
        """
        started = time.monotonic()
        while not (answer := self.space.submission(submission)).finished:
            time.sleep(max(0.05, (time.monotonic() - started) / 50))
        assert (answer.state, answer.counts.refused) == ("done", 0), answer

    def wait_until_counted(self, *, seconds: float = 1800) -> None:
        """Wait until kpi has read every change and no cell is stale."""
        ends_at = time.monotonic() + seconds
        while self.value_of(_NOT_COUNTED):
            assert time.monotonic() < ends_at, "kpi did not catch up"
            time.sleep(0.05)

    def value_of(self, query: str, *values: object) -> object:
        """The one value that a statement gives."""
        row = self.connection.execute(query.encode(), values).fetchone()
        return None if row is None else row[0]

    def processor_seconds(self, process: str) -> float:
        """Processor time that a process used so far, the kernel's work for it included (Linux)."""
        return _processor_seconds(self.machine.runner.pids()[process])

    def processor_seconds_of(self, pid: int) -> float:
        """The same of a process by its number, as that of a connection."""
        return _processor_seconds(pid)

    def processor_seconds_of_connections(self, service: str) -> float:
        """The same of all connections of a service."""
        asked = "select pid from pg_stat_activity where usename = %s"
        rows = self.connection.execute(asked, (f"ppds_{service}",)).fetchall()
        return sum(_processor_seconds(int(str(pid))) for (pid,) in rows)

    def processor_seconds_of_copy(self) -> float:
        """The same of this connection of ours, by which rows are copied raw."""
        return _processor_seconds(self.connection.info.backend_pid)

    def processor_seconds_of_all(self) -> float:
        """The same of all processes and of the server's for them, without this connection of ours."""
        rows = self.connection.execute("select pid from pg_stat_activity where pid <> pg_backend_pid()").fetchall()
        return sum(map(_processor_seconds, (*self.machine.runner.pids().values(), *(int(str(pid)) for (pid,) in rows))))

    def peak_memory(self) -> dict[str, int]:
        """Peak resident memory of each process, in MB (Linux: VmHWM)."""
        peaks = {}
        for name, pid in self.machine.runner.pids().items():
            for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
                if line.startswith("VmHWM:"):
                    peaks[name] = int(line.split()[1]) // 1024
        return peaks


def _processor_seconds(pid: int) -> float:
    stated = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    user, system = stated.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / _TICKS


@contextmanager
def measured_machine(*, workers: int, bodies: int = releases.BODIES, kept: Path | None = None) -> Iterator[Measured]:
    """Run everything, with the fictitious bodies in the register; in a directory that is kept, or one of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="ppds-bench-") if kept is None else nullcontext(kept) as folder,
        machine(
            Path(folder),
            addresses=_free_addresses(),
            database_url=None,
            workers=workers,
            log_level="WARNING",
            output=lambda *_: None,
            notice=lambda _: None,
        ) as running,
    ):
        register(running, bodies)
        address = running.owner_url.replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection, DataSpace(_profile(running)) as space:
            yield Measured(running, space, connection)


def register(running: Machine, bodies: int) -> None:
    """Put so many fictitious bodies in the register; those that are there stay."""
    file = running.data_dir / "parties.csv"
    file.write_text(releases.parties_csv(bodies), encoding="utf-8")
    imported = running.registry.import_parties(file, demo=True)
    assert not imported.refused, imported.findings[:3]


def _profile(running: Machine) -> Profile:
    folder, party = running.data_dir / "clients", running.registry.demo_party()
    own = running.registry.client_with_key(folder, name="bench", scopes=_SCOPES, party=party)
    urls = (running.addresses.url("registry"), running.addresses.url("ingest"), running.addresses.url("kpi"))
    return Profile(*urls, client_id=own.client_id, client_key_file=str(own.key_file))


def _free_addresses() -> Addresses:
    """Find addresses of which every port is free, that of the test issuer too."""
    for base in range(18_100, 28_000, 10):
        addresses = Addresses(base)
        sockets = {port: socket.socket() for port in addresses.ports.values()}
        try:
            for port, each in sockets.items():
                each.bind(("127.0.0.1", port))
        except OSError:
            continue
        else:
            return addresses
        finally:
            for each in sockets.values():
                each.close()
    raise RuntimeError("no free ports")
