"""Clients: proposed by one administrator and confirmed by another, or made by anyone for a test body in the sandbox."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response, status

from services.registry.access import AnyClient, ClientAdministrator, ClientReader, ServiceSettings
from services.registry.clients.operations.clients import ClientChange, NewClient, change_client
from services.registry.clients.operations.proposals import confirm, proposal_of, propose, refuse
from services.registry.clients.operations.sandbox import register_sandbox_client
from services.registry.clients.rules import ProposalState
from services.registry.clients.schemas import (
    ClientOut,
    ClientProposalOut,
    ClientUpdate,
    NewClientProposal,
    NewSandboxClient,
    ProposalRefusal,
)
from services.registry.clients.store import clients, proposals
from services.registry.clients.store.clients import ClientRecord
from services.registry.settings import Settings
from shared.database import Transaction
from shared.dutch_day import today
from shared.errors import NotFound
from shared.http.paging import LARGEST_NUMBER, Page, Paging, cut
from shared.http.preconditions import IfMatch, etag
from shared.identity.signing_keys import parse_key_set
from shared.request_limit import RequestLimit

router = APIRouter(tags=["clients"])

Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]


@router.post("/sandbox-clients", status_code=status.HTTP_201_CREATED)
def create_sandbox_client(
    asked: NewSandboxClient, request: Request, response: Response, session: Transaction, settings: ServiceSettings
) -> ClientOut:
    """Register a client for a fictitious body. Nobody has to approve it, and what it sends counts in no figure.

    Client and body live until `expiresAt`; then they are unknown and the test OIN is free again.
    """
    limit: RequestLimit = request.app.state.sandbox_limit
    limit.take(request.client.host if request.client else "")
    client = register_sandbox_client(
        session,
        name=asked.name,
        kind=asked.kind,
        oin=asked.oin,
        jwks={"keys": asked.jwks.keys},
        most_per_hour=settings.sandbox_clients_per_hour,
        lives=timedelta(days=settings.sandbox_days),
    )
    response.headers["Location"] = f"{settings.registry_url}/v1/clients/{client.id}"
    response.headers["ETag"] = etag(client.version)
    return _shown(client, settings)


@router.post("/client-proposals", status_code=status.HTTP_201_CREATED, summary="Propose a client, or more for one")
def create_proposal(
    asked: NewClientProposal,
    caller: ClientAdministrator,
    response: Response,
    session: Transaction,
    settings: ServiceSettings,
) -> ClientProposalOut:
    """Propose a new client, or other keys and scopes for one that exists. It holds once another person confirmed it."""
    stated = NewClient(asked.party, asked.label, asked.scopes, {"keys": asked.jwks.keys}, asked.client)
    proposal = propose(session, stated, actor=caller.actor, on=today())
    response.headers["Location"] = f"{settings.registry_url}/v1/client-proposals/{proposal.id}"
    return ClientProposalOut.of(proposal)


@router.get("/client-proposals", summary="List proposals for clients, the newest first")
def list_proposals(
    _caller: ClientReader, session: Transaction, paging: Paging, state: ProposalState | None = None
) -> Page[ClientProposalOut]:
    """Every proposal that was ever made, with who decided what; `state=open` those that wait."""
    after = None if paging.after is None else paging.after_number()
    rows = proposals.proposals_page(session, state=state, after=after, limit=paging.fetch)
    shown, following = cut(rows, asked=paging, key=lambda proposal: (proposal.id,))
    return Page[ClientProposalOut](items=[ClientProposalOut.of(each) for each in shown], next=following)


@router.get("/client-proposals/{proposal}", summary="Read a proposal for a client")
def read_proposal(proposal: Number, _caller: ClientReader, session: Transaction) -> ClientProposalOut:
    """One proposal, decided or not."""
    return ClientProposalOut.of(proposal_of(session, proposal))


@router.post("/client-proposals/{proposal}/confirmation", summary="Confirm a proposal of another person")
def confirm_proposal(
    proposal: Number, caller: ClientAdministrator, session: Transaction, settings: ServiceSettings
) -> ClientOut:
    """Let it hold from now on. Whoever proposed it cannot."""
    return _shown(confirm(session, proposal, actor=caller.actor, on=today()), settings)


@router.post("/client-proposals/{proposal}/refusal", summary="Refuse a proposal, or take one back")
def refuse_proposal(
    proposal: Number, asked: ProposalRefusal, caller: ClientAdministrator, session: Transaction
) -> ClientProposalOut:
    """Let it never hold. Whoever proposed it takes it back in the same way."""
    return ClientProposalOut.of(refuse(session, proposal, reason=asked.reason, actor=caller.actor))


@router.get("/clients")
def list_clients(
    _caller: ClientReader, session: Transaction, paging: Paging, settings: ServiceSettings
) -> Page[ClientOut]:
    """All clients in the order of their ids."""
    rows = clients.clients_page(session, after=paging.after_text(), limit=paging.fetch)
    shown, following = cut(rows, asked=paging, key=lambda client: (client.id,))
    return Page[ClientOut](items=[_shown(client, settings) for client in shown], next=following)


@router.get("/clients/{client}")
def read_client(
    client: str, caller: AnyClient, response: Response, session: Transaction, settings: ServiceSettings
) -> ClientOut:
    """One client: itself, or any for an administrator of clients. For others it does not exist."""
    allowed = caller.client_id == client or "registry:clients" in caller.scopes
    record = clients.client_record(session, client) if allowed else None
    if record is None:
        raise NotFound(nl="Deze client bestaat niet, of niet voor u.", en="This client does not exist, or not for you.")
    response.headers["ETag"] = etag(record.version)
    return _shown(record, settings)


@router.put("/clients/{client}", summary="Change, suspend or end a client")
def update_client(
    client: str,
    asked: ClientUpdate,
    caller: ClientAdministrator,
    response: Response,
    session: Transaction,
    settings: ServiceSettings,
    if_match: IfMatch = None,
) -> ClientOut:
    """Change a client on one's own: it gets no more than it has. When it may do less, the tokens it has end at once."""
    change = ClientChange(asked.label, tuple(asked.scopes), {"keys": asked.jwks.keys}, asked.state)
    changed = change_client(session, client, change, if_match=if_match, actor=caller.actor)
    response.headers["ETag"] = etag(changed.version)
    return _shown(changed, settings)


def _shown(client: ClientRecord, settings: Settings) -> ClientOut:
    kids = [key.kid for key in parse_key_set(client.jwks)]
    return ClientOut.of(client, keys=kids, token_url=settings.token_endpoint, audiences=settings.audiences)
