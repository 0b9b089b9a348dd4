"""Validations: the report of a body at once, nothing stored, in processes of their own.

A process that takes too long or too much memory is ended and another one is started: no body can keep the service busy,
and a fault in reading one body stays outside the process that answers requests.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from queue import Empty, SimpleQueue
from typing import Final

import anyio
import anyio.to_thread
import orjson
from starlette.requests import ClientDisconnect

from services.ingest.formats.encoding import Meter, decoding_for
from services.ingest.settings import Settings
from services.ingest.submissions.rules.body_type import EMPTY_BODY, TRUNCATED_BODY
from services.ingest.validations.operations.process import Job, Report, read_frame, write_frame
from shared.errors import BadInput, TooLarge, Unavailable

_COMMAND: Final = (sys.executable, "-m", "services.ingest.validations.operations.process")
_WAITING: Final = 4
_SMALL: Final = 100_000
"""Bytes below which a body has processes apart: large ones never keep it waiting."""


class _Pool:
    """Processes that wait for bodies of one sort, and how many may be at work.

    Each sort has its own: on a busy machine starting one takes longer than a small body may wait.
    """

    def __init__(self, most: int) -> None:
        self.limiter = anyio.CapacityLimiter(most)
        self.idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()

    def process(self) -> subprocess.Popen[bytes]:
        """One that waits, or a new one."""
        with contextlib.suppress(Empty):
            while True:
                process = self.idle.get_nowait()
                if process.poll() is None:
                    return process
                _end(process)
        return subprocess.Popen(  # noqa: S603 - our own module, no shell
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def close(self) -> None:
        """End the processes that wait."""
        with contextlib.suppress(Empty):
            while True:
                _end(self.idle.get_nowait())


class Validations:
    """A fixed number of validating processes, started when first needed; as many more for small bodies alone."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._large = _Pool(settings.validation_processes)
        self._small = _Pool(settings.validation_processes)
        self._closed = False

    async def report(self, body: bytes, *, media_type: str, worked: Callable[[float], None]) -> Report:
        """Report on a body; raises TooLarge when it takes too long, Unavailable when too many wait already.

        `worked` gets the seconds that a process was at it, however it ended.
        """
        pool = self._small if len(body) < _SMALL else self._large
        if pool.limiter.statistics().tasks_waiting >= _WAITING * self._settings.validation_processes:
            raise Unavailable(
                nl="Er wachten nu te veel controles; probeer het zo opnieuw.",
                en="Too many validations are waiting now; try again in a moment.",
            )
        job: Job = {
            "media_type": media_type,
            "max_bytes": self._settings.max_record_bytes,
            "max_depth": self._settings.max_record_depth,
        }
        return await anyio.to_thread.run_sync(self._timed, pool, orjson.dumps(job), body, worked, limiter=pool.limiter)

    def close(self) -> None:
        """End the processes that are idle; one that works is ended by its own time limit."""
        self._closed = True
        self._small.close()
        self._large.close()

    def _timed(self, pool: _Pool, job: bytes, body: bytes, worked: Callable[[float], None]) -> Report:
        started = time.monotonic()
        try:
            return self._ask(pool, job, body)
        finally:
            worked(time.monotonic() - started)

    def _ask(self, pool: _Pool, job: bytes, body: bytes) -> Report:
        process = pool.process()
        timer = threading.Timer(self._settings.validation_seconds, process.kill)
        timer.start()
        answer: bytes | None = None
        try:
            assert process.stdin is not None  # noqa: S101 - opened with pipes
            assert process.stdout is not None  # noqa: S101
            with contextlib.suppress(BrokenPipeError):
                write_frame(process.stdin, job)
                write_frame(process.stdin, body)
                answer = read_frame(process.stdout)
        finally:
            timer.cancel()
            if answer is None or self._closed:
                _end(process)
            else:
                pool.idle.put(process)
        if answer is None:
            raise _too_slow(self._settings.validation_seconds)
        report: Report = orjson.loads(answer)
        return report


async def whole_body(stream: AsyncIterator[bytes], *, content_encoding: str | None, settings: Settings) -> bytes:
    """Read a small body whole; raises TooLarge, BadInput."""
    decoding = decoding_for(content_encoding)
    limit = settings.validation_bytes
    meter = Meter(max_received=limit, max_content=limit, max_expansion=settings.max_expansion)
    content = bytearray()
    try:
        async for received in stream:
            meter.take(len(received))
            for piece in decoding.feed(received):
                meter.give(len(piece))
                content += piece
    except ClientDisconnect as gone:
        raise BadInput(errors=(TRUNCATED_BODY.at(""),)) from gone
    decoding.end()
    if not content:
        raise BadInput(errors=(EMPTY_BODY.at(""),))
    return bytes(content)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    with contextlib.suppress(BrokenPipeError):
        process.communicate()


def _too_slow(seconds: float) -> TooLarge:
    return TooLarge(
        nl=f"De controle duurde langer dan {seconds:g} seconden en is gestopt. Stuur minder, of zend het in.",
        en=f"The validation took longer than {seconds:g} seconds and was ended. Send less at once, or submit it.",
    )
