"""A name that others gave is shown as text, whatever stands in it: on pages, in drawings and in tables to take home."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree, html
from starlette.testclient import TestClient

from shared.shown_text import spelled
from tests.dashboard.between import HOSTILE, Between, between
from tests.dashboard.conftest import Pages
from tests.services import add_party

ADDRESSES = (
    *("/", "/en", "/themas", "/themas/climate", "/indicatoren", "/indicatoren/MKT-P01", "/doelen", "/ketens"),
    *("/ketens/catering", "/organisaties", "/organisaties/test/gemeente-met-een-naam"),
)
DRAWN = "/grafieken/staven.{form}?indicator=MKT-P01&by=tier&year=2025"


@pytest.fixture(scope="module")
def reader(pages: Pages) -> Iterator[tuple[TestClient, Between]]:
    add_party(pages.services.database_url, name="Gemeente met een naam")
    with between(pages) as made:
        yield made


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_shows_it_as_text(address: str, name: str, reader: tuple[TestClient, Between]) -> None:
    browser, passing = reader
    passing.name = name
    answer = browser.get(address)
    assert answer.status_code == 200
    document: Any = html.fromstring(answer.text)
    assert document.xpath("//script | //*[@onmouseover] | //@style") == []
    assert "49" not in document.xpath("string(//h1)")
    assert "\u202e" not in answer.text or document.xpath("count(//bdi)") > 0
    shown = " ".join(str(document.xpath("string(//body)")).split())
    assert " ".join(spelled(name).split()) in shown or " ".join(name.split()) in shown


@pytest.mark.parametrize("name", HOSTILE)
def test_a_drawing_shows_it_as_text(name: str, reader: tuple[TestClient, Between]) -> None:
    browser, passing = reader
    passing.name = name
    drawn = browser.get(DRAWN.format(form="svg"))
    assert drawn.status_code == 200
    tree: Any = etree.fromstring(drawn.content, etree.XMLParser(resolve_entities=False, no_network=True))
    names = {etree.QName(each).localname for each in tree.iter() if isinstance(each.tag, str)}
    assert names.isdisjoint({"script", "foreignObject", "image", "a"})
    assert not [each for element in tree.iter() for each in element.attrib if str(each).startswith("on")]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_table_to_take_home_holds_it_as_text(name: str, reader: tuple[TestClient, Between]) -> None:
    browser, passing = reader
    passing.name = name
    taken = browser.get(DRAWN.format(form="csv"))
    assert taken.status_code == 200
    for row in csv.reader(io.StringIO(taken.content.decode("utf-8-sig"))):
        assert not [each for each in row if each.startswith(("=", "+", "@", "\t"))]
        assert not [each for each in row if "\u202e" in each]
