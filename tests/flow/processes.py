"""Workers as processes of their own, to be killed at any moment."""

import importlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared import logs
from shared.settings import ServiceSettings


class WorkerProcess:
    """`python -m services.<service>.worker` with these settings; its log goes to a file."""

    def __init__(self, service: str, settings: ServiceSettings, *, log: Path) -> None:
        self._command = (sys.executable, "-m", f"services.{service}.worker")
        self._environment = environment(settings)
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self._command, env=self._environment, stdout=log, stderr=log)

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """SIGKILL: the process gets no chance to say or do anything."""
        assert self._process is not None
        self._process.kill()
        assert self._process.wait(timeout=30) == -signal.SIGKILL

    def stop(self) -> None:
        """SIGTERM, as an operator does."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(timeout=60)


@contextmanager
def worker_process(service: str, settings: ServiceSettings, *, log: Path) -> Iterator[WorkerProcess]:
    """A running worker that is stopped at the end."""
    worker = WorkerProcess(service, settings, log=log)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


def environment(settings: ServiceSettings) -> dict[str, str]:
    """The environment that leads to these settings."""
    stated = settings.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PPDS_")}
    return {**inherited, **{f"PPDS_{name.upper()}": _text(value) for name, value in stated.items()}}


def _text(value: object) -> str:
    """A setting as the environment states it: lists as JSON."""
    return json.dumps(value) if isinstance(value, list) else str(value)


class QuickProcess:
    """A worker in a process that is forked from one which has read all code already: it starts within milliseconds.

    Otherwise as `python -m services.<service>.worker`: a process of its own, with its own connections, to be killed.
    """

    def __init__(self, service: str, settings: ServiceSettings, *, log: Path) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["services.ingest.worker", "services.kpi.worker"])
        self._process = context.Process(target=_work, args=(service, settings, str(log)), daemon=True)
        self._process.start()

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def kill(self) -> None:
        """SIGKILL: the process gets no chance to say or do anything."""
        self._process.kill()
        self._process.join(timeout=30)
        assert self._process.exitcode == -signal.SIGKILL
        self._process.close()

    def stop(self) -> None:
        """SIGTERM, as an operator does."""
        self._process.terminate()
        self._process.join(timeout=60)
        assert self._process.exitcode == 0
        self._process.close()


def _work(service: str, settings: ServiceSettings, log: str) -> None:
    """What `worker.main()` does, with settings that were handed over instead of read from the environment."""
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(out, 1)
    os.dup2(out, 2)
    logs.configure(service=f"{service}-worker", level=settings.log_level)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    importlib.import_module(f"services.{service}.worker").run(settings, stop=stop)
