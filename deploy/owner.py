"""The database that an operator's command works on, entered as its owner."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool


def owner_url() -> str:
    """The owner's address in PPDS_DATABASE_URL; wrong use of the command when it is not set."""
    if url := os.environ.get("PPDS_DATABASE_URL"):
        return url
    raise typer.BadParameter("Set PPDS_DATABASE_URL to the owner's address: postgresql+psycopg://owner@host/ppds.")


@contextmanager
def one_snapshot(url: str) -> Iterator[Connection]:
    """A connection that reads the whole block as of one moment and writes nothing, whatever others write meanwhile."""
    engine = create_engine(
        url, poolclass=NullPool, connect_args={"application_name": "ppds operator", "options": "-c TimeZone=UTC"}
    )
    try:
        with engine.connect().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        ) as connection:
            yield connection
    finally:
        engine.dispose()
