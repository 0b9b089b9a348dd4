"""Statements on proposals for clients."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registry.clients.rules import ProposalState
from services.registry.clients.store.clients import ClientFacts
from services.registry.clients.tables.clients import Client
from services.registry.clients.tables.proposals import ClientProposal
from services.registry.parties.tables import Party


@dataclass(frozen=True, slots=True)
class ProposalRecord:
    """What a client is to be, and what was decided. `client_version` None: the client is to be made."""

    id: int
    client: str
    client_version: int | None
    party: str | None
    label: str
    scopes: tuple[str, ...]
    jwks: dict[str, object]
    state: ProposalState
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None


def insert_proposal(
    session: Session, client_id: str, stated: ClientFacts, *, version: int | None, actor: str
) -> int | None:
    """Add a proposal; None when one for this client waits already."""
    row = {
        "client_id": client_id,
        "client_version": version,
        "party_id": stated.party_id,
        "label": stated.label,
        "scopes": list(stated.scopes),
        "jwks": stated.jwks,
        "proposed_by": actor,
    }
    return session.scalar(insert(ClientProposal).values(row).on_conflict_do_nothing().returning(ClientProposal.id))


def lock_proposal(session: Session, number: int) -> None:
    """Let nobody else decide on this proposal until the transaction ends."""
    session.execute(select(ClientProposal.id).where(ClientProposal.id == number).with_for_update())


def decide(session: Session, number: int, *, state: ProposalState, actor: str, reason: str | None) -> None:
    """Write what was decided on a proposal, by whom and why."""
    decision = {"state": state, "decided_by": actor, "decided_at": func.now(), "reason": reason}
    session.execute(
        update(ClientProposal).where(ClientProposal.id == number).values(decision),
        execution_options={"synchronize_session": False},
    )


def proposal_record(session: Session, number: int) -> ProposalRecord | None:
    """One proposal, decided or not."""
    records = _records(session, ClientProposal.id == number, limit=1)
    return records[0] if records else None


def proposals_page(
    session: Session, *, state: ProposalState | None, after: int | None, limit: int
) -> Sequence[ProposalRecord]:
    """Proposals, the newest first."""
    conditions = []
    if state is not None:
        conditions.append(ClientProposal.state == state)
    if after is not None:
        conditions.append(ClientProposal.id < after)
    return _records(session, *conditions, limit=limit)


def _records(session: Session, *conditions: ColumnElement[bool], limit: int) -> list[ProposalRecord]:
    proposal = ClientProposal
    # The party of a client that exists stands with the client.
    party_id = case((proposal.client_version.is_(None), proposal.party_id), else_=Client.party_id)
    statement = (
        select(
            proposal.id,
            proposal.client_id.label("client"),
            proposal.client_version,
            Party.uri.label("party"),
            proposal.label,
            proposal.scopes,
            proposal.jwks,
            proposal.state,
            proposal.proposed_by,
            proposal.proposed_at,
            proposal.decided_by,
            proposal.decided_at,
            proposal.reason,
        )
        .outerjoin(Client, Client.id == proposal.client_id)
        .outerjoin(Party, Party.id == party_id)
        .where(*conditions)
        .order_by(proposal.id.desc())
        .limit(limit)
    )
    return [ProposalRecord(**{**row, "scopes": tuple(row["scopes"])}) for row in session.execute(statement).mappings()]
