"""Versions of goals: as they came with the program, or as they were proposed and decided. Writer: kpi."""

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.deciding import Proposed
from shared.tables.base import Base

SCHEMA = "kpi"


class GoalVersionRow(Proposed, Base):
    """A goal as it was stated once, as JSON in `content`; the newest adopted version is the goal as it stands.

    `origin`: it came with the program, or a person proposed it, whom another decided on. A trigger keeps what was
    decided.
    """

    __tablename__ = "goal_version"
    __table_args__ = (
        UniqueConstraint("goal", "number"),
        CheckConstraint("origin in ('program', 'person')", name="origin"),
        CheckConstraint("state in ('draft', 'adopted', 'withdrawn')", name="state"),
        CheckConstraint("(decided_by is null) = (state = 'draft')", name="decided"),
        CheckConstraint("state <> 'adopted' or origin = 'program' or decided_by <> proposed_by", name="two_persons"),
        Index("uq_goal_version_draft", "goal", unique=True, postgresql_where=text("state = 'draft'")),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    goal: Mapped[str]
    number: Mapped[int]
    content: Mapped[str]
    origin: Mapped[str]
