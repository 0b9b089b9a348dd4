"""Successions: mergers, splits and renamings, recorded by an administrator and read by anyone."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from services.registry.operations.successions import record_succession
from services.registry.routes.access import Anyone, PartyAdministrator, ServiceSettings
from services.registry.schemas.successions import NewSuccession, SuccessionKindWord, SuccessionOut
from services.registry.store import successions
from shared.database import Transaction
from shared.errors import NotFound
from shared.paging import Page, Paging, cut

router = APIRouter(tags=["parties"])


@router.get("/successions", summary="List mergers, splits and renamings")
def list_successions(
    _caller: Anyone,
    session: Transaction,
    paging: Paging,
    party: Annotated[str | None, Query(description="Key of a party on either side.", max_length=300)] = None,
    kind: SuccessionKindWord | None = None,
) -> Page[SuccessionOut]:
    """Events in the order in which they were recorded, those of a day to come too."""
    rows = successions.successions_page(
        session, party=party, kind=kind, after=paging.after_number(), limit=paging.fetch
    )
    shown, following = cut(rows, asked=paging, key=lambda event: (event.id,))
    return Page[SuccessionOut](items=[SuccessionOut.of(event) for event in shown], next=following)


@router.get("/successions/{succession}", summary="Read a succession")
def read_succession(succession: int, _caller: Anyone, session: Transaction) -> SuccessionOut:
    """One event by its number."""
    found = successions.recorded_succession(session, succession)
    if found is None:
        raise NotFound(nl="Deze opvolging bestaat niet.", en="This succession does not exist.")
    return SuccessionOut.of(found)


@router.post("/successions", status_code=status.HTTP_201_CREATED, summary="Record a succession")
def create_succession(
    asked: NewSuccession,
    caller: PartyAdministrator,
    response: Response,
    session: Transaction,
    settings: ServiceSettings,
) -> SuccessionOut:
    """Record a merger, split or renaming; a predecessor that is no successor ends on that day."""
    recorded = record_succession(session, asked.stated(), source=asked.source, actor=caller.actor)
    response.headers["Location"] = f"{settings.registry_url}/v1/successions/{recorded.id}"
    return SuccessionOut.of(recorded)
