"""Workers as processes of their own, to be killed at any moment."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    return {**inherited, **{f"PPDS_{name.upper()}": str(value) for name, value in stated.items()}}
