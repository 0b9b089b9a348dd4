"""Publications as they are kept: who drew them up and decided, their figures and their files. Writer: kpi."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, LargeBinary, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.deciding import Decided
from shared.tables.base import Base

SCHEMA = "kpi"
_STANDS = "state not in ('withdrawn', 'failed')"


class Publication(Decided, Base):
    """The figures of a year as they were at a position of the change log: drawn up by one person, decided by another.

    The worker of kpi draws it up: it takes a position, then does indicator by indicator (`done` of `indicators`), and
    keeps all of it at once; what it rests on is empty until then, and `failure` has the findings when it cannot be.
    `own_error`: it corrects an error of the data space itself. `checksum` is the SHA-256 of the manifest. A trigger
    keeps what was decided.
    """

    __tablename__ = "publication"
    __table_args__ = (
        CheckConstraint("series in ('first', 'final')", name="series"),
        CheckConstraint("state in ('drawing-up', 'draft', 'published', 'withdrawn', 'failed')", name="state"),
        CheckConstraint("(decided_by is not null) = (state in ('published', 'withdrawn'))", name="decided"),
        CheckConstraint("checksum is not null or state not in ('draft', 'published')", name="drawn_up"),
        CheckConstraint("(failure is not null) = (state = 'failed')", name="failure"),
        CheckConstraint("state <> 'published' or decided_by <> drawn_up_by", name="two_persons"),
        Index("uq_publication_name", "name", unique=True, postgresql_where=text(_STANDS)),
        Index("uq_publication_year", "year", unique=True, postgresql_where=text("state in ('drawing-up', 'draft')")),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    name: Mapped[str]
    year: Mapped[int]
    series: Mapped[str]
    number: Mapped[int]
    state: Mapped[str] = mapped_column(server_default=text("'drawing-up'"))
    own_error: Mapped[bool] = mapped_column(server_default=text("false"))
    position: Mapped[int | None] = mapped_column(BigInteger)
    data_moment: Mapped[datetime | None]
    register_position: Mapped[int | None] = mapped_column(BigInteger)
    program_version: Mapped[str]
    indicators: Mapped[int | None]
    done: Mapped[int] = mapped_column(server_default=text("0"))
    figures: Mapped[int | None]
    checksum: Mapped[str | None]
    failure: Mapped[list[dict[str, str | None]] | None] = mapped_column(JSONB)
    reason: Mapped[str]
    drawn_up_by: Mapped[str]
    drawn_up_at: Mapped[datetime] = mapped_column(server_default=func.now())


class PublishedFigure(Base):
    """A figure of a publication: the whole country, a tier or a body; `row` is the answer's row as it was given.

    `group` holds the dimensions that the card cannot do without, as JSON; `tier` is that of the body.
    """

    __tablename__ = "published_figure"
    __table_args__ = (
        CheckConstraint("level in ('national', 'tier', 'body')", name="level"),
        {"schema": SCHEMA},
    )
    publication: Mapped[int] = mapped_column(BigInteger, ForeignKey(Publication.id), primary_key=True)
    indicator: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]
    counted_on: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    tier: Mapped[str]
    group: Mapped[str] = mapped_column(primary_key=True)
    row: Mapped[str]


class PublicationFile(Base):
    """A file of a publication, and what it is checked by."""

    __tablename__ = "publication_file"
    __table_args__ = ({"schema": SCHEMA},)
    publication: Mapped[int] = mapped_column(BigInteger, ForeignKey(Publication.id), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    sha256: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)


class PublicationFilePart(Base):
    """A part of the content of a file, byte for byte."""

    __tablename__ = "publication_file_part"
    __table_args__ = ({"schema": SCHEMA},)
    publication: Mapped[int] = mapped_column(BigInteger, ForeignKey(Publication.id), primary_key=True)
    file: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
