"""Cards as they were ever stored. Writer: kpi."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

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
