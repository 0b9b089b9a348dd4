"""Packs as they are kept, with their files. Writer: kpi. A trigger keeps what was decided; a file never changes."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, LargeBinary, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.deciding import Decided
from services.kpi.definitions.tables import SCHEMA
from shared.tables.base import Base


class Pack(Decided, Base):
    """A pack as it was at a position of the change log; `checksum` is the SHA-256 of its manifest."""

    __tablename__ = "pack"
    __table_args__ = (
        UniqueConstraint("name"),
        CheckConstraint("kind in ('status', 'icbr', 'evaluation')", name="kind"),
        CheckConstraint("(organisation is not null) = (kind = 'status')", name="organisation"),
        CheckConstraint("state in ('draft', 'published', 'withdrawn')", name="state"),
        CheckConstraint("(decided_by is null) = (state = 'draft')", name="decided"),
        CheckConstraint("state <> 'published' or decided_by <> drawn_up_by", name="two_persons"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    year: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int] = mapped_column(BigInteger)
    organisation: Mapped[str | None]
    first_month: Mapped[date]
    last_month: Mapped[date]
    state: Mapped[str] = mapped_column(server_default=text("'draft'"))
    position: Mapped[int] = mapped_column(BigInteger)
    data_moment: Mapped[datetime | None]
    checksum: Mapped[str]
    reason: Mapped[str]
    drawn_up_by: Mapped[str]
    drawn_up_at: Mapped[datetime] = mapped_column(server_default=func.now())


class PackFile(Base):
    """A file of a pack, byte for byte."""

    __tablename__ = "pack_file"
    __table_args__ = ({"schema": SCHEMA},)
    pack: Mapped[int] = mapped_column(BigInteger, ForeignKey(Pack.id), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
