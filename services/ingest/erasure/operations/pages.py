"""Erasing a sole trader from what is kept: page by page, a transaction each, which also holds how far it came.

First it is made sure that no batch brings anybody back. Then the notices with their procedures and their past, then
what bodies keep themselves, then the copies and reports of submissions. The notices are walked in order of their ids,
which stay, and not by procedure: one may move from a procedure that is to come to one that was passed. A notice is
read again from its kept copy, so that it stands as if the document came in today, and the same document sent again is
the same notice. Rows of the past are rewritten in place: figures, also those as of an earlier day, stay what they
were.

In the sandbox there are submissions alone. How far it came stands there by itself.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from services.ingest.database import worker_transaction
from services.ingest.environment import Environment
from services.ingest.erasure.operations.own_records import erase_own_records
from services.ingest.erasure.operations.procedures import erase_procedures, locked_procedures, naming
from services.ingest.erasure.operations.submissions import erase_submission
from services.ingest.erasure.store import copies, kept_notices, own_records
from services.ingest.formats.parsed import Limits
from services.ingest.processing.metrics import WorkerMetrics
from services.ingest.register.store import erasing
from services.ingest.register.store.reading import load_erased
from services.ingest.settings import Settings
from shared.log.audit import record_act
from shared.log.change_log import take_position

_log = logging.getLogger(__name__)


class Erasing:
    """The job of it in one environment."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        *,
        environment: Environment,
        metrics: WorkerMetrics,
        reached: Callable[[int], None],
    ) -> None:
        self._engine = engine
        self._limits = settings.limits
        self._environment = environment
        self._waiting = metrics.erasures_waiting.labels(environment.value)
        self._reached = reached

    def has_work(self, session: Session) -> bool:
        """Whether anybody is to be erased."""
        waiting = erasing.waiting(session)
        self._waiting.set(waiting)
        return waiting > 0

    def run(self, _give_way: Callable[[], bool]) -> bool:
        """Do the next page; says whether there was any. What cannot be erased is for people; the rest goes on."""
        try:
            page = erase_next(self._engine, limits=self._limits, environment=self._environment)
        except (SQLAlchemyError, psycopg.Error):
            raise
        except Exception:  # noqa: BLE001 - see above
            _log.exception("a page of erasing cannot be done; it is tried again")
            return False
        if page.position is not None:
            self._reached(page.position)
        return page.done


class Page(NamedTuple):
    """Whether there was a page to do, and the position of the change log that it reached, if it changed anything."""

    done: bool
    position: int | None = None


def erase_next(
    engine: Engine, *, limits: Limits, at_once: int = 200, environment: Environment = Environment.PRODUCTION
) -> Page:
    """Do the next page, if anybody was erased.

    A page is one submission, or the procedures of `at_once` notices: only those that name anybody are locked. The
    engine is one of that environment.
    """
    with worker_transaction(engine) as session:
        at = erasing.standing(session)
        if at.erasure >= erasing.newest(session):
            return Page(done=False)
    if at.idle:
        return Page(_begin(engine, environment))
    return _next_page(engine, limits=_of_copies(limits), at_once=at_once, environment=environment)


def _of_copies(limits: Limits) -> Limits:
    """Limits within which every kept copy can be read, also when those of what comes in were narrowed since."""
    widest = Limits()
    return replace(
        limits, max_bytes=sys.maxsize, max_elements=sys.maxsize // 4, max_depth=max(limits.max_depth, widest.max_depth)
    )


def _begin(engine: Engine, environment: Environment) -> bool:
    """Let every batch know the newest erasure from here on; says whether there was anything to begin.

    Every batch that does not know it is committed by then, so the pages find what it wrote; every later one is prepared
    again without who was erased (`write_batch`). So nobody comes back behind a page.
    """
    with worker_transaction(engine) as session:
        at = erasing.lock_standing(session)
        if at is None or not at.idle:
            return False
        erasing.let_batches_end(session)
        newest = erasing.newest(session)
        if environment is Environment.PRODUCTION:
            at = replace(at, step="notices", since=erasing.newest_change(session))
        else:
            at = replace(at, step="submissions")
        erasing.note(session, replace(at, target=newest, after=None))
        return newest > at.erasure


def _next_page(engine: Engine, *, limits: Limits, at_once: int, environment: Environment) -> Page:
    with worker_transaction(engine) as session:
        at = erasing.lock_standing(session)
        if at is None or at.idle:
            return Page(done=False)
        erased, _ = load_erased(session)
        change = None
        if at.step == "notices":
            page, notices = kept_notices.page_after(session, at.after, since=at.since, most=at_once)
            if page:
                named = naming(session, notices, erased=erased, limits=limits)
                if named:
                    procedures = locked_procedures(session, named)
                    change = erase_procedures(session, procedures, erased=erased, limits=limits)
                at = replace(at, after=page[-1])
            else:
                at = replace(at, step="own-records", after=None)
        elif at.step == "own-records":
            versions = own_records.page_after(session, at.after, most=at_once)
            if versions:
                change = erase_own_records(session, versions, erased=erased, limits=limits)
                at = replace(at, after=versions[-1].id)
            else:
                at = replace(at, step="submissions", after=None)
        else:
            submission = copies.submission_after(session, at.after)
            if submission is not None:
                erase_submission(session, submission, erased=erased, limits=limits)
                at = replace(at, after=submission)
            else:
                if environment is Environment.PRODUCTION:
                    record_act(session, "ingest", actor="ingest", act="erasure.done", subject=str(at.target))
                at = replace(at, erasure=at.target, after=None)
        erasing.note(session, at)
        position = None if change is None else take_position(session.connection(), "procurement", change)
        return Page(done=True, position=position)
