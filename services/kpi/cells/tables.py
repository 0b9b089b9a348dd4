"""Tables of schema `kpi`. Writer: kpi. Nobody else reads them."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Date, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from shared.tables.base import Base

SCHEMA = "kpi"


class Cell(Base):
    """Additive parts of one card at one place of the lattice.

    Keys: '' is unknown, '*' not split by this dimension. `month` is the first day of the month, or of the year on level
    tier-year. Numbers are counts of rows, or sums of amounts (`services.kpi.cells.rules.figures.Parts`).
    """

    __tablename__ = "cell"
    __table_args__ = (
        CheckConstraint("level in ('body-month', 'tier-month', 'tier-year')", name="level"),
        {"schema": SCHEMA},
    )
    card: Mapped[int] = mapped_column(BigInteger, primary_key=True)  # of kpi.card; cards are never removed
    counted_on: Mapped[str] = mapped_column(Text, primary_key=True)
    level: Mapped[str] = mapped_column(Text, primary_key=True)
    body: Mapped[str] = mapped_column(Text, primary_key=True)
    tier: Mapped[str] = mapped_column(Text, primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    nature: Mapped[str] = mapped_column(Text, primary_key=True)
    above_threshold: Mapped[str] = mapped_column(Text, primary_key=True)
    product_chain: Mapped[str] = mapped_column(Text, primary_key=True)
    purchase_type: Mapped[str] = mapped_column(Text, primary_key=True)
    theme: Mapped[str] = mapped_column(Text, primary_key=True)
    released: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    in_yes: Mapped[Decimal] = mapped_column(Numeric)
    in_no: Mapped[Decimal] = mapped_column(Numeric)
    in_unknown: Mapped[Decimal] = mapped_column(Numeric)
    undetermined_yes: Mapped[Decimal] = mapped_column(Numeric)
    undetermined_no: Mapped[Decimal] = mapped_column(Numeric)
    undetermined_unknown: Mapped[Decimal] = mapped_column(Numeric)
    out: Mapped[Decimal] = mapped_column(Numeric)
    without_amount: Mapped[Decimal] = mapped_column(Numeric)
    rows: Mapped[Decimal] = mapped_column(Numeric)
    in_known: Mapped[Decimal] = mapped_column(Numeric)
    undetermined_known: Mapped[Decimal] = mapped_column(Numeric)
    in_sum: Mapped[Decimal] = mapped_column(Numeric)
    undetermined_sum: Mapped[Decimal] = mapped_column(Numeric)
    in_base: Mapped[Decimal] = mapped_column(Numeric)
    undetermined_base: Mapped[Decimal] = mapped_column(Numeric)


class Stale(Base):
    """A place whose cells do not yet show every change. `place` is a body or a tier, as its level says.

    `position` is that of the oldest change it does not show: the least of all is where the cells as a whole stand.
    """

    __tablename__ = "stale"
    __table_args__ = ({"schema": SCHEMA},)
    fact: Mapped[str] = mapped_column(Text, primary_key=True)
    counted_on: Mapped[str] = mapped_column(Text, primary_key=True)
    level: Mapped[str] = mapped_column(Text, primary_key=True)
    place: Mapped[str] = mapped_column(Text, primary_key=True)
    starts_on: Mapped[date] = mapped_column(Date, primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)


class Cursor(Base):
    """How far kpi has read a change log: every place of a change up to `position` was marked stale."""

    __tablename__ = "cursor"
    __table_args__ = ({"schema": SCHEMA},)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)


class Refresh(Base):
    """The last refresh of the cells of one fact, date and level: how many places it took and how long, for tuning."""

    __tablename__ = "refresh"
    __table_args__ = ({"schema": SCHEMA},)
    fact: Mapped[str] = mapped_column(Text, primary_key=True)
    counted_on: Mapped[str] = mapped_column(Text, primary_key=True)
    level: Mapped[str] = mapped_column(Text, primary_key=True)
    places: Mapped[int] = mapped_column(BigInteger)
    seconds: Mapped[Decimal] = mapped_column(Numeric)
    refreshed_at: Mapped[datetime]
