"""Whether a load goes on, as anyone who reads the change log can see it.

A worker of ingest holds a lock while it reads a part of a submission. Its session holds it: a worker that dies leaves
none behind.
"""

from typing import Final

from sqlalchemy import Connection, text

READS_SUBMISSION: Final = 7_206_103
"""Class of the advisory locks on the parts of submissions, by id; those of the sandbox have another."""

_HELD: Final = text(
    "select exists (select from pg_locks where locktype = 'advisory' and classid = :class and granted"
    " and database = (select oid from pg_database where datname = current_database()))"
)


def load_goes_on(connection: Connection) -> bool:
    """Whether any worker reads a part of a submission now, so that more changes are to come."""
    return bool(connection.execute(_HELD, {"class": READS_SUBMISSION}).scalar_one())
