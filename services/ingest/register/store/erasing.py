"""How far erasing came in one environment, and which erasure every batch must know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

from psycopg import Cursor

from services.ingest import locks

Writer: TypeAlias = Cursor[Any]
_APPLIED: Final = 'select erasure, target, step, "after", since from erasure_applied'


Step: TypeAlias = Literal["notices", "submissions"]
NOTICES: Final = "notices"
SUBMISSIONS: Final = "submissions"


@dataclass(frozen=True, slots=True)
class ErasingAt:
    """How far erasing came.

    Everything up to `erasure` is done. Up to `target` is being done: at `step` (notices, then submissions), of which
    the last one looked at is `after`. `since`: the newest change when it began; a notice of a later one came or moved
    since.
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


def newest(cursor: Writer) -> int:
    """The newest erasure."""
    row = cursor.execute("select coalesce(max(erasure), 0) from registry.erasure_current").fetchone()
    return 0 if row is None else int(row[0])


def standing(cursor: Writer) -> ErasingAt:
    """Read how far erasing came."""
    return ErasingAt(*cursor.execute(f"{_APPLIED} where id = 1").fetchone() or (0, 0, NOTICES, None, 0))


def waiting(cursor: Writer) -> int:
    """How many erasures are not done, or not wholly."""
    row = cursor.execute(
        "select count(distinct erasure) from registry.erasure_current"
        " where erasure > (select erasure from erasure_applied where id = 1)"
    ).fetchone()
    return 0 if row is None else int(row[0])


def lock_standing(cursor: Writer) -> ErasingAt | None:
    """Lock how far erasing came; None when another worker is at it."""
    row = cursor.execute(f"{_APPLIED} where id = 1 for update skip locked").fetchone()
    return None if row is None else ErasingAt(*row)


def note(cursor: Writer, at: ErasingAt) -> None:
    """Write how far erasing came."""
    cursor.execute(
        'update erasure_applied set erasure = %s, target = %s, step = %s, "after" = %s, since = %s where id = 1',
        [at.erasure, at.target, at.step, at.after, at.since],
    )


def let_batches_end(cursor: Writer) -> None:
    """Wait for every batch that is being written, and keep the next one waiting until the end of this transaction."""
    cursor.execute("select pg_advisory_xact_lock(%s, hashtext(current_schema()))", [locks.BATCHES])


def target_of_batches(cursor: Writer) -> int:
    """The erasure that every batch must know; it stays so until the end of this transaction.

    Two statements: what the second one reads is what stood when the lock was given.
    """
    cursor.execute("select pg_advisory_xact_lock_shared(%s, hashtext(current_schema()))", [locks.BATCHES])
    return standing(cursor).target


def newest_change(cursor: Writer) -> int:
    """The newest change of the procedures; who asks has let the batches end."""
    row = cursor.execute("select coalesce(max(id), 0) from procurement.change").fetchone()
    return 0 if row is None else int(row[0])
