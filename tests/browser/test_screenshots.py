"""A picture of every page for docs/screenshots, made only when asked for: PPDS_WRITE_SCREENSHOTS=1."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.site import Site, Visited, looked_at

FOLDER = Path("docs/screenshots")
HEIGHT = 1800
HEAVIEST = 150_000
SCALES = (0.8, 0.6, 0.45)
ON_A_PHONE = ("/", "/indicatoren/{code}", "/organisaties/{end:path}", "/doelen/{code}")


def one_of_each_route(site: Site) -> list[Visited]:
    chosen: dict[str, Visited] = {}
    for _, page in looked_at(site):
        if page.language == "nl":
            chosen.setdefault(page.route, page)
    return list(chosen.values())


def named(route: str) -> str:
    return re.sub(r"[^a-z]+", "-", re.sub(r"\{.*?\}", "een", route)).strip("-") or "begin"


@pytest.mark.skipif(os.environ.get("PPDS_WRITE_SCREENSHOTS") != "1", reason="PPDS_WRITE_SCREENSHOTS is not 1")
def test_every_route_has_a_picture_that_is_not_heavy(site: Site, browser: Browser) -> None:
    FOLDER.mkdir(exist_ok=True)
    pages = [(page, 1280) for page in one_of_each_route(site)]
    pages += [(page, 390) for page, _ in list(pages) if page.route in ON_A_PHONE]
    for page, width in pages:
        file = FOLDER / f"{named(page.route)}{'' if width == 1280 else '-telefoon'}.png"
        _picture(browser, site.url + page.address, width, file)
        assert file.stat().st_size < HEAVIEST, file
    assert sum(each.stat().st_size for each in FOLDER.glob("*.png")) < 6_000_000


def _picture(browser: Browser, address: str, width: int, file: Path) -> None:
    """The page down to some height; smaller when the file would be heavy."""
    for scale in SCALES:
        shown = browser.new_page(viewport={"width": width, "height": HEIGHT}, device_scale_factor=scale)
        shown.goto(address, wait_until="networkidle", timeout=60_000)
        shown.screenshot(path=file)
        shown.close()
        if file.stat().st_size < HEAVIEST:
            return
