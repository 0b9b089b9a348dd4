"""The submissions that a party may read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from services.ingest.environment import Environment
from services.ingest.submissions import store
from services.ingest.submissions.tables import Record, Submission
from shared.errors import NotFound


def submission_of(session: Session, submission_id: UUID) -> Submission:
    """The submission with this id if the party of the session sent it; raises NotFound."""
    submission = store.submission(session, submission_id)
    if submission is None:
        raise NotFound(
            nl=f"Er is geen aanlevering {submission_id} van uw partij.",
            en=f"There is no submission {submission_id} of your party.",
        )
    return submission


def procedures_of(session: Session, records: Sequence[Record], *, environment: Environment) -> Mapping[UUID, UUID]:
    """The procedure that the notice of each of these records belongs to now: in the sandbox to none."""
    if environment is Environment.SANDBOX:
        return {}
    return store.procedures_of(session, [record.notice for record in records if record.notice is not None])
