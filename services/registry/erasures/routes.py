"""Erasure of a sole trader: the fact stays, the name goes."""

from typing import Annotated

from fastapi import APIRouter, Path, Response, status

from services.registry.access import PartyAdministrator, ServiceSettings
from services.registry.erasures import store
from services.registry.erasures.operations import erase_trader, erasure_of
from services.registry.erasures.schemas import ErasureOut, NewErasure
from shared.database import Transaction
from shared.http.paging import LARGEST_NUMBER, Page, Paging, cut

router = APIRouter(tags=["erasures"])
Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]


@router.post("/erasures", status_code=status.HTTP_201_CREATED, summary="Erase a sole trader, in the past as well")
def create_erasure(
    asked: NewErasure,
    caller: PartyAdministrator,
    response: Response,
    session: Transaction,
    settings: ServiceSettings,
) -> ErasureOut:
    """Take the name and numbers out of all that was sent and will be sent. Figures stay as they are.

    It takes effect within minutes, depending on how much is kept, and cannot be undone. Ingest says in its audit trail
    when it is done. A number or name of a party of the register is refused (409).
    """
    record = erase_trader(
        session, identifiers=asked.identifiers, names=asked.names, reason=asked.reason, actor=caller.actor
    )
    response.headers["Location"] = f"{settings.registry_url}/v1/erasures/{record.id}"
    return ErasureOut.of(record)


@router.get("/erasures/{erasure}", summary="Read one erasure")
def read_erasure(erasure: Number, _caller: PartyAdministrator, session: Transaction) -> ErasureOut:
    """When, why and by whom somebody was erased, not who."""
    return ErasureOut.of(erasure_of(session, erasure))


@router.get("/erasures", summary="List erasures, the newest first")
def list_erasures(_caller: PartyAdministrator, session: Transaction, paging: Paging) -> Page[ErasureOut]:
    """When, why and by whom somebody was erased, not who."""
    after = None if paging.after is None else paging.after_number()
    rows = store.erasures_page(session, after=after, limit=paging.fetch)
    shown, following = cut(rows, asked=paging, key=lambda erasure: (erasure.id,))
    return Page[ErasureOut](items=[ErasureOut.of(erasure) for erasure in shown], next=following)
