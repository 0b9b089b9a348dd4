"""One box for bodies, chains, indicators, goals, themes, procedures and numbers of all of them."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response
from httpx import codes
from pydantic import Field

from dashboard.asking.faults import Refused
from dashboard.page.page import ThisPage
from dashboard.page.period import Filters
from dashboard.search.asking import Found, asked_of_all
from dashboard.search.shown import grouped, shown

router = APIRouter()
_SHORTEST: Final = 2


class Asked(Filters):
    """What was typed."""

    q: str = Field("", max_length=200)


@router.get("/zoeken")
def search(page: ThisPage, asked: Annotated[Asked, Query()]) -> Response:
    """What is like the words that were typed, by kind; a number that one thing has leads straight to its page."""
    typed = asked.q.strip()
    found, refused = Found([], [], []), None
    if len(typed) >= _SHORTEST:
        try:
            found = asked_of_all(page, typed)
        except Refused as fault:
            if fault.status != codes.BAD_REQUEST:
                raise
            refused = fault.told[0].detail if fault.told else fault.detail
    if any(map(str.isdecimal, typed)) and len(found.exactly) == 1 and not found.missing:
        return RedirectResponse(shown(page, found.exactly[0]).address, status_code=codes.SEE_OTHER)
    return page.html(
        "search/templates/search.html",
        typed=typed,
        too_short=len(typed) < _SHORTEST,
        refused=refused,
        groups=grouped(page, found.hits),
        missing=found.missing,
        suggestions=found.suggestions,
    )
