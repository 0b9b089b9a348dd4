"""Putting one version of a record: judged, kept and compiled in one transaction.

It goes the way of every other record, as a submission of one, so that its report, its history and erasing hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

import orjson
from sqlalchemy.orm import Session

from services.ingest.data_contracts.model import OwnRecordModel
from services.ingest.environment import Environment
from services.ingest.formats.parsed import Limits
from services.ingest.formats.source_format import Mark, RawRecord
from services.ingest.formats.table import ONE_RECORD
from services.ingest.own_records.operations import refused_of_supplier
from services.ingest.own_records.rules.versions import NewOwnRecord
from services.ingest.processing import store as processing
from services.ingest.processing.batches import Batch, write_batch
from services.ingest.processing.findings import NO_RIGHT_TO_SEND, ONLY_DECLARED, ONLY_REPORTS
from services.ingest.processing.metrics import WorkerMetrics
from services.ingest.processing.preparation import PreparedRecord, SentBy, prepare
from services.ingest.processing.progress import SegmentAtHand
from services.ingest.processing.records import ReadRecord
from services.ingest.processing.subjects import subject_of
from services.ingest.register.store.reading import RegisterAsOf
from services.ingest.settings import Settings
from services.ingest.single_records import store
from services.ingest.single_records.store import KeptVersion
from services.ingest.submissions import store as submissions
from services.ingest.submissions.tables import Segment, Submission
from shared.errors import BadInput, Conflict, PreconditionFailed, Refused
from shared.http.preconditions import demand_match
from shared.log.audit import record_act
from shared.procurement.finding import Rule, Severity, Text

OTHER_NAME: Final = Rule(
    "other-name",
    Severity.ERROR,
    "Hier staat iets anders dan in het adres: {stated}.",
    "This differs from what the address says: {stated}.",
    Text("Laat het weg, of maak het gelijk.", "Leave it out, or make it the same."),
)
NEWER_VERSION: Final = Rule(
    "newer-version",
    Severity.ERROR,
    "Van deze sleutel staat er al versie {newest}.",
    "Of this key there is a version {newest} already.",
    Text("Geef een hogere senderVersion, of laat haar weg.", "Give a higher senderVersion, or leave it out."),
)


_NO_RIGHT: Final = frozenset({NO_RIGHT_TO_SEND.code, ONLY_REPORTS.code, ONLY_DECLARED.code})


@dataclass(frozen=True, slots=True)
class Asked:
    """A version that is to be put: what it states, the bytes on the line, who sent it, and from which version on."""

    document: dict[str, Any]
    body: bytes
    sent_by: SentBy
    client: str
    if_match: str | None


@dataclass(frozen=True, slots=True)
class Put:
    """What became of it. `submission` is None when nothing new was stored."""

    record: NewOwnRecord
    findings: Sequence[Mapping[str, Any]]
    created: bool = False
    submission: UUID | None = None
    position: int | None = None


def document_of(
    contract: type[OwnRecordModel], stated: Mapping[str, Any], *, key: str, buyer: str | None
) -> dict[str, Any]:
    """The record as it would stand in a body of many; raises BadInput when the address says otherwise."""
    said = {"format": contract.format_name(), "senderKey": key} | ({} if buyer is None else {"buyer": buyer})
    other = [
        OTHER_NAME.at(f"/{name}", str(stated[name]), stated=value)
        for name, value in said.items()
        if name in stated and stated[name] != value
    ]
    if other:
        raise BadInput(errors=other)
    return {**said, **stated}


def judged(document: dict[str, Any], *, sent_by: SentBy, register: RegisterAsOf, limits: Limits) -> PreparedRecord:
    """Read a record and decide what becomes of it; raises Refused or BadInput with the findings."""
    after = Mark(lines=1)
    parsed = ONE_RECORD.read(RawRecord(1, "/", after, document=document), limits=limits, erased=register.erased)
    read = ReadRecord(1, None, "/", ONE_RECORD, parsed, len(parsed.kept), after, len(parsed.kept))
    prepared = prepare(read, sent_by=sent_by, register=register.register)
    if prepared.own is not None:
        return prepared
    no_right = [each for each in prepared.findings if each.rule in _NO_RIGHT]
    if no_right:
        raise Refused(errors=no_right)
    raise BadInput(errors=prepared.findings)


def put(session: Session, asked: Asked, *, register: RegisterAsOf, settings: Settings, metrics: WorkerMetrics) -> Put:
    """Keep a version of a record; the same content again changes nothing, whatever `If-Match` says.

    Raises Refused, BadInput, Conflict (its number was used), PreconditionRequired, PreconditionFailed, and
    RegisterMoved as `write_batch` does. The caller commits.
    """
    document, sent_by, limits = asked.document, asked.sent_by, settings.limits
    prepared = judged(document, sent_by=sent_by, register=register, limits=limits)
    own = _own(prepared)
    versions = _locked(session, own)
    refused = refused_of_supplier(session, own, subject=subject_of(own.record.kind), register=register.register)
    if refused is not None:
        raise Refused(errors=(refused,))
    numbered = "senderVersion" in document
    if versions and versions[0].digest == own.digest and (not numbered or own.record.version == versions[0].version):
        same = replace(own, record=replace(own.record, version=versions[0].version))
        return Put(same, [each.row for each in prepared.findings])
    _demand_version(versions, asked.if_match)
    if numbered:
        _demand_newer(versions, own.record.version)
    elif versions:
        document = {**document, "senderVersion": versions[0].version + 1}
        prepared = judged(document, sent_by=sent_by, register=register, limits=limits)
        own = _own(prepared)
    segment = _sealed(session, orjson.dumps(document) + b"\n", asked)
    position = write_batch(
        session,
        segment,
        Batch([prepared], resume=Mark(byte=segment.size, lines=1), bytes_done=segment.size, finished=True),
        environment=Environment.PRODUCTION,
        register=register,
        metrics=metrics,
        most_notices=settings.procedure_notices,
    )
    digest = ONE_RECORD.kept_form.digest(submissions.kept_records(session, segment.submission))
    processing.conclude(session, segment.submission, kept_sha256=digest, problem=None, now=segment.received_at)
    said = submissions.findings(session, segment.submission, ordinal=1, after=0, fetch=limits.max_findings + 10)
    findings = [{name: getattr(each, name) for name in _OF_FINDING} for each in said]
    return Put(own, findings, created=not versions, submission=segment.submission, position=position)


_OF_FINDING: Final = ("rule", "severity", "location", "value", "nl", "en")


def _own(prepared: PreparedRecord) -> NewOwnRecord:
    if prepared.own is None:
        raise RuntimeError("A record that was judged is one of a body's own.")
    return prepared.own


def _demand_version(versions: Sequence[KeptVersion], if_match: str | None) -> None:
    if versions:
        demand_match(if_match, versions[0].version)
    elif if_match is not None:
        raise PreconditionFailed(
            nl="Dit record bestaat nog niet; laat If-Match weg om het te maken.",
            en="This record does not exist yet; leave out If-Match to make it.",
        )


def _demand_newer(versions: Sequence[KeptVersion], version: int) -> None:
    newest = versions[0].version if versions else 0
    if version <= newest:
        raise Conflict(errors=(NEWER_VERSION.at("/senderVersion", str(version), newest=newest),))


def _locked(session: Session, own: NewOwnRecord) -> list[KeptVersion]:
    """The versions that are there, the newest first; nobody else puts one until the end of the transaction."""
    record = own.record
    store.lock_record(session, body=own.body, kind=record.kind, key=record.key)
    return store.versions(session, body=own.body, kind=record.kind, key=record.key)


def _sealed(session: Session, content: bytes, asked: Asked) -> SegmentAtHand:
    """The submission of this one record, with the one part that is about to be written."""
    sent_by, client, body = asked.sent_by, asked.client, asked.body
    received = hashlib.sha256(body).hexdigest()
    now = datetime.now(UTC)
    submission = Submission(
        id=uuid4(),
        sender=sent_by.sender,
        client=client,
        any_buyer=False,
        supplier=sent_by.supplier,
        mandates=dict(sent_by.mandates),
        mandates_known_at=sent_by.mandates_known_at,
        mandates_outdated=sent_by.mandates_outdated,
        format=ONE_RECORD.name,
        media_type=ONE_RECORD.kept_form.media_type,
        received_sha256=received,
        content_sha256=hashlib.sha256(content).hexdigest(),
        received_size=len(body),
        size=len(content),
        chunks=0,
        state="received",
        created_at=now,
    )
    session.add(submission)
    session.flush()
    none = dict.fromkeys(
        ("batches", "resume_byte", "resume_lines", "resume_within", "bytes_done", "tries", "records", "accepted",
         "refused", "unchanged", "errors", "warnings", "infos"),
        0,
    )  # fmt: skip
    segment = Segment(
        submission=submission.id,
        sender=sent_by.sender,
        number=0,
        first_byte=0,
        end_byte=len(content),
        state="open",
        **none,
    )
    session.add(segment)
    session.flush()
    detail = {"sender": sent_by.sender, "receivedSha256": received}
    record_act(session, "ingest", actor=client, act="submission.create", subject=str(submission.id), detail=detail)
    return SegmentAtHand(
        id=segment.id,
        submission=submission.id,
        sender=sent_by.sender,
        first_byte=0,
        end_byte=len(content),
        batches=0,
        resume=Mark(),
        tries=0,
        media_type=ONE_RECORD.kept_form.media_type,
        any_buyer=False,
        supplier=sent_by.supplier,
        received_at=now,
    )
