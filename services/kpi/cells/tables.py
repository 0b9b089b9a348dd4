"""Tables of schema `kpi`. Writer: kpi. Nobody else reads them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, Numeric, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.cells.rules.lattice import KEYS, Level
from services.kpi.cells.rules.parts import MEMBERS, PARTS
from shared.tables.base import Base

SCHEMA = "kpi"


_TYPES: Final = {"card": BigInteger, "month": Date, "released": Boolean}

CELL: Final = Table(
    "cell",
    Base.metadata,
    *(Column(key, _TYPES.get(key, Text), primary_key=True, autoincrement=False) for key in KEYS),
    *(Column(part, Numeric, nullable=False) for part in PARTS),
    Column(MEMBERS, BigInteger, nullable=False),
    CheckConstraint(f"level in ({', '.join(repr(level.value) for level in Level)})", name="level"),
    schema=SCHEMA,
)
"""Additive parts of one card (a number of kpi.card; cards are never removed) at one place of the lattice.

Keys: '' is unknown, '*' not split by this dimension. `month` is the first day of the month, or of the year on level
tier-year. Numbers are counts of rows, or sums of amounts. Keys and parts follow from the declared dimensions.
A cell goes with the last of its members.
"""


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


class Shown(Base):
    """Up to which position the cells of a place show every change, and none after it: what came since is added.

    Of a place that does not stand here all cells are computed anew.
    """

    __tablename__ = "shown"
    __table_args__ = ({"schema": SCHEMA},)
    fact: Mapped[str] = mapped_column(Text, primary_key=True)
    counted_on: Mapped[str] = mapped_column(Text, primary_key=True)
    level: Mapped[str] = mapped_column(Text, primary_key=True)
    place: Mapped[str] = mapped_column(Text, primary_key=True)
    starts_on: Mapped[date] = mapped_column(Date, primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)


class Cursor(Base):
    """How far kpi has read a change log: every place of a change up to `position` was marked stale.

    The row `cells` counts the times that cells were replaced: as long as it stays, they say the same.
    """

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
