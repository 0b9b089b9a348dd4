"""How far each body is with the figures of a year, and every step that was taken. Writer: kpi."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.tables.base import Base

SCHEMA = "kpi"


class ReportingCycle(Base):
    """The figures of one body over one year, on their way from open to frozen.

    `requested_on`: when the body was last asked for something; thirty days without a reply count as approval (C29).
    `objection` withholds that, and the body's own figures from publications. `by_default`: it was published so.
    """

    __tablename__ = "reporting_cycle"
    __table_args__ = (
        UniqueConstraint("party", "year"),
        CheckConstraint("state in ('open', 'submitted', 'validated', 'approved', 'published', 'frozen')", name="state"),
        Index("ix_reporting_cycle_year", "year"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    party: Mapped[str]
    year: Mapped[int]
    state: Mapped[str] = mapped_column(server_default=text("'open'"))
    requested_on: Mapped[date]
    objection: Mapped[str | None]
    by_default: Mapped[bool] = mapped_column(server_default=text("false"))
    revision: Mapped[int] = mapped_column(server_default=text("1"))


class ReportingStep(Base):
    """A step that somebody took, and the state it led to. Only added to."""

    __tablename__ = "reporting_step"
    __table_args__ = (Index("ix_reporting_step_cycle", "cycle"), {"schema": SCHEMA})
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    cycle: Mapped[int] = mapped_column(BigInteger, ForeignKey(ReportingCycle.id))
    step: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str | None]
    taken_by: Mapped[str]
    taken_at: Mapped[datetime] = mapped_column(server_default=func.now())
