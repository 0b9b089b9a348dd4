"""Mandates: proposed by one person, granted for each body by another, withdrawn at any time."""

from datetime import UTC, datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from services.registry.access import AnyClient, BodyEditor, Reader, ServiceSettings
from services.registry.mandates import operations, store
from services.registry.mandates.operations import Person
from services.registry.mandates.rules import Proposal
from services.registry.mandates.schemas import MandateOut, NewGrant, NewMandate, NewWithdrawal, SendingRightsOut
from services.registry.mandates.store import MandateRecord
from shared.database import PartySession, Transaction
from shared.dutch_day import today
from shared.errors import Refused
from shared.http.paging import CursorKey, Page, Paging, bad_cursor, cut
from shared.http.preconditions import IfMatch, etag
from shared.http.schema import OptionalDay
from shared.identity.access import Caller
from shared.identity.organisations import demand_party
from shared.procurement.finding import Rule, Severity, Text

OTHER_PARTY: Final = Rule(
    "other-party",
    Severity.ERROR,
    "Een client of een mens vraagt alleen naar de rechten van de eigen partij.",
    "A client or a person asks about the rights of their own party only.",
    Text("Noem de eigen partij.", "State your own party."),
)

TAGGED = {"headers": {"ETag": {"description": "The version, for If-Match.", "schema": {"type": "string"}}}}
CREATED = {
    "headers": {
        **TAGGED["headers"],
        "Location": {"description": "Where the mandate stands.", "schema": {"type": "string"}},
    }
}

router = APIRouter(tags=["mandates"])


@router.post(
    "/mandates", status_code=status.HTTP_201_CREATED, summary="Propose a mandate", responses={201: {**CREATED}}
)
def propose_mandate(
    asked: NewMandate, caller: BodyEditor, response: Response, session: Transaction, settings: ServiceSettings
) -> MandateOut:
    """Propose who may send for which bodies. It holds for a body once another person granted it for that body."""
    proposal = Proposal(
        mandatary=asked.mandatary,
        bodies=tuple(asked.bodies),
        kinds=tuple(asked.kinds),
        valid_from=asked.valid_from or today(),
        valid_until=asked.valid_until,
        basis=asked.basis,
    )
    record = operations.propose(session, proposal, by=_person(caller), at=datetime.now(UTC), on=today())
    response.headers["Location"] = f"{settings.registry_url}/v1/mandates/{record.id}"
    return _shown(session, record, response)


@router.get("/mandates", summary="List mandates")
def list_mandates(
    caller: AnyClient,
    session: Transaction,
    page: Paging,
    party: Annotated[
        str | None, Query(description="Only mandates in which this party has a part.", max_length=500)
    ] = None,
) -> Page[MandateOut]:
    """Mandates in the order in which they were proposed: those of your own party; for an administrator all."""
    if caller.party is None and not _sees_all(caller):
        return Page(items=[], next=None)
    demand_party(session, party)
    involved = None if _sees_all(caller) else caller.party
    rows = store.mandates_page(session, party=party, involved=involved, after=_after(page.after), limit=page.fetch)
    listed, following = cut(rows, asked=page, key=lambda mandate: (mandate.proposed_at.isoformat(), str(mandate.id)))
    names = store.names_of(session, {uri for mandate in listed for uri in _parties_of(mandate)})
    return Page(items=[MandateOut.of(mandate, names, on=today()) for mandate in listed], next=following)


@router.get("/mandates/{mandate_id}", summary="Read a mandate", responses={200: {**TAGGED}})
def read_mandate(mandate_id: UUID, caller: AnyClient, response: Response, session: Transaction) -> MandateOut:
    """One mandate in which your party has a part. For others it does not exist."""
    record = operations.readable(session, mandate_id, party=caller.party, administrator=_sees_all(caller))
    return _shown(session, record, response)


@router.post("/mandates/{mandate_id}/grants", summary="Grant a mandate", responses={200: {**TAGGED}})
def grant_mandate(
    mandate_id: UUID,
    asked: NewGrant,
    caller: BodyEditor,
    response: Response,
    session: Transaction,
    if_match: IfMatch = None,
) -> MandateOut:
    """Grant a proposed mandate for one body or many at once; never by the person who proposed it."""
    record = operations.grant(
        session,
        mandate_id,
        asked.bodies,
        by=_person(caller),
        basis=asked.basis,
        if_match=if_match,
        at=datetime.now(UTC),
        on=today(),
    )
    return _shown(session, record, response)


@router.post("/mandates/{mandate_id}/withdrawals", summary="Withdraw a mandate", responses={200: {**TAGGED}})
def withdraw_mandate(
    mandate_id: UUID,
    asked: NewWithdrawal,
    caller: BodyEditor,
    response: Response,
    session: Transaction,
    if_match: IfMatch = None,
) -> MandateOut:
    """Withdraw a mandate from today on, for the bodies named or for all."""
    record = operations.withdraw(session, mandate_id, asked.bodies, by=_person(caller), if_match=if_match, on=today())
    return _shown(session, record, response)


@router.get("/sending-rights", summary="For whom may a party send")
def sending_rights(
    caller: Reader,
    session: Transaction,
    party: Annotated[str, Query(description="Key of the party that sends.", min_length=1, max_length=500)],
    on: Annotated[OptionalDay, Query(description="On which day; today when left out.")] = None,
) -> SendingRightsOut:
    """The bodies for which a party holds a mandate on a day: of one's own party, for services of any."""
    if caller.party != party and not caller.service and not _sees_all(caller):
        nl = "Een client of een mens vraagt alleen naar de rechten van de eigen partij."
        en = "A client or a person asks about the rights of their own party only."
        raise Refused(
            nl=nl,
            en=en,
            errors=(OTHER_PARTY.within("query", "party"),),
        )
    demand_party(session, party)
    at = datetime.now(UTC)
    return SendingRightsOut.of(party, store.sending_rights(session, party, on=on or today()), at=at)


def _person(caller: Caller) -> Person:
    return Person(caller.actor, caller.party, administrator="registry:parties" in caller.scopes)


def _sees_all(caller: Caller) -> bool:
    return "registry:parties" in caller.scopes


def _parties_of(record: MandateRecord) -> list[str]:
    return [record.mandatary, *(body.body for body in record.bodies)]


def _shown(session: PartySession, record: MandateRecord, response: Response) -> MandateOut:
    response.headers["ETag"] = etag(record.version)
    return MandateOut.of(record, store.names_of(session, _parties_of(record)), on=today())


def _after(cursor: tuple[CursorKey, ...] | None) -> tuple[datetime, UUID] | None:
    if cursor is None:
        return None
    try:
        at, number = cursor
        return datetime.fromisoformat(str(at)), UUID(str(number))
    except ValueError as problem:
        raise bad_cursor() from problem
