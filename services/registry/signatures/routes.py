"""Who signed the Manifesto and what is due when: read by anyone, recorded by an administrator."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response, status

from services.registry.access import Anyone, PartyAdministrator, today
from services.registry.signatures import store
from services.registry.signatures.operations import record_signatures, signature_of, withdraw_signature
from services.registry.signatures.rules import SignedDocument, due_dates
from services.registry.signatures.schemas import (
    DueOfPartyOut,
    NewSignatures,
    NewSignatureWithdrawal,
    SignatureOut,
    SignaturesOut,
)
from services.registry.signatures.store import SignatureFilter, SignatureRecord
from shared.database import Transaction
from shared.http.paging import LARGEST_NUMBER, Page, PageAsked, Paging, bad_cursor, cut
from shared.http.periods import demand_order
from shared.http.preconditions import IfMatch, etag
from shared.http.schema import OptionalDay
from shared.identity.organisations import demand_party
from shared.reference.codes import Tier

Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
TAGGED = {"headers": {"ETag": {"description": "The version, for If-Match.", "schema": {"type": "string"}}}}

router = APIRouter(tags=["signatures"])


@router.get("/signatures", summary="List who signed the Manifesto")
def list_signatures(
    _caller: Anyone,
    session: Transaction,
    paging: Paging,
    on: Annotated[
        OptionalDay, Query(description="Signed by this day, and how it then stands; today by default.")
    ] = None,
    party: Annotated[str | None, Query(description="Key of the party that signed.", max_length=300)] = None,
    tier: Tier | None = None,
    document: SignedDocument | None = None,
    *,
    standing: Annotated[bool, Query(description="Only signatures that stand on that day.")] = False,
) -> Page[SignatureOut]:
    """Signatures in the order in which they were recorded, each with its status and with what is due when."""
    demand_party(session, party)
    day = on or today()
    asked = SignatureFilter(on=day, party=party, tier=tier, document=document, standing_only=standing)
    rows = store.signatures(session, asked, after=paging.after_number(), limit=paging.fetch)
    shown, following = cut(rows, asked=paging, key=lambda record: (record.id,))
    return Page[SignatureOut](items=[SignatureOut.on(record, day) for record in shown], next=following)


@router.get("/signatures/{signature}", summary="Read a signature", responses={200: {**TAGGED}})
def read_signature(signature: Number, _caller: Anyone, session: Transaction, response: Response) -> SignatureOut:
    """One signature by its number, as it stands today."""
    return _shown(signature_of(session, signature), response)


@router.post("/signatures", status_code=status.HTTP_201_CREATED, summary="Record signatures")
def create_signatures(asked: NewSignatures, caller: PartyAdministrator, session: Transaction) -> SignaturesOut:
    """Record who signed on a day, themselves or through their umbrella association: all of them or none."""
    recorded = record_signatures(session, asked.signing(), actor=caller.actor, on=today())
    return SignaturesOut(items=[SignatureOut.on(record, today()) for record in recorded])


@router.post("/signatures/{signature}/withdrawals", summary="Withdraw a signature", responses={200: {**TAGGED}})
def withdraw(
    signature: Number,
    asked: NewSignatureWithdrawal,
    caller: PartyAdministrator,
    session: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> SignatureOut:
    """Let a signature stand no longer from a day on. The record of it stays; the party may sign again."""
    record = withdraw_signature(
        session,
        signature,
        withdrawn_on=asked.withdrawn_on or today(),
        reason=asked.reason,
        if_match=if_match,
        actor=caller.actor,
        on=today(),
    )
    return _shown(record, response)


@router.get("/due-dates", summary="List which plans and reports are due")
def list_due_dates(
    _caller: Anyone,
    session: Transaction,
    paging: Paging,
    since: Annotated[OptionalDay, Query(alias="from", description="Due on this day or later.")] = None,
    until: Annotated[OptionalDay, Query(description="Due on this day or before; today by default.")] = None,
    tier: Tier | None = None,
    document: SignedDocument | None = None,
) -> Page[DueOfPartyOut]:
    """What signatories must publish, the earliest first. Whether it was published is not known here."""
    asked = SignatureFilter(on=today(), tier=tier, document=document)
    first, last, after = since or date.min, until or today(), _after(paging)
    demand_order({"until": (first, last)})
    # Some hundreds of signatures with a few dates each: computed whole and cut afterwards.
    due = sorted(
        (
            (due_on, what, record)
            for record in store.signatures(session, asked)
            for due_on, what in due_dates(record.standing)
        ),
        key=lambda duty: (duty[0], duty[2].id),
    )
    rows = [duty for duty in due if first <= duty[0] <= last and (duty[0].isoformat(), duty[2].id) > after]
    shown, following = cut(rows, asked=paging, key=lambda duty: (duty[0].isoformat(), duty[2].id))
    return Page[DueOfPartyOut](
        items=[DueOfPartyOut.of(record, due_on, what) for due_on, what, record in shown], next=following
    )


def _after(paging: PageAsked) -> tuple[str, int]:
    match paging.after:
        case None:
            return "", 0
        case (str() as day, int() as number):
            return day, number
    raise bad_cursor()


def _shown(record: SignatureRecord, response: Response) -> SignatureOut:
    response.headers["ETag"] = etag(record.version)
    return SignatureOut.on(record, today())
