"""What the API of ingest does with submissions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from services.ingest.environment import Environment
from services.ingest.settings import Settings
from services.ingest.submissions import store
from services.ingest.submissions.schemas import (
    FindingCounts,
    FindingOut,
    ProgressOut,
    RecordOut,
    StrategicCode,
    SubmissionCounts,
    SubmissionOut,
    SubmissionProblem,
)
from services.ingest.submissions.tables import Record, RecordFinding, Submission
from shared.errors import BadInput, FieldError, NotFound, Refused
from shared.http.schema import LocalisedText
from shared.identity.access import Caller

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

NOT_READ_IN_TIME: Final = {
    "code": "not-read-in-time",
    "place": "",
    "nl": "Deze aanlevering kon niet binnen de bewaartermijn worden verwerkt en is verwijderd. Stuur haar opnieuw.",
    "en": "This submission could not be read within the time it is kept, and was removed. Send it again.",
}


def sending_party(caller: Caller) -> str:
    """The party a token acts for; raises Refused for a token without one, which can neither send nor read back."""
    if caller.party is None:
        raise Refused(
            nl="Dit token hoort bij geen partij; inzenden en teruglezen gaat altijd namens een partij.",
            en="This token belongs to no party; sending and reading back is always done for a party.",
        )
    return caller.party


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


def shown(session: Session, submissions: Sequence[Submission], *, environment: Environment) -> list[SubmissionOut]:
    """Submissions as the API shows them, with progress and counts."""
    readings = store.readings(session, [each.id for each in submissions])
    return [_shown(each, readings.get(each.id, store.Reading()), environment) for each in submissions]


def _shown(submission: Submission, reading: store.Reading, environment: Environment) -> SubmissionOut:
    started = submission.state == "received" and reading.batches > 0
    return SubmissionOut.model_validate(
        {
            "id": submission.id,
            "format": submission.format,
            "state": "processing" if started else submission.state,
            "sandbox": environment is Environment.SANDBOX,
            "received_sha256": submission.received_sha256,
            "kept_sha256": submission.kept_sha256,
            "size": submission.received_size,
            "progress": ProgressOut(
                done=submission.size if submission.state == "done" else min(reading.bytes_done, submission.size),
                total=submission.size,
            ),
            "counts": SubmissionCounts(
                records=reading.records,
                accepted=reading.accepted,
                refused=reading.refused,
                unchanged=reading.unchanged,
                findings=FindingCounts(error=reading.errors, warning=reading.warnings, info=reading.infos),
            ),
            "created_at": submission.created_at,
            "finished_at": submission.finished_at,
            "mandates_known_at": submission.mandates_known_at,
            "problem": _problem(submission),
        }
    )


def _problem(submission: Submission) -> SubmissionProblem | None:
    stated = submission.problem
    if stated is None:
        return None
    message = LocalisedText(nl=stated["nl"], en=stated["en"])
    return SubmissionProblem(code=stated["code"], place=stated["place"], message=message)


def records_shown(session: Session, records: Sequence[Record], *, environment: Environment) -> list[RecordOut]:
    """Records as the API shows them, each with the procedure its notice belongs to now: in the sandbox to none."""
    notices = [record.notice for record in records if record.notice is not None]
    procedures = store.procedures_of(session, notices) if environment is Environment.PRODUCTION else {}
    return [_record_shown(record, procedures.get(record.notice) if record.notice else None) for record in records]


def _record_shown(record: Record, procedure: UUID | None) -> RecordOut:
    return RecordOut.model_validate(
        {
            **{name: getattr(record, name) for name in RecordOut.model_fields if name not in _OF_OTHERS},
            "procedure": procedure,
            "strategic_codes": [StrategicCode.model_validate(code) for code in record.strategic_codes],
        }
    )


_OF_OTHERS: Final = frozenset({"procedure", "strategic_codes"})


def finding_shown(finding: RecordFinding) -> FindingOut:
    """A finding as the API shows it."""
    return FindingOut.model_validate(
        {
            "ordinal": finding.ordinal,
            "rule": finding.rule,
            "severity": finding.severity,
            "location": finding.location,
            "value": finding.value,
            "sender_key": finding.sender_key,
            "message": LocalisedText(nl=finding.nl, en=finding.en),
        }
    )


def clean(session: Session, *, settings: Settings, now: datetime | None = None) -> tuple[int, int]:
    """Remove what nobody will read: chunks of broken-off uploads, and bodies that failed to be read for too long.

    Gives the number of chunks and of submissions. The session must work for all parties.
    """
    at = now or datetime.now(UTC)
    chunks = store.delete_unsealed(session, before=at - timedelta(hours=settings.unsealed_hours))
    given_up = store.give_up_old(
        session, before=at - timedelta(days=settings.arrival_days), now=at, problem=NOT_READ_IN_TIME
    )
    return chunks, len(given_up)


def clean_sandbox(session: Session, *, settings: Settings, now: datetime | None = None) -> int:
    """Remove what test bodies sent too long ago; gives the number of submissions. In a session of the sandbox."""
    at = now or datetime.now(UTC)
    return store.delete_submissions(session, before=at - timedelta(days=settings.sandbox_days))
