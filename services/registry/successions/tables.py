"""Succession of parties by event. Writer: registry."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Text, func, text
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.columns import SCHEMA, one_of
from services.registry.successions.rules import SUCCESSION_ROLES
from shared.reference.codes import SUCCESSION_KINDS, SuccessionKind
from shared.tables.base import Base


class SuccessionEvent(Base):
    """A merger, split or renaming of parties, on the first day of the new situation (C23). Withdrawn, never deleted."""

    __tablename__ = "succession_event"
    __table_args__ = (
        CheckConstraint(one_of("kind", SUCCESSION_KINDS), name="kind"),
        CheckConstraint(
            "(withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawal_reason is null)",
            name="withdrawn",
        ),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    kind: Mapped[SuccessionKind] = mapped_column(Text)
    effective_on: Mapped[date]
    source: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())
    recorded_by: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawal_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))


class SuccessionParty(Base):
    """A party in a succession; one that keeps its key is predecessor and successor of the same event.

    `ended`: the event gave it its end. One that had that same end already was not ended by the event.
    """

    __tablename__ = "succession_party"
    __table_args__ = (
        CheckConstraint(one_of("role", SUCCESSION_ROLES), name="role"),
        CheckConstraint("role = 'predecessor' or not ended", name="who_ends"),
        Index(None, "party_id"),
        {"schema": SCHEMA},
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("registry.succession_event.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"), primary_key=True)
    ended: Mapped[bool] = mapped_column(server_default=text("false"))


class SuccessionMembership(Base):
    """A membership as it was before a succession ended its member or its association, so that it can be restored."""

    __tablename__ = "succession_membership"
    __table_args__ = ({"schema": SCHEMA},)
    event_id: Mapped[int] = mapped_column(ForeignKey("registry.succession_event.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"), primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"), primary_key=True)
    valid: Mapped[Range[date]] = mapped_column(DATERANGE, primary_key=True)
