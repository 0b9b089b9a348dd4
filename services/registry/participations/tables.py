"""Taking part: terms and their acceptance, the participation of a party and each step of it. Writer: registry."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.columns import SCHEMA, one_of
from services.registry.participations.rules import STATES, STEPS
from services.registry.terms.rules import DOCUMENTS
from shared.tables.base import Base


class Terms(Base):
    """One version of the terms of the data space, or of the usage terms of a dataset. Never changed once published."""

    __tablename__ = "terms"
    __table_args__ = (
        CheckConstraint(one_of("document", DOCUMENTS), name="document"),
        UniqueConstraint("document", "number"),
        {"schema": SCHEMA},
    )
    document: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]  # order of publication within the document, from 1; 0 is for demonstrations
    text_nl: Mapped[str]
    text_en: Mapped[str]
    uses: Mapped[list[dict[str, str]]] = mapped_column(JSONB)  # who may use a dataset for what; empty otherwise
    valid_from: Mapped[date]
    published_by: Mapped[str]
    published_at: Mapped[datetime] = mapped_column(server_default=func.now())


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


class TermsAcceptance(Base):
    """A party accepted a version of terms. Only ever added."""

    __tablename__ = "terms_acceptance"
    __table_args__ = (
        ForeignKeyConstraint(["document", "version"], ["registry.terms.document", "registry.terms.version"]),
        {"schema": SCHEMA},
    )
    party_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"), primary_key=True)
    document: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    accepted_by: Mapped[str]
    accepted_at: Mapped[datetime] = mapped_column(server_default=func.now())
