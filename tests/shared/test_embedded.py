"""The embedded server: one holder, stops with it, recovers from a killed one."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from deploy.embedded import HeldByAnotherError, clear_abandoned, embedded_server
from tests.conftest import server_folder

HOLDER = """
import sys, time
from pathlib import Path
from deploy.embedded import embedded_server
from tests.conftest import server_folder
with embedded_server(Path(sys.argv[1])) as url:
    print(url, flush=True)
    time.sleep(120)
"""


def libpq(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def answer(url: str, question: str) -> object:
    with psycopg.connect(libpq(url)) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def start_holder(data_dir: Path) -> tuple[subprocess.Popen[str], str]:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(data_dir)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    return holder, holder.stdout.readline().strip()


def stop_holder(holder: subprocess.Popen[str], number: signal.Signals) -> int:
    holder.send_signal(number)
    code = holder.wait(timeout=60)
    assert holder.stdout is not None
    holder.stdout.close()
    return code


def refuses(url: str) -> bool:
    try:
        psycopg.connect(libpq(url)).close()
    except psycopg.OperationalError:
        return True
    return False


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with server_folder() as folder:
        yield folder / "data"


def test_data_and_settings_of_a_server_survive_a_restart_only_as_asked(data_dir: Path) -> None:
    with embedded_server(data_dir, settings={"max_connections": "37", "application_name": "it's"}) as url:
        assert answer(url, "show max_connections") == "37"
        assert answer(url, "show server_version_num") >= "180000"  # type: ignore[operator]
        with psycopg.connect(libpq(url)) as connection:
            connection.execute("create table kept as select 42 as value")
    assert refuses(url)
    with embedded_server(data_dir) as url:
        assert answer(url, "select value from kept") == 42
        assert answer(url, "show max_connections") == "100"


def test_a_second_holder_of_the_same_directory_is_refused_with_the_reason(data_dir: Path) -> None:
    with embedded_server(data_dir) as url:
        with pytest.raises(HeldByAnotherError, match="another process runs the database"), embedded_server(data_dir):
            pass
        assert answer(url, "select 1") == 1


def test_sigterm_to_the_holder_stops_the_server(data_dir: Path) -> None:
    holder, url = start_holder(data_dir)
    assert answer(url, "select 1") == 1
    assert stop_holder(holder, signal.SIGTERM) == 128 + signal.SIGTERM
    assert refuses(url)


def test_what_a_killed_holder_left_running_is_replaced_at_the_next_start(data_dir: Path) -> None:
    holder, url = start_holder(data_dir)
    before = answer(url, "select pg_postmaster_start_time()::text")
    assert stop_holder(holder, signal.SIGKILL) == -signal.SIGKILL
    assert not refuses(url)
    time.sleep(0.01)
    with embedded_server(data_dir, settings={"max_connections": "41"}) as again:
        assert answer(again, "show max_connections") == "41"
        assert answer(again, "select pg_postmaster_start_time()::text") != before
    assert refuses(url)


def test_only_servers_whose_holder_died_are_cleared_away(tmp_path_factory: pytest.TempPathFactory) -> None:
    parent = tmp_path_factory.mktemp("many")
    dead, url = start_holder(parent / "pg-dead")
    stop_holder(dead, signal.SIGKILL)
    (parent / "pg-starting").mkdir()
    (parent / "pg-broken-off").mkdir()
    os.utime(parent / "pg-broken-off", (0, 0))
    with embedded_server(parent / "pg-alive") as alive:
        assert clear_abandoned(parent, prefix="pg-") == [parent / "pg-broken-off", parent / "pg-dead"]
        assert answer(alive, "select 1") == 1
    assert refuses(url)
    assert sorted(path.name for path in parent.iterdir()) == ["pg-alive", "pg-starting"]
