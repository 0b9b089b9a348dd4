"""Tables of what bodies keep themselves, in schema `procurement`. Writer: ingest; kpi reads the fact views alone."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, Index, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.tables.base import Base

SCHEMA = "procurement"


class OwnRecordVersion(Base):
    """Every version of every record; which of them counts is for the compiler to decide. A row never changes."""

    __tablename__ = "own_record"
    __table_args__ = (
        Index("ix_own_record_unit", "unit"),
        Index("ix_own_record_body_kind_key", "body", "kind", "key"),
        {"schema": SCHEMA},
    )
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)  # party that it is of
    key: Mapped[str] = mapped_column(Text)  # the body's own
    version: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(Text)  # draft, final, withdrawn
    release: Mapped[str] = mapped_column(Text)
    unit: Mapped[UUID] = mapped_column(Uuid)  # what it is compiled into, with others
    digest: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sender: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)  # format of its kept copy
    submission: Mapped[UUID | None] = mapped_column(Uuid)
    record: Mapped[int | None] = mapped_column(BigInteger)  # ordinal in its submission
    received_on: Mapped[date | None] = mapped_column(Date)
    since_change: Mapped[int] = mapped_column(BigInteger)


class OfUnit:
    """Columns of every fact that is compiled from own records; a unit is replaced as a whole."""

    unit: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    lead_body: Mapped[str] = mapped_column(Text)
    tier: Mapped[str | None] = mapped_column(Text)
    sender_key: Mapped[str] = mapped_column(Text)
    released: Mapped[bool] = mapped_column(Boolean)
    counted: Mapped[bool] = mapped_column(Boolean)
    since_change: Mapped[int] = mapped_column(BigInteger, index=True)
