"""Tables of schema `procurement`. Writer: ingest. Reader: kpi, through the fact views and the change log only.

Every table that changes has a current form and a history form: the newest version of a row lives in the current table
with `since_change`, replaced versions move to `<table>_history` with `until_change` as well. Both name a row of
`change`, whose position orders all commits.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Index,
    Integer,
    Numeric,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.tables.base import Base
from shared.tables.supplemented import SaidOfLot, SaidOfProcedure

SCHEMA = "procurement"


class _NoticeColumns:
    """Columns of a kept notice. `id` follows from source, notice id, version and content: the same in every load."""

    notice_id: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(Text)
    subtype: Mapped[str | None] = mapped_column(Text)
    procedure: Mapped[UUID] = mapped_column(Uuid)
    strong_key: Mapped[str | None] = mapped_column(Text)  # bt04:<BT-04>
    ocid: Mapped[str | None] = mapped_column(Text)
    own_key: Mapped[str | None] = mapped_column(Text)  # own:<buyer identifier>:<own number>
    names: Mapped[list[str]] = mapped_column(ARRAY(Text))  # what others may call it: notice:<id>, pub:<number>
    refers_to: Mapped[list[str]] = mapped_column(ARRAY(Text))
    dispatched_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sender: Mapped[str | None] = mapped_column(Text)  # party key of the sender
    standing: Mapped[str] = mapped_column(Text)  # own, harvested or told: by which right it was sent
    acting_for: Mapped[str | None] = mapped_column(Text)  # the lead buyer of what is own, the co-buyer of what is told
    buyers: Mapped[list[str]] = mapped_column(ARRAY(Text))  # parties it names, the lead first; "": unknown
    submission: Mapped[UUID | None] = mapped_column(Uuid)
    record: Mapped[int | None] = mapped_column(Integer)  # ordinal of the record in its submission
    received_on: Mapped[date | None] = mapped_column(Date)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    since_change: Mapped[int] = mapped_column(BigInteger)


class Notice(_NoticeColumns, Base):
    """Every version of every kept notice; which of them speaks is for the compiler to decide."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_procedure", "procedure"),
        Index("ix_notice_strong_key", "strong_key"),
        Index("ix_notice_own_key", "own_key"),
        Index("ix_notice_buyers", "buyers", postgresql_using="gin"),
        Index("ix_notice_sender", "sender"),
        Index("ix_notice_names", "names", postgresql_using="gin"),
        Index("ix_notice_refers_to", "refers_to", postgresql_using="gin"),
        {"schema": SCHEMA},
    )
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)


class NoticeHistory(_NoticeColumns, Base):
    """A notice that moved to another procedure, as it stood before."""

    __tablename__ = "notice_history"
    __table_args__ = ({"schema": SCHEMA},)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class _DimensionColumns:
    lead_body: Mapped[str | None] = mapped_column(Text)
    tier: Mapped[str | None] = mapped_column(Text)
    nature: Mapped[str | None] = mapped_column(Text)
    above_threshold: Mapped[str] = mapped_column(Text)
    product_chain: Mapped[str | None] = mapped_column(Text)
    chain_quality: Mapped[str | None] = mapped_column(Text)
    cluster: Mapped[str | None] = mapped_column(Text)
    in_criteria_tool: Mapped[bool | None] = mapped_column(Boolean)
    relevant_themes: Mapped[list[str] | None] = mapped_column(ARRAY(Text))  # of the chain; NULL: chain not certain
    rijk_category_stated: Mapped[str | None] = mapped_column(Text)  # it wins over what the CPV code leads to
    rijk_category_by_cpv: Mapped[str | None] = mapped_column(Text)
    rijk_category_quality: Mapped[str | None] = mapped_column(Text)  # of what the CPV code leads to
    isv_category_stated: Mapped[str | None] = mapped_column(Text)
    isv_category_by_cpv: Mapped[str | None] = mapped_column(Text)
    isv_category_quality: Mapped[str | None] = mapped_column(Text)
    launched_on: Mapped[date | None] = mapped_column(Date)  # where it is not known: the last day it can have been
    launch_known: Mapped[bool] = mapped_column(Boolean)
    awarded_on: Mapped[date | None] = mapped_column(Date)
    counted: Mapped[bool] = mapped_column(Boolean)
    held_back: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))  # its lead buyer sees it otherwise
    since_change: Mapped[int] = mapped_column(BigInteger, index=True)


class _ProcedureColumns(_DimensionColumns, SaidOfProcedure):
    key: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    procedure_id: Mapped[str | None] = mapped_column(Text)
    ocid: Mapped[str | None] = mapped_column(Text)
    legal_basis: Mapped[str | None] = mapped_column(Text)
    cpv: Mapped[str | None] = mapped_column(Text)
    procedure_type: Mapped[str | None] = mapped_column(Text)
    threshold_rule: Mapped[str] = mapped_column(Text)
    cancelled: Mapped[bool] = mapped_column(Boolean)
    framework: Mapped[bool | None] = mapped_column(Boolean)
    dps: Mapped[bool] = mapped_column(Boolean)
    joint: Mapped[bool] = mapped_column(Boolean)
    took_part: Mapped[list[str]] = mapped_column(ARRAY(Text))
    buyers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    estimated_value: Mapped[Decimal | None] = mapped_column(Numeric)
    awarded_value: Mapped[Decimal | None] = mapped_column(Numeric)
    duration_months: Mapped[Decimal | None] = mapped_column(Numeric)
    climate: Mapped[bool | None] = mapped_column(Boolean)
    circular: Mapped[bool | None] = mapped_column(Boolean)
    pollution_biodiversity: Mapped[bool | None] = mapped_column(Boolean)
    human_rights_labour: Mapped[bool | None] = mapped_column(Boolean)
    diversity_inclusion: Mapped[bool | None] = mapped_column(Boolean)
    social_return: Mapped[bool | None] = mapped_column(Boolean)
    any_theme: Mapped[bool | None] = mapped_column(Boolean)
    strategic_fields_complete: Mapped[bool | None] = mapped_column(Boolean)
    contracts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    discloses_on: Mapped[date | None] = mapped_column(Date)  # when a withheld field becomes readable
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    content_hash: Mapped[str] = mapped_column(Text)  # of the whole compiled procedure, lots and winners included


class Procedure(_ProcedureColumns, Base):
    """A procedure as its notices together state it."""

    __tablename__ = "procedure"
    __table_args__ = (
        Index("ix_procedure_lead_body_awarded_on", "lead_body", "awarded_on"),
        Index("ix_procedure_lead_body_launched_on", "lead_body", "launched_on"),
        Index("ix_procedure_took_part", "took_part", postgresql_using="gin"),
        Index(
            *("ix_procedure_contracts", "contracts"),
            postgresql_using="gin",
            postgresql_ops={"contracts": "jsonb_path_ops"},
        ),
        Index("ix_procedure_discloses_on", "discloses_on"),
        Index("ix_procedure_words", text("procurement.words(title, buyers)"), postgresql_using="gin"),
        Index("ix_procedure_unmatched", "id", postgresql_where=text("""buyers @> '[{"party": null}]'""")),
        {"schema": SCHEMA},
    )
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)


class ProcedureHistory(_ProcedureColumns, Base):
    """A replaced version of a procedure."""

    __tablename__ = "procedure_history"
    __table_args__ = (Index("ix_procedure_history_lead_body", "lead_body"), {"schema": SCHEMA})
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class _LotColumns(_DimensionColumns, SaidOfLot):
    state: Mapped[str | None] = mapped_column(Text)  # NULL: an award does not say its lot; it may be this one
    competition: Mapped[str] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    cpv: Mapped[str | None] = mapped_column(Text)
    # The five states of each theme, as text: yes, no, withheld, silent, conflicting.
    climate: Mapped[str] = mapped_column(Text)
    circular: Mapped[str] = mapped_column(Text)
    pollution_biodiversity: Mapped[str] = mapped_column(Text)
    human_rights_labour: Mapped[str] = mapped_column(Text)
    diversity_inclusion: Mapped[str] = mapped_column(Text)
    social_return: Mapped[str] = mapped_column(Text)
    any_theme: Mapped[str] = mapped_column(Text)
    local_themes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    own_themes: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))  # theme -> state
    signals_in_text: Mapped[list[str]] = mapped_column(ARRAY(Text))
    gpp_criteria: Mapped[str] = mapped_column(Text)
    accessible: Mapped[str] = mapped_column(Text)
    reserved: Mapped[str] = mapped_column(Text)
    strategic_fields_complete: Mapped[bool] = mapped_column(Boolean)
    tenders_received: Mapped[int | None] = mapped_column(Integer)
    tenders_received_state: Mapped[str] = mapped_column(Text)
    estimated_value: Mapped[Decimal | None] = mapped_column(Numeric)
    awarded_value: Mapped[Decimal | None] = mapped_column(Numeric)
    value_basis: Mapped[str | None] = mapped_column(Text)
    value_state: Mapped[str] = mapped_column(Text)
    vehicles: Mapped[int | None] = mapped_column(Integer)
    clean_vehicles: Mapped[int | None] = mapped_column(Integer)
    zero_emission_vehicles: Mapped[int | None] = mapped_column(Integer)
    framework: Mapped[bool | None] = mapped_column(Boolean)
    duration_months: Mapped[Decimal | None] = mapped_column(Numeric)
    price_weight: Mapped[Decimal | None] = mapped_column(Numeric)
    price_weight_notice: Mapped[str | None]
    price_weight_place: Mapped[str | None]
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class Lot(_LotColumns, Base):
    """A lot with its themes and its result."""

    __tablename__ = "lot"
    __table_args__ = (
        Index("ix_lot_lead_body_awarded_on", "lead_body", "awarded_on"),
        Index("ix_lot_lead_body_launched_on", "lead_body", "launched_on"),
        {"schema": SCHEMA},
    )
    procedure: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    lot_id: Mapped[str] = mapped_column(Text, primary_key=True)


class LotHistory(_LotColumns, Base):
    """A replaced version of a lot."""

    __tablename__ = "lot_history"
    __table_args__ = (Index("ix_lot_history_lead_body", "lead_body"), {"schema": SCHEMA})
    procedure: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    lot_id: Mapped[str] = mapped_column(Text, primary_key=True)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class _WinnerColumns(_DimensionColumns):
    sme: Mapped[bool | None] = mapped_column(Boolean)
    value: Mapped[Decimal | None] = mapped_column(Numeric)
    currency: Mapped[str | None] = mapped_column(Text)
    currency_known: Mapped[bool] = mapped_column(Boolean)
    competition: Mapped[str] = mapped_column(Text)
    suppliers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class Winner(_WinnerColumns, Base):
    """A winning tender of a lot."""

    __tablename__ = "winner"
    __table_args__ = (
        Index("ix_winner_lead_body_awarded_on", "lead_body", "awarded_on"),
        Index("ix_winner_lead_body_launched_on", "lead_body", "launched_on"),
        {"schema": SCHEMA},
    )
    procedure: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    lot_id: Mapped[str] = mapped_column(Text, primary_key=True)  # '': the award does not say which lot
    tender_id: Mapped[str] = mapped_column(Text, primary_key=True)


class WinnerHistory(_WinnerColumns, Base):
    """A replaced version of a winning tender."""

    __tablename__ = "winner_history"
    __table_args__ = (Index("ix_winner_history_lead_body", "lead_body"), {"schema": SCHEMA})
    procedure: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    lot_id: Mapped[str] = mapped_column(Text, primary_key=True)
    tender_id: Mapped[str] = mapped_column(Text, primary_key=True)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class _UnreleasedColumns:
    row: Mapped[dict[str, Any]] = mapped_column(JSONB)  # by the columns of that table, without texts
    since_change: Mapped[int] = mapped_column(BigInteger, index=True)


class Unreleased(_UnreleasedColumns, Base):
    """A row of a procedure, of a lot or of a winner as its lead buyer sees it before it released everything (C29)."""

    __tablename__ = "unreleased"
    __table_args__ = ({"schema": SCHEMA},)
    procedure: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    part: Mapped[str] = mapped_column(Text, primary_key=True)  # <lot>|<tender>
    kind: Mapped[str] = mapped_column(Text, primary_key=True)  # procedure, lot or winner


class UnreleasedHistory(_UnreleasedColumns, Base):
    """A replaced version of such a row."""

    __tablename__ = "unreleased_history"
    __table_args__ = ({"schema": SCHEMA},)
    procedure: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    part: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)
