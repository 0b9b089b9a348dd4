"""Each page of work x each role: who sees it, who is told what it takes, and that nobody sees it without signing in."""

import pytest
from starlette.testclient import TestClient

from dashboard.records.kinds import FORMS
from dashboard.work.desks import DESKS
from deploy.issuer_grants import ROLES
from tests.dashboard.conftest import Pages
from tests.dashboard.people import OWN_FORM, csrf_of, signed_in

OIN = "00000099000000777002"
NOBODYS = "00000000-0000-4000-8000-000000000000"
WRITES = {role for role, scopes in ROLES.items() if "ingest:write" in scopes}
READS = {role for role, scopes in ROLES.items() if "ingest:read" in scopes}
SUPPLIES = {"leverancier"}

SEEN_BY = {
    "/werk": set(ROLES),
    "/werk/aanvullingen": WRITES,
    f"/werk/aanvullingen/{NOBODYS}": WRITES,
    "/werk/contracten": READS | SUPPLIES,
    f"/werk/contracten/{NOBODYS}": READS | SUPPLIES,
    f"/werk/contracten/{NOBODYS}/uitvraag.csv": READS | SUPPLIES,
    "/werk/aanleveren": WRITES | SUPPLIES,
    "/werk/aanleveren/sjabloon/ppds-registration.xlsx": WRITES | SUPPLIES,
    "/werk/aanleveringen": READS | SUPPLIES,
    f"/werk/aanleveringen/{NOBODYS}": READS | SUPPLIES,
    f"/werk/aanleveringen/{NOBODYS}/tabel.xlsx": READS | SUPPLIES,
} | {f"/werk/formulier/{kind}": WRITES | (SUPPLIES if form.suppliers else set()) for kind, form in FORMS.items()}
"""Which roles see each page; a page about something that is nobody's is not found by those."""

SENT = [path for path in SEEN_BY if path.startswith(("/werk/formulier/", "/werk/aanvullingen/"))]


@pytest.fixture(scope="module")
def people(pages: Pages) -> dict[str, TestClient]:
    pages.services.add_party("Voorbeeldgemeente Rollen", oin=OIN)
    return {role: signed_in(pages, role, subject=f"rol-{role}", organisation=OIN) for role in ROLES}


@pytest.mark.parametrize("path", SEEN_BY)
def test_nobody_sees_it_without_signing_in(pages: Pages, path: str) -> None:
    for language in ("", "/en"):
        assert pages.browser().get(f"{language}{path}").status_code == 401


@pytest.mark.parametrize("path", SEEN_BY)
@pytest.mark.parametrize("role", ROLES)
def test_who_sees_which_page(people: dict[str, TestClient], role: str, path: str) -> None:
    seen = 404 if NOBODYS in path else 200

    assert people[role].get(path).status_code == (seen if role in SEEN_BY[path] else 403)


@pytest.mark.parametrize("path", SENT)
@pytest.mark.parametrize("role", ROLES)
def test_who_may_send_which_form(people: dict[str, TestClient], role: str, path: str) -> None:
    browser = people[role]
    csrf = csrf_of(browser.get("/werk").text)

    answer = browser.post(path, data={"csrf": csrf, "_state": "draft"}, headers=OWN_FORM)
    allowed = 404 if NOBODYS in path else 422
    assert answer.status_code == (allowed if role in SEEN_BY[path] else 403)


@pytest.mark.parametrize("role", ROLES)
def test_the_start_page_shows_ones_own_desk_first_and_only_pages_that_open(
    people: dict[str, TestClient], role: str
) -> None:
    page = people[role].get("/werk").text

    [own] = [desk for desk in DESKS if desk.role == role]
    shown = [desk.role for desk in DESKS if f'id="{desk.role}"' in page]
    assert min(shown, key=lambda desk: page.index(f'id="{desk}"')) == role
    assert own.tasks, "every role has work"
