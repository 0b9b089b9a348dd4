"""Erasure of a sole trader: the fact stays, the name goes."""

from fastapi import APIRouter, status

from services.registry.operations.erasures import erase_trader
from services.registry.routes.access import PartyAdministrator
from services.registry.schemas.erasures import ErasureOut, NewErasure
from services.registry.store import erasures
from shared.database import Transaction
from shared.paging import Page, Paging, cut

router = APIRouter(tags=["erasures"])


@router.post("/erasures", status_code=status.HTTP_201_CREATED, summary="Erase a sole trader, in the past as well")
def create_erasure(asked: NewErasure, caller: PartyAdministrator, session: Transaction) -> ErasureOut:
    """Take the name and numbers out of all that was sent and will be sent. Figures stay as they are.

    It takes effect within minutes, depending on how much is kept, and cannot be undone.
    """
    record = erase_trader(
        session, identifiers=asked.identifiers, names=asked.names, reason=asked.reason, actor=caller.actor
    )
    return ErasureOut.of(record)


@router.get("/erasures", summary="List erasures, the newest first")
def list_erasures(_caller: PartyAdministrator, session: Transaction, paging: Paging) -> Page[ErasureOut]:
    """When, why and by whom somebody was erased, not who."""
    after = None if paging.after is None else paging.after_number()
    rows = erasures.erasures_page(session, after=after, limit=paging.fetch)
    shown, following = cut(rows, asked=paging, key=lambda erasure: (erasure.id,))
    return Page[ErasureOut](items=[ErasureOut.of(one) for one in shown], next=following)
