"""Pages that anybody reads: what they show of a small house, of what is not there, and in which language."""

import csv
import io
import re
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from dashboard.page.bodies import short, whole
from tests.dashboard.conftest import Pages
from tests.services import eventually

HOSTILE = "<script>alert(1)</script> \u202eGemeente \N{PILE OF POO} =1+1"
CHARTS = ("lijn", "staven", "ambitieweb", "halter", "scorekaart", "doelpad", "doelboom", "belofte", "warmte")


@pytest.fixture(scope="module")
def reader(pages: Pages) -> TestClient:
    return pages.browser()


@pytest.fixture(scope="module")
def body(pages: Pages) -> str:
    """The key of a body with a hostile name."""
    return pages.services.add_party(HOSTILE)


def test_a_body_sees_its_score_and_what_to_do_by_rule(reader: TestClient, body: str) -> None:
    answer = reader.get("/gegevens/kwaliteit", params={"organisation": body, "year": 2025})
    assert answer.status_code == 200, answer.text
    assert "QUA-304" in answer.text
    assert "Niets gevonden met deze keuze." in answer.text
    assert HOSTILE not in answer.text
    nobody = reader.get("/gegevens/kwaliteit", params={"organisation": "gemeente/gm0000"})
    assert "gm0000" in nobody.text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/", "De zes thema"),
        ("/themas", "Welk thema in welke productketen"),
        ("/themas/climate", "Wat op elk thema gevraagd wordt"),
        ("/themas/climate", "In welke productketen het gevraagd wordt"),
        ("/ketens", "Waar wat gevraagd wordt"),
        ("/doelen", "Hoofddoel".lower()),
        ("/doelen/P-I-b", "Hoe SMART is dit doel?"),
        ("/doelen/E-CIR-01", "Geen indicator meet dit doel."),
        ("/organisaties", "Organisaties in het register"),
        ("/gegevens/kwaliteit", "Stuur een hogere versie die een van beide zegt."),
        ("/vergelijken", "Naast elkaar"),
        ("/contractfase", "Wat er van de beloften kwam"),
        ("/indicatoren/ALG-P01", "Waar dit cijfer uit bestaat"),
        ("/indicatoren/ALG-P04", "Dit cijfer bestaat alleen verdeeld naar:"),
        ("/indicatoren/MIL-E01a", "Dit cijfer bestaat alleen verdeeld naar:"),
    ],
)
def test_a_page_says_what_it_is_about(reader: TestClient, address: str, said: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 200
    assert said in answer.text
    assert answer.text.count("<h1>") == 1


def test_every_page_is_the_same_in_english(reader: TestClient) -> None:
    for address in ("/", "/themas/social-return", "/doelen/E-SR-01", "/contractfase", "/vergelijken"):
        dutch, english = reader.get(address).text, reader.get(f"/en{address}").text
        assert re.findall(r"<data[^>]*>", dutch) == re.findall(r"<data[^>]*>", english)
        assert '<html lang="en">' in english


def test_a_body_is_found_by_its_short_address_and_its_name_does_nothing(reader: TestClient, body: str) -> None:
    address = f"/organisaties/{short(body)}"
    shown = reader.get(address).text
    assert "<script>" not in shown
    assert "\u202e" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; [U+202E]Gemeente" in shown
    assert reader.get("/organisaties", params={"name": "Gemeente"}).text.count(address) == 1


@pytest.mark.parametrize(
    "key",
    [
        "https://identifier.overheid.nl/tooi/id/ministerie/mnre1034",
        "https://identifier.ppds.example/id/test/00000099990000010000",
        "https://identifier.ppds.example/id/roo/123",
        "https://elders.example/lijst?x=1#2",
    ],
)
def test_a_short_address_stands_for_one_key(key: str) -> None:
    end = short(key)
    assert "?" not in end
    assert (
        whole(end.replace("%3A", ":").replace("%2F", "/").replace("%3F", "?").replace("%3D", "=").replace("%23", "#"))
        == key
    )


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("/themas/klimate", "/themas/climate"),
        ("/doelen/E-CIR-3", "/doelen/E-CIR-03"),
        ("/indicatoren/ALG-P001", "/indicatoren/ALG-P01"),
        ("/indicatoren/ALG-P01?by=natur", "/indicatoren/ALG-P01?by=nature"),
        ("/vergelijken?indicators=ALG-P001", "/vergelijken?indicators=ALG-P01"),
    ],
)
def test_what_is_not_there_leads_to_the_nearest(reader: TestClient, address: str, meant: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 404
    assert f'href="{meant}"' in answer.text


@pytest.mark.parametrize("address", ["/themas/climate?yaer=2025", "/doelen?them=climate", "/organisaties?teir=central"])
def test_an_unknown_filter_is_refused_with_the_one_that_was_meant(reader: TestClient, address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 400
    assert "Bedoelt u" in answer.text


def test_an_indicator_is_divided_by_every_dimension_it_has(reader: TestClient, pages: Pages) -> None:
    for by in ("tier", "organisation", "productChain", "nature", "threshold", "purchasing"):
        answer = reader.get("/indicatoren/ALG-P01", params={"by": by, "year": 2025})
        assert answer.status_code == 200
        assert f'<option value="{by}" selected>' in answer.text


def test_a_comparison_leaves_out_what_cannot_be_divided_so_and_says_it(reader: TestClient) -> None:
    shown = reader.get("/vergelijken?productChain=catering").text
    assert "Niet op deze manier te verdelen" in shown
    assert "Vermeden primair grondstoffengebruik" in shown.partition("Niet op deze manier")[2][:300]


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_gives_its_rows_as_csv(reader: TestClient, body: str, kind: str) -> None:
    asked = {
        "lijn": {"indicator": "ALG-P01"},
        "staven": {"indicator": "ALG-P01"},
        "scorekaart": {"organisation": body},
        "doelpad": {"goal": "P-I-b"},
        "doelboom": {"goal": "P-I-b"},
        "ambitieweb": {"organisation": body},
    }.get(kind, {})
    answer = reader.get(f"/grafieken/{kind}.csv", params=asked)
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_a_hostile_name_stands_in_a_picture_as_text(reader: TestClient, body: str) -> None:
    drawn: list[str] = []

    def is_drawn() -> bool:
        answer = reader.get(f"/grafieken/scorekaart.svg?organisation={quote(body)}")
        drawn.append(answer.text)
        return answer.status_code == 200

    eventually(is_drawn, seconds=180, every=1)
    assert "<svg" in drawn[-1]
    assert "<script" not in drawn[-1]
    assert "\u202e" not in drawn[-1]


def test_a_filter_that_a_chart_does_not_have_is_named_as_on_a_page(pages: Pages) -> None:
    answer = pages.browser().get("/grafieken/staven.svg", params={"indicator": "MKT-P01", "yeer": "2025"})
    assert answer.status_code == 400
    assert "yeer" in answer.text
