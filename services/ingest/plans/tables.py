"""Tables of signatures, plans, assessments of plans and tasks, each with its history. Writer: ingest."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, Index, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.ingest.own_records.tables import SCHEMA, OfUnit
from shared.tables.base import Base


class _Signature(OfUnit):
    document: Mapped[str] = mapped_column(Text, primary_key=True)
    signed_on: Mapped[date] = mapped_column(Date, primary_key=True)
    ends_on: Mapped[date] = mapped_column(Date)  # last day on which it stands
    plan_due_on: Mapped[date | None] = mapped_column(Date)  # NULL: it asks for no plan
    through: Mapped[str | None] = mapped_column(Text)  # scheme:value of the association, as stated
    source: Mapped[str | None] = mapped_column(Text)


class Signature(_Signature, Base):
    """That a body signed, from when until when."""

    __tablename__ = "signature"
    __table_args__ = ({"schema": SCHEMA},)


class SignatureHistory(_Signature, Base):
    """A replaced version of it."""

    __tablename__ = "signature_history"
    __table_args__ = ({"schema": SCHEMA},)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class _Pledge(OfUnit):
    state_on: Mapped[list[date]] = mapped_column(ARRAY(Date))  # last days of the months in which a signature stands
    plan_due_on: Mapped[list[date]] = mapped_column(ARRAY(Date))  # those of them after which a plan was due


class Pledge(_Pledge, Base):
    """That a body is bound: all its signatures together."""

    __tablename__ = "pledge"
    __table_args__ = ({"schema": SCHEMA},)


class PledgeHistory(_Pledge, Base):
    """A replaced version of it."""

    __tablename__ = "pledge_history"
    __table_args__ = ({"schema": SCHEMA},)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class _PlanOfBody(OfUnit):
    place: Mapped[int] = mapped_column(Integer, primary_key=True)  # 0 for the body that keeps it
    # Whose plan it is, as the register knows it now; NULL while it does not.
    lead_body: Mapped[str | None] = mapped_column(Text)  # type: ignore[assignment]
    participant: Mapped[str | None] = mapped_column(Text)  # scheme:value of a body that it is of as well
    kept_by: Mapped[str] = mapped_column(Text)
    plan_type: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    published_on: Mapped[date | None] = mapped_column(Date)  # NULL: not public
    content: Mapped[str] = mapped_column(Text)  # the plan as JSON, as its data contract writes it
    state_on: Mapped[list[date]] = mapped_column(ARRAY(Date))  # last days of the months in which it is public and holds


class PlanOfBody(_PlanOfBody, Base):
    """A plan of one body; a joint plan stands once for each."""

    __tablename__ = "plan"
    __table_args__ = (Index("ix_plan_lead_body", "lead_body"), {"schema": SCHEMA})


class PlanOfBodyHistory(_PlanOfBody, Base):
    """A replaced version of it."""

    __tablename__ = "plan_history"
    __table_args__ = (Index("ix_plan_history_lead_body", "lead_body"), {"schema": SCHEMA})
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class _PlanTheme(OfUnit):
    theme: Mapped[str] = mapped_column(Text, primary_key=True)
    plan_type: Mapped[str] = mapped_column(Text)
    scale: Mapped[str | None] = mapped_column(Text)
    level: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str | None] = mapped_column(Text)
    state_on: Mapped[list[date]] = mapped_column(ARRAY(Date))  # last days of the months of the plan


class PlanTheme(_PlanTheme, Base):
    """What a plan says of one theme."""

    __tablename__ = "plan_theme"
    __table_args__ = ({"schema": SCHEMA},)


class PlanThemeHistory(_PlanTheme, Base):
    """A replaced version of it."""

    __tablename__ = "plan_theme_history"
    __table_args__ = ({"schema": SCHEMA},)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class _PlanGoal(OfUnit):
    goal_key: Mapped[str] = mapped_column(Text, primary_key=True)
    theme: Mapped[str | None] = mapped_column(Text)
    plan_type: Mapped[str] = mapped_column(Text)
    has_value: Mapped[bool] = mapped_column(Boolean)
    has_unit: Mapped[bool] = mapped_column(Boolean)
    has_baseline: Mapped[bool] = mapped_column(Boolean)  # its value and its year
    has_target_year: Mapped[bool] = mapped_column(Boolean)
    has_owner: Mapped[bool] = mapped_column(Boolean)
    has_action: Mapped[bool] = mapped_column(Boolean)
    state_on: Mapped[list[date]] = mapped_column(ARRAY(Date))


class PlanGoal(_PlanGoal, Base):
    """What a goal of a plan states."""

    __tablename__ = "plan_goal"
    __table_args__ = ({"schema": SCHEMA},)


class PlanGoalHistory(_PlanGoal, Base):
    """A replaced version of it."""

    __tablename__ = "plan_goal_history"
    __table_args__ = ({"schema": SCHEMA},)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class _PlanAssessment(OfUnit):
    participant: Mapped[str] = mapped_column(Text)  # scheme:value of the body whose plan it is
    plan_of: Mapped[str | None] = mapped_column(Text)  # that body, as the register knows it
    plan_key: Mapped[str] = mapped_column(Text)
    assessed_on: Mapped[date] = mapped_column(Date)
    content: Mapped[str] = mapped_column(Text)


class PlanAssessment(_PlanAssessment, Base):
    """What a body finds of a plan of another."""

    __tablename__ = "plan_assessment"
    __table_args__ = ({"schema": SCHEMA},)


class PlanAssessmentHistory(_PlanAssessment, Base):
    """A replaced version of it."""

    __tablename__ = "plan_assessment_history"
    __table_args__ = ({"schema": SCHEMA},)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class _Task(OfUnit):
    due_on: Mapped[date] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)
    content: Mapped[str] = mapped_column(Text)


class Task(_Task, Base):
    """A task of a body."""

    __tablename__ = "task"
    __table_args__ = ({"schema": SCHEMA},)


class TaskHistory(_Task, Base):
    """A replaced version of it."""

    __tablename__ = "task_history"
    __table_args__ = ({"schema": SCHEMA},)
    until_change: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)
