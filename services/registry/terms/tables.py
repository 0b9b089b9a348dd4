"""Terms of the data space and of its datasets, and who accepted them. Writer: registry."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.columns import SCHEMA, one_of
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
