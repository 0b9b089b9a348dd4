"""PostgreSQL for the tests: one server per run, one migrated template, a fresh copy for who asks.

The process that started pytest holds the embedded server and hands its address to the xdist workers. With
`PPDS_DATABASE_URL` set, that server is used instead; tests make and drop databases of their own on it.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import hypothesis
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from deploy.database import prepare
from deploy.embedded import FAST_AND_FORGETFUL, clear_abandoned, embedded_server

# How fast a machine draws examples says nothing about what is tested.
hypothesis.settings.register_profile("any-machine", suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("any-machine")

HERE = Path(__file__).resolve().parent
SLOW = ("benchmarks", "conformance", "demo_year", "deploy", "docs", "flow")
DATA = "PPDS_TEST_DATA"
PREFIX = "ppds-tests-"
SERVER_SETTINGS = {**FAST_AND_FORGETFUL, "max_connections": "300", "log_statement": "none", "log_lock_waits": "on"}
ADDRESS = pytest.StashKey[str]()
RUN = pytest.StashKey[str]()
MEMORY = 4 << 30
"""So many bytes must be free in memory before the server keeps its data there."""

MAKE_TEMPLATE = 7_206_101
"""Number of the advisory lock under which one of the workers makes the template."""


def pytest_configure(config: pytest.Config) -> None:
    given = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[ADDRESS] = given["ppds_postgres"]
        config.stash[RUN] = given["ppds_run"]
    else:
        config.stash[RUN] = uuid4().hex[:12]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Xdist starts a worker: tell it where the server is."""
    config: pytest.Config = node.config  # type: ignore[attr-defined]
    worker: dict[str, str] = node.workerinput  # type: ignore[attr-defined]
    worker["ppds_postgres"] = server_of(config)
    worker["ppds_run"] = config.stash[RUN]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow files first, so that no worker sits with one of them at the end; otherwise the order stays as it was."""
    items.sort(key=lambda item: not item.path.is_relative_to(HERE) or item.path.relative_to(HERE).parts[0] not in SLOW)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """Say last of all how many tests were skipped because no real notices are at hand."""
    yield
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput"):
        return
    skipped = sum(DATA in str(report.longrepr) for report in reporter.stats.get("skipped", []))
    if skipped and DATA not in os.environ:
        reporter.write_line(f"{skipped} tests read real notices and were skipped: name their folder in {DATA}.")


def server_of(config: pytest.Config) -> str:
    """Superuser address of the server of this run; the first that asks in the starting process starts it."""
    if ADDRESS not in config.stash:
        given = os.environ.get("PPDS_DATABASE_URL")
        config.stash[ADDRESS] = given or start_server(config)
        # Added after the server's own end, so that it runs before it.
        config.add_cleanup(lambda: drop_database(config.stash[ADDRESS], f"ppds_template_{config.stash[RUN]}"))
    return config.stash[ADDRESS]


def start_server(config: pytest.Config) -> str:
    clear_abandoned(fast_folder(), prefix=PREFIX)
    stack = ExitStack()
    config.add_cleanup(stack.close)
    data_dir = stack.enter_context(server_folder())
    return stack.enter_context(embedded_server(data_dir, settings=SERVER_SETTINGS))


@contextmanager
def server_folder() -> Iterator[Path]:
    """A folder for a server, gone afterwards; pytest's own are closed to the user that the server runs as."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=fast_folder(), ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def fast_folder() -> Path:
    """Where the server keeps its data: in memory when there is plenty, for hundreds of databases come and go."""
    memory = Path("/dev/shm")  # noqa: S108 - only what a test run makes and forgets
    enough = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > MEMORY
    return memory if enough else Path(tempfile.gettempdir())


@pytest.fixture(scope="session")
def postgres_url(pytestconfig: pytest.Config) -> str:
    """Superuser address of the test server; its own database is empty."""
    return server_of(pytestconfig)


@pytest.fixture(scope="session")
def template(postgres_url: str, pytestconfig: pytest.Config) -> str:
    """Name of the migrated database that the others are copied from. Nobody stays connected to it."""
    name = f"ppds_template_{pytestconfig.stash[RUN]}"
    with psycopg.connect(plain(postgres_url), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [MAKE_TEMPLATE])
        if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return name
        create_database(connection, name, template="template0")
        try:
            prepare(at(postgres_url, name))
        except BaseException:
            drop_database(postgres_url, name)
            raise
    return name


@pytest.fixture
def database(postgres_url: str, template: str) -> Iterator[str]:
    """Superuser address of a fresh migrated database for one test."""
    with copy(postgres_url, template) as url:
        yield url


@pytest.fixture(scope="module")
def database_module(postgres_url: str, template: str) -> Iterator[str]:
    """Superuser address of a fresh migrated database for the tests of one module."""
    with copy(postgres_url, template) as url:
        yield url


@pytest.fixture
def empty_database(postgres_url: str) -> Iterator[str]:
    """Superuser address of a database without anything in it."""
    with copy(postgres_url, "template0") as url:
        yield url


@contextmanager
def copy(server: str, template: str) -> Iterator[str]:
    """A copy of this database, dropped at the end even when somebody is still connected."""
    name = f"ppds_test_{uuid4().hex[:16]}"
    with psycopg.connect(plain(server), autocommit=True) as connection:
        create_database(connection, name, template=template)
    try:
        yield at(server, name)
    finally:
        drop_database(server, name)


def create_database(connection: psycopg.Connection, name: str, *, template: str) -> None:
    # Copying the files of a small database is quicker than writing every page of it to the log.
    first = template == "template0"
    how = " locale_provider builtin builtin_locale 'C.UTF-8'" if first else " strategy file_copy"
    statement = sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
    connection.execute(statement + sql.SQL(how))


def drop_database(server: str, name: str) -> None:
    with psycopg.connect(plain(server), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def at(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def plain(url: str) -> str:
    """The address as psycopg reads it, without SQLAlchemy's name of the driver."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
