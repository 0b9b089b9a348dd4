"""Tables of spend: the lines of each version as they came, and what a category comes to. Writer: ingest."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, Identity, Integer, Numeric, SmallInteger, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from services.ingest.own_records.tables import SCHEMA, OfUnit
from shared.tables.base import Base


class SpendFile(Base):
    """The version of a record to which a block of lines belongs. Lines never change, so nothing replaces them."""

    __tablename__ = "spend_file"
    __table_args__ = ({"schema": SCHEMA},)
    version: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    block: Mapped[int] = mapped_column(BigInteger, Identity(always=True))


class SpendLine(Base):
    """What was spent with a supplier in a category, as the body stated it; without a supplier a total."""

    __tablename__ = "spend_line"
    __table_args__ = ({"schema": SCHEMA},)
    block: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    line: Mapped[int] = mapped_column(Integer, primary_key=True)  # number of its row
    category: Mapped[str] = mapped_column(Text)
    supplier: Mapped[str | None] = mapped_column(Text)
    supplier_scheme: Mapped[str | None] = mapped_column(Text)
    supplier_number: Mapped[str | None] = mapped_column(Text)
    band: Mapped[int | None] = mapped_column(SmallInteger)
    amount: Mapped[Decimal | None] = mapped_column(Numeric)
    vat_included: Mapped[str | None] = mapped_column(Text)
    purchase_type: Mapped[str | None] = mapped_column(Text)
    supplier_sector: Mapped[str | None] = mapped_column(Text)


class _Columns(OfUnit):
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    booked_on: Mapped[date] = mapped_column(Date)  # last day of the booking year
    category: Mapped[str] = mapped_column(Text)
    product_chain: Mapped[str | None] = mapped_column(Text)
    isv: Mapped[bool | None] = mapped_column(Boolean)
    purchase_type: Mapped[str | None] = mapped_column(Text)
    valued_by: Mapped[str] = mapped_column(Text)  # band, amount
    vat_excluded: Mapped[bool | None] = mapped_column(Boolean)
    amount: Mapped[Decimal] = mapped_column(Numeric)  # in bands the average, in EUR
    least: Mapped[Decimal] = mapped_column(Numeric)
    most: Mapped[Decimal | None] = mapped_column(Numeric)  # None: open above
    supplier_sector: Mapped[str | None] = mapped_column(Text)  # first digits of the SBI code
    spend_group: Mapped[str | None] = mapped_column(Text)  # as in the figure of 2019
    ghg: Mapped[Decimal | None] = mapped_column(Numeric)  # kilotons of CO2 equivalent by the intensity of its group
    ghg_least: Mapped[Decimal | None] = mapped_column(Numeric)
    ghg_most: Mapped[Decimal | None] = mapped_column(Numeric)


class Spend(_Columns, Base):
    """What was spent in a category in a booking year."""

    __tablename__ = "spend"
    __table_args__ = ({"schema": SCHEMA},)


class SpendHistory(_Columns, Base):
    """A replaced version of it."""

    __tablename__ = "spend_history"
    __table_args__ = ({"schema": SCHEMA},)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)
