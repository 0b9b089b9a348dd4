"""Clients: registered by an administrator, or by anyone for a test body in the sandbox."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response, status

from services.registry.access import AnyClient, ClientAdministrator, ClientReader, ServiceSettings, today
from services.registry.clients.operations import ClientChange, change_client, register_client, register_sandbox_client
from services.registry.clients.schemas import ClientOut, ClientUpdate, NewClient, NewSandboxClient
from services.registry.clients.store import clients
from services.registry.clients.store.clients import ClientRecord
from services.registry.settings import Settings
from shared.database import Transaction
from shared.errors import NotFound
from shared.http.paging import Page, Paging, cut
from shared.http.preconditions import IfMatch, etag
from shared.identity.signing_keys import parse_key_set
from shared.request_limit import RequestLimit

router = APIRouter(tags=["clients"])


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
    return _created(client, response, settings)


@router.post("/clients", status_code=status.HTTP_201_CREATED)
def create_client(
    asked: NewClient, caller: ClientAdministrator, response: Response, session: Transaction, settings: ServiceSettings
) -> ClientOut:
    """Register a client of a party."""
    client = register_client(
        session,
        party=asked.party,
        label=asked.label,
        scopes=asked.scopes,
        jwks={"keys": asked.jwks.keys},
        actor=caller.actor,
        on=today(),
        client_id=asked.client,
    )
    return _created(client, response, settings)


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
    """Change a client. When it may do less than before, the tokens it has end at once."""
    change = ClientChange(asked.label, tuple(asked.scopes), {"keys": asked.jwks.keys}, asked.state)
    changed = change_client(session, client, change, if_match=if_match, actor=caller.actor)
    response.headers["ETag"] = etag(changed.version)
    return _shown(changed, settings)


def _created(client: ClientRecord, response: Response, settings: Settings) -> ClientOut:
    response.headers["Location"] = f"{settings.registry_url}/v1/clients/{client.id}"
    response.headers["ETag"] = etag(client.version)
    return _shown(client, settings)


def _shown(client: ClientRecord, settings: Settings) -> ClientOut:
    kids = [key.kid for key in parse_key_set(client.jwks)]
    return ClientOut.of(client, keys=kids, token_url=settings.token_endpoint, audiences=settings.audiences)
