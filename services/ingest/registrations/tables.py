"""Table of registrations below the threshold, with its history. Writer: ingest."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.ingest.own_records.tables import SCHEMA, OfUnit
from shared.tables.base import Base


class _Columns(OfUnit):
    awarded_on: Mapped[date] = mapped_column(Date)
    cpv: Mapped[str | None] = mapped_column(Text)
    value_band: Mapped[int] = mapped_column(Integer)
    product_chain: Mapped[str | None] = mapped_column(Text)
    chain_quality: Mapped[str | None] = mapped_column(Text)
    cluster: Mapped[str | None] = mapped_column(Text)
    in_criteria_tool: Mapped[bool | None] = mapped_column(Boolean)
    relevant_themes: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    climate: Mapped[bool | None] = mapped_column(Boolean)
    circular: Mapped[bool | None] = mapped_column(Boolean)
    pollution_biodiversity: Mapped[bool | None] = mapped_column(Boolean)
    human_rights_labour: Mapped[bool | None] = mapped_column(Boolean)
    diversity_inclusion: Mapped[bool | None] = mapped_column(Boolean)
    social_return: Mapped[bool | None] = mapped_column(Boolean)
    any_theme: Mapped[bool | None] = mapped_column(Boolean)


class Registration(_Columns, Base):
    """A procurement below the threshold, as its body registered it."""

    __tablename__ = "registration"
    __table_args__ = ({"schema": SCHEMA},)


class RegistrationHistory(_Columns, Base):
    """A replaced version of a registration."""

    __tablename__ = "registration_history"
    __table_args__ = ({"schema": SCHEMA},)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)
