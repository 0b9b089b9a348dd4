"""The start page of whoever is signed in: their own work first (R079)."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from dashboard.page.period import Filters
from dashboard.signing_in.guard import OwnPage
from dashboard.work.desks import desks_of
from dashboard.work.waiting import waiting

router = APIRouter()


@router.get("/werk")
def work(page: OwnPage, _asked: Annotated[Filters, Query()]) -> HTMLResponse:
    """What waits, and what there is to do by role."""
    desks = desks_of(page.session) if page.session is not None else ()
    counted, silent = waiting(page)
    return page.html("work/templates/work.html", desks=desks, waiting=counted, silent=silent)
