"""Tables of contracts, what was promised in them and what was measured of it, with their history. Writer: ingest."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, Boolean, Date, Index, Integer, Numeric, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.ingest.own_records.tables import SCHEMA, OfUnit
from shared.tables.base import Base


class _Contract(OfUnit):
    kind: Mapped[str] = mapped_column(Text)  # contract, framework, call-off
    framework: Mapped[str | None] = mapped_column(Text)  # key of the agreement it is called off from
    procedure_id: Mapped[str | None] = mapped_column(Text)
    lot_id: Mapped[str | None] = mapped_column(Text)
    signed_on: Mapped[date | None] = mapped_column(Date)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    amount: Mapped[Decimal | None] = mapped_column(Numeric)
    currency: Mapped[str | None] = mapped_column(Text)
    vat_included: Mapped[str | None] = mapped_column(Text)
    supplier_scheme: Mapped[str | None] = mapped_column(Text)
    supplier_id: Mapped[str | None] = mapped_column(Text)
    responsible_role: Mapped[str | None] = mapped_column(Text)
    reporting_clause: Mapped[bool | None] = mapped_column(Boolean)
    has_commitments: Mapped[bool | None] = mapped_column(Boolean)
    measurable: Mapped[bool | None] = mapped_column(Boolean)
    themes: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    first_measurement_on: Mapped[date] = mapped_column(Date)  # from when a measurement may be expected
    measured_on: Mapped[list[date]] = mapped_column(ARRAY(Date))
    state_on: Mapped[list[date]] = mapped_column(ARRAY(Date))  # last days of the months in which it may run


class Contract(_Contract, Base):
    """A contract, a framework agreement or a call-off, as its body keeps it."""

    __tablename__ = "contract"
    __table_args__ = (
        Index("ix_contract_lead_body_sender_key", "lead_body", "sender_key"),
        Index("ix_contract_supplier_scheme_supplier_id", "supplier_scheme", "supplier_id"),
        {"schema": SCHEMA},
    )


class ContractHistory(_Contract, Base):
    """A replaced version of a contract."""

    __tablename__ = "contract_history"
    __table_args__ = ({"schema": SCHEMA},)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class _Commitment(OfUnit):
    commitment_key: Mapped[str] = mapped_column(Text, primary_key=True)
    theme: Mapped[str] = mapped_column(Text)
    indicator: Mapped[str | None] = mapped_column(Text)
    target: Mapped[Decimal | None] = mapped_column(Numeric)
    unit_code: Mapped[str | None] = mapped_column(Text)
    compare: Mapped[str | None] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    evidence: Mapped[str | None] = mapped_column(Text)
    sanction: Mapped[bool | None] = mapped_column(Boolean)
    met: Mapped[bool | None] = mapped_column(Boolean)
    realised: Mapped[Decimal | None] = mapped_column(Numeric)  # in its unit, up to the due date
    shown_by: Mapped[str] = mapped_column(Text)  # the least verification it rests on; none
    method: Mapped[str | None] = mapped_column(Text)  # with table and version


class Commitment(_Commitment, Base):
    """What was promised in a contract, and whether it was shown to be met."""

    __tablename__ = "commitment"
    __table_args__ = (Index("ix_commitment_lead_body_due_on", "lead_body", "due_on"), {"schema": SCHEMA})


class CommitmentHistory(_Commitment, Base):
    """A replaced version of a commitment."""

    __tablename__ = "commitment_history"
    __table_args__ = ({"schema": SCHEMA},)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class _Observation(OfUnit):
    report_key: Mapped[str] = mapped_column(Text, primary_key=True)
    observation_key: Mapped[str] = mapped_column(Text, primary_key=True)
    place: Mapped[int] = mapped_column(Integer)  # in its report
    commitment_key: Mapped[str | None] = mapped_column(Text)
    theme: Mapped[str | None] = mapped_column(Text)
    indicator: Mapped[str | None] = mapped_column(Text)
    period_from: Mapped[date] = mapped_column(Date)
    period_until: Mapped[date] = mapped_column(Date)
    reading: Mapped[str] = mapped_column(Text)
    realised: Mapped[Decimal] = mapped_column(Numeric)
    reference: Mapped[Decimal | None] = mapped_column(Numeric)
    total: Mapped[Decimal | None] = mapped_column(Numeric)
    unit_code: Mapped[str | None] = mapped_column(Text)
    method: Mapped[str | None] = mapped_column(Text)
    low: Mapped[Decimal | None] = mapped_column(Numeric)
    high: Mapped[Decimal | None] = mapped_column(Numeric)
    source: Mapped[str] = mapped_column(Text)
    verification: Mapped[str] = mapped_column(Text)
    verified_on: Mapped[date | None] = mapped_column(Date)
    evidence: Mapped[list[str]] = mapped_column(ARRAY(Text))
    realised_in_period: Mapped[Decimal | None] = mapped_column(
        Numeric
    )  # in the unit of its indicator: what may be added up
    reference_in_period: Mapped[Decimal | None] = mapped_column(Numeric)
    total_in_period: Mapped[Decimal | None] = mapped_column(Numeric)
    stands: Mapped[Decimal | None] = mapped_column(Numeric)  # of a state, NULL where reports differ
    stands_of: Mapped[Decimal | None] = mapped_column(Numeric)  # the whole that it is a part of


class Observation(_Observation, Base):
    """What was measured under a contract. `counted` is false where a better report of the same period stands."""

    __tablename__ = "observation"
    __table_args__ = (Index("ix_observation_lead_body_period_until", "lead_body", "period_until"), {"schema": SCHEMA})


class ObservationHistory(_Observation, Base):
    """A replaced version of an observation."""

    __tablename__ = "observation_history"
    __table_args__ = ({"schema": SCHEMA},)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)
