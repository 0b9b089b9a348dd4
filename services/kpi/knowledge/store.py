"""Statements on criteria and needs, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.kpi.knowledge.tables import CriterionRow, NeedRow

Kept = TypeVar("Kept", CriterionRow, NeedRow)


@dataclass(frozen=True, slots=True)
class About:
    """About which chain and theme, and in which state; None leaves it out."""

    chain: str | None = None
    theme: str | None = None
    state: str | None = None


def add(session: Session, row: Kept) -> Kept:
    """Keep one; it has its number and moment afterwards."""
    session.add(row)
    session.flush()
    session.refresh(row)
    return row


def one_of(session: Session, table: type[Kept], number: int, *, lock: bool = False) -> Kept | None:
    """One by its number; `lock`: until the end of the transaction."""
    query = select(table).where(table.id == number).execution_options(populate_existing=True)
    return session.scalar(query.with_for_update() if lock else query)


def page_of(session: Session, table: type[Kept], about: About, *, before: int, limit: int) -> Sequence[Kept]:
    """Those about a chain and a theme in a state; what names no chain is about every chain."""
    query = select(table).where(table.id < before)
    if about.chain is not None:
        query = query.where((table.chain == about.chain) | table.chain.is_(None))
    if about.theme is not None:
        query = query.where(table.theme == about.theme)
    if about.state is not None:
        query = query.where(table.state == about.state)
    return session.scalars(query.order_by(table.id.desc()).limit(limit)).all()


def answer(session: Session, number: int, *, state: str, says: str, actor: str) -> None:
    """Write what is done about a need."""
    values = {"state": state, "answer": says, "answered_by": actor, "answered_at": func.now()}
    session.execute(
        update(NeedRow).where(NeedRow.id == number).values(**values, revision=NeedRow.revision + 1),
        execution_options={"synchronize_session": False},
    )
