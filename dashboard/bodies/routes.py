"""Public bodies: the list, and of each its scorecard, themes, tasks, plans, spend and goals."""

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from httpx import codes
from pydantic import Field

from dashboard.asking.answers import Answer
from dashboard.asking.faults import Refused
from dashboard.asking.services import part
from dashboard.charts.kinds import ambition, scorecard
from dashboard.charts.kinds.figures import labels
from dashboard.page.bodies import short, whole
from dashboard.page.faults import NotThere
from dashboard.page.page import Page, ThisPage
from dashboard.page.period import Filters, OfYear, years
from shared.nearest import nearest

router = APIRouter()

_A_PAGE = 50
_SPEND = ("ALG-P18", "ALG-P17", "ALG-P17a", "ALG-P17b", "ALG-P13", "ALG-P21")
Tier = Literal[
    "central",
    "province",
    "municipality",
    "water-authority",
    "joint-arrangement",
    "public-law-body",
    "special-sector",
    "other",
]


class Wanted(Filters):
    """Which bodies."""

    name: str | None = Field(None, max_length=200)
    tier: Tier | Literal[""] | None = None
    cursor: str | None = Field(None, max_length=600)


@router.get("/organisaties")
def bodies(page: ThisPage, asked: Annotated[Wanted, Query()]) -> HTMLResponse:
    """Bodies of the register, a page at a time."""
    answer = page.services.read(
        "registry", "/parties", name=asked.name, tier=asked.tier, cursor=asked.cursor, limit=_A_PAGE
    )
    return page.html(
        "bodies/templates/bodies.html", asked=asked, bodies=answer["items"], next=answer["next"], tiers=_tiers(page)
    )


@router.get("/organisaties/{end:path}")
def body(page: ThisPage, end: str, asked: Annotated[OfYear, Query()]) -> HTMLResponse:
    """One body: how it does beside others, what it has to do, what it planned, spent and aims at."""
    told = _body(page, end)
    key: str = told["key"]
    services = page.services
    of_card = services.ahead("kpi", f"/scorecards/{quote(key, safe='')}", asked.period)
    of_spend = services.ahead("kpi", "/values", {"indicators": _SPEND, **asked.period, "organisation": key})
    of_statuses = services.ahead("kpi", "/plan-statuses", {"year": asked.year, "tier": told["tier"]})
    of_tasks = services.ahead("kpi", "/tasks", {"party": key, "limit": 100})
    of_signed = services.ahead("kpi", "/action-plans", {"party": key})
    of_plans = services.ahead("kpi", "/plans", {"party": key})
    of_goals = services.ahead("kpi", "/goals", {"organisation": key, "limit": 200})
    of_names = services.ahead("kpi", "/indicators")
    services.ahead("kpi", "/dimensions")
    card, statuses = part(of_card), part(of_statuses)
    return page.html(
        "bodies/templates/body.html",
        body=told,
        year=asked.year,
        years=years(),
        tiers=_tiers(page),
        themes=labels(page, "theme"),
        card=card,
        beside=None if card.missing else scorecard.chart(page, scorecard.Asked(year=asked.year, organisation=key)),
        web=None if card.missing else ambition.chart(page, ambition.Asked(year=asked.year, organisation=key)),
        tasks=part(of_tasks),
        signed=part(of_signed),
        plan_status=next((each for each in (statuses.answer or {"items": ()})["items"] if each["party"] == key), None),
        statuses=statuses,
        plans=part(of_plans),
        spend=part(of_spend),
        names={each["code"]: each["names"] for each in of_names()["items"]},
        goals=part(of_goals),
    )


def _tiers(page: Page) -> dict[str, str]:
    return dict(labels(page, "tier"))


def _body(page: Page, end: str) -> Answer:
    try:
        return page.services.read("registry", f"/parties/{quote(whole(end), safe='')}")
    except Refused as refused:
        if refused.status != codes.NOT_FOUND:
            raise
        known = {short(each["key"]): each for each in page.services.items("registry", "/parties")}
        by_end = nearest(end, known) or nearest(end.rpartition("/")[2], [each.rpartition("/")[2] for each in known])
        alike = [(f"/organisaties/{at}", each["name"]) for at, each in known.items() if by_end and at.endswith(by_end)]
        raise NotThere(end, alike[:5]) from refused
