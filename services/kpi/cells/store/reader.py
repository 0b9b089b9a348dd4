"""Expressions of cards run as a role that may read the facts and nothing else, and for a bounded time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, text

READER: Final = "ppds_kpi_reader"

_TIME_OUT: Final = text("select set_config('statement_timeout', :limit, true)")


@contextmanager
def as_reader(connection: Connection, *, time_out_ms: int) -> Iterator[None]:
    """What runs inside runs as the reader. When it fails it leaves no trace, and the transaction can go on."""
    with connection.begin_nested():
        connection.execute(_TIME_OUT, {"limit": str(time_out_ms)})
        connection.execute(text(f"set local role {READER}"))
        yield
        connection.execute(text("set local role none"))
        connection.execute(_TIME_OUT, {"limit": "0"})
