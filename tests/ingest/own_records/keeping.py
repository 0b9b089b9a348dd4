"""Own records kept without HTTP: what the worker does with what it read, in a transaction of the test."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from services.ingest.formats.own_records.reading import read_record
from services.ingest.formats.parsed import Limits
from services.ingest.own_records.operations import Kept, keep_own_records
from services.ingest.own_records.rules.versions import NewOwnRecord, content_digest, unit_id, version_id
from services.ingest.processing.subjects import SUBJECTS, subject_of
from services.ingest.register.store.reading import RegisterAsOf
from shared.log.change_log import take_position
from shared.procurement.erased import NOBODY


def keep(
    session: Session, sent: Iterable[Mapping[str, Any]], *, body: str, register: RegisterAsOf, finished: bool = False
) -> Kept:
    """Keep these records of a body as one batch; `finished` takes a position in the change log."""
    news = [_new(dict(each), number, body) for number, each in enumerate(sent, 1)]
    kept = keep_own_records(
        session,
        news,
        subjects=SUBJECTS,
        register=register,
        submission=None,
        received_on=None,
        change=None,
    )
    if finished and kept.change is not None:
        take_position(session.connection(), "procurement", kept.change)
    return kept


def _new(stated: dict[str, Any], ordinal: int, body: str) -> NewOwnRecord:
    parsed = read_record(stated, place="/", limits=Limits(), erased=NOBODY)
    record = parsed.own
    assert record is not None, parsed.findings
    digest = content_digest(record)
    return NewOwnRecord(
        id=version_id(record, body=body, digest=digest),
        record=record,
        body=body,
        sender=body,
        unit=unit_id(*subject_of(record.kind).unit_of(record, body)),
        digest=digest,
        source="ppds-json",
        ordinal=ordinal,
    )
