"""Signatures under the Manifesto. Writer: registry."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.columns import SCHEMA, one_of
from services.registry.signatures.rules import SIGNED_DOCUMENTS
from shared.tables.base import Base


class Signature(Base):
    """A party signed a document; on a day it has one signature under it.

    One that was recorded by mistake is withdrawn from the day of signing: its period is empty and in nobody's way.
    """

    __tablename__ = "signature"
    __table_args__ = (
        CheckConstraint(one_of("document", SIGNED_DOCUMENTS), name="document"),
        CheckConstraint("signed_on <= withdrawn_on", name="withdrawn_after"),
        CheckConstraint("(withdrawn_by is null) = (withdrawn_on is null)", name="withdrawn"),
        CheckConstraint("through_id <> party_id", name="not_its_own"),
        ExcludeConstraint(
            (text("int8range(party_id, party_id, '[]')"), "&&"),
            (text("registry.text_range(document, document, '[]')"), "&&"),
            (text("daterange(signed_on, withdrawn_on)"), "&&"),
            using="gist",
            name="ex_signature_one",
        ),
        Index(None, "party_id"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"))
    document: Mapped[str]
    signed_on: Mapped[date]
    through_id: Mapped[int | None] = mapped_column(ForeignKey("registry.party.id"))  # association that signed for it
    source: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())
    withdrawn_on: Mapped[date | None]  # first day without it
    withdrawn_by: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
