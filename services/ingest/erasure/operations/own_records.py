"""Own records that name somebody who was erased, and what was compiled from them: found, locked, read again."""

from __future__ import annotations

from collections.abc import Iterable

import orjson
from sqlalchemy.orm import Session

from services.ingest.data_contracts.table import BY_KIND
from services.ingest.erasure.operations.spend_lines import lines_without, said_of_lines
from services.ingest.erasure.store import own_records as store
from services.ingest.erasure.store.own_records import CleanedVersion, KeptVersion
from services.ingest.formats import table
from services.ingest.formats.erasure_text import Traces
from services.ingest.formats.parsed import Limits
from services.ingest.own_records.operations import compile_units
from services.ingest.own_records.rules.versions import content_digest, unit_id, version_id
from services.ingest.own_records.store import lock_units
from services.ingest.processing.records import read_kept
from services.ingest.processing.subjects import SUBJECTS, subject_of
from services.ingest.register.store.reading import load_register
from services.ingest.spend.store import block_of, move_block
from shared.procurement.erased import Erased
from shared.procurement.own_record import OwnRecord, RecordKind, RecordState, Release


def erase_own_records(session: Session, page: Iterable[KeptVersion], *, erased: Erased, limits: Limits) -> int | None:
    """Rewrite those of these versions that name anybody, and what was compiled from them; gives the change, if any.

    A key of its own that holds the number of somebody erased makes another record of it, in every version alike.
    """
    named = [
        (version, traces) for version in page if (traces := _said_of(session, version, erased=erased, limits=limits))
    ]
    if not named:
        return None
    lock_units(session, {version.unit for version, _ in named})
    cleaned = [
        (version, traces, _cleaned(session, version, traces, erased=erased, limits=limits)) for version, traces in named
    ]
    units = {unit for version, _, now in cleaned for unit in (version.unit, now.unit)}
    lock_units(session, units)
    for version, traces, now in cleaned:
        store.rewrite_version(session, version.id, now)
        if version.kind == RecordKind.SPEND and (block := block_of(session, version.id)) is not None:
            move_block(session, block, version=now.id)
        subject = subject_of(RecordKind(version.kind))
        tables = [model for each in subject.tables for model in (each.current, each.history)]
        store.rewrite_facts(session, tables, old=version.unit, new=now.unit, traces=traces)
    register = load_register(session).register
    return compile_units(session, units, subjects=SUBJECTS, register=register, change=None, cause="erasure")


def _said_of(session: Session, version: KeptVersion, *, erased: Erased, limits: Limits) -> Traces:
    if version.kind == RecordKind.SPEND:
        return said_of_lines(session, version, erased=erased)
    return table.format_named(version.source).said_of(_written(version), limits=limits, erased=erased)


def _cleaned(
    session: Session, version: KeptVersion, traces: Traces, *, erased: Erased, limits: Limits
) -> CleanedVersion:
    record = _read_again(session, version, traces, erased=erased, limits=limits)
    digest = content_digest(record)
    return CleanedVersion(
        id=version_id(record, body=version.body, digest=digest),
        unit=unit_id(*subject_of(record.kind).unit_of(record, version.body)),
        key=record.key,
        digest=digest,
        content=orjson.dumps(record.content),
    )


def _read_again(session: Session, version: KeptVersion, traces: Traces, *, erased: Erased, limits: Limits) -> OwnRecord:
    if version.kind == RecordKind.SPEND:
        content = lines_without(session, version, traces=traces)
        number = int(content.get("senderVersion", 1))
        return OwnRecord(
            *(RecordKind.SPEND, None, content["senderKey"], number, RecordState.FINAL, Release.NOW), content=content
        )
    source = table.format_named(version.source)
    record = read_kept(_written(version), source, place="", limits=limits, erased=erased).own
    if record is None:
        raise RuntimeError(f"Version {version.id} of an own record cannot be read any more.")
    return record


def _written(version: KeptVersion) -> bytes:
    """The version as its format reads it."""
    return orjson.dumps({"format": BY_KIND[RecordKind(version.kind)].format_name(), **version.content})
