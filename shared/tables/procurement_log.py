"""The change log of schema `procurement`, and the keys that its writers lock. Writer: ingest; kpi reads the log."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Date, DateTime, Identity, Index, Sequence, Text, UniqueConstraint, Uuid, func, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.tables.base import Base

SCHEMA = "procurement"
change_position = Sequence("change_position", schema=SCHEMA, metadata=Base.metadata)


class ChangeLog(Base):
    """One row: which log this is. A position says something only in its own; a restored copy begins another."""

    __tablename__ = "change_log"
    __table_args__ = ({"schema": SCHEMA},)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, server_default=func.gen_random_uuid())


class Change(Base):
    """One committed transaction. `position` is taken under a lock as its last statement: commit order, no gaps."""

    __tablename__ = "change"
    __table_args__ = (
        UniqueConstraint("position"),
        Index("ix_change_erasure", "position", postgresql_where=text("cause = 'erasure'")),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    position: Mapped[int | None] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    cause: Mapped[str] = mapped_column(Text)
    submission: Mapped[UUID | None] = mapped_column(Uuid)


class ChangeScope(Base):
    """A place that a change touched: old places and new. '' stands for an unknown body or tier."""

    __tablename__ = "change_scope"
    __table_args__ = ({"schema": SCHEMA},)
    change: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    fact: Mapped[str] = mapped_column(Text, primary_key=True)  # kind of fact; procedure stands for lot and winner too
    counted_on: Mapped[str] = mapped_column(Text, primary_key=True)  # awarded_on, launched_on
    body: Mapped[str] = mapped_column(Text, primary_key=True)
    tier: Mapped[str] = mapped_column(Text, primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)  # first day of the month


class IdentityKey(Base):
    """A key by which notices find their procedure (counting rule C4). Its row is what a writer locks, in key order."""

    __tablename__ = "identity_key"
    __table_args__ = ({"schema": SCHEMA},)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
