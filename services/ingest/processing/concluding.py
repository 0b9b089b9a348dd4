"""The job of closing submissions of which everything is read: the hash of the kept copy, no bytes as they came in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services.ingest.database import worker_transaction
from services.ingest.environment import Environment
from services.ingest.formats import table
from services.ingest.processing import store
from services.ingest.processing.findings import SUBMISSION_FAILED
from services.ingest.processing.metrics import WorkerMetrics
from services.ingest.submissions.store import kept_records

_LOOK_AT: Final = 50
_ALL_CHUNKS: Final = 2**31 - 1

_log = logging.getLogger(__name__)


class Concluding:
    """Closes submissions in one environment, one at a time."""

    def __init__(self, engine: Engine, *, environment: Environment, metrics: WorkerMetrics) -> None:
        self._engine = engine
        self._environment = environment
        self._metrics = metrics

    def has_work(self, session: Session) -> bool:
        """Whether a submission waits to be closed."""
        return bool(store.unfinished(session, most=1))

    def run(self, _give_way: Callable[[], bool]) -> bool:
        """Close a submission that no other worker is closing; says whether there was any."""
        with worker_transaction(self._engine) as session:
            waiting = store.unfinished(session, most=_LOOK_AT)
        return any(self._conclude(submission) for submission in waiting)

    def _conclude(self, submission: UUID) -> bool:
        with worker_transaction(self._engine) as session:
            media_type = store.lock_unfinished(session, submission)
            if media_type is None:
                return False
            problem = store.problem_of(session, submission)
            digest = table.kind_of(media_type).kept_form.digest(kept_records(session, submission))
            if problem is None or problem["rule"] != SUBMISSION_FAILED.code:
                store.delete_chunks(session, submission, first=0, end=_ALL_CHUNKS)
            store.conclude(session, submission, kept_sha256=digest, problem=problem, now=datetime.now(UTC))
        state = "done" if problem is None else "failed"
        self._metrics.submissions.labels(self._environment.value, state).inc()
        _log.info("submission %s", state, extra={"fields": {"submission": str(submission)}})
        return True
