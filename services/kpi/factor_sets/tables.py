"""Sets of factors by which spend becomes impact. Writer: kpi.

A trigger keeps what was decided; a factor never changes.
"""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.deciding import Proposed
from services.kpi.definitions.tables import SCHEMA
from shared.tables.base import Base


class FactorSet(Proposed, Base):
    """A set of factors with its source, licence, region and the year of its prices.

    `price_indices`: price level by year, to bring spend to that year.
    """

    __tablename__ = "factor_set"
    __table_args__ = (
        CheckConstraint("state in ('draft', 'adopted', 'withdrawn')", name="state"),
        CheckConstraint("(decided_by is null) = (state = 'draft')", name="decided"),
        CheckConstraint("built_in or state <> 'adopted' or decided_by <> proposed_by", name="two_persons"),
        {"schema": SCHEMA},
    )
    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    source: Mapped[str]
    source_address: Mapped[str | None]
    licence: Mapped[str]
    region: Mapped[str]
    price_year: Mapped[int] = mapped_column(Integer)
    price_indices: Mapped[Mapping[str, str]] = mapped_column(JSONB)
    content_hash: Mapped[str]
    built_in: Mapped[bool] = mapped_column(Boolean, server_default="false")


class FactorRow(Base):
    """What `per` euros of spend come to in one measure."""

    __tablename__ = "factor"
    __table_args__ = (
        CheckConstraint("0 <= low and low <= high and value between low and high and per > 0", name="order"),
        {"schema": SCHEMA},
    )
    factor_set: Mapped[str] = mapped_column(ForeignKey("kpi.factor_set.code"), primary_key=True)
    covers: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str]
    low: Mapped[Decimal] = mapped_column(Numeric)
    value: Mapped[Decimal | None] = mapped_column(Numeric)
    high: Mapped[Decimal] = mapped_column(Numeric)
    per: Mapped[Decimal] = mapped_column(Numeric)
    quality: Mapped[str]
    note: Mapped[str]
