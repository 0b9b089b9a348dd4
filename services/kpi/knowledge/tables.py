"""What is known and asked by chain and theme: criteria with their indicator, and needs. Writer: kpi."""

from datetime import date, datetime

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Identity, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.deciding import Proposed
from shared.tables.base import Base

SCHEMA = "kpi"


class CriterionRow(Proposed, Base):
    """A text to ask something of the market with (R102): proposed by one person, adopted by another."""

    __tablename__ = "criterion"
    __table_args__ = (
        CheckConstraint("kind in ('requirement', 'selection', 'award', 'clause')", name="kind"),
        CheckConstraint("state in ('draft', 'adopted', 'withdrawn')", name="state"),
        CheckConstraint("(decided_by is null) = (state = 'draft')", name="decided"),
        CheckConstraint("state <> 'adopted' or decided_by <> proposed_by", name="two_persons"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    indicator: Mapped[str]
    theme: Mapped[str]
    chain: Mapped[str | None]
    kind: Mapped[str]
    text_nl: Mapped[str]
    text_en: Mapped[str]
    below_threshold: Mapped[bool]
    written_by: Mapped[str]
    written_on: Mapped[date]
    licence: Mapped[str]
    used_in: Mapped[list[str]] = mapped_column(ARRAY(Text))


class NeedRow(Base):
    """What a buyer, a market party or a user of figures asks for (R105), and the answer of whoever keeps the list."""

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("asked_as in ('buyer', 'market-party', 'user')", name="asked_as"),
        CheckConstraint("state in ('open', 'planned', 'met', 'declined')", name="state"),
        CheckConstraint("(state = 'open') = (answered_by is null)", name="answered"),
        CheckConstraint("(answer is null) = (answered_by is null)", name="answer"),
        CheckConstraint("answered_by <> asked_by", name="two_persons"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    says: Mapped[str]
    theme: Mapped[str]
    chain: Mapped[str | None]
    asked_as: Mapped[str]
    party: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default=text("'open'"))
    answer: Mapped[str | None]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))
