"""Removing what nobody will read any more: broken-off uploads, bodies that failed too long, old test data."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services.ingest.column_mappings import store as mappings
from services.ingest.database import worker_transaction
from services.ingest.environment import Environment
from services.ingest.settings import Settings
from services.ingest.submissions import store
from shared.procurement.finding import Rule, Severity, Text

_EVERY: Final = 3600.0

NOT_READ_IN_TIME: Final = Rule(
    "not-read-in-time",
    Severity.ERROR,
    "Deze aanlevering kon niet binnen de bewaartermijn worden verwerkt en is verwijderd.",
    "This submission could not be read within the time it is kept, and was removed.",
    Text("Stuur haar opnieuw.", "Send it again."),
)


_log = logging.getLogger(__name__)


class Cleaning:
    """The job of it in one environment: at the start of a worker, and every hour."""

    def __init__(self, engine: Engine, settings: Settings, *, environment: Environment) -> None:
        self._engine = engine
        self._settings = settings
        self._environment = environment
        self._due_at = time.monotonic()

    def has_work(self, _session: Session) -> bool:
        """Whether it is time to."""
        return time.monotonic() >= self._due_at

    def run(self, _give_way: Callable[[], bool]) -> bool:
        """Clean up; never calls for more of it at once."""
        self._due_at = time.monotonic() + _EVERY
        removed = clean(self._engine, self._settings, environment=self._environment)
        if any(removed):
            _log.info("cleaned up", extra={"fields": {"schema": self._environment.value, **removed._asdict()}})
        return False


class Removed(NamedTuple):
    """How many were removed."""

    chunks: int = 0
    given_up: int = 0
    submissions: int = 0


def clean(engine: Engine, settings: Settings, *, environment: Environment) -> Removed:
    """Remove what nobody will read any more.

    Chunks of broken-off uploads, and bodies that failed to be read for too long; in the sandbox all that test bodies
    sent too long ago as well.
    """
    now = datetime.now(UTC)
    with worker_transaction(engine) as session:
        chunks = store.delete_unsealed(session, before=now - timedelta(hours=settings.unsealed_hours))
        problem = NOT_READ_IN_TIME.at("").row
        given_up = store.give_up_old(
            session, before=now - timedelta(days=settings.arrival_days), now=now, problem=problem
        )
        if environment is Environment.PRODUCTION:
            return Removed(chunks, len(given_up))
        old = store.delete_submissions(session, before=now - timedelta(days=settings.sandbox_days))
        mappings.delete_old(session, before=now - timedelta(days=settings.sandbox_days))
    return Removed(chunks, len(given_up), old)
