"""A reader of the documents who types over what they say, beside running services with a piece of the demo's year."""

import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from client.documents import documents
from client.http import DataSpace
from client.profile import Profile
from client.push import Journal, push
from demo import write
from demo.taking_part import take_part
from deploy.development_issuer import trusted_issuer
from deploy.embedded import role_url
from deploy.local_registry import LocalRegistry
from shared.settings import ServiceName
from tests.docs.fences import ROOT, Fence, fences, shell_blocks
from tests.flow.house import FAST_REFRESH, FAST_WORKER, settled
from tests.issuer import running_issuer
from tests.people import trusted_issuers
from tests.services import RunningServices, client_key, eventually, register_client, running_services

SENDER_SCOPES: Final = ("ingest:write", "ingest:read", "ingest:any-buyer", "kpi:read", "registry:read")
WRITTEN_PORTS: Final = {"8001": "registry", "8002": "ingest", "8003": "kpi"}
WRITTEN_METRICS: Final = "http://127.0.0.1:9103"
SECONDS: Final = 600
NOTICES: Final = 30
COLUMNS: Final = "80"
BASH: Final = shutil.which("bash") or "bash"

_BETWEEN: Final = "\\036"
_SHOWN_BETWEEN: Final = "\036"

COMMAND: Final = "#!/bin/sh\nexec '{python}' -m deploy.command \"$@\"\n"


@dataclass(frozen=True)
class Reader:
    """Somebody with a checkout, a shell, and services that run."""

    services: RunningServices
    folder: Path
    environment: dict[str, str]

    def types(self, blocks: Sequence[Fence]) -> list[str]:
        """Type these blocks into one shell that stops at the first command that fails; gives what each showed."""
        typed = (f"{block.text}\nprintf '{_BETWEEN}'" for block in blocks)
        script = "set -euo pipefail\n" + self._here("\n".join(typed))
        ended = subprocess.run(
            [BASH, "-c", script],
            cwd=self.folder,
            env={**self.environment, "COLUMNS": COLUMNS},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert ended.returncode == 0, f"{blocks[0].place}: ended {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout.split(_SHOWN_BETWEEN)[:-1]

    def _here(self, text: str) -> str:
        """The same text with the addresses at which the services listen in this test."""
        for port, service in WRITTEN_PORTS.items():
            text = re.sub(rf"http://127\.0\.0\.1:{port}\b", self.services.urls[service], text)  # type: ignore[index]
        return text.replace(WRITTEN_METRICS, f"http://127.0.0.1:{self.services.settings['kpi'].metrics_port}")


@contextmanager
def reader_on(database_url: str, folder: Path) -> Iterator[Reader]:
    """A reader beside services that hold a piece of the demonstration."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        metrics_port = free.getsockname()[1]
    with running_issuer() as issuer_url, _services(database_url, issuer_url, metrics_port) as services:
        key_file = folder / "demo-sender.pem"
        key_file.write_text(client_key().pem())
        registry = LocalRegistry(role_url(database_url, "ppds_registry"))
        write(folder / "demo-year")
        registry.import_parties(folder / "demo-year" / "parties.csv", demo=True)
        take_part(services.registry_url, issuer_url)
        register_client(database_url, "demo-sender", scopes=SENDER_SCOPES, party=registry.demo_party())
        _send(services, key_file, folder)
        eventually(lambda: settled(database_url))
        environment = _environment(services, folder, key_file, database_url) | {"PPDS_TEST_ISSUER_URL": issuer_url}
        yield Reader(services, _checkout(folder / "checkout"), environment)


def _services(database_url: str, issuer_url: str, metrics_port: int) -> AbstractContextManager[RunningServices]:
    trusted = {"trusted_issuers": (*trusted_issuers(), trusted_issuer(issuer_url))}
    own: Mapping[ServiceName, Mapping[str, object]] = {
        "registry": trusted,
        "ingest": {**trusted, **FAST_WORKER},
        "kpi": {**trusted, **FAST_REFRESH, "metrics_port": metrics_port},
    }
    return running_services(database_url, own_settings=own)


def _send(services: RunningServices, key_file: Path, folder: Path) -> None:
    """Send a piece of the year, as one zip."""
    piece = folder / "2025-03.zip"
    with zipfile.ZipFile(piece, "w") as archive:
        for notice in sorted((folder / "demo-year" / "eforms" / "2025-03").iterdir())[:NOTICES]:
            archive.write(notice, notice.name)
    profile = Profile(
        registry_url=services.registry_url,
        ingest_url=services.ingest_url,
        kpi_url=services.kpi_url,
        client_id="demo-sender",
        client_key_file=str(key_file),
    )
    with DataSpace(profile) as space:
        (ended,) = push(space, documents([piece], space.formats()).to_send, journal=Journal(folder / "sent.jsonl"))
    assert ended.fault is None


def _checkout(folder: Path) -> Path:
    """What a reader sees after `make setup`: this checkout, and an environment with the command in it."""
    folder.mkdir()
    for entry in ROOT.iterdir():
        if not entry.name.startswith("."):
            (folder / entry.name).symlink_to(entry)
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    # A link to the interpreter would not find the packages of its environment.
    _program(programs / "python", f"#!/bin/sh\nexec '{sys.executable}' \"$@\"\n")
    _program(programs / "ppds", COMMAND.format(python=sys.executable))
    return folder


def _program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(stat.S_IRWXU)


def _environment(services: RunningServices, folder: Path, key_file: Path, database_url: str) -> dict[str, str]:
    home = folder / "home"
    home.mkdir()
    return {
        "PATH": f"{folder / 'checkout' / '.venv' / 'bin'}:{os.environ['PATH']}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PPDS_REGISTRY_URL": services.registry_url,
        "PPDS_INGEST_URL": services.ingest_url,
        "PPDS_KPI_URL": services.kpi_url,
        "PPDS_CLIENT_ID": "demo-sender",
        "PPDS_CLIENT_KEY_FILE": str(key_file),
        "PPDS_DATABASE_URL": database_url,
    }


def runnable(page: Path) -> list[Fence]:
    """What a reader types of this page."""
    return shell_blocks(page, "run")


def stated_behind(block: Fence) -> Fence | None:
    """What the page says that this block shows: the text right behind it."""
    following = [fence for fence in fences(block.page) if fence.line > block.line]
    return following[0] if following and following[0].language == "text" else None
