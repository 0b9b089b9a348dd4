"""Running all processes of the data space on one machine: start, wait until ready, watch, restart, stop.

Each process is started as it would be alone: an address to listen on and its settings in the environment, its
database role included. The runner adds nothing that a process needs to know.
"""

import os
import signal
import socket
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Final, NoReturn

import httpx

from shared.errors import PpdsError
from shared.procurement.finding import Text

Output = Callable[[str, str], None]
"""Takes the name of a process and one line it wrote."""

Notice = Callable[[Text], None]
"""Gets a line about what happens, in Dutch and English."""

READY_SECONDS: Final = 60.0
STOP_SECONDS: Final = 15.0
MOST_CRASHES: Final = 5
CRASH_WINDOW: Final = 60.0  # seconds in which that many crashes mean that starting again is no use
_LOOK_EVERY: Final = 0.2
_REMEMBERED_LINES: Final = 20


class RunnerError(PpdsError):
    """The processes cannot be started or kept running; the text says which one and what it last wrote."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process to run. `ready_url` answers 200 once it can serve; None for workers, which listen to nobody."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)  # holds database addresses with passwords
    port: int | None = None
    ready_url: str | None = None


class Runner:
    """Keeps a set of processes running. Use `running()`, which also stops them."""

    def __init__(self, processes: Sequence[Process], *, output: Output, notice: Notice) -> None:
        """Know what to run; nothing is started here.

        Args:
            processes: in the order of starting; they are stopped in the opposite order.
            output: gets every line the processes write.
            notice: gets messages of the runner itself, such as a restart.
        """
        self._children = [_Child(process, output) for process in processes]
        self._notice = notice

    def pids(self) -> dict[str, int]:
        """Process ids of what runs, by name."""
        return {child.process.name: child.pid for child in self._children if child.pid is not None}

    def start(self) -> None:
        """Start every process.

        Raises:
            RunnerError: a port is taken.
        """
        processes = [child.process for child in self._children]
        demand_free_ports({process.name: process.port for process in processes if process.port is not None})
        for child in self._children:
            child.start()

    def wait_until_ready(
        self, *, seconds: float = READY_SECONDS, on_ready: Callable[[str], None] = lambda _: None
    ) -> None:
        """Wait until every process that listens says it is ready.

        Raises:
            RunnerError: one ended before it was ready, or was not ready in time.
        """
        ends_at = time.monotonic() + seconds
        waiting = [child for child in self._children if child.process.ready_url]
        with httpx.Client(timeout=2.0) as http:
            while waiting:
                for child in list(waiting):
                    if child.ended():
                        raise RunnerError(
                            nl=f"{child.process.name} stopte voor het klaar was.\n{child.last_lines()}",
                            en=f"{child.process.name} ended before it was ready.\n{child.last_lines()}",
                        )
                    if _is_ready(http, child.process):
                        waiting.remove(child)
                        on_ready(child.process.name)
                if waiting and time.monotonic() > ends_at:
                    late = ", ".join(child.process.name for child in waiting)
                    raise RunnerError(
                        nl=f"Niet klaar na {seconds:.0f} seconden: {late}.\n{waiting[0].last_lines()}",
                        en=f"Not ready after {seconds:.0f} seconds: {late}.\n{waiting[0].last_lines()}",
                    )
                time.sleep(_LOOK_EVERY if waiting else 0)

    def look(self) -> None:
        """Start again what crashed since the last look.

        Raises:
            RunnerError: a process crashed too often in a short time.
        """
        for child in self._children:
            if not child.ended():
                continue
            if child.crashed_too_often():
                name, seconds = child.process.name, f"{CRASH_WINDOW:.0f}"
                raise RunnerError(
                    nl=f"{name} stopte {MOST_CRASHES} keer binnen {seconds} seconden; het laatst schreef het:\n"
                    f"{child.last_lines()}",
                    en=f"{name} ended {MOST_CRASHES} times within {seconds} seconds; the last it wrote:\n"
                    f"{child.last_lines()}",
                )
            name, code = child.process.name, child.code()
            self._notice(
                Text(
                    f"{name} stopte met code {code} en wordt opnieuw gestart.",
                    f"{name} ended with code {code}; starting it again.",
                )
            )
            child.start()

    def watch(self) -> NoReturn:
        """Keep everything running until Ctrl-C or SIGTERM ends this with an exception."""
        while True:
            self.look()
            time.sleep(_LOOK_EVERY)

    def stop(self) -> None:
        """Ask every process to end, the last started first; kill what does not within the time."""
        for child in reversed(self._children):
            child.ask_to_end()
        ends_at = time.monotonic() + STOP_SECONDS
        for child in reversed(self._children):
            if not child.wait(max(0.0, ends_at - time.monotonic())):
                name = child.process.name
                self._notice(
                    Text(
                        f"{name} stopte niet binnen {STOP_SECONDS:.0f} seconden en is afgebroken.",
                        f"{name} did not end in {STOP_SECONDS:.0f} seconds and was killed.",
                    )
                )


@contextmanager
def running(processes: Sequence[Process], *, output: Output, notice: Notice) -> Iterator[Runner]:
    """Run processes for the length of a block; they are stopped however it ends."""
    runner = Runner(processes, output=output, notice=notice)
    try:
        runner.start()
        yield runner
    finally:
        runner.stop()


@contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """Make SIGTERM end the block as Ctrl-C does: by an exception, so that everything is stopped in order."""
    before = signal.signal(signal.SIGTERM, _exit)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Child:
    """One process and what it last wrote."""

    def __init__(self, process: Process, output: Output) -> None:
        self.process = process
        self._output = output
        self._popen: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._lines: deque[str] = deque(maxlen=_REMEMBERED_LINES)
        self._starts: deque[float] = deque(maxlen=MOST_CRASHES)

    def start(self) -> None:
        self._starts.append(time.monotonic())
        # A session of its own: Ctrl-C reaches the runner alone, which then stops its children in order.
        self._popen = subprocess.Popen(
            self.process.command,
            env={**os.environ, **self.process.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, name=f"output of {self.process.name}", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int | None:
        return None if self._popen is None else self._popen.pid

    def ended(self) -> bool:
        return self._popen is not None and self._popen.poll() is not None

    def code(self) -> int | None:
        return self._popen.returncode if self._popen else None

    def crashed_too_often(self) -> bool:
        return len(self._starts) == MOST_CRASHES and time.monotonic() - self._starts[0] < CRASH_WINDOW

    def last_lines(self) -> str:
        return "\n".join(f"  {line}" for line in self._lines)

    def ask_to_end(self) -> None:
        if self._popen is not None and self._popen.poll() is None:
            self._popen.terminate()

    def wait(self, seconds: float) -> bool:
        """Whether it ended by itself."""
        if self._popen is None:
            return True
        by_itself = True
        try:
            self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            by_itself = False
            self._popen.kill()
            self._popen.wait()
        if self._reader is not None:
            self._reader.join(timeout=1.0)
        return by_itself

    def _read(self) -> None:
        popen = self._popen
        if popen is None or popen.stdout is None:
            return
        with popen.stdout as lines:
            for line in lines:
                self._lines.append(line.rstrip("\n"))
                self._output(self.process.name, line.rstrip("\n"))


def _is_ready(http: httpx.Client, process: Process) -> bool:
    with suppress(httpx.TransportError):
        return http.get(str(process.ready_url)).status_code == httpx.codes.OK
    return False


def demand_free_ports(ports: Mapping[str, int]) -> None:
    """Raise RunnerError when a port is taken that one of these, by name, is to listen on."""
    for name, port in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise RunnerError(
                    nl=f"Poort {port}, voor {name}, is in gebruik. Stop wie hem gebruikt, of kies andere met"
                    " --port-base.",
                    en=f"Port {port}, for {name}, is in use. Stop its user, or choose others with --port-base.",
                ) from error


def _exit(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
