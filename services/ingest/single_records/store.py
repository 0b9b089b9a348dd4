"""Statements on one record of a body: the lock on it, its versions, and the submission in which one was put."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.ingest import locks
from shared.procurement.own_record import RecordKind, RecordState, Release


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version of a record as it is kept."""

    id: UUID
    version: int
    state: RecordState
    release: Release
    digest: str
    content: dict[str, Any]
    received_on: date | None
    submission: UUID | None
    sender: str


_VERSIONS: Final = """
    select id, version, state, release, digest, content, received_on, submission, sender from procurement.own_record
    where body = :body and kind = :kind and key = :key order by version desc, id
"""


def lock_record(session: Session, *, body: str, kind: RecordKind, key: str) -> None:
    """Let one version of a record be put at a time."""
    name = f"{kind.value}|{body}|{key}"
    lock = "select pg_advisory_xact_lock(hashtextextended(:name, :seed))"
    session.execute(text(lock), {"name": name, "seed": locks.SINGLE_RECORD_SEED})


def versions(session: Session, *, body: str, kind: RecordKind, key: str) -> list[KeptVersion]:
    """Every version of a record, the newest first."""
    rows = session.execute(text(_VERSIONS), {"body": body, "kind": kind.value, "key": key})
    return [
        KeptVersion(ident, version, RecordState(state), Release(release), digest, content, received_on, sent, sender)
        for ident, version, state, release, digest, content, received_on, sent, sender in rows
    ]
