"""Every advisory lock of the registry: its number, and what it guards.

Numbers are of the whole database; ingest, kpi and the change logs have numbers of their own. Each is held to the end of
the transaction. Who needs several takes them in the order in which they stand here.
"""

from enum import IntEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session


class Lock(IntEnum):
    """What one transaction at a time does."""

    PARTIES = 7_206_201
    """Change parties and what rests on them: all is compared first and written after."""

    LISTS = 7_206_202
    """Propose or decide on a version of a reference list."""

    TERMS = 7_206_203
    """Publish terms."""

    SIGNING_KEYS = 7_206_204
    """Make a key."""

    ERASURES = 7_206_205
    """Add an erasure, so that ids follow the order of commits: ingest asks for those above the last one."""


def take(session: Session, lock: Lock) -> None:
    """Wait until nobody else has this lock."""
    session.execute(select(func.pg_advisory_xact_lock(lock.value)))
