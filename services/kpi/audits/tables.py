"""What auditors drew, found and signed off of a publication, and decisions taken on figures. Writer: kpi."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.tables.base import Base

SCHEMA = "kpi"


class AuditSample(Base):
    """Rows that were drawn from those behind a figure of a publication; the same seed draws the same."""

    __tablename__ = "audit_sample"
    __table_args__ = (Index("ix_audit_sample_publication", "publication"), {"schema": SCHEMA})
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    publication: Mapped[str]
    indicator: Mapped[str]
    counted_on: Mapped[str]
    tier: Mapped[str | None]
    organisation: Mapped[str | None]
    seed: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    drawn_from: Mapped[int] = mapped_column(BigInteger)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    drawn_by: Mapped[str]
    drawn_at: Mapped[datetime] = mapped_column(server_default=func.now())


class AuditNote(Base):
    """A finding of an auditor on a publication, or that it was signed off."""

    __tablename__ = "audit_note"
    __table_args__ = (
        CheckConstraint("kind in ('finding', 'sign-off')", name="kind"),
        Index("ix_audit_note_publication", "publication"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    publication: Mapped[str]
    kind: Mapped[str]
    sample: Mapped[int | None] = mapped_column(BigInteger, ForeignKey(AuditSample.id))
    indicator: Mapped[str | None]
    says: Mapped[str]
    noted_by: Mapped[str]
    noted_at: Mapped[datetime] = mapped_column(server_default=func.now())


class DecisionRow(Base):
    """A decision that was taken on a figure or a publication (R110), by which body, and where it can be read."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("publication is not null or indicator is not null", name="about"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    publication: Mapped[str | None]
    indicator: Mapped[str | None]
    decided_by_body: Mapped[str]
    decided_on: Mapped[date]
    says: Mapped[str]
    address: Mapped[str | None]
    noted_by: Mapped[str]
    noted_at: Mapped[datetime] = mapped_column(server_default=func.now())
