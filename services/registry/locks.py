"""Every advisory lock of the registry: its number, and what it guards.

Numbers are of the whole database; ingest, kpi and the change logs have registers of their own. Each is held to the end
of the transaction. Who needs several takes them in the order in which they stand here.
"""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

PARTIES: Final = 7_206_201
"""Changes of parties and of what rests on them: all is compared first and written after."""

LISTS: Final = 7_206_202
"""Proposing or deciding on a version of a reference list."""

TERMS: Final = 7_206_203
"""Publishing terms."""

SIGNING_KEYS: Final = 7_206_204
"""Making a key."""

ERASURES: Final = 7_206_205
"""Adding an erasure, so that ids follow the order of commits: ingest asks for those above the last one."""


def take(session: Session, number: int) -> None:
    """Wait until nobody else has this lock."""
    session.execute(select(func.pg_advisory_xact_lock(number)))
