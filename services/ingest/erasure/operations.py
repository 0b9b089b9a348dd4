"""Erasing a sole trader from what is kept: page by page, a transaction each, which also holds how far it came.

First it is made sure that no batch brings anybody back. Then the notices with their procedures and their past, then
the copies and reports of submissions. The notices are walked in order of their ids, which stay, and not by procedure:
one may move from a procedure that is to come to one that was passed. A notice is read again from its kept copy, so
that it stands as if the document came in today, and the same document sent again is the same notice. Rows of the past
are rewritten in place: figures, also those as of an earlier day, stay what they were.

In the sandbox there are submissions alone. How far it came stands there by itself.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
import zstandard
from psycopg import Cursor
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from services.ingest.environment import Environment
from services.ingest.erasure.store import compiled, copies, kept_notices, reports
from services.ingest.erasure.store.copies import PayloadRow
from services.ingest.erasure.store.kept_notices import KeptRow, Reread
from services.ingest.erasure.store.reports import Cleaned
from services.ingest.formats import table
from services.ingest.formats.erasure_text import Traces, label_without
from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.procedures.operations import lock_procedures, recompile
from services.ingest.procedures.rules.identity import identity_of
from services.ingest.procedures.rules.kept import keep
from services.ingest.processing.batches import cursor_of
from services.ingest.processing.records import read_kept
from services.ingest.processing.store import FOR_ALL_PARTIES
from services.ingest.register.store import erasing
from services.ingest.register.store.reading import load_erased, load_register
from services.ingest.submissions import store as submissions
from services.ingest.submissions.rules.packed import pack
from shared.log.audit import record_act
from shared.log.change_log import take_position
from shared.procurement.erased import NOBODY, Erased
from shared.procurement.notice import Notice


def erase_next(
    engine: Engine, *, limits: Limits, at_once: int = 200, environment: Environment = Environment.PRODUCTION
) -> tuple[bool, int | None]:
    """Do the next page, if anybody was erased; says whether there was any, and the position that was reached.

    A page is one submission, or the procedures of `at_once` notices: only those that name anybody are locked. The
    engine is one of that environment.
    """
    with engine.begin() as connection:
        cursor = cursor_of(connection)
        cursor.execute(FOR_ALL_PARTIES)
        at = erasing.standing(cursor)
        if at.erasure >= erasing.newest(cursor):
            return False, None
    if at.idle:
        return _begin(engine, environment), None
    return _next_page(engine, limits=_of_copies(limits), at_once=at_once, environment=environment)


def _of_copies(limits: Limits) -> Limits:
    """Limits within which every kept copy can be read, also when those of what comes in were narrowed since."""
    widest = Limits()
    return replace(
        limits, max_bytes=sys.maxsize, max_elements=sys.maxsize // 4, max_depth=max(limits.max_depth, widest.max_depth)
    )


def _begin(engine: Engine, environment: Environment) -> bool:
    """Let every batch know the newest erasure from here on; says whether there was anything to begin.

    Every batch that does not know it is committed by then, so the pages find what it wrote; every later one is prepared
    again without who was erased (`write_batch`). So nobody comes back behind a page.
    """
    with engine.begin() as connection:
        cursor = cursor_of(connection)
        at = erasing.lock_standing(cursor)
        if at is None or not at.idle:
            return False
        erasing.let_batches_end(cursor)
        newest = erasing.newest(cursor)
        if environment is Environment.PRODUCTION:
            at = replace(at, step=erasing.NOTICES, since=erasing.newest_change(cursor))
        else:
            at = replace(at, step=erasing.SUBMISSIONS)
        erasing.note(cursor, replace(at, target=newest, after=None))
        return newest > at.erasure


def _next_page(engine: Engine, *, limits: Limits, at_once: int, environment: Environment) -> tuple[bool, int | None]:
    with engine.begin() as connection:
        cursor = cursor_of(connection)
        cursor.execute(FOR_ALL_PARTIES)
        at = erasing.lock_standing(cursor)
        if at is None or at.idle:
            return False, None
        erased, _ = load_erased(cursor)
        change = None
        if at.step == erasing.NOTICES:
            page, rows = kept_notices.page_after(cursor, at.after, since=at.since, most=at_once)
            if page:
                naming = _naming(cursor, rows, erased=erased, limits=limits)
                if naming:
                    procedures = _locked_procedures(connection, cursor, naming)
                    change = _erase_procedures(connection, cursor, procedures, erased=erased, limits=limits)
                at = replace(at, after=page[-1])
            else:
                at = replace(at, step=erasing.SUBMISSIONS, after=None)
        else:
            submission = copies.submission_after(cursor, at.after)
            if submission is not None:
                _erase_submission(connection, cursor, submission, erased=erased, limits=limits)
                at = replace(at, after=submission)
            else:
                if environment is Environment.PRODUCTION:
                    with Session(connection) as session:
                        record_act(session, "ingest", actor="ingest", act="erasure.done", subject=str(at.target))
                at = replace(at, erasure=at.target, after=None)
        erasing.note(cursor, at)
        return True, None if change is None else take_position(connection, "procurement", change)


def _naming(cursor: Cursor[Any], rows: Iterable[KeptRow], *, erased: Erased, limits: Limits) -> list[UUID]:
    """Those of these notices that name anybody who was erased: in nearly every page, none.

    No lock is needed to look: what a notice says never changes but by erasing, and every batch that is still being
    written leaves out who is being erased.
    """
    return sorted(
        {
            row.id
            for row, kept in _with_copies(cursor, rows)
            if table.format_named(row.source).said_of(kept, limits=limits, erased=erased)
        }
    )


def _locked_procedures(connection: Connection, cursor: Cursor[Any], notices: list[UUID]) -> list[UUID]:
    """Lock the procedures of these notices. Until it is locked, a notice may move to another one."""
    procedures = kept_notices.procedures_of(cursor, notices)
    while True:
        attempt = connection.begin_nested()
        lock_procedures(connection, cursor, procedures)
        more = set(kept_notices.procedures_of(cursor, notices)) - set(procedures)
        if not more:
            attempt.commit()
            return procedures
        attempt.rollback()
        procedures = sorted({*procedures, *more})


def _erase_procedures(
    connection: Connection, cursor: Cursor[Any], procedures: list[UUID], *, erased: Erased, limits: Limits
) -> int | None:
    """Rewrite the notices of these procedures, which are locked, and what was compiled from them; gives the change."""
    traces: dict[UUID, Traces] = {}
    for row, kept in _with_copies(cursor, kept_notices.notices_of(cursor, procedures)):
        source = table.format_named(row.source)
        met = source.said_of(kept, limits=limits, erased=erased)
        if not met:
            continue
        parsed = read_kept(kept, source, place="", limits=limits, erased=erased)
        if parsed.notice is None:
            raise RuntimeError(f"Notice {row.id} cannot be read from its kept copy any more.")
        identity = identity_of(parsed.notice)
        if row.own_key is not None and row.own_key != identity.own:
            stated = read_kept(kept, source, place="", limits=limits, erased=NOBODY).notice
            old = None if stated is None else identity_of(stated).own
            if old is not None:
                met.refs[old] = identity.own or _own_key(old, parsed.notice, erased=erased)
                kept_notices.rename_key(cursor, old, met.refs[old])
        now, content = keep(parsed.notice, release=parsed.release)
        reread = Reread(
            *(now.id, parsed.notice.notice_id, parsed.notice.version, now.content_hash, content), identity=identity
        )
        kept_notices.rewrite_notice(cursor, row, reread)
        traces.setdefault(row.procedure, Traces()).add(met)
    if not traces:
        return None
    compiled.rewrite_procedures(cursor, traces, erased=erased)
    register = load_register(cursor).register
    return recompile(
        connection, cursor, sorted(traces), register=register, release_of=table.release_of, cause="erasure"
    )


def _own_key(old: str, notice: Notice, *, erased: Erased) -> str:
    """What stands for the key of an erased buyer and its own number: what shared the old one shares this one."""
    return f"own:{erased.stand_in(old)}:{(notice.own_number or '').strip()}"


def _with_copies(cursor: Cursor[Any], rows: Iterable[KeptRow]) -> Iterator[tuple[KeptRow, bytes]]:
    """Notices with their kept copies: releases first, then the others by the batch they came in.

    A batch is fetched and unpacked once, and let go before the next one: only one is in memory.
    """
    of_submission: dict[UUID | None, dict[int, list[KeptRow]]] = {}
    for row in rows:
        if row.content is not None:
            yield row, orjson.dumps(row.content)
        else:
            of_submission.setdefault(row.submission, {}).setdefault(row.record, []).append(row)
    for submission, wanted in of_submission.items():
        while wanted:
            record = min(wanted)
            payload = copies.payload_with(cursor, submission, record)
            if payload is None:
                raise RuntimeError(f"The kept copy of notice {wanted[record][0].id} is gone.")
            for ordinal, kept in _records_of(payload):
                for row in wanted.pop(ordinal, ()):
                    yield row, kept


def _erase_submission(
    connection: Connection, cursor: Cursor[Any], submission: UUID, *, erased: Erased, limits: Limits
) -> None:
    """Rewrite the kept copy of a submission and what its report says, and the hash of the copy."""
    media_type, concluded = copies.kind_of(cursor, submission)
    changed = False
    for payload in copies.payloads_of(cursor, submission):
        pieces, names, cleaned = [], list(payload.names), {}
        for number, (ordinal, kept) in enumerate(_records_of(payload)):
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
        reports.rewrite_reports(cursor, submission, cleaned)
        if names != payload.names or b"".join(pieces) != _unpacked(payload):
            changed = True
            packed = pack(pieces)
            copies.rewrite_payload(
                cursor,
                payload,
                offsets=packed.offsets,
                sizes=packed.sizes,
                names=names,
                body=packed.body,
            )
    reports.rewrite_problems(cursor, submission, without=_cleaning(Traces(), erased))
    if changed and concluded:
        with Session(connection) as session:
            digest = table.kind_of(media_type).kept_form.digest(submissions.kept_records(session, submission))
        copies.note_digest(cursor, submission, digest)


def _cleaning(met: Traces, erased: Erased) -> Callable[[str], str]:
    return lambda text: met.out_of(label_without(text, erased))


def _records_of(payload: PayloadRow) -> Iterator[tuple[int, bytes]]:
    body = _unpacked(payload)
    for ordinal, start, size in zip(payload.ordinals, payload.offsets, payload.sizes, strict=True):
        yield ordinal, body[start : start + size]


def _unpacked(payload: PayloadRow) -> bytes:
    return zstandard.ZstdDecompressor().decompress(payload.body)


def _notice_id(parsed: Parsed) -> UUID | None:
    return None if parsed.notice is None else keep(parsed.notice, release=parsed.release)[0].id
