"""Transactions of the worker, with what the server is told for its passes over many rows."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

_SERVER_SETTINGS: Final = text(
    "; ".join(
        f"set local {name} = {value}"
        for name, value in {
            "work_mem": "'64MB'",
            "jit": "off",  # hundreds of small expressions take longer to translate than to compute
            # The server expects few groups and would sort all rows; hashing never loses much and mostly wins.
            "enable_sort": "off",
            "enable_mergejoin": "off",
        }.items()
    )
)


@contextmanager
def worker_transaction(source: Engine | Connection) -> Iterator[Connection]:
    """One transaction of the worker: committed at the end of the block, rolled back when anything is raised."""
    with nullcontext(source) if isinstance(source, Connection) else source.connect() as connection, connection.begin():
        connection.execute(_SERVER_SETTINGS)
        yield connection


@contextmanager
def worker_session(engine: Engine) -> Iterator[Session]:
    """The same as a session, for acts that are also done at the door of the service."""
    with Session(engine) as session, session.begin():
        yield session
