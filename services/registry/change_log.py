"""The change log of the registry. Writer: registry."""

from datetime import datetime

from sqlalchemy import ForeignKey, Identity, Sequence, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.columns import SCHEMA
from shared.tables.base import Base


class Change(Base):
    """One committed transaction that others must hear of. `position` is taken as its last statement: commit order."""

    __tablename__ = "change"
    __table_args__ = (UniqueConstraint("position"), {"schema": SCHEMA})
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    position: Mapped[int | None]
    recorded_at: Mapped[datetime | None]
    cause: Mapped[str]


class ChangeParty(Base):
    """A party that a change touched, by its URI."""

    __tablename__ = "change_party"
    __table_args__ = ({"schema": SCHEMA},)
    change: Mapped[int] = mapped_column(ForeignKey("registry.change.id"), primary_key=True)
    party: Mapped[str] = mapped_column(primary_key=True)


change_position = Sequence("change_position", schema=SCHEMA, metadata=Base.metadata)
