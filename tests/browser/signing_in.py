"""Somebody signs in at the test issuer of the demonstration, as a browser does it."""

import httpx
from lxml import html

from deploy.issuer_grants import ROLES
from tests.browser.site import elements

BODY = "https://identifier.ppds.example/id/test/00000099990000010000"
"""A ministry of the demonstration."""
NOT_ONE_OF_A_BODY = "leverancier"


def sign_in(url: str) -> dict[str, str]:
    """The cookie of somebody of a body who has every role there is at one."""
    with httpx.Client(timeout=30, trust_env=False) as http:
        to_issuer = http.get(f"{url}/aanmelden", params={"return_to": "/werk"})
        form = http.get(to_issuer.headers["location"])
        document = html.fromstring(form.content)
        hidden = {each.get("name", ""): each.get("value", "") for each in elements(document, "//input[@type='hidden']")}
        roles = [role for role in ROLES if role != NOT_ONE_OF_A_BODY]
        chosen = {**hidden, "role": roles, "subject": "proefpersoon", "organisation": BODY}
        back = http.post(str(form.url).partition("?")[0], data=chosen)
        session = http.get(back.headers["location"])
        assert session.status_code == httpx.codes.SEE_OTHER, session.text
        return {name: value for name, value in session.cookies.items() if value}
