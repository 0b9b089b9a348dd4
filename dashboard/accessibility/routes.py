"""The statement on accessibility: what was tested, what falls short, and whom to write to."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from dashboard.page.page import ThisPage
from dashboard.page.period import Filters

router = APIRouter()


@router.get("/toegankelijkheid")
def accessibility(page: ThisPage, _asked: Annotated[Filters, Query()]) -> HTMLResponse:
    """The statement."""
    return page.html("accessibility/templates/accessibility.html")
