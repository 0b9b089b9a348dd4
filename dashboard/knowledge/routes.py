"""Knowledge per chain and theme: links to who keeps it instead of copies, and the indicators that go with it."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from dashboard.asking.services import part
from dashboard.knowledge.sources import about
from dashboard.page.faults import NotThere
from dashboard.page.language import sentence
from dashboard.page.page import ThisPage
from dashboard.page.period import Filters
from shared.nearest import nearest

router = APIRouter()

_MOST: Final = 50
KINDS: Final = {
    "requirement": sentence("eis"),
    "selection": sentence("selectiecriterium"),
    "award": sentence("gunningscriterium"),
    "clause": sentence("contractbepaling"),
    "open": sentence("nog geen antwoord"),
    "planned": sentence("gepland"),
    "met": sentence("vervuld"),
    "declined": sentence("afgewezen"),
    "buyer": sentence("inkoper"),
    "market-party": sentence("marktpartij"),
    "user": sentence("gebruiker van cijfers"),
}


class Asked(Filters):
    """About which chain, which theme."""

    chain: str | None = Field(None, max_length=120)
    theme: str | None = Field(None, max_length=40)


@router.get("/kennis")
def knowledge(page: ThisPage, asked: Annotated[Asked, Query()]) -> HTMLResponse:
    """What is known elsewhere, and what will be measured."""
    chains = {each["code"]: each for each in page.services.read("kpi", "/product-chains")["items"]}
    listed = page.services.read("kpi", "/themes")["items"]
    themes = {each["code"]: each["names"] for each in listed if each["kind"] == "theme"}
    for wanted, known, name in ((asked.chain, chains, "chain"), (asked.theme, themes, "theme")):
        if wanted and wanted not in known:
            alike = nearest(wanted, known)
            raise NotThere(wanted, [(f"/kennis?{name}={alike}", alike)] if alike else [])
    chosen = frozenset({asked.theme} if asked.theme else chains[asked.chain]["shortlist"] if asked.chain else ())
    cards = page.services.read("kpi", "/indicators")["items"]
    about_both = {"chain": asked.chain, "theme": asked.theme, "limit": _MOST}
    return page.html(
        "knowledge/templates/knowledge.html",
        asked=asked,
        chains=chains,
        themes=themes,
        chosen=[code for code in themes if code in chosen],
        sources=[(each, page.say(each.says)) for each in about(chosen)],
        cards=[card for card in cards if card["theme"] in chosen]
        if chosen
        else [card for card in cards if card["core"]],
        groups=part(lambda: page.services.read("kpi", "/buyer-groups", chain=asked.chain)),
        criteria=part(lambda: page.services.read("kpi", "/criteria", **about_both)),
        needs=part(lambda: page.services.read("kpi", "/needs", **about_both)),
        kinds=KINDS,
        instruments=part(lambda: page.services.read("registry", "/instruments")),
    )
