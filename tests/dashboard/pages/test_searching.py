"""The page of searching: what the services found by kind, a number that leads straight on, and what is missing."""

from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from dashboard.asking.faults import Missing
from dashboard.asking.services import Services
from dashboard.page.bodies import short
from shared.settings import ServiceName
from tests.dashboard.conftest import Pages
from tests.ingest.service.builders import LINES, ndjson, release
from tests.services import eventually

OIN = "00000099990000070000"


@pytest.fixture(scope="module")
def reader(pages: Pages) -> TestClient:
    return pages.browser()


@pytest.fixture(scope="module")
def body(pages: Pages) -> str:
    return pages.services.add_party("Voorbeeldgemeente Zoekerveen", oin=OIN)


def test_what_is_found_stands_under_its_kind_with_a_link_to_its_page(reader: TestClient, body: str) -> None:
    shown = reader.get("/zoeken", params={"q": "zoekerven"}).text
    assert '<h2 id="g1">Organisaties</h2>' in shown
    assert f'<a href="/organisaties/{short(body)}"><bdi>Voorbeeldgemeente Zoekerveen</bdi></a>' in shown
    assert '<a href="/en/ketens/catering">' in reader.get("/en/zoeken", params={"q": "katering"}).text


def test_a_number_that_one_thing_has_leads_straight_to_its_page(reader: TestClient, body: str) -> None:
    for typed, address in ((OIN, f"/organisaties/{short(body)}"), ("alg-p12", "/indicatoren/ALG-P12")):
        answer = reader.get("/zoeken", params={"q": typed})
        assert (answer.status_code, answer.headers["location"]) == (303, address)


def test_a_procedure_is_found_by_its_title_and_its_ocid_leads_to_it(
    pages: Pages, reader: TestClient, body: str
) -> None:
    sender = pages.services.http("ingest", "ingest:write", "ingest:read", party=body)
    notice = release(1, oin=OIN, ocid="ocds-zoeken-000001", title="Kerstbomen <b>huren</b>")
    assert sender.post("/submissions", content=ndjson([notice]), headers=LINES).status_code == 202
    eventually(lambda: sender.get("/search", params={"q": "kerstbomen"}).json()["items"] != [])
    shown = reader.get("/zoeken", params={"q": "kersbomen huren"}).text
    assert "Kerstbomen &lt;b&gt;huren&lt;/b&gt;" in shown
    answer = reader.get("/zoeken", params={"q": "ocds-zoeken-000001"})
    assert answer.headers["location"] in shown


def test_a_service_that_is_down_takes_only_its_part_and_is_named(
    reader: TestClient, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = Services.call

    def all_but_kpi(self: Services, method: str, service: ServiceName, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - passed on
        if service == "kpi":
            raise Missing(service)
        return call(self, method, service, path, **more)

    monkeypatch.setattr(Services, "call", all_but_kpi)
    shown = reader.get("/zoeken", params={"q": "voorbeeldgemeente zoekerveen"}).text
    assert "kpi antwoordt nu niet" in shown
    assert f'<a href="/organisaties/{short(body)}">' in shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        *(("", "Een tikfout in een naam geeft niet."), ("a", "ten minste twee letters")),
        *(("?!", "geen letter of cijfer"), ("qqqqzzzz", "Niets gevonden"), ("<script>x", "&lt;script&gt;x")),
    ],
)
def test_what_cannot_be_found_gets_a_helpful_page(reader: TestClient, typed: str, said: str) -> None:
    answer = reader.get("/zoeken", params={"q": typed})
    assert answer.status_code == 200
    assert said in answer.text


def test_where_nothing_is_found_another_spelling_is_a_link(reader: TestClient, body: str) -> None:
    assert (
        '<a href="/zoeken?q=zoekerveen"><bdi>zoekerveen</bdi></a>' in reader.get("/zoeken", params={"q": "zkrvn"}).text
    )
