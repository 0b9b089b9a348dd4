"""One box for bodies, chains, indicators, goals, themes and procedures; a service that is down takes only its part."""

from collections.abc import Iterator
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from dashboard.asking.faults import Missing, Refused
from dashboard.page import bodies
from dashboard.page.language import sentence
from dashboard.page.page import Page, ThisPage
from dashboard.page.period import Filters
from dashboard.search.matching import Named, alike
from shared.settings import ServiceName

router = APIRouter()
_LISTS: Final = (
    (sentence("Thema's"), "/themes", "/themas"),
    (sentence("Indicatoren"), "/indicators", "/indicatoren"),
    (sentence("Productketens"), "/product-chains", "/ketens"),
    (sentence("Doelen"), "/goals", "/doelen"),
)


class Asked(Filters):
    """What was typed."""

    q: str = Field("", max_length=200)


@router.get("/zoeken")
def search(page: ThisPage, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """What is like the words that were typed, by kind."""
    typed = asked.q.strip()
    missing: list[ServiceName] = []
    groups: list[tuple[str, list[Named]]] = []
    if typed:
        try:
            groups.append((page.say("Organisaties"), alike(typed, _bodies(page))))
        except Missing as fault:
            missing.append(fault.service)
        try:
            groups += [(page.say(words), alike(typed, _listed(page, path, room))) for words, path, room in _LISTS]
        except Missing as fault:
            missing.append(fault.service)
        try:
            groups.append((page.say("Aanbestedingen"), _procedures(page, typed)))
        except Missing as fault:
            missing.append(fault.service)
    shown = sorted(((words, hits) for words, hits in groups if hits), key=lambda each: -each[1][0].likeness)
    return page.html("search/templates/search.html", typed=typed, groups=shown, missing=missing)


def _bodies(page: Page) -> Iterator[Named]:
    for each in page.services.items("registry", "/parties"):
        yield Named(each["key"], each["name"], f"/organisaties/{bodies.short(each['key'])}")


def _listed(page: Page, path: str, room: str) -> Iterator[Named]:
    for each in page.services.items("kpi", path) if path == "/goals" else page.services.read("kpi", path)["items"]:
        yield Named(each["code"], page.text(each.get("names") or each["text"]), f"{room}/{each['code']}")


def _procedures(page: Page, typed: str) -> list[Named]:
    try:
        sought = UUID(typed)
    except ValueError:
        return []
    try:
        stands = page.services.read("ingest", f"/procedures/{sought}")
    except Refused:
        return []
    return [Named(str(sought), stands["title"] or page.say("zonder titel"), f"/aanbestedingen/{sought}", 100.0)]
