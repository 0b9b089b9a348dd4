"""Table of programme records, with its history. Writer: ingest."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.ingest.own_records.tables import SCHEMA, OfUnit
from shared.tables.base import Base


class _Columns(OfUnit):
    type: Mapped[str] = mapped_column(Text)
    happened_on: Mapped[date] = mapped_column(Date)  # planned, begun, selected for, or assessed on
    carried_out: Mapped[bool | None] = mapped_column(Boolean)
    participant: Mapped[str | None] = mapped_column(Text)
    activity: Mapped[str | None] = mapped_column(Text)
    target_group: Mapped[str | None] = mapped_column(Text)
    product_chain: Mapped[str | None] = mapped_column(Text)
    theme: Mapped[str | None] = mapped_column(Text)
    adopted: Mapped[bool | None] = mapped_column(Boolean)
    phase: Mapped[int | None] = mapped_column(Integer)
    contracts_meeting: Mapped[int | None] = mapped_column(Integer)
    contracts_in_chain: Mapped[int | None] = mapped_column(Integer)
    category: Mapped[str | None] = mapped_column(Text)
    meets_criteria: Mapped[bool | None] = mapped_column(Boolean)


class ProgrammeRecord(_Columns, Base):
    """A row of the programme's own administration."""

    __tablename__ = "programme_record"
    __table_args__ = ({"schema": SCHEMA},)


class ProgrammeRecordHistory(_Columns, Base):
    """A replaced version of such a row."""

    __tablename__ = "programme_record_history"
    __table_args__ = ({"schema": SCHEMA},)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True)
