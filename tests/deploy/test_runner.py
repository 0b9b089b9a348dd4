"""Starting, watching and stopping processes: small real ones, made for the test."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.processes import Addresses, OwnClient, processes
from deploy.runner import Process, Runner, RunnerError, ended_by_sigterm, running
from shared.procurement.finding import Text

SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Length", "0"); self.end_headers()
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer.allow_reuse_address = True
print("listening", flush=True)
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


class Heard:
    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self.notices: list[Text] = []

    def output(self, name: str, line: str) -> None:
        self.lines.append((name, line))


@pytest.fixture
def heard() -> Heard:
    return Heard()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server(port: int) -> Process:
    command = (sys.executable, "-c", SERVER, str(port))
    return Process("server", command, {}, port=port, ready_url=f"http://127.0.0.1:{port}/health/ready")


def worker(script: str, name: str = "worker") -> Process:
    return Process(name, (sys.executable, "-c", script), {})


def until(condition: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < ends_at
        time.sleep(0.02)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_process_is_ready_when_it_answers_and_gone_after_the_block(heard: Heard) -> None:
    port = free_port()
    ready: list[str] = []
    with running([server(port)], output=heard.output, notice=heard.notices.append) as runner:
        runner.wait_until_ready(on_ready=ready.append)
        assert listens(port)
    assert ready == ["server"]
    assert ("server", "listening") in heard.lines
    assert not listens(port)


def test_a_port_that_is_taken_stops_everything_before_it_starts(heard: Heard) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(RunnerError, match=f"Port {port}, for server"),
            running([worker("print('ran')"), server(port)], output=heard.output, notice=heard.notices.append),
        ):
            pass
    assert heard.lines == []


def test_a_process_that_ends_before_it_is_ready_is_named_with_its_last_words(heard: Heard) -> None:
    dying = Process(
        "registry", (sys.executable, "-c", "raise SystemExit('no such database')"), {}, ready_url="http://127.0.0.1:9/"
    )
    with running([dying], output=heard.output, notice=heard.notices.append) as runner:
        until(lambda: bool(heard.lines))
        with pytest.raises(RunnerError, match=r"registry ended before it was ready\.\n.*no such database"):
            runner.wait_until_ready()


def test_a_process_that_is_never_ready_is_named(heard: Heard) -> None:
    silent = Process("kpi", (sys.executable, "-c", "import time; time.sleep(60)"), {}, ready_url="http://127.0.0.1:9/")
    with (
        pytest.raises(RunnerError, match="Not ready after 0 seconds: kpi"),
        running([silent], output=heard.output, notice=heard.notices.append) as runner,
    ):
        runner.wait_until_ready(seconds=0)


def test_a_process_that_was_killed_is_started_again(heard: Heard) -> None:
    script = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    with running([worker(script)], output=heard.output, notice=heard.notices.append) as runner:
        until(lambda: len(heard.lines) == 1)
        os.kill(int(heard.lines[0][1]), signal.SIGKILL)

        def started_again() -> bool:
            runner.look()
            return len(heard.lines) == 2

        until(started_again)
    assert [notice.en for notice in heard.notices] == ["worker ended with code -9; starting it again."]


def test_a_process_that_keeps_crashing_ends_the_run_with_what_it_wrote(heard: Heard) -> None:
    with (
        pytest.raises(RunnerError, match="worker ended 5 times within 60 seconds"),
        running([worker("raise SystemExit('broken')")], output=heard.output, notice=heard.notices.append) as runner,
    ):
        runner.watch()
    assert len(heard.notices) == 4


def test_a_process_that_will_not_end_is_killed_and_said_to_be(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.runner.STOP_SECONDS", 0.2)
    with running([worker(STUBBORN)], output=heard.output, notice=heard.notices.append):
        until(lambda: ("worker", "up") in heard.lines)
    assert [notice.en for notice in heard.notices] == ["worker did not end in 0 seconds and was killed."]


def test_sigterm_ends_a_block_as_an_exception() -> None:
    with pytest.raises(SystemExit) as end, ended_by_sigterm():
        signal.raise_signal(signal.SIGTERM)
    assert end.value.code == 128 + signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_each_process_enters_the_database_as_itself_and_shows_no_password(tmp_path: Path) -> None:
    clients = {"ingest": OwnClient("own-ingest", tmp_path / "ingest.pem")}
    started = processes(
        "postgresql+psycopg://owner@db/ppds",
        addresses=Addresses(9001),
        clients=clients,  # type: ignore[arg-type]  # keys of a literal type are read as text here
        passwords={"ppds_ingest": "secret"},
        workers=2,
    )
    by_name = {process.name: process for process in started}
    workers = {"ingest-worker-1", "ingest-worker-2", "kpi-worker-1", "kpi-worker-2"}
    assert set(by_name) == {"registry", "ingest", "kpi", "dashboard", *workers}
    url = by_name["ingest-worker-2"].environment["PPDS_DATABASE_URL"]
    assert url == "postgresql+psycopg://ppds_ingest:secret@db/ppds"
    assert by_name["ingest"].environment["PPDS_CLIENT_ID"] == "own-ingest"
    assert "PPDS_CLIENT_ID" not in by_name["registry"].environment
    assert "secret" not in repr(by_name["ingest"])
    assert "PPDS_DATABASE_URL" not in by_name["dashboard"].environment, "pages read no table"
    assert (by_name["kpi"].port, by_name["kpi"].ready_url) == (9003, "http://127.0.0.1:9003/health/ready")


def test_stopping_twice_or_before_starting_does_no_harm(heard: Heard) -> None:
    runner = Runner([worker("pass")], output=heard.output, notice=heard.notices.append)
    runner.stop()
    runner.start()
    runner.stop()
    runner.stop()
    assert heard.notices == []
