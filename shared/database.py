"""Connections, sessions and the one transaction of a request."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import orjson
from fastapi import Depends, Request
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from shared.identity.access import Caller

CONNECT_SECONDS = 5
WAIT_FOR_CONNECTION_SECONDS = 10


def engine_for(
    url: str, *, pool: int = 8, application: str, schema: str | None = None, role: str | None = None
) -> Engine:
    """Engine with a fixed pool: fewer connections than threads, so a burst waits instead of exhausting the server.

    The caller disposes of the engine.

    Args:
        url: the server, the database, and the role that logs in.
        pool: connections at most.
        application: what the server shows in `pg_stat_activity`.
        schema: where tables are that a statement names without a schema; none when not set.
        role: the role that every connection takes on at its start; the one that logs in must be a member of it.
    """
    options = {"TimeZone": "UTC", "search_path": schema, "role": role}
    return create_engine(
        url,
        pool_size=pool,
        max_overflow=0,
        pool_timeout=WAIT_FOR_CONNECTION_SECONDS,
        pool_pre_ping=True,
        json_serializer=_json,
        json_deserializer=orjson.loads,
        connect_args={
            "application_name": application,
            "connect_timeout": CONNECT_SECONDS,
            "options": " ".join(f"-c {name}={value}" for name, value in options.items() if value is not None),
        },
    )


def _json(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


class PartySession(Session):
    """Session that tells the server for which party it works, for row-level security.

    The session of a request works for the party of its token. Without a party nothing is told, and policies that
    compare with it show no rows.
    """

    def act_for(self, party: str | None) -> None:
        """Name another party (its URI) than that of the token, before the first statement of a transaction."""
        if self.in_transaction():
            message = "the party must be named before the first statement"
            raise RuntimeError(message)
        self.info["party"] = party


@event.listens_for(PartySession, "after_begin")
def _state_party(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    # Runs in the endpoint's own thread and again after each commit. Local to the transaction: a session-wide SET would
    # leak to the next user of the pooled connection.
    request: Request | None = session.info.get("request")
    caller: Caller | None = None if request is None else getattr(request.state, "caller", None)
    party = session.info.get("party", caller.party if caller else None)
    if party is not None:
        connection.execute(text("select set_config('ppds.party', :party, true)"), {"party": party})


def sessions(engine: Engine) -> sessionmaker[PartySession]:
    """Factory of sessions on this engine; rows stay readable after the commit."""
    return sessionmaker(engine, class_=PartySession, expire_on_commit=False)


def transaction(request: Request) -> Iterator[PartySession]:
    """The one transaction of a request: committed before the answer is sent, rolled back when anything is raised.

    No statement runs here: a statement inside a dependency deadlocks a pool that is smaller than the thread pool.
    """
    yield from transaction_with(request.app.state.sessions, request)


def transaction_with(make: sessionmaker[PartySession], request: Request) -> Iterator[PartySession]:
    """The one transaction of a request, as `transaction` is, in a session that is made here."""
    with make(info={"request": request}) as session:
        yield session
        session.commit()


Transaction = Annotated[PartySession, Depends(transaction, scope="function")]


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that reads everything in one snapshot and writes nothing, for the length of a block."""
    with engine.connect() as connection:
        yield connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
