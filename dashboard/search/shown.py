"""Where the pages are of what was found, and under which words it stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from dashboard.asking.answers import Answer
from dashboard.page import bodies
from dashboard.page.language import sentence
from dashboard.page.page import Page

KINDS: Final = {
    "procedure": sentence("Aanbestedingen"),
    "notice": sentence("Bekendmakingen"),
    "party": sentence("Organisaties"),
    "theme": sentence("Thema's"),
    "indicator": sentence("Indicatoren"),
    "goal": sentence("Doelen"),
    "product-chain": sentence("Productketens"),
    "contract": sentence("Uw contracten"),
    "record": sentence("Wat u bijhoudt"),
    "submission": sentence("Uw aanleveringen"),
    "reference-list": sentence("Lijsten"),
}
"""Each kind of thing that can be found, in the words above its group."""

_PAGES: Final[dict[str, Callable[[Answer], str]]] = {
    "procedure": lambda hit: f"/aanbestedingen/{hit['code']}",
    "notice": lambda hit: f"/aanbestedingen/{hit['link'].rpartition('/')[2]}",
    "party": lambda hit: f"/organisaties/{bodies.short(hit['code'])}",
    "theme": lambda hit: f"/themas/{quote(hit['code'])}",
    "indicator": lambda hit: f"/indicatoren/{quote(hit['code'])}",
    "goal": lambda hit: f"/doelen/{quote(hit['code'])}",
    "product-chain": lambda hit: f"/ketens/{quote(hit['code'])}",
    "contract": lambda hit: f"/werk/contracten/{hit['code']}",
    "submission": lambda hit: f"/werk/aanleveringen/{hit['code']}",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit as the page shows it."""

    name: str
    code: str
    address: str
    score: int


def shown(page: Page, hit: Answer) -> Shown:
    """The hit with the address of its page; of a list, which has none, that of the data."""
    names = hit["names"]
    name = (names["en"] if page.language == "en" else None) or names["nl"]
    if (place := _PAGES.get(hit["kind"])) is not None:
        address = page.link(place(hit))
    elif hit["kind"] == "record":
        address = page.link("/werk")
    else:
        address = page.api("registry", hit["link"].removeprefix("/v1"))
    return Shown(name, hit["code"], address, hit["score"])


def grouped(page: Page, hits: Sequence[Answer]) -> list[tuple[str, list[Shown]]]:
    """Hits by kind, the kind of the best one first; of equals in the order of KINDS."""
    groups = [(words, [shown(page, hit) for hit in hits if hit["kind"] == kind]) for kind, words in KINDS.items()]
    filled = [(page.say(words), each) for words, each in groups if each]
    return sorted(filled, key=lambda group: -group[1][0].score)
