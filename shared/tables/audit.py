"""The audit trail of each schema: hash-chained, append-only. Each schema's trail is written by that schema's owner.

An act and its entry are one transaction, so every schema has a trail of its own. `shared.log.audit` writes
and verifies.
"""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Identity, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shared.tables.base import Base


class AuditEvent(Base):
    """One act. Holds who, what and which record; never personal data, secrets or bodies: entries cannot be erased."""

    __abstract__ = True
    __tablename__ = "audit_event"

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(Text, comment="client, pseudonymous person or process that acted")
    act: Mapped[str] = mapped_column(Text, comment="what was done, in the words of the field: client.create")
    subject: Mapped[str] = mapped_column(Text, comment="key of the record it was done to")
    detail: Mapped[dict[str, object]] = mapped_column(JSONB, comment="what else must be known later")
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary, comment="hash of the entry before, zeros for the first")
    hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True, comment="SHA-256 over the entry and previous_hash")


class AuditHead(Base):
    """How far a trail has come: the newest entry and how many there are. One row, which moves forward only.

    It shows that the newest entries were cut off, which the chain itself cannot show. Its row is also the lock of
    the chain: whoever writes an entry holds it until the commit.
    """

    __abstract__ = True
    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger, comment="number of the newest entry, 0 when there is none")
    hash: Mapped[bytes] = mapped_column(LargeBinary, comment="its hash, zeros when there is none")
    entries: Mapped[int] = mapped_column(BigInteger, comment="how many entries there are; numbers may have gaps")


class RegistryAuditEvent(AuditEvent):
    """Acts on parties, clients, terms and lists."""

    __table_args__ = {"schema": "registry"}  # noqa: RUF012 - SQLAlchemy reads this plain class attribute


class IngestAuditEvent(AuditEvent):
    """Acts on submissions and kept copies."""

    __table_args__ = {"schema": "ingest"}  # noqa: RUF012


class ProcurementAuditEvent(AuditEvent):
    """Acts on harmonised records by people: links of buyers, withdrawals, erasures."""

    __table_args__ = {"schema": "procurement"}  # noqa: RUF012


class KpiAuditEvent(AuditEvent):
    """Acts on cards, goals and publications."""

    __table_args__ = {"schema": "kpi"}  # noqa: RUF012


class RegistryAuditHead(AuditHead):
    """Head of the trail of schema registry."""

    __table_args__ = (CheckConstraint("id = 1", name="one_row"), {"schema": "registry"})


class IngestAuditHead(AuditHead):
    """Head of the trail of schema ingest."""

    __table_args__ = (CheckConstraint("id = 1", name="one_row"), {"schema": "ingest"})


class ProcurementAuditHead(AuditHead):
    """Head of the trail of schema procurement."""

    __table_args__ = (CheckConstraint("id = 1", name="one_row"), {"schema": "procurement"})


class KpiAuditHead(AuditHead):
    """Head of the trail of schema kpi."""

    __table_args__ = (CheckConstraint("id = 1", name="one_row"), {"schema": "kpi"})
