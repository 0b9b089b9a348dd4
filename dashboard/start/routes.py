"""The first page: the six themes at a glance, what is measured, and what is blind."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from dashboard.asking.services import part
from dashboard.page.page import ThisPage
from dashboard.page.period import OfYear, years

router = APIRouter()


@router.get("/")
def start(page: ThisPage, asked: Annotated[OfYear, Query()]) -> HTMLResponse:
    """Six themes, the figures that every body is asked for, and the blind spots."""
    themes = part(lambda: page.services.read("kpi", "/themes"))
    core = part(lambda: page.services.ask("kpi", "/values", {"indicators": "core", **asked.period}))
    cards = part(lambda: page.services.read("kpi", "/indicators"))
    names = {each["code"]: each["names"] for each in (cards.answer or {"items": ()})["items"]}
    return page.html(
        "start/templates/start.html", year=asked.year, years=years(), themes=themes, core=core, names=names
    )
