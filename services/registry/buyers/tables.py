"""Links of buyers that no identifier matches, and objections to harvested data. Writer: registry."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, func, text
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.columns import SCHEMA, one_of
from shared.procurement.buyer_keys import KEY_SCHEMES
from shared.tables.base import Base


class BuyerLink(Base):
    """An administrator says which party a buyer is that notices name by this key. Undone, never deleted.

    It holds for all time, the past included: a key means the same body in every notice.
    """

    __tablename__ = "buyer_link"
    __table_args__ = (
        CheckConstraint(one_of("scheme", KEY_SCHEMES), name="scheme"),
        CheckConstraint("(unlinked_by is null) = (unlinked_at is null)", name="unlinked"),
        Index(
            "uq_buyer_link_scheme_value", "scheme", "value", unique=True, postgresql_where=text("unlinked_at is null")
        ),
        Index(None, "party_id"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    scheme: Mapped[str]
    value: Mapped[str]
    party_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"))
    reason: Mapped[str]
    linked_by: Mapped[str]
    linked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    unlinked_by: Mapped[str | None]
    unlinked_at: Mapped[datetime | None]
    unlinking_reason: Mapped[str | None]


class Objection(Base):
    """A body objects to what others harvested about it: over this period such notices do not count. Never deleted."""

    __tablename__ = "objection"
    __table_args__ = (
        # btree_gist is not at hand: the id as a range of one lets plain GiST compare it.
        ExcludeConstraint(
            (text("int8range(party_id, party_id, '[]')"), "&&"),
            ("period", "&&"),
            using="gist",
            name="ex_objection_one",
            where=text("withdrawn_at is null"),
        ),
        CheckConstraint("not isempty(period)", name="some_day"),
        CheckConstraint("(withdrawn_by is null) = (withdrawn_at is null)", name="withdrawn"),
        Index(None, "party_id"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"))
    period: Mapped[Range[date]] = mapped_column(DATERANGE)  # by the day a notice was dispatched
    reason: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())
    withdrawn_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str | None]
