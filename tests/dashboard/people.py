"""People who sign in to the dashboard, as a browser does it."""

import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import httpx
from starlette.testclient import TestClient

from tests.dashboard.conftest import DASHBOARD, Pages

OWN_FORM = {"Origin": DASHBOARD, "Sec-Fetch-Site": "same-origin"}


class _Hidden(HTMLParser):
    """The hidden fields of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = dict(attrs)
        if tag == "input" and stated.get("type") == "hidden":
            self.fields[str(stated["name"])] = str(stated.get("value") or "")


def hidden_fields(page: str) -> dict[str, str]:
    """What a page sends along without showing it."""
    reader = _Hidden()
    reader.feed(page)
    return reader.fields


def csrf_of(page: str) -> str:
    """The token of the session, as the forms of a page carry it."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found, "the page has a form with the token of the session"
    return found.group(1)


def to_issuer(browser: TestClient, *, return_to: str = "/werk") -> str:
    """Begin to sign in; gives the address at the issuer."""
    answer = browser.get("/aanmelden", params={"return_to": return_to})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def at_issuer(address: str, *roles: str, subject: str = "persoon-1", organisation: str | None = None) -> str:
    """Choose who to be at the issuer; gives the address to come back to."""
    page = httpx.get(address, trust_env=False)
    assert page.status_code == 200, page.text
    form = {**hidden_fields(page.text), "role": list(roles), "subject": subject, "organisation": organisation or ""}
    answer = httpx.post(address.partition("?")[0], data=form, trust_env=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def path_of(address: str) -> str:
    """An address of the dashboard without its origin."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def query_of(address: str) -> dict[str, str]:
    """What an address says behind its question mark."""
    return dict(parse_qsl(urlsplit(address).query))


def signed_in(
    pages: Pages, *roles: str, subject: str = "persoon-1", organisation: str | None = None, return_to: str = "/werk"
) -> TestClient:
    """The browser of somebody who signed in."""
    browser = pages.browser()
    back = at_issuer(to_issuer(browser, return_to=return_to), *roles, subject=subject, organisation=organisation)
    answer = browser.get(path_of(back))
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == return_to
    return browser
