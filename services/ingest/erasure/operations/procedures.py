"""Notices that name somebody who was erased, and what was compiled from them: found, locked, read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from services.ingest.erasure.store import compiled, copies, kept_notices
from services.ingest.erasure.store.kept_notices import KeptRow, Reread
from services.ingest.formats import table
from services.ingest.formats.erasure_text import Traces
from services.ingest.formats.parsed import Limits
from services.ingest.procedures.operations import lock_procedures, recompile
from services.ingest.procedures.rules.identity import identity_of
from services.ingest.procedures.rules.kept import keep
from services.ingest.procedures.store import words
from services.ingest.processing.records import read_kept
from services.ingest.register.store.reading import load_register
from shared.dutch_day import today
from shared.procurement.erased import NOBODY, Erased
from shared.procurement.notice import Notice, Stage


def naming(session: Session, rows: Iterable[KeptRow], *, erased: Erased, limits: Limits) -> list[UUID]:
    """Those of these notices that name anybody who was erased: in nearly every page, none.

    No lock is needed to look: what a notice says never changes but by erasing, and every batch that is still being
    written leaves out who is being erased.
    """
    return sorted(
        {
            row.id
            for row, kept in _with_copies(session, rows)
            if table.format_named(row.source).said_of(kept, limits=limits, erased=erased)
        }
    )


def locked_procedures(session: Session, notices: list[UUID]) -> list[UUID]:
    """Lock the procedures of these notices. Until it is locked, a notice may move to another one."""
    procedures = kept_notices.procedures_of(session, notices)
    while True:
        attempt = session.begin_nested()
        lock_procedures(session, procedures)
        more = set(kept_notices.procedures_of(session, notices)) - set(procedures)
        if not more:
            attempt.commit()
            return procedures
        attempt.rollback()
        procedures = sorted({*procedures, *more})


def erase_procedures(session: Session, procedures: list[UUID], *, erased: Erased, limits: Limits) -> int | None:
    """Rewrite the notices of these procedures, which are locked, and what was compiled from them; gives the change."""
    traces: dict[UUID, Traces] = {}
    for row, kept in _with_copies(session, kept_notices.notices_of(session, procedures)):
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
                kept_notices.rename_key(session, old, met.refs[old])
        now, content = keep(parsed.notice, release=parsed.release)
        reread = Reread(
            *(now.id, parsed.notice.notice_id, parsed.notice.version, now.content_hash, content), identity=identity
        )
        kept_notices.rewrite_notice(session, row, reread)
        traces.setdefault(row.procedure, Traces()).add(met)
    if not traces:
        return None
    met_words = words.words_of(session, list(traces))
    compiled.rewrite_procedures(session, traces, erased=erased)
    register = load_register(session).register
    change = recompile(
        session, sorted(traces), register=register, release_of=table.release_of, today=today(), cause="erasure"
    )
    words.drop_unused(session, met_words)
    return change


def _own_key(old: str, notice: Notice, *, erased: Erased) -> str:
    """What stands for the key of an erased buyer and its own number: what shared the old one shares this one."""
    return f"own:{erased.stand_in(old)}:{(notice.own_number or '').strip()}"


def _with_copies(session: Session, rows: Iterable[KeptRow]) -> Iterator[tuple[KeptRow, bytes]]:
    """Notices with their kept copies: releases first, then the others by the batch they came in.

    A batch is fetched and unpacked once, and let go before the next one: only one is in memory.
    """
    of_submission: dict[UUID | None, dict[int, list[KeptRow]]] = {}
    for row in rows:
        if row.source == Stage.SUPPLEMENT.value:  # codes and identifiers alone; its words stand with the own record
            continue
        if row.content is not None:
            yield row, orjson.dumps(row.content)
        else:
            of_submission.setdefault(row.submission, {}).setdefault(row.record, []).append(row)
    for submission, wanted in of_submission.items():
        while wanted:
            record = min(wanted)
            payload = copies.payload_with(session, submission, record)
            if payload is None:
                raise RuntimeError(f"The kept copy of notice {wanted[record][0].id} is gone.")
            for ordinal, kept in payload.records():
                for row in wanted.pop(ordinal, ()):
                    yield row, kept
