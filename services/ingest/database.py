"""Transactions of the worker, which works for all parties, and rows that come in by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeAlias, cast

import psycopg
from psycopg import sql
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from shared.tables.base import Base

Rows: TypeAlias = Iterable[Sequence[object]]

_FOR_ALL_PARTIES: Final = text("select set_config('ppds.ingest_worker', 'yes', true)")


@contextmanager
def worker_transaction(engine: Engine) -> Iterator[Session]:
    """One transaction of the worker: committed at the end of the block, rolled back when anything is raised."""
    with Session(engine) as session, session.begin():
        session.execute(_FOR_ALL_PARTIES)  # row-level security is told so per transaction
        yield session


def columns_of(table: type[Base]) -> tuple[str, ...]:
    """Names of the columns of a table, in its own order."""
    return tuple(column.name for column in table.__table__.columns)


def driver_of(session: Session) -> psycopg.Connection[tuple[Any, ...]]:
    """The connection of this transaction as its driver knows it."""
    driver = session.connection().connection.driver_connection
    if driver is None:
        raise RuntimeError("The connection is closed.")
    return cast("psycopg.Connection[tuple[Any, ...]]", driver)


def copy_rows(session: Session, table: type[Base], columns: Sequence[str], rows: Rows) -> None:
    """Add rows by COPY, straight into a table without row-level security; values in the order of the columns."""
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(str(table.__table__.schema), str(table.__tablename__)),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
    )
    with driver_of(session).cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
