"""All pages of the dashboard as a reader comes across them: from the start page over links, in both languages."""

import json
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import cast
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
from fastapi.routing import APIRoute
from lxml import html
from starlette.routing import compile_path

from client.profile import Service
from dashboard.app import ROUTERS
from dashboard.page.language import PREFIX

EXAMPLES = 3
"""So many pages of one route are looked at whole, in each language; their links are followed, too."""
EXAMPLES_WITH_FILTERS = 2
WORK = "/werk"
STARTS = ("/", "/en", "/zoeken?q=gebouwen", "/en/zoeken?q=buildings")
"""Where the walk begins: searching is a form, to which no link leads."""
MOST_LINKS = 10
"""So many links to pages of one route are tried, in each language."""


@dataclass(frozen=True, slots=True)
class Visited:
    """One address and what it answered; `weight` is in bytes, with the images of the page."""

    address: str
    route: str
    language: str
    status: int
    kind: str
    weight: int
    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    @property
    def is_page(self) -> bool:
        return self.kind == "text/html" and self.status == httpx.codes.OK


@dataclass(slots=True)
class Site:
    """The dashboard that was walked through: where it is, where its services are, and its pages."""

    url: str
    services: dict[Service, str]
    client_id: str
    key_file: str
    session: dict[str, str] = field(default_factory=dict)
    """The cookie of somebody who signed in with every role: pages of work are walked through as them."""
    visited: list[Visited] = field(default_factory=list)

    @property
    def pages(self) -> list[Visited]:
        return [each for each in self.visited if each.is_page]

    def write(self, folder: Path) -> None:
        (folder / "site.json").write_text(json.dumps(asdict(self)), encoding="utf-8")


def site_of(folder: Path) -> Site:
    stated = json.loads((folder / "site.json").read_text(encoding="utf-8"))
    return Site(**{**stated, "visited": [Visited(**each) for each in stated["visited"]]})


def elements(document: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    """The elements at an XPath."""
    return cast("list[html.HtmlElement]", document.xpath(path))


def texts(document: html.HtmlElement, path: str) -> list[str]:
    """The attributes at an XPath."""
    return [str(each) for each in cast("list[str]", document.xpath(path))]


def page_file(folder: Path, number: int) -> Path:
    return folder / f"page-{number:04}.html"


def routes() -> Iterator[str]:
    """The address of every page that the app has."""
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
                yield route.path


PATTERNS = [(route, compile_path(route)[0]) for route in routes()]


def route_of(path: str) -> tuple[str, str]:
    """The language and the route of a path; a route that no page has is the path itself."""
    english = path == PREFIX or path.startswith(f"{PREFIX}/")
    plain = (path[len(PREFIX) :] or "/") if english else path
    for route, pattern in PATTERNS:
        if pattern.match(plain):
            return ("en" if english else "nl", route)
    return ("nl", plain)


def is_work(address: str) -> bool:
    """Whether an address is of a page behind sign-in."""
    return route_of(urlsplit(address).path)[1].startswith(WORK)


def walk(site: Site, folder: Path) -> None:
    """Visit the pages and write them down: first as anybody, then those of work as somebody who signed in."""
    weights: dict[str, int] = {}
    # A connection of its own for each question: uvicorn closes one that was idle at a moment of its own.
    alone = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(base_url=site.url, timeout=60, limits=alone) as http:
        _walk(http, [*STARTS], site, folder, weights, follow=lambda address: not is_work(address))
        http.cookies.update(site.session)
        rooms = [f"{start}{WORK}{room}" for room in ("", "/registers/organisaties") for start in ("", PREFIX)]
        _walk(http, rooms, site, folder, weights, follow=is_work)


def _walk(
    http: httpx.Client,
    starts: list[str],
    site: Site,
    folder: Path,
    weights: dict[str, int],
    *,
    follow: Callable[[str], bool],
) -> None:
    """A few pages of each route whole, with their links; some more for their answer."""
    waiting, seen = deque(starts), set(starts)
    met: Counter[tuple[str, str, bool]] = Counter()
    while waiting:
        address = waiting.popleft()
        key = (*route_of(urlsplit(address).path), "?" in address)
        met[key] += 1
        whole = met[key] <= (EXAMPLES_WITH_FILTERS if "?" in address else EXAMPLES)
        if met[key] > MOST_LINKS:
            continue
        visited = _visit(http, address, weights if whole else None, folder, len(site.visited))
        site.visited.append(visited)
        if whole:
            new = [each for each in dict.fromkeys(visited.links) if each not in seen and follow(each)]
            seen.update(new)
            waiting.extend(new)


def looked_at(site: Site) -> list[tuple[int, Visited]]:
    """The pages that are looked at whole, with their numbers: a few of each route in each language."""
    examples: Counter[tuple[str, str, bool]] = Counter()
    chosen = []
    for number, each in enumerate(site.visited):
        if not each.is_page:
            continue
        key = (each.language, each.route, "?" in each.address)
        examples[key] += 1
        most = 1 if each.language == "en" else EXAMPLES_WITH_FILTERS if "?" in each.address else EXAMPLES
        if examples[key] <= most:
            chosen.append((number, each))
    return chosen


def _visit(http: httpx.Client, address: str, weights: dict[str, int] | None, folder: Path, number: int) -> Visited:
    answer = http.get(address)
    language, route = route_of(urlsplit(address).path)
    kind = answer.headers.get("content-type", "").partition(";")[0]
    links: list[str] = []
    images: list[str] = []
    outside: list[str] = []
    weight = len(answer.content)
    if answer.is_redirect:
        links.append(answer.headers["location"])
    if kind == "text/html" and answer.content:
        page_file(folder, number).write_bytes(answer.content)
        document = html.fromstring(answer.content)
        links += texts(document, "//a/@href | //link[not(@rel='stylesheet') and not(@rel='icon')]/@href")
        images = texts(document, "//img/@src | //link[@rel='stylesheet' or @rel='icon']/@href")
        weight += sum(_weight(http, each, weights) for each in set(images)) if weights is not None else 0
    own = []
    for each in links:
        absolute = urldefrag(urljoin(str(answer.url), each)).url
        if absolute.startswith(f"{http.base_url}".rstrip("/") + "/"):
            own.append(absolute.removeprefix(f"{http.base_url}".rstrip("/")))
        else:
            outside.append(each)
    return Visited(address, route, language, answer.status_code, kind, weight, own, images, outside)


def _weight(http: httpx.Client, address: str, weights: dict[str, int]) -> int:
    if address not in weights:
        answer = http.get(address)
        for _ in range(30):
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            # Charts are drawn by few processes; whoever is told to come back later does.
            time.sleep(float(answer.headers["retry-after"]))
            answer = http.get(address)
        assert answer.status_code == httpx.codes.OK, f"{address} answered {answer.status_code}"
        weights[address] = len(answer.content)
    return weights[address]
