"""How far the procedures follow the register. Writer and reader: ingest only."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, Integer, Uuid
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
