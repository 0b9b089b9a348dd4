"""Bringing a database up to date: roles, schemas, migrations."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

import migrations
from shared.tables.base import SCHEMAS

ROLES: Final = ("ppds_registry", "ppds_ingest", "ppds_kpi", "ppds_kpi_reader")
"""The roles that `postgres/roles.sql` makes to log in with; `ppds_sandbox`, which ingest takes on, cannot."""

_ROLES_SQL = Path(__file__).parent / "postgres" / "roles.sql"
_NO_PASSWORDS: Final[Mapping[str, str]] = MappingProxyType({})


def prepare(url: str, *, passwords: Mapping[str, str] = _NO_PASSWORDS) -> None:
    """Make roles and schemas that are missing and migrate to the newest version. May be run again.

    `url` enters the database as its owner (who may create roles); `passwords` gives roles a password to log in with.
    """
    engine = create_engine(url, poolclass=NullPool)
    try:
        _make_roles(engine, passwords=passwords)
        with engine.begin() as connection:
            # Two processes that migrate at once would both apply the same step: the second waits and finds it done.
            connection.execute(text("select pg_advisory_xact_lock(hashtext('ppds migrations'))"))
            for schema in SCHEMAS:
                connection.execute(text(f"create schema if not exists {schema}"))
            connection.execute(text("set local lock_timeout = '10s'"))
            command.upgrade(alembic_config(connection), "head")
    finally:
        engine.dispose()


def prepare_roles(url: str, *, passwords: Mapping[str, str] = _NO_PASSWORDS) -> None:
    """Make the roles that are missing on the server of this database, and nothing in the database itself."""
    engine = create_engine(url, poolclass=NullPool)
    try:
        _make_roles(engine, passwords=passwords)
    finally:
        engine.dispose()


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for work on this connection, independent of the current directory."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _make_roles(engine: Engine, *, passwords: Mapping[str, str]) -> None:
    unknown = set(passwords) - set(ROLES)
    if unknown:
        message = f"these are not roles of PPDS: {', '.join(sorted(unknown))}"
        raise ValueError(message)
    with engine.begin() as connection:
        connection.exec_driver_sql(_ROLES_SQL.read_text(encoding="utf-8"))
        for role, password in passwords.items():
            statement = sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(password))
            connection.exec_driver_sql(statement.as_string().replace("%", "%%"))


def begin_another_log(url: str) -> None:
    """What was written after the backup gets its positions again: who followed the log must see that it is another."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("update procurement.change_log set id = gen_random_uuid()"))
    engine.dispose()
