"""One batch of records as one transaction: its rows and its progress stand together, or neither does.

After `kill -9` the next worker goes on at the progress that was committed: nothing is lost and nothing is done twice.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from services.ingest.environment import Environment
from services.ingest.formats import table
from services.ingest.formats.source_format import Mark
from services.ingest.mandates.operations.sending_rights import NOTICE
from services.ingest.own_records.operations import Kept, keep_own_records
from services.ingest.procedures.operations import Compiled, RegisterMoved, compile_batch
from services.ingest.processing import store
from services.ingest.processing.findings import KEPT_APART, TOO_MANY_NOTICES, WAITING
from services.ingest.processing.metrics import WorkerMetrics
from services.ingest.processing.preparation import PreparedRecord, counted_lots, counted_winners
from services.ingest.processing.progress import SegmentAtHand, Tally
from services.ingest.processing.subjects import SUBJECTS
from services.ingest.register.store.erasing import target_of_batches
from services.ingest.register.store.reading import RegisterAsOf
from services.ingest.submissions.rules.arrival_file import CHUNK
from services.ingest.submissions.rules.packed import pack
from services.ingest.submissions.tables import RecordState
from shared.dutch_day import today
from shared.log.change_log import take_position
from shared.procurement.finding import Finding
from shared.procurement.own_record import RecordKind


class Overtaken(Exception):
    """Another worker moved this segment on since it was read: what was prepared is void."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that are written together, and how far the segment is after them. `finished`: nothing follows."""

    records: Sequence[PreparedRecord]
    resume: Mark
    bytes_done: int
    finished: bool


def write_batch(
    session: Session,
    segment: SegmentAtHand,
    batch: Batch,
    *,
    environment: Environment,
    register: RegisterAsOf,
    metrics: WorkerMetrics,
    most_notices: int,
) -> int | None:
    """Write a batch in this transaction; gives the position it took in the change log, if any.

    In the sandbox nothing is compiled: its records are judged each by itself, and none was there before. Elsewhere a
    record is refused when its procedure has `most_notices` notices already.

    Raises Overtaken, and RegisterMoved when somebody was erased after the register was read, or as `compile_batch`
    does. The caller commits.
    """
    demand_erasures(session, register)
    started = time.perf_counter()
    compiled = Compiled()
    if environment is Environment.PRODUCTION:
        notices = [record.new for record in batch.records if record.new is not None]
        compiled = compile_batch(
            session,
            notices,
            register=register,
            release_of=table.release_of,
            submission=segment.submission,
            most=most_notices,
            today=today(),
        )
    own = Kept(change=compiled.change)
    if environment is Environment.PRODUCTION:
        own = keep_own_records(
            session,
            [each.own for each in _without(batch.records, compiled.beyond, most=most_notices) if each.own is not None],
            subjects=SUBJECTS,
            register=register,
            submission=segment.submission,
            received_on=segment.received_on,
            change=compiled.change,
        )
    metrics.seconds.labels(environment.value, "compile").inc(time.perf_counter() - started)
    started = time.perf_counter()
    records = _without(batch.records, compiled.beyond, most=most_notices)
    records = [_beside(record, compiled.apart) for record in records] if compiled.apart else records
    records = [_waiting(record, compiled.waiting) for record in records] if compiled.waiting else records
    records = [_of_supplier(record, own.refused) for record in records] if own.refused else records
    records = [_among_versions(record, own.findings) for record in records] if own.findings else records
    states = _states(records, compiled.unchanged | own.unchanged)
    for record, state in zip(records, states, strict=True):
        if record.own is not None and record.own.record.kind is RecordKind.SUPPLEMENT and state == "accepted":
            metrics.supplement_kept(record.own.record.content.get("minutesSpent"))
    rows = list(_findings(records))
    _write_copy(session, segment, records)
    if records:
        store.add_records(session, segment, [_record(*pair) for pair in zip(records, states, strict=True)])
    store.add_findings(session, segment, rows)
    if batch.finished:
        # Chunks that lie in this segment alone; those on its edges go when the submission is concluded.
        first, end = -(-segment.first_byte // CHUNK), segment.end_byte // CHUNK
        store.delete_chunks(session, segment.submission, first=first, end=end)
    if not store.advance(
        session,
        segment,
        resume=batch.resume,
        bytes_done=batch.bytes_done,
        finished=batch.finished,
        tally=_tally(states, rows),
    ):
        raise Overtaken(f"Segment {segment.id} was moved on by another worker.")
    metrics.seconds.labels(environment.value, "report").inc(time.perf_counter() - started)
    return None if own.change is None else take_position(session.connection(), "procurement", own.change)


def demand_erasures(session: Session, register: RegisterAsOf) -> None:
    """Make sure that what is written with this register leaves out everybody who is being erased.

    First of all in a transaction: until its end, no other erasure begins (`services.ingest.erasure.operations`). Raises
    RegisterMoved.
    """
    if target_of_batches(session) > register.erasure:
        raise RegisterMoved("Somebody was erased while this batch was prepared.")


def _without(records: Sequence[PreparedRecord], beyond: frozenset[UUID], *, most: int) -> Sequence[PreparedRecord]:
    """Refuse the records whose procedure has as many notices as it may have."""
    if not beyond:
        return records
    refused = TOO_MANY_NOTICES.at("", str(most), most=most)
    return [each.refused_because(refused) if each.new and each.new.kept.id in beyond else each for each in records]


def _beside(record: PreparedRecord, apart: Mapping[UUID, tuple[UUID, ...]]) -> PreparedRecord:
    """Say of a record that others hold what it names, too."""
    others = apart.get(record.new.kept.id) if record.new else None
    if not others:
        return record
    return replace(record, findings=(*record.findings, KEPT_APART.at("", others=", ".join(map(str, others[:10])))))


def _waiting(record: PreparedRecord, waiting: frozenset[UUID]) -> PreparedRecord:
    """Say of a supplement that no notice of its procedure is known yet."""
    if record.new is None or record.new.kept.id not in waiting:
        return record
    return replace(record, findings=(*record.findings, WAITING.at("/procurement")))


def _of_supplier(record: PreparedRecord, refused: Mapping[UUID, Finding]) -> PreparedRecord:
    """Refuse a report on a contract in which its sender is not the supplier."""
    said = refused.get(record.own.id) if record.own else None
    return record if said is None else record.refused_because(said)


def _among_versions(record: PreparedRecord, findings: Mapping[UUID, Sequence[Finding]]) -> PreparedRecord:
    """Say of an own record what it is beside the versions that were there."""
    said = findings.get(record.own.id) if record.own else None
    return record if said is None else replace(record, findings=(*record.findings, *said))


def _states(records: Sequence[PreparedRecord], unchanged: frozenset[UUID]) -> list[RecordState]:
    """States as they turn out: what was kept before, or stands twice in this batch, is unchanged."""
    seen: set[UUID] = set()
    states: list[RecordState] = []
    for record in records:
        kept = record.kept_id
        states.append("unchanged" if kept is not None and (kept in unchanged or kept in seen) else record.state)
        if kept is not None:
            seen.add(kept)
    return states


def _record(record: PreparedRecord, state: RecordState) -> dict[str, object]:
    read, new, own = record.read, record.new, record.own
    notice = read.parsed.notice
    version = str(own.record.version) if own else notice.version if notice else None
    return {
        "ordinal": read.ordinal,
        "name": read.name,
        "place": read.place,
        "sender_key": read.parsed.sender_key,
        "state": state,
        "kind": own.record.kind.value if own else NOTICE if notice else None,
        "notice": None if new is None else new.kept.id,
        "own_record": None if own is None else own.id,
        "notice_id": None if notice is None else notice.notice_id,
        "version": version,
        "stage": None if notice is None else notice.stage.value,
        "lots": 0 if notice is None else counted_lots(notice),
        "winners": 0 if notice is None else counted_winners(notice),
        "strategic_codes": record.strategic_codes,
        "mandate": record.mandate,
    }


def _findings(records: Sequence[PreparedRecord]) -> Iterator[dict[str, object]]:
    for record in records:
        for finding in record.findings:
            yield {
                "ordinal": record.read.ordinal,
                "sender_key": record.read.parsed.sender_key,
                **finding.row,
            }


def _tally(states: Sequence[RecordState], findings: Sequence[dict[str, object]]) -> Tally:
    severities = [row["severity"] for row in findings]
    return Tally(
        records=len(states),
        accepted=sum(1 for state in states if state in ("accepted", "no-procurement")),
        refused=states.count("refused"),
        unchanged=states.count("unchanged"),
        errors=severities.count("error"),
        warnings=severities.count("warning"),
        infos=severities.count("info"),
    )


def _write_copy(session: Session, segment: SegmentAtHand, records: Sequence[PreparedRecord]) -> None:
    if not records:
        return
    store.add_copy(
        session,
        segment,
        pack([record.read.parsed.kept for record in records]),
        ordinals=[record.read.ordinal for record in records],
        names=[record.read.name or "" for record in records],
    )
