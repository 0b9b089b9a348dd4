"""Signing in and what does not pass for it: every attack is tried, and refused."""

import logging
from urllib.parse import urlencode

import httpx
import pytest

from tests.dashboard.conftest import Pages
from tests.dashboard.people import OWN_FORM, at_issuer, csrf_of, path_of, query_of, signed_in, to_issuer

SESSION = "__Host-ppds-session"


def test_somebody_signs_in_and_out(pages: Pages) -> None:
    browser = signed_in(pages, "beheerder")

    start = browser.get("/werk")
    assert start.status_code == 200
    assert "Beheren" in start.text
    out = browser.post("/afmelden", data={"csrf": csrf_of(start.text)}, headers=OWN_FORM)
    assert (out.status_code, out.headers["location"]) == (303, "/")
    assert browser.get("/werk").status_code == 401


def test_after_signing_in_one_is_where_one_was(pages: Pages) -> None:
    signed_in(pages, "auditor", return_to="/en/werk")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elders.example/",
        "//elders.example/",
        "/\\elders.example/",
        "\\\\elders.example",
        "javascript:alert(1)",
        "/%0d%0aLocation:https://elders.example\r\n",
        "werk",
        " //elders.example",
        "///elders.example",
        "/" + "x" * 3000,
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(pages: Pages, elsewhere: str) -> None:
    browser = pages.browser()
    back = at_issuer(to_issuer(browser, return_to=elsewhere), "auditor")
    assert browser.get(path_of(back)).headers["location"] == "/werk"

    assert browser.get("/aanmelden", params={"return_to": elsewhere}).headers["location"] == "/werk"


def test_the_cookie_is_for_this_host_and_no_script_reads_it(pages: Pages) -> None:
    browser = pages.browser()
    answer = browser.get(path_of(at_issuer(to_issuer(browser), "auditor")))

    [cookie] = [each for each in answer.headers.get_list("set-cookie") if each.startswith(SESSION)]
    words = {each.strip().lower() for each in cookie.split(";")[1:]}
    assert {"httponly", "secure", "samesite=lax", "path=/"} <= words
    assert not any(each.startswith("domain") for each in words)


def test_a_session_that_somebody_planted_never_becomes_that_of_whoever_signs_in(pages: Pages) -> None:
    planted = "geplant"
    browser = pages.browser()
    browser.cookies.set(SESSION, planted)
    browser.get(path_of(at_issuer(to_issuer(browser), "auditor")))

    attacker = pages.browser()
    attacker.cookies.set(SESSION, planted)
    assert attacker.get("/werk").status_code == 401
    assert browser.cookies.get(SESSION, domain="dashboard.test") not in (None, planted)


def test_signing_in_anew_ends_the_session_that_was(pages: Pages) -> None:
    on_the_way, earlier = pages.browser(), signed_in(pages, "auditor")
    back = at_issuer(to_issuer(on_the_way), "auditor", subject="persoon-2")
    on_the_way.cookies.set(SESSION, str(earlier.cookies[SESSION]), domain="dashboard.test")

    assert on_the_way.get(path_of(back)).status_code == 303
    assert earlier.get("/werk").status_code == 401


def test_a_code_is_used_once(pages: Pages) -> None:
    browser = pages.browser()
    back = path_of(at_issuer(to_issuer(browser), "auditor"))
    assert browser.get(back).status_code == 303

    again = pages.browser()
    again.cookies.update(browser.cookies)
    again.cookies.delete(SESSION)
    answer = again.get(back)
    assert answer.status_code == 400
    assert SESSION not in again.cookies


def test_a_code_of_somebody_else_signs_nobody_in(pages: Pages) -> None:
    attacker, victim = pages.browser(), pages.browser()
    of_attacker = at_issuer(to_issuer(attacker), "auditor", subject="aanvaller")
    mine = to_issuer(victim)

    without_cookie = pages.browser().get(path_of(of_attacker))
    other_state = victim.get(path_of(of_attacker))
    assert (without_cookie.status_code, other_state.status_code) == (400, 400)

    mine = to_issuer(victim)
    spliced = {"code": query_of(of_attacker)["code"], "state": query_of(mine)["state"]}
    answer = victim.get("/aanmelden/terug", params=spliced)
    assert answer.status_code == 400, "the code belongs to another verifier (PKCE) and another nonce"
    assert SESSION not in victim.cookies


@pytest.mark.parametrize("left_out", ["state", "code"])
def test_an_answer_that_lacks_something_signs_nobody_in(pages: Pages, left_out: str) -> None:
    browser = pages.browser()
    stated = query_of(at_issuer(to_issuer(browser), "auditor"))
    del stated[left_out]

    assert browser.get("/aanmelden/terug", params=stated).status_code == 400


def test_an_answer_that_names_another_issuer_is_refused(pages: Pages) -> None:
    browser = pages.browser()
    stated = query_of(at_issuer(to_issuer(browser), "auditor"))

    answer = browser.get("/aanmelden/terug", params={**stated, "iss": "https://elders.example"})
    assert answer.status_code == 400


def test_the_refusal_of_an_issuer_is_a_page(pages: Pages) -> None:
    browser = pages.browser()
    state = query_of(to_issuer(browser))["state"]

    answer = browser.get("/aanmelden/terug", params={"error": "access_denied", "state": state})
    assert answer.status_code == 400
    assert "Aanmelden is niet gelukt" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://elders.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://dashboard.test", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://dashboard.test"},
    ],
    ids=str,
)
def test_a_form_from_elsewhere_does_nothing_even_with_the_right_token(pages: Pages, headers: dict[str, str]) -> None:
    browser = signed_in(pages, "auditor")
    csrf = csrf_of(browser.get("/werk").text)

    assert browser.post("/afmelden", data={"csrf": csrf}, headers=headers).status_code == 403
    assert browser.get("/werk").status_code == 200, "still signed in"


@pytest.mark.parametrize("csrf", ["", "geraden", "é"])
def test_a_form_without_the_token_of_the_session_does_nothing(pages: Pages, csrf: str) -> None:
    browser = signed_in(pages, "auditor")

    assert browser.post("/afmelden", data={"csrf": csrf}, headers=OWN_FORM).status_code == 403
    assert browser.get("/werk").status_code == 200


def test_the_token_of_another_session_does_nothing(pages: Pages) -> None:
    mine, other = signed_in(pages, "auditor"), signed_in(pages, "auditor", subject="persoon-2")
    csrf = csrf_of(other.get("/werk").text)

    assert mine.post("/afmelden", data={"csrf": csrf}, headers=OWN_FORM).status_code == 403


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"csrf=x", "text/plain"),
        (b'{"csrf": "x"}', "application/json"),
        (b"csrf=" + b"x" * 300_000, "application/x-www-form-urlencoded"),
        ("csrf=é".encode("latin-1"), "application/x-www-form-urlencoded"),
        (b"a=1&" * 5_000, "application/x-www-form-urlencoded"),
        (b"csrf=%ff", "application/x-www-form-urlencoded"),
    ],
    ids=["text", "json", "large", "latin-1", "many", "no-utf-8"],
)
def test_what_is_no_form_of_ours_is_refused(pages: Pages, body: bytes, media_type: str) -> None:
    browser = signed_in(pages, "auditor")

    answer = browser.post("/afmelden", content=body, headers={**OWN_FORM, "Content-Type": media_type})
    assert answer.status_code == 403


def test_an_organisation_that_nobody_knows_is_told_and_signs_nobody_in(pages: Pages) -> None:
    browser = pages.browser()
    back = at_issuer(to_issuer(browser), "inkoper", organisation="https://niemand.example")

    answer = browser.get(path_of(back))
    assert answer.status_code == 400
    assert "geen partij van het register" in answer.text
    assert SESSION not in browser.cookies


def test_no_token_and_no_name_stands_in_a_page_an_address_or_a_log(
    pages: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = pages.browser()
    back = at_issuer(to_issuer(browser), "beheerder", subject="mevrouw-geheim")
    answer = browser.get(path_of(back))
    page = browser.get("/werk").text

    shown = page + answer.headers["location"]
    logged = "".join(each.getMessage() for each in caplog.records if each.name.startswith(("dashboard", "shared")))
    secret = str(browser.cookies[SESSION])
    for hidden in ("mevrouw-geheim", "eyJ", secret):
        assert hidden not in shown
        assert hidden not in logged


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://elders.example/aanmelden/terug"},
        {"redirect_uri": "https://dashboard.test/aanmelden/terug/"},
        {"client_id": "een-ander"},
    ],
    ids=str,
)
def test_the_test_issuer_sends_nobody_to_a_stranger(pages: Pages, changed: dict[str, str]) -> None:
    address = to_issuer(pages.browser())
    asked = {**query_of(address), **changed}

    answer = httpx.get(f"{pages.issuer_url}/authorize?{urlencode(asked)}", trust_env=False)
    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "changed",
    [
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"response_type": "token"},
        {"nonce": ""},
        {"state": ""},
        {"scope": "email"},
    ],
    ids=str,
)
def test_the_test_issuer_wants_all_of_the_flow(pages: Pages, changed: dict[str, str]) -> None:
    asked = {**query_of(to_issuer(pages.browser())), **changed}

    answer = httpx.get(f"{pages.issuer_url}/authorize?{urlencode(asked)}", trust_env=False)
    assert answer.status_code == 303
    assert query_of(answer.headers["location"])["error"] == "invalid_request"


def test_the_test_issuer_gives_a_token_for_a_code_once_and_to_whoever_asked_for_it(pages: Pages) -> None:
    asked = query_of(to_issuer(pages.browser()))
    code = query_of(at_issuer(f"{pages.issuer_url}/authorize?{urlencode(asked)}", "auditor"))["code"]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": asked["client_id"],
        "redirect_uri": asked["redirect_uri"],
        "code_verifier": "een-andere",
    }

    answers = [httpx.post(f"{pages.issuer_url}/token", data=form, trust_env=False) for _ in range(2)]
    assert [(each.status_code, each.json()["error"]) for each in answers] == [(400, "invalid_grant")] * 2


def test_its_metadata_tells_the_flow(pages: Pages) -> None:
    told = httpx.get(f"{pages.issuer_url}/.well-known/openid-configuration", trust_env=False).json()

    assert told["response_types_supported"] == ["code"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["authorization_endpoint"] == f"{pages.issuer_url}/authorize"
