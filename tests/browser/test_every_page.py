"""Each page in a real browser: on a wide screen, a phone and at 400 %, in forced colours, without JavaScript."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from dashboard.page.language import PREFIX
from tests.browser.site import WORK, Site, Visited

AXE = Path(".venv/browser/node_modules/axe-core/axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGE = """async rules => (await axe.run(document, {runOnly: rules})).violations.map(
  each => `${each.id}: ${each.help}: ${each.nodes.slice(0, 3).map(node => node.target.join(' ')).join(', ')}`)"""
TOO_WIDE = "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
TRIES = 3
"""Others change figures meanwhile: a page that says something else is looked at again."""
WIDTHS = {1280: {}, 390: {"forced_colors": "active", "reduced_motion": "reduce"}, 320: {}}


@pytest.fixture(scope="module")
def contexts(browser: Browser, site: Site) -> Iterator[dict[int, BrowserContext]]:
    made: dict[int, BrowserContext] = {}
    for width, more in WIDTHS.items():
        options: Any = {"viewport": {"width": width, "height": 900}, "bypass_csp": True, **more}
        made[width] = with_session(browser.new_context(**options), site)
    yield made
    for each in made.values():
        each.close()


def with_session(context: BrowserContext, site: Site) -> BrowserContext:
    """The same, in which pages of work are those of somebody who signed in; all others are anybody's."""
    host = str(urlsplit(site.url).hostname)
    for name, value in site.session.items():
        for path in (WORK, f"{PREFIX}{WORK}"):
            context.add_cookies([{"name": name, "value": value, "domain": host, "path": path}])
    return context


def opened(context: BrowserContext, site: Site, visited: Visited) -> Page:
    """The page, and nothing of another host or a fault in its console."""
    page = context.new_page()
    elsewhere: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(site.url) else elsewhere.append(request.url))
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(site.url + visited.address, wait_until="load")
    assert (elsewhere, faults) == ([], [])
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_is_accessible_and_fits(
    number: int, width: int, site: Site, contexts: dict[int, BrowserContext]
) -> None:
    page = opened(contexts[width], site, site.visited[number])
    try:
        page.evaluate(AXE.read_text(encoding="utf-8") + ";null")
        violations = page.evaluate(JUDGE, RULES)
        assert violations == [], "\n".join(violations)
        inside, screen = page.evaluate(TOO_WIDE)
        assert inside <= screen, f"{inside} pixels on a screen of {screen}"
    finally:
        page.close()


def test_a_page_says_the_same_without_javascript(
    number: int, site: Site, browser: Browser, contexts: dict[int, BrowserContext]
) -> None:
    with_it, without = contexts[1280], with_session(browser.new_context(java_script_enabled=False), site)
    for _ in range(TRIES):
        said = [_said(context, site, site.visited[number]) for context in (with_it, without)]
        if said[0] == said[1]:
            break
    without.close()
    assert said[0].strip()
    assert said[0] == said[1]


def _said(context: BrowserContext, site: Site, visited: Visited) -> str:
    page = opened(context, site, visited)
    text = str(page.evaluate("() => document.body.innerText"))
    page.close()
    return text
