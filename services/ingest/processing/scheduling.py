"""Whose turn it is: real submissions go first, and while they wait the sandbox gets a second in every ten.

So a flood of test data costs real data a tenth at most, and test data is not left lying for as long as real data keeps
coming. In its turn the sandbox gives way between two batches.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from services.ingest.database import worker_transaction

_SANDBOX_EVERY: Final = 10.0  # seconds of work on real submissions
_SANDBOX_TURN: Final = 1.0
_AFTER_TROUBLE: Final = 1.0

_log = logging.getLogger(__name__)


class Job(Protocol):
    """One kind of work in one environment. The worker knows no more of it than this."""

    def has_work(self, session: Session, /) -> bool:
        """Whether there is any, seen in a transaction of the worker."""

    def run(self, give_way: Callable[[], bool], /) -> bool:
        """Do one piece of it; says whether there was any. Long ones ask now and then whether to leave the rest."""


class Work(Protocol):
    """What there is to do in one environment."""

    def step(self, stop: threading.Event, *, give_way: Callable[[], bool]) -> bool:
        """Do one piece of it; says whether there was any. Asks between two batches whether to leave the rest."""

    def waits(self) -> bool:
        """Whether there is any."""


class Jobs:
    """The jobs of one environment, each of them a piece every time: however much there is of one, all go on.

    One transaction shows which have work, so that a worker without any costs next to nothing.
    """

    def __init__(self, engine: Engine, jobs: Sequence[Job]) -> None:
        self._engine = engine
        self._jobs = jobs

    def step(self, stop: threading.Event, *, give_way: Callable[[], bool]) -> bool:
        """Do one piece of each; says whether there was any. A database that does not answer is waited for."""
        try:
            worked = [job.run(give_way) for job in self._with_work()]
        except (SQLAlchemyError, psycopg.Error) as trouble:
            _log.error("the database did not do what was asked: %s", type(trouble).__name__)
            stop.wait(_AFTER_TROUBLE)
            return False
        return any(worked)

    def waits(self) -> bool:
        """Whether there is any."""
        return bool(self._with_work())

    def _with_work(self) -> list[Job]:
        with worker_transaction(self._engine) as session:
            return [job for job in self._jobs if job.has_work(session)]


class Turns:
    """The turns of one process."""

    def __init__(self, real: Work, sandbox: Work, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._real = real
        self._sandbox = sandbox
        self._clock = clock
        self._due_at = clock()

    def step(self, stop: threading.Event) -> bool:
        """Do a piece of work, or a turn of them; says whether there was any."""
        worked = self._real.step(stop, give_way=stop.is_set)
        if worked and self._clock() < self._due_at:
            return True
        ends_at = self._clock() + _SANDBOX_TURN

        def over() -> bool:
            return stop.is_set() or self._clock() >= ends_at

        def give_way() -> bool:
            return stop.is_set() or (over() and self._real.waits())

        while self._sandbox.step(stop, give_way=give_way):
            worked = True
            if over():
                break
        self._due_at = self._clock() + _SANDBOX_EVERY
        return worked
