"""An administrator takes a new body from nothing to its first counted notice in the pages alone, and few clicks do.

The how-to says how many clicks each step takes; this is where they are counted.
"""

import re
import time
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.site import Site

HOW_TO = Path("docs/how-to/administer-in-the-browser.md")
NAME = "Voorbeeldstichting Zonder Nummer"


class Clicks:
    """A page, and how often something on it was clicked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def link(self, words: str | re.Pattern[str]) -> None:
        self._click(self.page.locator("main").get_by_role("link", name=words).first)

    def button(self, words: str) -> None:
        self._click(self.page.get_by_role("button", name=words, exact=True))

    def _click(self, found: object) -> None:
        self.count += 1
        found.click()  # type: ignore[attr-defined]
        self.page.wait_for_load_state()


def test_a_new_body_from_nothing_to_its_first_counted_notice(browser: Browser, site: Site) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.url}/aanmelden?return_to=/werk")
    page.get_by_label("beheerder").check()
    page.get_by_role("button", name="Aanmelden").click()
    began, clicks, said = time.monotonic(), Clicks(page), []

    clicks.link("Onbekende kopers")
    assert NAME in page.inner_text("main")
    said.append(clicks.count)

    page.goto(f"{site.url}/werk")
    clicks.link("Organisaties")
    clicks.link("Organisatie toevoegen")
    page.get_by_label("Soort", exact=True).select_option("public-law-body")
    page.get_by_label("Naam", exact=True).fill(NAME)
    page.get_by_label("Bron van deze gegevens").fill("Oprichtingsakte")
    clicks.button("Organisatie toevoegen")
    assert page.get_by_role("status").is_visible()
    said.append(clicks.count - sum(said))

    page.goto(f"{site.url}/werk")
    clicks.link("Onbekende kopers")
    clicks.link(re.compile(f"bekijken.*{NAME}"))
    clicks.link("Koppelen aan een organisatie")
    page.get_by_label("Organisatie", exact=True).fill(NAME)
    page.get_by_label("Reden").fill("Staat zo in de akte")
    clicks.button("Koppelen aan een organisatie")
    assert page.get_by_role("status").is_visible()
    said.append(clicks.count - sum(said))

    page.goto(f"{site.url}/werk/registers/organisaties?name={NAME}")
    clicks.link(re.compile("bekijken"))
    clicks.link("De openbare pagina van deze organisatie")
    _until_counted(page)
    said.append(clicks.count - sum(said))

    stated = [int(number) for number in re.findall(r"^\| \d+ \|.*\| (\d+) \|$", HOW_TO.read_text(), re.MULTILINE)]
    assert said == stated
    assert time.monotonic() - began < 120


def _until_counted(page: Page, *, seconds: float = 60) -> None:
    """Until the page of the body shows procurements; the figures follow the link within moments."""
    ends_at = time.monotonic() + seconds
    counted = page.locator("data[data-indicator=ALG-P21][data-part=value]")
    while True:
        values = [found.get_attribute("value") for found in counted.all()]
        if any(value and float(value) > 0 for value in values):
            return
        assert time.monotonic() < ends_at, values
        time.sleep(1)
        page.reload()
