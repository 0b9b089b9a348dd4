"""Taking part: the participation of a party and each step of it. Writer: registry."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.columns import SCHEMA, one_of
from services.registry.participations.rules.steps import STATES, STEPS
from shared.tables.base import Base


class Participation(Base):
    """How a party takes part today. A party has one participation, however often it leaves and comes back."""

    __tablename__ = "participation"
    __table_args__ = (
        UniqueConstraint("party_id"),
        CheckConstraint(one_of("state", STATES), name="state"),
        {"schema": SCHEMA},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"))
    state: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ParticipationStep(Base):
    """A step of a participation: what was done, by whom, when and why. Only ever added."""

    __tablename__ = "participation_step"
    __table_args__ = (
        CheckConstraint(one_of("step", STEPS), name="step"),
        CheckConstraint(one_of("state", STATES), name="state"),
        {"schema": SCHEMA},
    )
    participation: Mapped[UUID] = mapped_column(ForeignKey("registry.participation.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # the version of the participation after this step
    step: Mapped[str]
    state: Mapped[str]
    taken_by: Mapped[str]
    taken_at: Mapped[datetime] = mapped_column(server_default=func.now())
    reason: Mapped[str | None]
