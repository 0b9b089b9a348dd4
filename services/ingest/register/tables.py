"""How far what is kept follows the register: parties and lists, and who was erased. Writer and reader: ingest only."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, Integer, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from shared.tables.base import Base

SCHEMA = "ingest"


class RegisterApplied(Base):
    """How far the procedures follow the register: one row. Changes up to `position` are in every procedure."""

    __tablename__ = "register_applied"
    __table_args__ = ({"schema": SCHEMA},)
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)  # always 1
    position: Mapped[int] = mapped_column(BigInteger)  # of the registry's change log
    target: Mapped[int] = mapped_column(BigInteger)  # position that is being applied; equal when nothing is
    after: Mapped[UUID | None] = mapped_column(Uuid)  # last procedure that was looked at


class ErasureApplied(Base):
    """How far erasures of sole traders are done in what is kept: one row. Those up to `erasure` are done everywhere."""

    __tablename__ = "erasure_applied"
    __table_args__ = ({"schema": SCHEMA},)
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)  # always 1
    erasure: Mapped[int] = mapped_column(BigInteger)
    target: Mapped[int] = mapped_column(BigInteger)  # erasure that is being done; equal when none is
    step: Mapped[str] = mapped_column(Text)  # notices, then submissions
    after: Mapped[UUID | None] = mapped_column(Uuid)  # last notice or submission that was looked at
    since: Mapped[int] = mapped_column(BigInteger)  # newest change of the procedures when it began


IN_SANDBOX = Base.metadata.tables[f"{SCHEMA}.{ErasureApplied.__tablename__}"].to_metadata(
    Base.metadata, schema="sandbox"
)
"""The same table in schema `sandbox`; no class is mapped on it."""
