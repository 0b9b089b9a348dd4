"""The two environments of submissions: production in schema `ingest`, that of test bodies in schema `sandbox`.

Both have the same tables and the same code; the connection decides in which environment a statement works. Those of the
sandbox take on a database role that has no rights in `ingest`, `procurement` and `kpi`: what came in there cannot reach
a real record or a cell, also not by a fault in this code.
"""

from __future__ import annotations

from enum import Enum

from sqlalchemy import Engine

from shared.database import engine_for
from shared.identity.access import Caller


class Environment(Enum):
    """An environment, by the schema its tables lie in."""

    PRODUCTION = "ingest"
    SANDBOX = "sandbox"


def environment_of(caller: Caller) -> Environment:
    """The environment in which a caller sends and reads back."""
    return Environment.SANDBOX if caller.sandbox else Environment.PRODUCTION


def engine_in(environment: Environment, url: str, *, pool: int, application: str) -> Engine:
    """Engine of which every connection works in this environment. The caller disposes of it.

    Statements that name no schema find the tables of the environment, mapped classes of schema `ingest` stand for them.
    """
    if environment is Environment.PRODUCTION:
        return engine_for(url, pool=pool, application=application, schema=environment.value)
    engine = engine_for(url, pool=pool, application=application, schema=environment.value, role="ppds_sandbox")
    return engine.execution_options(schema_translate_map={Environment.PRODUCTION.value: environment.value})
