"""Sole traders who were erased: marks of what names them, never the names. Writer: registry."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, func
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.columns import SCHEMA, one_of
from shared.tables.base import Base

MARK_KINDS = ("identifier", "name")


class Erasure(Base):
    """That a sole trader was erased, when, by whom and why. Who it was is written nowhere. Never undone."""

    __tablename__ = "erasure"
    __table_args__ = ({"schema": SCHEMA},)
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    reason: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ErasureMark(Base):
    """HMAC-SHA-256 of an identifier or a name, under the secret of this installation (`shared.procurement.erased`)."""

    __tablename__ = "erasure_mark"
    __table_args__ = (CheckConstraint(one_of("kind", MARK_KINDS), name="kind"), {"schema": SCHEMA})
    erasure: Mapped[int] = mapped_column(ForeignKey("registry.erasure.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[bytes] = mapped_column(primary_key=True)


class ErasureSecret(Base):
    """The secret of the marks: one row, made with the table and never changed, or no mark would be known again."""

    __tablename__ = "erasure_secret"
    __table_args__ = (CheckConstraint("id = 1", name="one"), {"schema": SCHEMA})
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    secret: Mapped[bytes]
