"""Reference lists and their versions. Writer: registry.

Triggers keep what was decided: a version that is no draft any more is never updated, a row never changes.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from services.registry.columns import SCHEMA, one_of
from services.registry.lists.rules.faults import LIST_STATES
from shared.reference.lists import STATUSES
from shared.tables.base import Base


class List(Base):
    """A reference list under the name it keeps through all its versions."""

    __tablename__ = "list"
    __table_args__ = ({"schema": SCHEMA},)
    name: Mapped[str] = mapped_column(primary_key=True)
    nl: Mapped[str]
    en: Mapped[str]


class ListVersion(Base):
    """A version of a list: proposed by one person, published from a day or withdrawn by another."""

    __tablename__ = "list_version"
    __table_args__ = (
        UniqueConstraint("list", "version"),
        CheckConstraint(one_of("state", LIST_STATES), name="state"),
        CheckConstraint(one_of("status", STATUSES), name="status"),
        CheckConstraint("valid_from <= valid_until", name="validity"),
        CheckConstraint("(valid_from is not null) = (state = 'published')", name="published_from"),
        CheckConstraint("(decided_by is null) = (state = 'draft')", name="decided"),
        CheckConstraint(
            "state <> 'published' or decided_by <> proposed_by or proposed_by = 'registry'", name="two_persons"
        ),
        Index(
            "uq_list_version_published_from",
            "list",
            "valid_from",
            unique=True,
            postgresql_where=text("state = 'published'"),
        ),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    list: Mapped[str] = mapped_column(ForeignKey("registry.list.name"))
    version: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=text("'draft'"))
    status: Mapped[str]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    source: Mapped[str]
    note: Mapped[str]
    columns: Mapped[tuple[str, ...]] = mapped_column(ARRAY(Text, as_tuple=True))
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(server_default=text("1"))


class ListRow(Base):
    """A row of a version: its cells by column, in the order of the file."""

    __tablename__ = "list_row"
    __table_args__ = ({"schema": SCHEMA},)
    version_id: Mapped[int] = mapped_column(ForeignKey("registry.list_version.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry: Mapped[dict[str, str]] = mapped_column(JSONB)


class ChangeList(Base):
    """A reference list that a change touched."""

    __tablename__ = "change_list"
    __table_args__ = ({"schema": SCHEMA},)
    change: Mapped[int] = mapped_column(ForeignKey("registry.change.id"), primary_key=True)
    list: Mapped[str] = mapped_column(ForeignKey("registry.list.name"), primary_key=True)
