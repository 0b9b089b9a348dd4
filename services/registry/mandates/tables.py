"""Mandates, the bodies they were granted for, and the rights that follow. Writer: registry."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from services.registry.columns import SCHEMA, one_of
from services.registry.mandates.rules import DATA_KINDS, DataKind
from shared.tables.base import Base

KNOWN_KINDS = f"kinds <@ array[{', '.join(repr(kind) for kind in DATA_KINDS)}] and cardinality(kinds) > 0"


class Mandate(Base):
    """What a party may send for others, and on what basis. `version` counts grants and withdrawals."""

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint(KNOWN_KINDS, name="kinds"),
        CheckConstraint("not isempty(valid) and not lower_inf(valid)", name="some_day"),
        Index(None, "mandatary_id"),
        {"schema": SCHEMA},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    mandatary_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"))
    kinds: Mapped[list[DataKind]] = mapped_column(ARRAY(Text))
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)
    basis: Mapped[str]
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(server_default=text("1"))


class MandateBody(Base):
    """A body that a mandate names: granted by another person than proposed it, withdrawn from a day on."""

    __tablename__ = "mandate_body"
    __table_args__ = (
        CheckConstraint("(granted_by is null) = (granted_at is null)", name="granted"),
        CheckConstraint("(withdrawn_by is null) = (withdrawn_on is null)", name="withdrawn"),
        Index(None, "party_id"),
        {"schema": SCHEMA},
    )
    mandate: Mapped[UUID] = mapped_column(ForeignKey("registry.mandate.id"), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"), primary_key=True)
    granted_by: Mapped[str | None]
    granted_at: Mapped[datetime | None]
    grant_basis: Mapped[str | None]  # of an administrator, who grants for a body that is not his own
    withdrawn_by: Mapped[str | None]
    withdrawn_on: Mapped[date | None]


class MandateRight(Base):
    """The days on which a mandate covers one kind of data of one body; a withdrawal shortens them.

    Granted or only proposed: the database lets no second mandate in for the same days.
    """

    __tablename__ = "mandate_right"
    __table_args__ = (
        # Each value as a range of one, so that plain GiST compares it, as for names and identifiers of parties.
        ExcludeConstraint(
            (text("int8range(mandatary_id, mandatary_id, '[]')"), "&&"),
            (text("int8range(party_id, party_id, '[]')"), "&&"),
            (text("registry.text_range(kind, kind, '[]')"), "&&"),
            ("valid", "&&"),
            using="gist",
            name="ex_mandate_right_one",
        ),
        ForeignKeyConstraint(
            ["mandate", "party_id"], ["registry.mandate_body.mandate", "registry.mandate_body.party_id"]
        ),
        CheckConstraint(one_of("kind", DATA_KINDS), name="kind"),
        CheckConstraint("not isempty(valid)", name="some_day"),
        CheckConstraint("mandatary_id <> party_id", name="not_its_own"),
        Index(None, "mandatary_id"),
        {"schema": SCHEMA},
    )
    mandate: Mapped[UUID] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    mandatary_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"))
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)
