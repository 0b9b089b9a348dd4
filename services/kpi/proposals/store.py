"""Proposals as they are kept, newest first in a list."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from services.kpi.deciding import keep_decision
from services.kpi.definitions.rules.card import Card, stored_card
from services.kpi.definitions.tables import CardProposal
from services.kpi.locks import CARDS

Kind: TypeAlias = Literal["version", "retirement"]
State: TypeAlias = Literal["draft", "adopted", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A version of a definition to be, or the end of an indicator; `card` is None for an end."""

    id: int
    kind: Kind
    code: str
    version: str
    state: State
    reason: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    valid_from: date | None
    revision: int
    card: Card | None


def lock(session: Session) -> None:
    """Wait until nobody else proposes or decides."""
    session.execute(select(func.pg_advisory_xact_lock(CARDS)))


def add(session: Session, *, kind: Kind, code: str, version: str, card: Card | None, reason: str, actor: str) -> int:
    """Keep a draft; gives its number."""
    content = None if card is None else card.content
    values = {"kind": kind, "code": code, "version": version, "content": content, "reason": reason}
    added = insert(CardProposal).values(**values, proposed_by=actor).returning(CardProposal.id)
    number: int = session.execute(added).scalar_one()
    return number


def decide(session: Session, number: int, *, state: State, actor: str, decision: str, valid_from: date | None) -> None:
    """Adopt or withdraw a draft."""
    keep_decision(
        session,
        CardProposal,
        CardProposal.id == number,
        state=state,
        actor=actor,
        decision=decision,
        valid_from=valid_from,
    )


def proposal(session: Session, number: int) -> Proposal | None:
    """One proposal, whatever became of it."""
    return next(iter(_read(session, "id = :number", number=number)), None)


def open_draft(session: Session, code: str, kind: Kind) -> Proposal | None:
    """What was proposed of an indicator and is not decided."""
    return next(iter(_read(session, "code = :code and kind = :kind and state = 'draft'", code=code, kind=kind)), None)


def proposals_of(session: Session, code: str) -> list[Proposal]:
    """Everything that was ever proposed of an indicator."""
    return _read(session, "code = :code", code=code)


def page_of(session: Session, *, state: State | None, code: str | None, before: int, limit: int) -> list[Proposal]:
    """Proposals in a state or of an indicator, from the newest on."""
    where = "(cast(:state as text) is null or state = :state) and (cast(:code as text) is null or code = :code)"
    return _read(session, f"{where} and id < :before", state=state, code=code, before=before, limit=limit)


def _read(session: Session, where: str, *, limit: int | None = None, **values: object) -> list[Proposal]:
    statement = text(f"select * from kpi.card_proposal where {where} order by id desc limit cast(:limit as bigint)")  # noqa: S608
    rows = session.execute(statement, {**values, "limit": limit}).mappings()
    return [
        Proposal(
            **{name: value for name, value in row.items() if name != "content"},
            card=None if row["content"] is None else stored_card(row["content"]),
        )
        for row in rows
    ]
