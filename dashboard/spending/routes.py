"""Spend and its impact: by group, the largest first, bounds and factors named; the reference of 2019 beside it."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from dashboard.asking.services import part
from dashboard.charts.kinds import spend, spend_words
from dashboard.page.faults import NotThere
from dashboard.page.page import ThisPage
from dashboard.page.period import years
from dashboard.spending import words
from shared.nearest import nearest

router = APIRouter()


@router.get("/besteding")
def spending(page: ThisPage, asked: Annotated[spend.Asked, Query()]) -> HTMLResponse:
    """What was spent in a year, by group, and what it comes to in one measure."""
    told = page.services.ask("kpi", "/spend-impact", asked.query)
    measures = [each["measure"] for each in told["total"]["impacts"]]
    if measures and asked.measure not in measures:
        alike = nearest(asked.measure, measures)
        raise NotThere(asked.measure, [(f"/besteding?measure={alike}", alike)] if alike else [])
    names = spend_words.names_of(page, asked.group_by)
    return page.html(
        "spending/templates/spending.html",
        asked=asked,
        years=years(),
        told=told,
        rows=[(spend_words.group_words(page, row, asked.group_by, names), row) for row in told["rows"]],
        chart=spend.drawn(page, asked, told) if told["rows"] else None,
        sets=part(lambda: page.services.read("kpi", "/factor-sets")),
        reference=part(lambda: page.services.read("kpi", "/spend-impact-reference")),
        groups=words.said(page, spend_words.GROUPS),
        measures={each: page.say(spend_words.MEASURES.get(each, each)) for each in measures},
        kinds=words.said(page, words.KINDS),
        no_upper=words.said(page, words.NO_UPPER),
        codes=words.said(page, spend_words.CODES),
        impact_of=spend_words.impact_of,
    )
