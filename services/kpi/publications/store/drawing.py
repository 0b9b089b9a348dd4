"""Publications on their way: which one a worker draws up, alone, how far it is, and how that ended."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, select, text, update
from sqlalchemy.orm import Session

from services.kpi.database import worker_transaction
from services.kpi.locks import DRAWING
from services.kpi.publications import tables
from shared.procurement.finding import Finding


def waiting(engine: Engine) -> list[int]:
    """The numbers of the publications that are to be drawn up, the oldest first."""
    of = tables.Publication
    with engine.connect() as connection:
        return list(connection.execute(select(of.id).where(of.state == "drawing-up").order_by(of.id)).scalars())


@contextmanager
def alone(engine: Engine, number: int) -> Iterator[bool]:
    """Whether nobody else draws this publication up; then it stays so for the length of the block.

    The lock belongs to the session: the server frees it when the process dies.
    """
    with engine.connect() as connection:
        lock = {"first": DRAWING, "number": number}
        mine: bool = connection.execute(text("select pg_try_advisory_lock(:first, :number)"), lock).scalar_one()
        connection.commit()
        try:
            yield mine
        finally:
            if mine and not connection.invalidated:
                connection.execute(text("select pg_advisory_unlock(:first, :number)"), lock)
                connection.commit()


def note(source: Connection | Session, number: int, **stated: object) -> bool:
    """Note how far a publication that is being drawn up is; gives False when it was withdrawn meanwhile."""
    of = tables.Publication
    noted = source.execute(
        update(of).where(of.id == number, of.state == "drawing-up").values(**stated).returning(of.id),
        execution_options={"synchronize_session": False},
    )
    return noted.one_or_none() is not None


def fail(engine: Engine, number: int, findings: Sequence[Finding]) -> None:
    """Keep why a publication could not be drawn up."""
    with worker_transaction(engine) as connection:
        note(connection, number, state="failed", failure=[each.row for each in findings], revision=2)
