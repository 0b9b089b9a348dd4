"""Successions: mergers, splits and renamings, recorded by an administrator and read by anyone; the end of a party."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response, status

from services.registry.access import Anyone, PartyAdministrator, ServiceSettings
from services.registry.parties.routes import shown as shown_party
from services.registry.parties.schemas.answers import PartyDetailOut
from services.registry.successions.operations.endings import end_party
from services.registry.successions.operations.successions import record_succession, withdraw_succession
from services.registry.successions.schemas import NewSuccession, PartyEnd, SuccessionOut, SuccessionWithdrawal
from services.registry.successions.store import successions
from services.registry.successions.store.successions import RecordedSuccession
from shared.database import Transaction
from shared.dutch_day import today
from shared.errors import NotFound
from shared.http.paging import LARGEST_NUMBER, Page, Paging, cut
from shared.http.preconditions import IfMatch, etag
from shared.identity.organisations import demand_party
from shared.reference.codes import SuccessionKind

router = APIRouter(tags=["parties"])

Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]


@router.get("/successions", summary="List mergers, splits and renamings")
def list_successions(
    _caller: Anyone,
    session: Transaction,
    paging: Paging,
    party: Annotated[str | None, Query(description="Key of a party on either side.", max_length=300)] = None,
    kind: SuccessionKind | None = None,
    *,
    withdrawn: Annotated[bool, Query(description="Those that were taken back, instead of those that stand.")] = False,
) -> Page[SuccessionOut]:
    """Events in the order in which they were recorded, those of a day to come too."""
    demand_party(session, party)
    rows = successions.successions_page(
        session, party=party, kind=kind, withdrawn=withdrawn, after=paging.after_number(), limit=paging.fetch
    )
    shown, following = cut(rows, asked=paging, key=lambda event: (event.id,))
    return Page[SuccessionOut](items=[SuccessionOut.of(event) for event in shown], next=following)


@router.get("/successions/{succession}", summary="Read a succession")
def read_succession(succession: Number, _caller: Anyone, response: Response, session: Transaction) -> SuccessionOut:
    """One event by its number, also when it was taken back."""
    recorded = successions.recorded_succession(session, succession)
    if recorded is None:
        raise NotFound(nl="Deze opvolging bestaat niet.", en="This succession does not exist.")
    return _shown(recorded, response)


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
    return _shown(recorded, response)


@router.post("/successions/{succession}/withdrawal", summary="Take back a succession that was recorded by mistake")
def withdraw(
    succession: Number,
    asked: SuccessionWithdrawal,
    caller: PartyAdministrator,
    response: Response,
    session: Transaction,
    if_match: IfMatch = None,
) -> SuccessionOut:
    """The parties that it ended exist on; the record of it stays. An event on which a later one rests stays too."""
    recorded = withdraw_succession(session, succession, reason=asked.reason, if_match=if_match, actor=caller.actor)
    return _shown(recorded, response)


@router.post("/parties/{key:party}/_end", summary="End a party")
def end(
    key: str,
    asked: PartyEnd,
    caller: PartyAdministrator,
    response: Response,
    session: Transaction,
    if_match: IfMatch = None,
) -> PartyDetailOut:
    """Let a party exist no longer from a day on. Its names and identifiers stay with it."""
    party = end_party(session, key, on=asked.on or today(), reason=asked.reason, if_match=if_match, actor=caller.actor)
    return shown_party(session, party, response, on=today())


def _shown(recorded: RecordedSuccession, response: Response) -> SuccessionOut:
    response.headers["ETag"] = etag(recorded.version)
    return SuccessionOut.of(recorded)
