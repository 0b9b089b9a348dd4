"""Reading and writing erasures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from services.registry.tables import Erasure, ErasureMark, ErasureSecret


@dataclass(frozen=True, slots=True)
class ErasureRecord:
    """An erasure; whom it is about stands nowhere."""

    id: int
    reason: str
    recorded_by: str
    recorded_at: datetime


def secret(session: Session) -> bytes:
    """The secret of the marks of this installation."""
    return session.execute(select(ErasureSecret.secret)).scalar_one()


def insert_erasure(session: Session, marks: Iterable[tuple[str, bytes]], *, reason: str, actor: str) -> ErasureRecord:
    """Add an erasure with its marks (kind, mark).

    One at a time until the commit, so that ids follow the order of commits: ingest asks for those above the last one.
    """
    session.execute(text("select pg_advisory_xact_lock(hashtext('registry.erasure'))"))
    adding = insert(Erasure).values(reason=reason, recorded_by=actor).returning(*_COLUMNS)
    record = ErasureRecord(*session.execute(adding).one())
    rows = [{"erasure": record.id, "kind": kind, "mark": mark} for kind, mark in sorted(set(marks))]
    session.execute(insert(ErasureMark), rows)
    return record


def erasures_page(session: Session, *, after: int | None, limit: int) -> Sequence[ErasureRecord]:
    """Erasures, the newest first."""
    statement = select(*_COLUMNS).order_by(Erasure.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(Erasure.id < after)
    return [ErasureRecord(*row) for row in session.execute(statement)]


_COLUMNS = (Erasure.id, Erasure.reason, Erasure.recorded_by, Erasure.recorded_at)
