"""The two grounds on which submissions stand: real ones in schema `ingest`, those of test bodies in schema `sandbox`.

Both have the same tables and the same code; the connection decides on which ground a statement works. Those of the
sandbox take on a database role that has no rights in `ingest`, `procurement` and `kpi`: what came in there cannot reach
a real record or a cell, also not by a fault in this code.
"""

from __future__ import annotations

from enum import Enum

from sqlalchemy import Engine

from shared.database import engine_for
from shared.identity.access import Caller


class Ground(Enum):
    """A ground, by the schema its tables lie in."""

    REAL = "ingest"
    SANDBOX = "sandbox"


def ground_of(caller: Caller) -> Ground:
    """The ground on which a caller sends and reads back."""
    return Ground.SANDBOX if caller.sandbox else Ground.REAL


def engine_on(ground: Ground, url: str, *, pool: int, application: str) -> Engine:
    """Engine of which every connection works on this ground. The caller disposes of it.

    Statements that name no schema find the tables of the ground, mapped classes of schema `ingest` stand for them.
    """
    if ground is Ground.REAL:
        return engine_for(url, pool=pool, application=application, schema=ground.value)
    engine = engine_for(url, pool=pool, application=application, schema=ground.value, role="ppds_sandbox")
    return engine.execution_options(schema_translate_map={Ground.REAL.value: ground.value})
