"""The declarative base of every mapped class: one metadata, named constraints, exact types."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Date, MetaData, Numeric, Text, Uuid
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import DeclarativeBase

SCHEMAS = ("registry", "ingest", "procurement", "kpi", "sandbox")
"""One schema per owner: a table has one writer."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every mapped class.

    `datetime` columns are aware moments, `date` columns are days, money is `Decimal`; text has no length limit in the
    database, limits belong to the contract of the API.
    """

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads this plain class attribute
        str: Text,
        int: BigInteger,
        Decimal: Numeric,
        date: Date,
        datetime: TIMESTAMP(timezone=True),
        UUID: Uuid,
    }
