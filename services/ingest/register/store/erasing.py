"""How far erasing came in one environment, and which erasure every batch must know."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.ingest import locks

Step: TypeAlias = Literal["notices", "own-records", "submissions"]

# Tables stand here without their schema: the connection says in which one they are (`services.ingest.environment`).
_APPLIED: Final = 'select erasure, target, step, "after", since from erasure_applied where id = 1'


@dataclass(frozen=True, slots=True)
class ErasingAt:
    """How far erasing came.

    Everything up to `erasure` is done. Up to `target` is being done: at `step` (notices, own records, then
    submissions), of which the last one looked at is `after`. `since`: the newest change when it began; a notice of a
    later one came or moved since.
    """

    erasure: int
    target: int
    step: Step
    after: UUID | None
    since: int

    @property
    def idle(self) -> bool:
        """Whether nothing is being done."""
        return self.target == self.erasure


def newest(session: Session) -> int:
    """The newest erasure."""
    return int(session.execute(text("select coalesce(max(erasure), 0) from registry.erasure_current")).scalar_one())


def standing(session: Session) -> ErasingAt:
    """Read how far erasing came."""
    row = session.execute(text(_APPLIED)).one_or_none()
    return ErasingAt(0, 0, "notices", None, 0) if row is None else ErasingAt(*row)


def waiting(session: Session) -> int:
    """How many erasures are not done, or not wholly."""
    query = """
        select count(distinct erasure) from registry.erasure_current
        where erasure > (select erasure from erasure_applied where id = 1)
    """
    return int(session.execute(text(query)).scalar_one())


def lock_standing(session: Session) -> ErasingAt | None:
    """Lock how far erasing came; None when another worker is at it."""
    row = session.execute(text(f"{_APPLIED} for update skip locked")).one_or_none()
    return None if row is None else ErasingAt(*row)


def note(session: Session, at: ErasingAt) -> None:
    """Write how far erasing came."""
    session.execute(
        text(
            'update erasure_applied set erasure = :erasure, target = :target, step = :step, "after" = :after,'
            " since = :since where id = 1"
        ),
        asdict(at),
    )


def let_batches_end(session: Session) -> None:
    """Wait for every batch that is being written, and keep the next one waiting until the end of this transaction."""
    session.execute(text("select pg_advisory_xact_lock(:lock, hashtext(current_schema()))"), {"lock": locks.BATCHES})


def target_of_batches(session: Session) -> int:
    """The erasure that every batch must know; it stays so until the end of this transaction.

    Two statements: what the second one reads is what stood when the lock was given.
    """
    shared = "select pg_advisory_xact_lock_shared(:lock, hashtext(current_schema()))"
    session.execute(text(shared), {"lock": locks.BATCHES})
    return standing(session).target


def newest_change(session: Session) -> int:
    """The newest change of the procedures; who asks has let the batches end."""
    return int(session.execute(text("select coalesce(max(id), 0) from procurement.change")).scalar_one())
