"""How goals are allocated: proposals with their shares, what bodies answered, and what was decided. Writer: kpi."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.deciding import Proposed
from shared.tables.base import Base

SCHEMA = "kpi"


class AllocationRow(Proposed, Base):
    """A division of a goal, or of the share of one body in it (`of_organisation`), and what became of it.

    `total` is what there was to divide, `tier` the one tier for which the goal holds, if it is one. `since_position` is
    how far the change log was when it was adopted, `adopted_as` its number among those that were adopted.
    """

    __tablename__ = "allocation"
    __table_args__ = (
        CheckConstraint("state in ('draft', 'adopted', 'rejected', 'withdrawn')", name="state"),
        CheckConstraint("(decided_by is null) = (state = 'draft')", name="decided"),
        CheckConstraint("(since_position is null) = (state <> 'adopted')", name="since"),
        CheckConstraint("(adopted_as is null) = (state <> 'adopted')", name="adopted_as"),
        CheckConstraint("state not in ('adopted', 'rejected') or decided_by <> proposed_by", name="two_persons"),
        Index(
            "uq_allocation_draft",
            "goal",
            text("coalesce(of_organisation, '')"),
            unique=True,
            postgresql_where=text("state = 'draft'"),
        ),
        Index("ix_allocation_goal_id", "goal", "id"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    goal: Mapped[str]
    of_organisation: Mapped[str | None]
    tier: Mapped[str | None]
    holds_from: Mapped[date]
    total: Mapped[Decimal]
    unit: Mapped[str | None]
    since_position: Mapped[int | None]
    adopted_as: Mapped[int | None]


class AllocationShareRow(Base):
    """A share: what was proposed and why, what the body answered, and what was decided."""

    __tablename__ = "allocation_share"
    __table_args__ = (
        CheckConstraint("amount >= 0 and counter >= 0 and decided >= 0", name="amounts"),
        CheckConstraint("organisation is not null or segment is not null", name="of_somebody"),
        CheckConstraint("answer in ('accepted', 'countered')", name="answer"),
        CheckConstraint("(answer is null) = (answered_by is null)", name="answered"),
        CheckConstraint("(counter is not null) = (answer is not distinct from 'countered')", name="counter"),
        {"schema": SCHEMA},
    )
    allocation: Mapped[int] = mapped_column(ForeignKey(AllocationRow.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    organisation: Mapped[str | None]
    segment: Mapped[str | None]
    amount: Mapped[Decimal]
    reason: Mapped[str]
    answer: Mapped[str | None]
    counter: Mapped[Decimal | None]
    answer_reason: Mapped[str | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    decided: Mapped[Decimal | None]
