"""The grounds on which submissions stand: tables of the same names, one schema for each ground.

The connection decides on which ground a statement works, so that the code is the same for all of them.
"""

from __future__ import annotations

from enum import Enum

from sqlalchemy import Engine

from shared.database import engine_for


class Ground(Enum):
    """A ground, by the schema its tables lie in."""

    REAL = "ingest"


def engine_on(ground: Ground, url: str, *, pool: int, application: str) -> Engine:
    """Engine of which every connection works on this ground. The caller disposes of it."""
    return engine_for(url, pool=pool, application=application, schema=ground.value)
