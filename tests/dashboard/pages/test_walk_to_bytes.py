"""By links alone from a figure to the bytes in which one of its values stands, and up again to what it counts for."""

import hashlib
import random
import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import etree, html
from starlette.testclient import TestClient

from tests.dashboard.conftest import Pages
from tests.services import eventually

OIN = "00000099000000777004"
SAMPLE = Path("tests/samples/eforms/call.xml")
NAMESPACES = {
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "ext": "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
}


@pytest.fixture(scope="module")
def figure(pages: Pages) -> str:
    """Where a figure of a body with one notice is traced."""
    body = pages.services.add_party("Voorbeeldgemeente Herleiden", oin=OIN)
    notice = SAMPLE.read_bytes().replace(b"00000099000000001000", OIN.encode())
    sender = pages.services.http("ingest", "ingest:write", "ingest:read", party=body)
    sent = sender.post("/submissions", content=notice, headers={"Content-Type": "application/xml"})
    assert sent.status_code == 202, sent.text
    address = f"/herleiden/ALG-P01?organisation={quote(body, safe='')}&from=2026-01&until=2026-12&countedOn=launched"
    browser = pages.browser()

    def is_counted() -> bool:
        return bool(links(browser.get(address).text, "/aanbestedingen/"))

    eventually(is_counted, seconds=90, every=0.5)
    return address


def links(page: str, begin: str) -> list[str]:
    within = next(html.fromstring(page).iter("main"))
    return [address for each in within.iter("a") if (address := each.get("href") or "").startswith(begin)]


def words(cell: etree._Element) -> str:
    return " ".join(etree.tostring(cell, method="text", encoding="unicode", with_tail=False).split())


@pytest.mark.parametrize("language", ["", "/en"])
def test_any_value_leads_down_to_its_bytes_and_up_to_what_it_counts_for(
    pages: Pages, figure: str, language: str
) -> None:
    browser: TestClient = pages.browser()
    procedure = browser.get(links(browser.get(f"{language}{figure}").text, f"{language}/aanbestedingen/")[0])
    where = links(procedure.text, f"{language}/bekendmakingen/")
    notice = browser.get(where[-1])
    assert notice.status_code == 200

    rows = [[words(cell) for cell in row] for row in html.fromstring(notice.text).iter("tr")]
    assert len(rows) > 20
    _term, _lot, value, _becomes, place = random.choice(rows[1:])  # noqa: S311 - any of them must do
    assert notice.text.count("<mark>") >= len(rows) - 1

    [address] = links(notice.text, f"{language}/bekendmakingen/{where[-1].rpartition('/')[2].partition('?')[0]}/bron")
    source = browser.get(address)
    assert source.headers["content-disposition"].startswith("attachment")
    assert source.headers["content-type"] == "application/xml"
    assert hashlib.sha256(source.content).hexdigest() in notice.text
    found = etree.fromstring(source.content).xpath(f"normalize-space({place})", namespaces=NAMESPACES)
    assert found == value

    [back] = set(links(notice.text, f"{language}/aanbestedingen/"))
    up = browser.get(back).text
    assert links(up, f"{language}/indicatoren/ALG-P01")


def test_the_values_that_became_a_title_alone(pages: Pages, figure: str) -> None:
    browser = pages.browser()
    procedure = browser.get(links(browser.get(figure).text, "/aanbestedingen/")[0]).text
    notice = links(procedure, "/bekendmakingen/")[-1].partition("?")[0]
    page = unescape(browser.get(f"{notice}?feeds=title").text)
    terms = set(re.findall(r'<tr><th scope="row"><bdi>([^<]+)', page))
    assert terms == {"BT-21"}
    assert browser.get(f"{notice}?fed=title").status_code == 400


def test_a_notice_that_is_nobodys_is_not_there(pages: Pages) -> None:
    nobodys = "00000000-0000-4000-8000-000000000000"
    for path in (f"/bekendmakingen/{nobodys}", f"/bekendmakingen/{nobodys}/bron"):
        assert pages.browser().get(path).status_code == 404
