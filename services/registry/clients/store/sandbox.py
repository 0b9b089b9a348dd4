"""Statements on the clients of the sandbox alone: how they begin and how they are taken away."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registry.clients.store.clients import FORGET_AT_ONCE
from services.registry.clients.tables.sandbox import SandboxClient
from services.registry.parties.rules.words import PartyKind


@dataclass(frozen=True, slots=True)
class SandboxBody:
    """A fictitious body: its key, what it is called, and the test OIN it has as long as it lives."""

    party: str
    name: str
    kind: PartyKind
    oin: str


def insert_sandbox_client(
    session: Session,
    client_id: str,
    body: SandboxBody,
    *,
    scopes: tuple[str, ...],
    jwks: dict[str, object],
    lives: timedelta,
) -> bool:
    """Add a test body with its client; False when another that lives has its OIN. Of two at once one gets True."""
    row = {
        "id": client_id,
        "party": body.party,
        "name": body.name,
        "kind": body.kind,
        "oin": body.oin,
        "label": body.name,
        "scopes": list(scopes),
        "jwks": jwks,
        "expires_at": func.now() + lives,
    }
    added = insert(SandboxClient).values(row).on_conflict_do_nothing().returning(SandboxClient.id)
    return session.scalar(added) is not None


def is_held(session: Session, oin: str) -> bool:
    """Whether a test body that lives has this OIN."""
    held = exists().where(
        SandboxClient.oin == oin, SandboxClient.state != "ended", SandboxClient.expires_at > func.now()
    )
    return bool(session.scalar(select(held)))


def registered_within(session: Session, period: timedelta) -> int:
    """How many sandbox clients were registered in the last such period."""
    recent = select(func.count()).select_from(SandboxClient).where(SandboxClient.registered_at > func.now() - period)
    return session.scalar(recent) or 0


def take_expired_away(session: Session) -> None:
    """Remove sandbox clients that have expired, some at a time: they count for nothing already."""
    old = (
        select(SandboxClient.id)
        .where(SandboxClient.expires_at <= func.now())
        .limit(FORGET_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    session.execute(
        delete(SandboxClient).where(SandboxClient.id.in_(old)), execution_options={"synchronize_session": False}
    )
