"""A service that is down: the page says which part is missing, shows the rest, and is whole again when it is back."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from lxml import html
from starlette.testclient import TestClient

from tests.dashboard.between import Between, between
from tests.dashboard.conftest import Pages
from tests.services import add_party

PUBLIC = ("/", "/en", "/themas", "/indicatoren", "/indicatoren/MKT-P01", "/doelen", "/ketens", "/organisaties")


@pytest.fixture
def reader(pages: Pages) -> Iterator[tuple[TestClient, Between]]:
    with between(pages) as made:
        yield made


def port(url: str) -> int | None:
    return urlsplit(url).port


def said(text: str) -> str:
    return " ".join(str(html.fromstring(text).xpath("string(//main)")).split())


@pytest.mark.parametrize("service", ["kpi", "registry", "ingest"])
def test_every_page_says_which_service_does_not_answer_and_comes_back(
    service: str, pages: Pages, reader: tuple[TestClient, Between]
) -> None:
    browser, passing = reader
    whole = {address: browser.get(address) for address in PUBLIC}
    assert {answer.status_code for answer in whole.values()} == {200}

    passing.gone = {port(getattr(pages.settings, f"{service}_url"))}
    without = {address: browser.get(address) for address in PUBLIC}

    for address, answer in without.items():
        assert answer.status_code in {200, 503}, address
        if answer.status_code == 503:
            assert service in said(answer.text), address
            assert answer.headers["Retry-After"] == "10"
        elif said(answer.text) != said(whole[address].text):
            assert service in said(answer.text), address
    passing.gone = set()
    again = {address: browser.get(address) for address in PUBLIC}
    assert {address: said(answer.text) for address, answer in again.items()} == {
        address: said(answer.text) for address, answer in whole.items()
    }


def test_the_first_page_still_shows_its_frame_without_figures(pages: Pages, reader: tuple[TestClient, Between]) -> None:
    browser, passing = reader
    passing.gone = {port(pages.settings.kpi_url)}
    answer = browser.get("/")
    assert answer.status_code == 200
    assert "kpi antwoordt nu niet" in said(answer.text)


def test_a_body_is_shown_from_the_register_while_its_figures_are_missing(
    pages: Pages, reader: tuple[TestClient, Between]
) -> None:
    browser, passing = reader
    add_party(pages.services.database_url, name="Gemeente zonder cijfers")
    passing.gone = {port(pages.settings.kpi_url)}
    answer = browser.get("/organisaties/test/gemeente-zonder-cijfers")
    assert answer.status_code in {200, 503}
    assert "kpi" in said(answer.text)
