"""Table of measurements of bodies themselves, with its history. Writer: ingest."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, Date, Integer, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.ingest.own_records.tables import SCHEMA, OfUnit
from shared.tables.base import Base


class _Columns(OfUnit):
    measured: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    amount: Mapped[Decimal] = mapped_column(Numeric)  # in the first unit of what is measured
    sustainable: Mapped[Decimal | None] = mapped_column(Numeric)
    baseline: Mapped[Decimal | None] = mapped_column(Numeric)
    baseline_year: Mapped[int | None] = mapped_column(Integer)
    method: Mapped[str | None] = mapped_column(Text)


class Measurement(_Columns, Base):
    """What a body used over a period."""

    __tablename__ = "measurement"
    __table_args__ = ({"schema": SCHEMA},)


class MeasurementHistory(_Columns, Base):
    """A replaced version of a measurement."""

    __tablename__ = "measurement_history"
    __table_args__ = ({"schema": SCHEMA},)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)
