"""Samples, notes and decisions as they are kept."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.kpi.audits.tables import AuditNote, AuditSample, DecisionRow

Kept = TypeVar("Kept", AuditSample, AuditNote, DecisionRow)


def add(session: Session, row: Kept) -> Kept:
    """Keep one; it has its number and moment afterwards."""
    session.add(row)
    session.flush()
    session.refresh(row)
    return row


def samples_of(session: Session, publication: str, *, after: int, limit: int) -> Sequence[AuditSample]:
    """Samples of a publication, in the order in which they were drawn."""
    found = select(AuditSample).where(AuditSample.publication == publication, AuditSample.id > after)
    return session.scalars(found.order_by(AuditSample.id).limit(limit)).all()


def sample(session: Session, publication: str, number: int) -> AuditSample | None:
    """A sample of a publication by its number."""
    return session.scalar(select(AuditSample).where(AuditSample.publication == publication, AuditSample.id == number))


def notes_of(session: Session, publication: str, *, after: int, limit: int) -> Sequence[AuditNote]:
    """Findings and sign-offs of a publication, in the order in which they were noted."""
    found = select(AuditNote).where(AuditNote.publication == publication, AuditNote.id > after)
    return session.scalars(found.order_by(AuditNote.id).limit(limit)).all()


def decisions(
    session: Session, *, publication: str | None, indicator: str | None, before: int, limit: int
) -> Sequence[DecisionRow]:
    """Decisions on a publication or an indicator, the newest first."""
    found = select(DecisionRow).where(DecisionRow.id < before)
    if publication is not None:
        found = found.where(DecisionRow.publication == publication)
    if indicator is not None:
        found = found.where(DecisionRow.indicator == indicator)
    return session.scalars(found.order_by(DecisionRow.id.desc()).limit(limit)).all()
