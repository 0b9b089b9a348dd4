"""What a body holds, and the submissions that a party may read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from services.ingest.environment import Environment
from services.ingest.submissions import store
from services.ingest.submissions.tables import Record, Submission
from shared.errors import BadInput, FieldError, NotFound

FORMAT_OF: Final = {
    "application/xml": "eforms",
    "text/xml": "eforms",
    "application/zip": "eforms",
    "application/x-tar": "eforms",
    "application/json": "ocds",
    "application/x-ndjson": "ocds",
    "application/jsonl": "ocds",
}
"""Media types that are read, and the format each holds."""


def format_for(media_type: str, *, stated: str | None) -> str:
    """The format of a body: what its media type holds. Raises BadInput when something else was stated."""
    found = FORMAT_OF[media_type]
    if stated is not None and stated != found:
        raise BadInput(
            nl=f"Het mediatype {media_type} bevat hier {found}, niet {stated}.",
            en=f"The media type {media_type} holds {found} here, not {stated}.",
            errors=(
                FieldError(
                    "query", "format", "format-mismatch", f"{media_type} is {found}", nl=f"{media_type} is {found}"
                ),
            ),
        )
    return found


def submission_of(session: Session, submission_id: UUID) -> Submission:
    """The submission with this id if the party of the session sent it; raises NotFound."""
    found = store.submission(session, submission_id)
    if found is None:
        raise NotFound(
            nl=f"Er is geen aanlevering {submission_id} van uw partij.",
            en=f"There is no submission {submission_id} of your party.",
        )
    return found


def procedures_of(session: Session, records: Sequence[Record], *, environment: Environment) -> Mapping[UUID, UUID]:
    """The procedure that the notice of each of these records belongs to now: in the sandbox to none."""
    if environment is Environment.SANDBOX:
        return {}
    return store.procedures_of(session, [record.notice for record in records if record.notice is not None])
