"""Who a party came from and what it went over into, as everybody may read it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.reference.codes import SuccessionKind
from shared.tables.registry import succession_current


@dataclass(frozen=True, slots=True)
class Kinship:
    """Another party that one went over into, or came from, and on which day."""

    party: str
    kind: SuccessionKind
    effective_on: date


def predecessors_of(session: Session, uri: str) -> list[Kinship]:
    """The other parties that went over into this one, the newest event first."""
    view = succession_current
    rows = select(view.c.predecessor, view.c.kind, view.c.effective_on).where(
        view.c.successor == uri, view.c.predecessor != uri
    )
    return [Kinship(*row) for row in session.execute(rows.order_by(view.c.effective_on.desc(), view.c.predecessor))]


def successors_of(session: Session, uri: str) -> list[Kinship]:
    """The other parties that this one went over into, the newest event first."""
    view = succession_current
    rows = select(view.c.successor, view.c.kind, view.c.effective_on).where(
        view.c.predecessor == uri, view.c.successor != uri
    )
    return [Kinship(*row) for row in session.execute(rows.order_by(view.c.effective_on.desc(), view.c.successor))]
