"""/v1/open-work: what waits at kpi for whoever asks."""

from fastapi import APIRouter

from services.kpi.access import AnyClient
from services.kpi.open_work.operations import counted
from shared.database import Transaction
from shared.dutch_day import today
from shared.open_work import OpenWork, open_work

router = APIRouter(tags=["open work"])


@router.get("/open-work", summary="Count what waits for you")
def work(session: Transaction, caller: AnyClient) -> OpenWork:
    """Proposals of others that wait for a decision, reporting cycles that wait for a step, tasks that are overdue.

    Each as far as the token may decide or see it; what you proposed yourself waits for another.
    """
    return open_work(counted(session, caller, today=today()))
