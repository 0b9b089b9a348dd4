"""Erasing a sole trader from what is kept: page by page, a transaction each, which also holds how far it came.

First the procedures with their notices and their past, then the copies and reports of submissions. A notice is read
again from its kept copy, so that it stands as if the document came in today, and the same document sent again is the
same notice. Rows of the past are rewritten in place: figures, also those as of an earlier day, stay what they were.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import orjson
import zstandard
from psycopg import Cursor
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from services.ingest import kept_copy, store_erasing
from services.ingest import store as submissions
from services.ingest.batches import cursor_of
from services.ingest.compilation import lock_procedures, recompile
from services.ingest.formats.erased_text import Traces
from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.procedures.kept import keep
from services.ingest.reading import OCDS, read_kept, traces_in
from services.ingest.store_erasing import KeptRow
from services.ingest.store_reading import FOR_ALL_PARTIES
from services.ingest.store_register import load_erased, load_register
from shared.audit import record_act
from shared.change_log import take_position
from shared.procurement.erased import Erased

_PROCEDURES_AT_ONCE: Final = 50
_JSON: Final = "application/json"
_XML: Final = "application/xml"


def erase_next(engine: Engine, *, limits: Limits) -> tuple[bool, int | None]:
    """Do the next page, if anybody was erased; says whether there was any, and the position that was reached."""
    with engine.begin() as connection:
        cursor = cursor_of(connection)
        cursor.execute(FOR_ALL_PARTIES)
        if store_erasing.applied(cursor) >= (newest := store_erasing.newest(cursor)):
            return False, None
        at = store_erasing.lock_applied(cursor)
        if at is None or at.erasure >= newest:
            return False, None
        if at.target == at.erasure:
            at = replace(at, target=newest, step="procedures", after=None)
        erased = load_erased(cursor)
        change = None
        if at.step == "procedures":
            found = store_erasing.procedures_after(cursor, at.after, most=_PROCEDURES_AT_ONCE)
            change = _erase_procedures(connection, cursor, found, erased=erased, limits=limits) if found else None
            at = replace(at, after=found[-1]) if found else replace(at, step="submissions", after=None)
        else:
            submission = store_erasing.submission_after(cursor, at.after)
            if submission is not None:
                _erase_submission(connection, cursor, submission, erased=erased, limits=limits)
                at = replace(at, after=submission)
            else:
                with Session(connection) as session:
                    record_act(session, "ingest", actor="ingest", act="erasure.done", subject=str(at.target))
                at = replace(at, erasure=at.target, step="procedures", after=None)
        store_erasing.note_applied(cursor, at)
        return True, None if change is None else take_position(connection, "procurement", change)


def _erase_procedures(
    connection: Connection, cursor: Cursor[Any], procedures: list[UUID], *, erased: Erased, limits: Limits
) -> int | None:
    """Rewrite the notices of these procedures and all that was compiled from them; gives the change, if any."""
    lock_procedures(connection, cursor, procedures)
    traces: dict[UUID, Traces] = {}
    for row in store_erasing.notices_of(cursor, procedures):
        media_type = _JSON if row.source == "ocds" else _XML
        kept = orjson.dumps(row.content) if row.source == "ocds" else _copy_of(cursor, row)
        met = traces_in(kept, media_type=media_type, limits=limits, erased=erased)
        if not met:
            continue
        parsed = read_kept(kept, media_type=media_type, place="", limits=limits, erased=erased)
        if parsed.notice is None:
            raise RuntimeError(f"Notice {row.id} cannot be read from its kept copy any more.")
        now, content = keep(parsed.notice, release=parsed.release)
        store_erasing.rewrite_notice(cursor, row, now=now.id, content_hash=now.content_hash, content=content)
        traces.setdefault(row.procedure, Traces()).add(met)
    if not traces:
        return None
    store_erasing.rewrite_procedures(cursor, traces, erased=erased)
    register = load_register(cursor).register
    return recompile(connection, cursor, sorted(traces), register=register, cause="erasure")


def _copy_of(cursor: Cursor[Any], row: KeptRow) -> bytes:
    """The kept copy of an eForms notice, from the submission it came in."""
    payload = store_erasing.payload_with(cursor, row.submission, row.record)
    if payload is None:
        raise RuntimeError(f"The kept copy of notice {row.id} is gone.")
    index = payload.ordinals.index(row.record)
    start = payload.offsets[index]
    return zstandard.ZstdDecompressor().decompress(payload.body)[start : start + payload.sizes[index]]


def _erase_submission(
    connection: Connection, cursor: Cursor[Any], submission: UUID, *, erased: Erased, limits: Limits
) -> None:
    """Rewrite the kept copy of a submission and what its report says, and the hash of the copy."""
    media_type, concluded = store_erasing.kind_of(cursor, submission)
    media_type = _JSON if media_type in OCDS else _XML
    everything = Traces()
    for payload in store_erasing.payloads_of(cursor, submission):
        body = zstandard.ZstdDecompressor().decompress(payload.body)
        pieces = []
        changed = False
        for ordinal, start, size in zip(payload.ordinals, payload.offsets, payload.sizes, strict=True):
            kept = body[start : start + size]
            met = traces_in(kept, media_type=media_type, limits=limits, erased=erased) if kept else Traces()
            if met:
                parsed = read_kept(kept, media_type=media_type, place="", limits=limits, erased=erased)
                kept, changed = parsed.kept, True
                everything.add(met)
                store_erasing.rewrite_report(cursor, submission, ordinal, traces=met, notice=_notice_id(parsed))
            pieces.append(kept)
        if changed:
            names = [everything.out_of(name) for name in payload.names]
            store_erasing.rewrite_payload(
                cursor,
                payload,
                offsets=_offsets(pieces),
                sizes=[len(piece) for piece in pieces],
                names=names,
                body=zstandard.ZstdCompressor(level=1).compress(b"".join(pieces)),
            )
    if not everything:
        return
    store_erasing.rewrite_submission(cursor, submission, traces=everything)
    if concluded:
        with Session(connection) as session:
            stated = store_erasing.kind_of(cursor, submission)[0]
            digest = kept_copy.digest_of(
                submissions.kept_records(session, submission), media_type=kept_copy.media_type_of(stated)
            )
        store_erasing.note_digest(cursor, submission, digest)


def _notice_id(parsed: Parsed) -> UUID | None:
    return None if parsed.notice is None else keep(parsed.notice, release=parsed.release)[0].id


def _offsets(pieces: Iterable[bytes]) -> list[int]:
    found, at = [], 0
    for piece in pieces:
        found.append(at)
        at += len(piece)
    return found
