"""Without a mouse: by keyboard alone from the start to a procedure, and to a figure that moved."""

import time
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.site import Site

MOST_TABS = 400
BODY = "https://identifier.ppds.example/id/test/00000099990000060000"
"""A province of the demonstration that did not begin with its supplements."""
WHERE = """() => { const at = document.activeElement; return at && at !== document.body
  ? [at.tagName, at.getAttribute('href') || '', (at.innerText || at.value || '').trim(), at.name || '',
     getComputedStyle(at).outlineStyle] : null }"""


@pytest.fixture
def page(browser: Browser) -> Page:
    return browser.new_context(viewport={"width": 1280, "height": 900}).new_page()


def tab_to(page: Page, *, href: str = "", words: str = "", name: str = "", shown: bool = True) -> None:
    """Press Tab until this has the focus, and see that it shows it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        at = page.evaluate(WHERE)
        if at is None:
            continue
        tag, address, text, field, outline = at
        fits = field == name if name else address.startswith(href) and words in text if href else words == text
        if fits and (href or name or tag in {"A", "BUTTON"}):
            assert outline != "none" or not shown, f"{text or field} does not show that it has the focus"
            return
    raise AssertionError(f"Tab never came to {href or words or name} on {page.url}")


def go(page: Page, *, href: str = "", words: str = "") -> None:
    tab_to(page, href=href, words=words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_from_the_start_over_theme_indicator_and_body_to_a_procedure(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.keyboard.press("Tab")
    assert page.evaluate(WHERE)[2] == "Naar de inhoud"
    go(page, href="/themas/climate")
    go(page, href="/indicatoren/ALG-P16?")
    tab_to(page, name="by")
    page.keyboard.type("organisatie")
    go(page, words="Toon")
    go(page, href="/organisaties/test/")
    go(page, href="/herleiden/ALG-P21")
    go(page, href="/aanbestedingen/")
    assert urlsplit(page.url).path.startswith("/aanbestedingen/")
    assert page.locator("h1").count() == 1
    go(page, href="/bekendmakingen/")
    tab_to(page, href=f"{urlsplit(page.url).path}/bron")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    source = Path(download.value.path()).read_bytes()
    assert sha256(source).hexdigest() in page.inner_text("main")


def test_signing_in_answering_a_supplement_and_seeing_a_figure_move(page: Page, site: Site) -> None:
    seen = f"{site.url}/indicatoren/ALG-P15?by=theme&year=2025"
    page.goto(seen)
    before = figures(page)
    page.goto(f"{site.url}/werk")
    go(page, href="/aanmelden")
    choose_who_to_be(page, "inkoper")
    assert urlsplit(page.url).path == "/werk"
    go(page, href="/werk/aanvullingen")
    with_no_answer = page.locator("tr", has_text="nog niet begonnen").first.get_by_role("link").get_attribute("href")
    go(page, href=str(with_no_answer))
    answer(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".faults, .summary, [role=alert]").count() == 0, page.inner_text("main")
    page.goto(seen)
    ends_at = time.monotonic() + 90
    while figures(page) == before:
        assert time.monotonic() < ends_at, "no figure of a theme moved"
        time.sleep(1)
        page.reload()


def test_a_file_is_chosen_sent_and_followed_to_its_findings(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/werk")
    go(page, href="/aanmelden")
    choose_who_to_be(page, "inkoper")
    go(page, href="/werk/aanleveren")
    tab_to(page, name="bestand")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    table = b"senderKey,awardedOn,what,valueBand\nBON-1,2026-02-30,cpv:39130000,1\n"
    chooser.value.set_files({"name": "bonnen.csv", "mimeType": "text/csv", "buffer": table})
    go(page, words="Lever aan")
    assert urlsplit(page.url).path.startswith("/werk/aanleveringen/")
    ends_at = time.monotonic() + 60
    while page.get_by_text("Kijk hoe ver het nu is").count():
        assert time.monotonic() < ends_at, "the file was not read"
        time.sleep(0.5)
        go(page, words="Kijk hoe ver het nu is")
    assert "awardedOn" in page.inner_text("main")


def figures(page: Page) -> list[tuple[str, str, str]]:
    read = "all => all.map(each => [each.dataset.indicator, each.dataset.part, each.value])"
    return [tuple(each) for each in page.eval_on_selector_all("main data", read)]


def choose_who_to_be(page: Page, role: str) -> None:
    """At the test issuer: the role, and the body in its field; Enter sends the form."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        name, value = page.evaluate("() => [document.activeElement.name, document.activeElement.value]")
        if (name, value) == ("role", role):
            page.keyboard.press("Space")
        if name == "organisation":
            page.keyboard.type(BODY)
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError("the issuer has no field for the body")


def answer(page: Page) -> None:
    """Say no to every question with choices, on the way to the button that makes the supplement final."""
    state = """() => { const at = document.activeElement;
      return [at.type || '', at.innerText || '', at.closest('form.fill') !== null] }"""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        kind, words, inside = page.evaluate(state)
        if words.strip() == "Definitief maken":
            return
        if inside and kind == "radio":  # from what is chosen, to say nothing, up over "not public" to "no"
            page.keyboard.press("ArrowUp")
            page.keyboard.press("ArrowUp")
    raise AssertionError("Tab never came to the button")
