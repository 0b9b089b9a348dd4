"""Cards as they were ever stored, and what was proposed and decided about them. Writer: kpi."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.deciding import Proposed
from shared.tables.base import Base

SCHEMA = "kpi"


class CardRow(Base):
    """A definition card as it was first seen. Immutable but for what its computation met.

    `content` is the card as canonical JSON, `content_hash` its SHA-256. `seeded`: its places were all marked stale.
    `failure` says why its cells could not be computed; such a card is left out until the worker starts again.
    """

    __tablename__ = "card"
    __table_args__ = (UniqueConstraint("code", "version"), {"schema": SCHEMA})
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    code: Mapped[str]
    version: Mapped[str]
    content: Mapped[str]
    content_hash: Mapped[str]
    recorded_at: Mapped[datetime]
    seeded: Mapped[bool] = mapped_column(Boolean, server_default="false")
    failure: Mapped[str | None]
    failed_at: Mapped[datetime | None]


class CardProposal(Proposed, Base):
    """A version of a definition, or the end of an indicator: proposed by one person, decided on by another.

    A version brings the text of its card; its end names the version that was in force. `valid_from`: the day from which
    what was adopted holds. A trigger keeps what was decided.
    """

    __tablename__ = "card_proposal"
    __table_args__ = (
        CheckConstraint("kind in ('version', 'retirement')", name="kind"),
        CheckConstraint("state in ('draft', 'adopted', 'withdrawn')", name="state"),
        CheckConstraint("(content is not null) = (kind = 'version')", name="content"),
        CheckConstraint("(decided_by is null) = (state = 'draft')", name="decided"),
        CheckConstraint("(valid_from is not null) = (state = 'adopted')", name="adopted_from"),
        CheckConstraint("state <> 'adopted' or decided_by <> proposed_by", name="two_persons"),
        Index(
            "uq_card_proposal_code_kind",
            "code",
            "kind",
            unique=True,
            postgresql_where=text("state = 'draft'"),
        ),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str]
    code: Mapped[str]
    version: Mapped[str]
    content: Mapped[str | None]
    valid_from: Mapped[date | None]
