"""The kept copy and the report of a submission, without who was erased."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.orm import Session

from services.ingest.erasure.store import copies, reports
from services.ingest.erasure.store.reports import Cleaned
from services.ingest.formats import table
from services.ingest.formats.erasure_text import Traces, label_without
from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.procedures.rules.kept import keep
from services.ingest.processing.records import read_kept
from services.ingest.submissions import store as submissions
from services.ingest.submissions.rules.packed import pack
from shared.procurement.erased import Erased


def erase_submission(session: Session, submission: UUID, *, erased: Erased, limits: Limits) -> None:
    """Rewrite the kept copy of a submission and what its report says, and the hash of the copy."""
    media_type, concluded = copies.kind_of(session, submission)
    changed = False
    for payload in copies.payloads_of(session, submission):
        pieces, names, cleaned = [], list(payload.names), {}
        for number, (ordinal, kept) in enumerate(payload.records()):
            source = table.format_of_kept(kept, media_type=media_type) if kept else None
            met = Traces() if source is None else source.said_of(kept, limits=limits, erased=erased)
            without = _cleaning(met, erased)
            names[number] = without(names[number])
            if not met and names[number] == payload.names[number]:
                pieces.append(kept)
                continue
            parsed = None
            if met and source is not None:
                parsed = read_kept(kept, source, place="", limits=limits, erased=erased)
            pieces.append(kept if parsed is None else parsed.kept)
            now = None if parsed is None else _notice_id(parsed)
            cleaned[ordinal] = Cleaned(without, now)
        reports.rewrite_reports(session, submission, cleaned)
        if names != payload.names or b"".join(pieces) != payload.unpacked():
            changed = True
            copies.rewrite_payload(session, payload, pack(pieces), names=names)
    reports.rewrite_problems(session, submission, without=_cleaning(Traces(), erased))
    if changed and concluded:
        digest = table.kind_of(media_type).kept_form.digest(submissions.kept_records(session, submission))
        copies.note_digest(session, submission, digest)


def _cleaning(met: Traces, erased: Erased) -> Callable[[str], str]:
    return lambda text: met.out_of(label_without(text, erased))


def _notice_id(parsed: Parsed) -> UUID | None:
    return None if parsed.notice is None else keep(parsed.notice, release=parsed.release)[0].id
