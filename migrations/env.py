"""Alembic's environment: runs on a connection it is given, or on `PPDS_DATABASE_URL` from the command line."""

import os
import pkgutil
from importlib import import_module

from alembic import context
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

import services
from shared.tables import audit, procurement, procurement_log, registry
from shared.tables.base import SCHEMAS, Base

TABLES = (
    audit,
    procurement,
    procurement_log,
    registry,
    *(
        import_module(each.name)
        for each in pkgutil.walk_packages(services.__path__, "services.")
        if ".tables" in each.name or each.name == "services.registry.change_log"
    ),
)
"""Every module with mapped classes: a class that is not imported would look like a table to drop."""


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Compare our own schemas only; what else lives in the database is not ours."""
    return kind != "schema" or name in SCHEMAS


def migrate(connection: Connection) -> None:
    """Run the migrations in the transaction of this connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_schemas=True,
        include_name=include_name,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def from_command_line() -> None:
    """Connect to the database named in the environment."""
    url = os.environ.get("PPDS_DATABASE_URL")
    if not url:
        message = "set PPDS_DATABASE_URL to the address of the database (as its owner), or run `ppds migrate`"
        raise SystemExit(message)
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            for schema in SCHEMAS:
                connection.execute(text(f"create schema if not exists {schema}"))
            migrate(connection)
    finally:
        engine.dispose()


given = context.config.attributes.get("connection")
if isinstance(given, Connection):
    migrate(given)
else:
    from_command_line()
