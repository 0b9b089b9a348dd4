"""Removing what nobody will read any more: broken-off uploads, bodies that failed too long, old test data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from services.ingest.settings import Settings
from services.ingest.submissions import store
from shared.procurement.finding import Rule, Severity, Text

NOT_READ_IN_TIME: Final = Rule(
    "not-read-in-time",
    Severity.ERROR,
    "Deze aanlevering kon niet binnen de bewaartermijn worden verwerkt en is verwijderd.",
    "This submission could not be read within the time it is kept, and was removed.",
    Text("Stuur haar opnieuw.", "Send it again."),
)


def clean(session: Session, *, settings: Settings, now: datetime | None = None) -> tuple[int, int]:
    """Remove what nobody will read: chunks of broken-off uploads, and bodies that failed to be read for too long.

    Gives the number of chunks and of submissions. The session must work for all parties.
    """
    at = now or datetime.now(UTC)
    chunks = store.delete_unsealed(session, before=at - timedelta(hours=settings.unsealed_hours))
    given_up = store.give_up_old(
        session, before=at - timedelta(days=settings.arrival_days), now=at, problem=NOT_READ_IN_TIME.at("").row
    )
    return chunks, len(given_up)


def clean_sandbox(session: Session, *, settings: Settings, now: datetime | None = None) -> int:
    """Remove what test bodies sent too long ago; gives the number of submissions. In a session of the sandbox."""
    at = now or datetime.now(UTC)
    return store.delete_submissions(session, before=at - timedelta(days=settings.sandbox_days))
