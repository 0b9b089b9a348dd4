"""Publications: what was published when, its files, what differs between two, what was decided on it, and a feed."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from dashboard.asking.answers import Answer
from dashboard.asking.services import part
from dashboard.page.looking_up import found
from dashboard.page.page import Page, ThisPage
from dashboard.page.period import Filters
from dashboard.publications import feed, words

router = APIRouter()
ROOM: Final = "/publicaties"
_MOST: Final = 100


class Differing(Filters):
    """Against which other publication, and where to go on."""

    against: str = Field(max_length=60)
    cursor: str | None = Field(None, max_length=2000)


@router.get(ROOM)
def publications(page: ThisPage, _asked: Annotated[Filters, Query()]) -> HTMLResponse:
    """Every publication, every pack, and the decisions that were taken on figures."""
    return page.html(
        "publications/templates/publications.html",
        publications=part(lambda: page.services.read("kpi", "/publications", limit=_MOST)),
        packs=part(lambda: page.services.read("kpi", "/packs", limit=_MOST)),
        decisions=part(lambda: page.services.read("kpi", "/decisions", limit=_MOST)),
        series=words.said(page, words.SERIES),
        states=words.said(page, words.STATES),
        kinds=words.said(page, words.PACKS),
    )


@router.get(f"{ROOM}/atom")
def atom(page: ThisPage, _asked: Annotated[Filters, Query()]) -> Response:
    """The publications as an Atom feed, newest first."""
    listed = page.services.read("kpi", "/publications", limit=_MOST)["items"]
    return Response(feed.atom(page, listed), media_type="application/atom+xml")


@router.get(f"{ROOM}/pakketten/{{pack}}")
def pack(page: ThisPage, pack: str, _asked: Annotated[Filters, Query()]) -> HTMLResponse:
    """One pack with its files."""
    told = found(
        lambda: page.services.read("kpi", f"/packs/{pack}"),
        wanted=pack,
        room=f"{ROOM}/pakketten",
        known=lambda: _names(page, "/packs"),
    )
    return page.html(
        "publications/templates/pack.html",
        told=told,
        kinds=words.said(page, words.PACKS),
        states=words.said(page, words.STATES),
    )


@router.get(f"{ROOM}/{{name}}")
def publication(page: ThisPage, name: str, _asked: Annotated[Filters, Query()]) -> HTMLResponse:
    """One publication: what it rests on, its files, and what was decided on it."""
    told = _publication(page, name)
    others = page.services.read("kpi", "/publications", year=told["year"], limit=_MOST)["items"]
    return page.html(
        "publications/templates/publication.html",
        told=told,
        manifest=part(lambda: page.services.read("kpi", f"/publications/{name}/files/manifest.json")),
        decisions=part(lambda: page.services.read("kpi", "/decisions", publication=name)),
        others=[each for each in others if each["name"] != name],
        series=words.said(page, words.SERIES),
        states=words.said(page, words.STATES),
    )


@router.get(f"{ROOM}/{{name}}/verschillen")
def differences(page: ThisPage, name: str, asked: Annotated[Differing, Query()]) -> HTMLResponse:
    """What differs between two publications, each with its cause."""
    told = _publication(page, name)
    other = _publication(page, asked.against)
    rows = page.services.read(
        "kpi", f"/publications/{name}/differences", against=asked.against, cursor=asked.cursor, limit=_MOST
    )
    names = {each["code"]: each for each in page.services.read("kpi", "/indicators")["items"]}
    return page.html(
        "publications/templates/differences.html",
        told=told,
        other=other,
        rows=rows,
        cards=names,
        levels=words.said(page, words.LEVELS),
    )


def _publication(page: Page, name: str) -> Answer:
    return found(
        lambda: page.services.read("kpi", f"/publications/{name}"),
        wanted=name,
        room=ROOM,
        known=lambda: _names(page, "/publications"),
    )


def _names(page: Page, path: str) -> dict[str, str]:
    return {each["name"]: str(each["year"]) for each in page.services.read("kpi", path, limit=_MOST)["items"]}
