"""Goals: which there are and how SMART they are, and of each its progress, its tree and who does which share."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from dashboard.asking.answers import Answer
from dashboard.asking.services import part
from dashboard.charts.kinds import goal_path, goal_tree
from dashboard.charts.kinds.figures import labels
from dashboard.page.looking_up import found
from dashboard.page.page import Page, ThisPage
from dashboard.page.period import Filters, OfYear, years

router = APIRouter()

_MOST = 500
_THEMES_OF_ALL = "alle"


class Wanted(Filters):
    """Which goals."""

    theme: str | None = Field(None, max_length=60)
    kind: Literal["main", "effect", "effort", ""] | None = None
    lacks: str | None = Field(None, max_length=40)


@router.get("/doelen")
def goals(page: ThisPage, asked: Annotated[Wanted, Query()]) -> HTMLResponse:
    """The goals by theme."""
    items = page.services.read("kpi", "/goals", theme=asked.theme, kind=asked.kind, lacks=asked.lacks, limit=_MOST)[
        "items"
    ]
    return page.html("goals/templates/goals.html", asked=asked, goals=items, themes=_themes(page))


@router.get("/doelen/{code}")
def goal(page: ThisPage, code: str, asked: Annotated[OfYear, Query()]) -> HTMLResponse:
    """One goal, as far as it can be said."""
    told = _goal(page, code)
    services = page.services
    of_progress = services.ahead("kpi", f"/goals/{code}/progress", goal_path.question(told, asked.year))
    of_bodies = services.ahead(
        "kpi",
        f"/goals/{code}/progress",
        {**asked.period, "groupBy": "organisation", "variant": "all", "limit": 200},
    )
    of_tree = services.ahead("kpi", f"/goals/{code}/tree", asked.period)
    of_allocations = services.ahead("kpi", f"/goals/{code}/allocations")
    of_versions = services.ahead("kpi", f"/goals/{code}/versions")
    services.ahead("kpi", "/themes")
    services.ahead("kpi", "/dimensions")
    by_body, progress, tree = part(of_bodies), part(of_progress), part(of_tree)
    return page.html(
        "goals/templates/goal.html",
        goal=told,
        themes=_themes(page),
        tiers=labels(page, "tier"),
        year=asked.year,
        years=years(),
        progress=progress,
        paths=[
            goal_path.chart(page, goal_path.Asked(goal=code, indicator=each["indicator"], year=asked.year))
            for each in (progress.answer or {"variants": ()})["variants"]
            if each["groups"]
        ],
        by_body=by_body,
        tree=tree,
        drawn=None if tree.missing else goal_tree.chart(page, goal_tree.Asked(goal=code, year=asked.year)),
        allocations=part(of_allocations),
        versions=part(of_versions),
    )


def _themes(page: Page) -> dict[str, str]:
    named = {each["code"]: page.text(each["names"]) for each in page.services.read("kpi", "/themes")["items"]}
    return {**named, _THEMES_OF_ALL: page.say("Alle thema's")}


def _goal(page: Page, code: str) -> Answer:
    return found(
        lambda: page.services.read("kpi", f"/goals/{code}"),
        wanted=code,
        room="/doelen",
        known=lambda: {each["code"]: page.text(each["text"]) for each in page.services.items("kpi", "/goals")},
    )
