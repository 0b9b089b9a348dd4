"""/v1/open-work: what waits at the register for whoever asks."""

from fastapi import APIRouter

from services.registry.access import AnyClient
from services.registry.open_work.store import counted
from shared.database import Transaction
from shared.open_work import OpenWork, open_work

router = APIRouter(tags=["open work"])


@router.get("/open-work", summary="Count what waits for you")
def work(session: Transaction, caller: AnyClient) -> OpenWork:
    """Proposals of others for clients and lists, applications to take part, mandates that wait to be granted.

    Each as far as the token may decide; what you proposed yourself waits for another.
    """
    return open_work(() if caller.person is None else counted(session, caller))
