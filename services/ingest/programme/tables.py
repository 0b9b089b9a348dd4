"""Tables of programme records, who took part, and phases of chains, with their history. Writer: ingest."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.ingest.own_records.tables import SCHEMA, OfUnit
from shared.tables.base import Base


class _Columns(OfUnit):
    type: Mapped[str] = mapped_column(Text)
    happened_on: Mapped[date] = mapped_column(Date)  # planned, selected for, or assessed on
    carried_out: Mapped[bool | None] = mapped_column(Boolean)
    activity: Mapped[str | None] = mapped_column(Text)
    target_group: Mapped[str | None] = mapped_column(Text)
    product_chain: Mapped[str | None] = mapped_column(Text)
    theme: Mapped[str | None] = mapped_column(Text)
    adopted: Mapped[bool | None] = mapped_column(Boolean)
    contracts_meeting: Mapped[int | None] = mapped_column(Integer)
    contracts_in_chain: Mapped[int | None] = mapped_column(Integer)
    category: Mapped[str | None] = mapped_column(Text)
    meets_criteria: Mapped[bool | None] = mapped_column(Boolean)
    participant: Mapped[str | None] = mapped_column(Text)  # scheme:value, as stated
    strategy: Mapped[str | None] = mapped_column(Text)
    risks: Mapped[str | None] = mapped_column(Text)
    procedure_key: Mapped[str | None] = mapped_column(Text)
    anchored: Mapped[bool | None] = mapped_column(Boolean)
    title: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)  # where the plan stands
    adopted_on: Mapped[date | None] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)
    standard: Mapped[str | None] = mapped_column(Text)


class ProgrammeRecord(_Columns, Base):
    """A row of the programme's own administration."""

    __tablename__ = "programme_record"
    __table_args__ = ({"schema": SCHEMA},)


class ProgrammeRecordHistory(_Columns, Base):
    """A replaced version of such a row."""

    __tablename__ = "programme_record_history"
    __table_args__ = ({"schema": SCHEMA},)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class _Participation(OfUnit):
    # Who took part, as the register knows it now; NULL while it does not.
    lead_body: Mapped[str | None] = mapped_column(Text)  # type: ignore[assignment]
    kept_by: Mapped[str] = mapped_column(Text)  # the body whose record it is
    participant: Mapped[str | None] = mapped_column(Text)  # scheme:value, as stated
    activity: Mapped[str | None] = mapped_column(Text)
    happened_on: Mapped[date] = mapped_column(Date)


class Participation(_Participation, Base):
    """That a body took part in an activity or a group of buyers."""

    __tablename__ = "participation"
    __table_args__ = ({"schema": SCHEMA},)


class ParticipationHistory(_Participation, Base):
    """A replaced version of it."""

    __tablename__ = "participation_history"
    __table_args__ = ({"schema": SCHEMA},)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class _ChainPhase(OfUnit):
    assessed_on: Mapped[date] = mapped_column(Date, primary_key=True)
    product_chain: Mapped[str | None] = mapped_column(Text)
    phase: Mapped[int | None] = mapped_column(Integer)  # NULL where two assessments of the day differ
    evidence: Mapped[str | None] = mapped_column(Text)  # what the assessment rests on
    assessor: Mapped[str | None] = mapped_column(Text)
    dissent: Mapped[str | None] = mapped_column(Text)
    state_on: Mapped[list[date]] = mapped_column(ARRAY(Date))  # last days of the months in which it is the newest


class ChainPhase(_ChainPhase, Base):
    """The phase of a chain from one assessment until the next."""

    __tablename__ = "chain_phase"
    __table_args__ = ({"schema": SCHEMA},)


class ChainPhaseHistory(_ChainPhase, Base):
    """A replaced version of it."""

    __tablename__ = "chain_phase_history"
    __table_args__ = ({"schema": SCHEMA},)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)
