"""The database that an operator's command works on, entered as its owner."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from client.errors import WrongUse
from deploy.embedded import running_server
from deploy.machine import default_data_dir
from shared.procurement.finding import Rule, Severity

_NO_DATABASE: Final = Rule(
    "no-database",
    Severity.ERROR,
    "Er draait geen ppds up op {folder}. Start het; noem zijn map in PPDS_DATA_DIR als dat een andere is (--data-dir);"
    " of zet in PPDS_DATABASE_URL het adres van de eigenaar: postgresql+psycopg://owner@host/ppds.",
    "No ppds up runs on {folder}. Start it; name its folder in PPDS_DATA_DIR when that is another (--data-dir);"
    " or set PPDS_DATABASE_URL to the owner's address: postgresql+psycopg://owner@host/ppds.",
)


def owner_url() -> str:
    """The owner's address: PPDS_DATABASE_URL, else the database that `ppds up` runs on this machine.

    Raises WrongUse when there is neither.
    """
    if url := os.environ.get("PPDS_DATABASE_URL") or running_server(default_data_dir()):
        return url
    raise WrongUse(_NO_DATABASE.at("PPDS_DATABASE_URL", folder=default_data_dir()))


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
