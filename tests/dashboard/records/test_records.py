"""Records that people keep: a draft, a problem at its field, a next version, and nothing typed is lost."""

import re

import pytest
from starlette.testclient import TestClient

from dashboard.records.kinds import FORMS
from tests.dashboard.conftest import Pages
from tests.dashboard.people import OWN_FORM, at_issuer, csrf_of, path_of, signed_in, to_issuer

FORM = "/werk/formulier/registratie"
OIN = "00000099000000777001"
RIGHT = {"/senderKey": "INK-1", "/awardedOn": "2025-04-14", "/what": "cpv:39130000", "/valueBand": "2"}


@pytest.fixture(scope="module")
def body(pages: Pages) -> str:
    pages.services.add_party("Voorbeeldgemeente Formulier", oin=OIN)
    return OIN


@pytest.fixture
def buyer(pages: Pages, body: str) -> TestClient:
    return signed_in(pages, "inkoper", organisation=body)


def send(browser: TestClient, fields: dict[str, str], **more: str) -> str:
    csrf = csrf_of(browser.get("/werk").text)
    answer = browser.post(FORM, data={"csrf": csrf, "_state": "final", **fields, **more}, headers=OWN_FORM)
    assert answer.status_code in (200, 422), answer.text
    return answer.text


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_kind_of_record_has_a_form(buyer: TestClient, kind: str, language: str) -> None:
    answer = buyer.get(f"{language}/werk/formulier/{kind}")

    assert answer.status_code == 200
    assert 'name="/senderKey"' in answer.text


def test_what_is_wrong_stands_at_its_field_with_what_was_typed(buyer: TestClient) -> None:
    page = send(buyer, {**RIGHT, "/senderKey": "FOUT-1", "/valueBand": "99", "/what": '<b>"niets'})

    assert 'href="#veld-valueBand"' in page
    assert re.search(r'id="veld-valueBand" name="/valueBand" value="99"[^>]*aria-invalid="true"', page)
    assert "<b>" not in page
    assert "&lt;b&gt;&#34;niets" in page


def test_a_draft_is_kept_and_a_next_version_begins_with_it(buyer: TestClient) -> None:
    assert "Bewaard als concept, versie 1" in send(buyer, {**RIGHT, "/senderKey": "CONCEPT-1"}, _state="draft")

    again = buyer.get(FORM, params={"key": "CONCEPT-1"}).text
    assert 'value="cpv:39130000"' in again
    fields = {**RIGHT, "/senderKey": "CONCEPT-1", "_version": "1"}
    assert "Definitief bewaard, versie 2" in send(buyer, fields)
    assert "Ingetrokken met versie 3" in send(
        buyer, {**fields, "_version": "2", "_reason": "dubbel"}, _state="withdrawn"
    )


def test_somebody_who_began_with_an_older_version_overwrites_nothing(buyer: TestClient) -> None:
    send(buyer, {**RIGHT, "/senderKey": "OUD-1"})
    send(buyer, {**RIGHT, "/senderKey": "OUD-1", "/valueBand": "3", "_version": "1"})

    page = send(buyer, {**RIGHT, "/senderKey": "OUD-1", "/valueBand": "4", "_version": "1"})
    assert "problemen" in page
    assert 'value="3"' in buyer.get(FORM, params={"key": "OUD-1"}).text


def test_nothing_typed_is_lost_when_the_session_ended_meanwhile(pages: Pages, body: str) -> None:
    browser = signed_in(pages, "inkoper", organisation=body, subject="wie-wegliep")
    csrf = csrf_of(browser.get("/werk").text)
    pages.app.state.sessions.end(browser.cookies["__Host-ppds-session"])

    lost = browser.post(
        FORM, data={"csrf": csrf, **RIGHT, "/what": "cpv:45000000", "_state": "final"}, headers=OWN_FORM
    )
    assert lost.status_code == 401
    assert "bewaard" in lost.text
    back = at_issuer(to_issuer(browser, return_to=FORM), "inkoper", subject="wie-wegliep", organisation=body)
    browser.get(path_of(back))

    assert 'value="cpv:45000000"' in browser.get(FORM).text
    assert 'value="cpv:45000000"' not in browser.get(FORM).text, "it is given back once"


def test_what_somebody_typed_is_shown_to_nobody_else(pages: Pages, body: str) -> None:
    browser = signed_in(pages, "inkoper", organisation=body, subject="de-een")
    csrf = csrf_of(browser.get("/werk").text)
    pages.app.state.sessions.end(browser.cookies["__Host-ppds-session"])
    browser.post(FORM, data={"csrf": csrf, **RIGHT, "/what": "cpv:45000000"}, headers=OWN_FORM)

    browser.get(
        path_of(at_issuer(to_issuer(browser, return_to=FORM), "inkoper", subject="de-ander", organisation=body))
    )
    assert 'value="cpv:45000000"' not in browser.get(FORM).text


def test_a_supplier_reports_and_keeps_nothing_else(pages: Pages, body: str) -> None:
    supplier = signed_in(pages, "leverancier", organisation=body)

    assert supplier.get("/werk/formulier/nakoming").status_code == 200
    assert supplier.get(FORM).status_code == 403


def test_a_form_that_is_not_there_names_the_one_that_was_meant(buyer: TestClient) -> None:
    answer = buyer.get("/werk/formulier/registraties")

    assert answer.status_code == 404
    assert FORM in answer.text


def test_the_to_do_list_of_a_body_without_procedures_says_so(buyer: TestClient) -> None:
    answer = buyer.get("/werk/aanvullingen")

    assert answer.status_code == 200
    assert "staat niets meer open" in answer.text
