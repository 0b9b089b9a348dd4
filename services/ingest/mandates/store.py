"""What the registry last answered about the mandates of a party (one row each), and how a party takes part."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.ingest.mandates.tables import SendingRight
from shared.tables.registry import party_current, terms_to_accept


def last_answer(session: Session, party: str) -> tuple[datetime, list[dict[str, Any]]] | None:
    """Read when the registry was asked last, and what it answered; None when it never did."""
    row = session.execute(
        select(SendingRight.asked_at, SendingRight.answer).where(SendingRight.party == party)
    ).one_or_none()
    return None if row is None else (row.asked_at, row.answer)


def remember(session: Session, party: str, *, asked_at: datetime, answer: list[dict[str, Any]]) -> None:
    """Keep an answer, unless a newer one is kept already."""
    added = insert(SendingRight).values(party=party, asked_at=asked_at, answer=answer)
    session.execute(
        added.on_conflict_do_update(
            index_elements=[SendingRight.party],
            set_={"asked_at": added.excluded.asked_at, "answer": added.excluded.answer},
            where=SendingRight.asked_at < added.excluded.asked_at,
        )
    )


def participation(session: Session, party: str) -> str | None:
    """How a party takes part in the data space, as the registry publishes it; None when it never applied."""
    return session.scalar(select(party_current.c.participation).where(party_current.c.party == party))


def terms_awaited(session: Session, party: str) -> tuple[str, ...]:
    """The documents with new terms that a party has yet to accept."""
    documents = select(terms_to_accept.c.document).where(terms_to_accept.c.party == party).order_by("document")
    return tuple(session.scalars(documents))
