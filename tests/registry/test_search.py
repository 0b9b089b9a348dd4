"""Bodies are found by every name and number they have or had, and reference lists by theirs."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.registry.builders import party_csv, party_row, registry_on
from tests.registry.party_lists import load

CITY = "https://identifier.overheid.nl/tooi/id/gemeente/gm9998"


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module) as client:
        load(database_module, party_csv(party_row()))
        renamed = party_row(name="Nieuwdorp", official_name="gemeente Nieuwdorp")
        load(database_module, party_csv(renamed), on=date(2026, 7, 1))
        yield client


def found(http: TestClient, q: str, **more: str | int) -> list[dict[str, Any]]:
    answer = http.get("/v1/search", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.mark.parametrize("typed", ["Nieuwdorp", "nieuwdrop", "Voorbeeldstad", "voorbeldstad", "VBS", "90000001", CITY])
def test_a_body_is_found_by_names_and_numbers_of_now_and_before(http: TestClient, typed: str) -> None:
    first = found(http, typed)[0]
    assert (first["kind"], first["code"], first["names"]["nl"]) == ("party", CITY, "Nieuwdorp")
    assert http.get(first["link"]).json()["key"] == CITY


def test_a_reference_list_is_found_by_its_dutch_and_its_english_name(http: TestClient) -> None:
    [listed] = [each for each in http.get("/v1/reference-lists").json()["items"] if each["name"] == "product-chains"]
    for typed in listed["title"].values():
        first = found(http, typed, kind="reference-list")[0]
        assert (first["code"], first["score"]) == ("product-chains", 100)
        assert http.get(first["link"]).status_code == 200


def test_one_kind_or_so_many_can_be_asked_for(http: TestClient) -> None:
    assert {each["kind"] for each in found(http, "zaken", limit=50)} == {"party"}
    assert len(found(http, "zaken", limit=2)) == 2
    assert found(http, "zaken", kind="reference-list") == []


def test_what_is_not_found_gets_the_nearest_spelling(http: TestClient) -> None:
    answer = http.get("/v1/search", params={"q": "nwdrp"}).json()
    assert (answer["items"], answer["suggestion"]) == ([], "nieuwdorp")


@pytest.mark.parametrize(
    "typed", ["", "a", "a" * 10_000, "?!", "---", "\N{RIGHT-TO-LEFT OVERRIDE}\N{POP DIRECTIONAL FORMATTING}"]
)
def test_what_cannot_be_searched_by_is_refused_with_its_place(http: TestClient, typed: str) -> None:
    answer = http.get("/v1/search", params={"q": typed})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["location"] == "q"


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "' or 1=1 --", "\N{ARABIC LETTER BEH}" * 20, "💧 water"]
)
def test_markup_and_other_scripts_are_words_like_any_other(http: TestClient, typed: str) -> None:
    assert http.get("/v1/search", params={"q": typed}).status_code == 200
