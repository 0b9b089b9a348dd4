"""A file sent in a page: what is not taken says why, and its report tells what to do by row and column."""

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from tests.dashboard.conftest import DASHBOARD, Pages
from tests.dashboard.people import OWN_FORM, csrf_of, signed_in
from tests.services import eventually

OIN = "00000099000000777003"
PAGE = "/werk/aanleveren"
TABLE = b"senderKey,awardedOn,what,valueBand\nBON-1,2026-02-30,cpv:39130000,1\n"


@pytest.fixture(scope="module")
def browser(pages: Pages) -> TestClient:
    pages.services.add_party("Voorbeeldgemeente Bestanden", oin=OIN)
    return signed_in(pages, "inkoper", subject="bestanden", organisation=OIN)


def sent(browser: TestClient, name: str, body: bytes, *, csrf: str | None = None) -> tuple[int, str, str]:
    """Status, place to go on, and what the page says."""
    answer = browser.post(
        PAGE,
        data={"csrf": csrf_of(browser.get(PAGE).text) if csrf is None else csrf},
        files={"bestand": (name, body, "application/octet-stream")},
        headers=OWN_FORM,
    )
    return answer.status_code, answer.headers.get("location", ""), unescape(answer.text)


def test_the_page_names_the_limit_and_offers_an_empty_table_of_each_data_contract(browser: TestClient) -> None:
    page = browser.get(PAGE).text

    assert "100" in page
    assert "MB" in page
    templates = re.findall(rf'href="({PAGE}/sjabloon/[^"]+)"', page)
    assert len(templates) >= 10
    taken = browser.get(next(each for each in templates if each.endswith("ppds-registration.xlsx")))
    assert taken.content.startswith(b"PK")
    assert "attachment" in taken.headers["content-disposition"]


def test_a_table_leads_to_its_report_with_row_column_and_what_to_do_and_the_table_with_notes(
    browser: TestClient,
) -> None:
    status, report, _ = sent(browser, "bonnen.csv", TABLE)
    assert status == 303

    def is_read() -> bool:
        return "Kijk hoe ver het nu is" not in browser.get(report).text

    eventually(is_read, seconds=60)
    page = browser.get(report).text
    assert "awardedOn" in page
    assert re.search(r"1</?\w*>? geweigerd|, 1 geweigerd", page)
    taken = browser.get(f"{report}/tabel.csv")
    assert b"BON-1" in taken.content

    again, where, _ = sent(browser, "anders.csv", TABLE)
    assert again == 303
    assert where == f"{report}?eerder=ja"
    assert "al eerder" in browser.get(where).text


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("leeg.csv", b"", "leeg"),
        ("", b"x", "Kies eerst een bestand"),
        ("plaatje.png", b"\x89PNG", "Wel: "),
        ("niets", b"x", "Wel: "),
        ('<script>alert(1)</script>\u202e".exe', b"x", "Wel: "),
        ("../../" + "a" * 300 + ".exe", b"x", "Wel: "),
    ],
)
def test_what_is_no_file_to_read_says_so_and_nothing_is_sent(
    browser: TestClient, name: str, body: bytes, said: str
) -> None:
    before = browser.get("/werk/aanleveringen").text.count("/werk/aanleveringen/")
    status, _, page = sent(browser, name, body)

    assert status == 422
    assert said in page
    assert "Er is niets verstuurd" in page
    assert "\u202e" not in page
    assert browser.get("/werk/aanleveringen").text.count("/werk/aanleveringen/") == before


def test_a_name_is_shown_as_text(browser: TestClient) -> None:
    answer = browser.post(
        PAGE,
        data={"csrf": csrf_of(browser.get(PAGE).text)},
        files={"bestand": ("<script>alert(1)</script>.exe", b"x", "text/csv")},
        headers=OWN_FORM,
    )
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_file_beyond_the_limit_names_it_and_is_not_kept(pages: Pages, browser: TestClient) -> None:
    csrf = csrf_of(browser.get(PAGE).text)
    small = pages.settings.model_copy(update={"upload_bytes": 1_000_000})
    pages.app.state.settings = small
    try:
        status, _, page = sent(browser, "groot.csv", b"x" * 1_100_000, csrf=csrf)
    finally:
        pages.app.state.settings = pages.settings
    assert status == 422
    assert "ten hoogste 1 MB" in page


def test_a_session_that_ended_says_that_the_file_has_to_be_chosen_again(pages: Pages) -> None:
    status, _, page = sent(pages.browser(), "bonnen.csv", TABLE, csrf="x")
    assert status == 401
    assert "kies het na het aanmelden opnieuw" in page


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://elders.example"}, {"Origin": DASHBOARD, "Sec-Fetch-Site": "cross-site"}],
)
def test_a_form_of_another_site_sends_nothing(browser: TestClient, headers: dict[str, str]) -> None:
    csrf = csrf_of(browser.get(PAGE).text)
    answer = browser.post(PAGE, data={"csrf": csrf}, files={"bestand": ("a.csv", TABLE)}, headers=headers)
    assert answer.status_code == 403


def test_a_form_without_the_token_of_the_session_sends_nothing(browser: TestClient) -> None:
    assert sent(browser, "bonnen.csv", TABLE, csrf="geraden")[0] == 403


def test_an_auditor_sends_no_files(pages: Pages) -> None:
    auditor = signed_in(pages, "auditor", subject="bestanden-auditor", organisation=OIN)
    csrf = csrf_of(auditor.get("/werk").text)
    assert sent(auditor, "bonnen.csv", TABLE, csrf=csrf)[0] == 403
