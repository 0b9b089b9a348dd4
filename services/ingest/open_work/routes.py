"""/v1/open-work: what waits at ingest for whoever asks."""

from datetime import timedelta

from fastapi import APIRouter

from services.ingest.access import AnyClient
from services.ingest.open_work.operations import counted
from shared.database import Transaction
from shared.dutch_day import today
from shared.open_work import OpenWork

router = APIRouter(tags=["open work"])


@router.get("/open-work", summary="Count what waits for you")
def open_work(session: Transaction, caller: AnyClient) -> OpenWork:
    """Procedures about which something is asked, submissions of 30 days with refusals, contracts with something due.

    Each as far as the token may see it; `supplements` are of the token's own body. In the sandbox nothing waits.
    """
    day = today()
    return counted(session, caller, today=day, since=day - timedelta(days=30), until=day + timedelta(days=30))
