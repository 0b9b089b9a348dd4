"""Procedures are found by their words, spelling forgiven, and everything that has a number by that number."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.ingest.eforms.contract_notices import PROCEDURE, award
from tests.ingest.own_records.records import contract, registration, sent
from tests.ingest.service.builders import (
    LINES,
    OIN_OF_ALPHA,
    OIN_OF_BETA,
    XML,
    Sender,
    alpha,
    bearer,
    beta,
    harvester,
    ingest_on,
    ndjson,
    release,
    work_off,
)

CALL = Path("tests/samples/eforms/call.xml").read_bytes().replace(b"00000099000000001000", OIN_OF_ALPHA.encode())
NOTICE = "bbbbbbbb-2222-4333-8444-555555555555"
TITLES = (
    "Schoonmaak en glasbewassing van gemeentelijke gebouwen",
    "Café-inrichting stadhuis: meubilair/verlichting",
    "De inhuur van tolken",
    "<b>Inkoop</b> van water' or 1=1 --",
)


@dataclass
class World:
    """A body that sent notices and records of its own, another body, and a reader of no body."""

    body: Sender
    stranger: Sender
    reader: Sender
    submission: str


@pytest.fixture(scope="module")
def world(database_module: str) -> Iterator[World]:
    with ingest_on(database_module) as http:
        body = Sender(http, alpha(database_module))
        harvesting = Sender(http, harvester(database_module), any_buyer=True, client="client-2")
        stranger = Sender(http, beta(database_module), client="client-3")
        reader = Sender(http, None, client="client-4")
        reader.headers = bearer("ingest:read", party=None, client="client-4")
        harvesting.sent(CALL, XML)
        harvesting.sent(CALL.replace(b"<cbc:VersionID>02<", b"<cbc:VersionID>03<"), XML)
        harvesting.sent(award(OIN_OF_ALPHA), XML)
        harvesting.sent(ndjson([release(number, title=title) for number, title in enumerate(TITLES, 1)]))
        stranger.sent(ndjson([release(77, title="Groenonderhoud", oin=OIN_OF_BETA)]))
        submission = body.sent(ndjson([release(9, title="Drukwerk")]), {**LINES, "Idempotency-Key": "INK-2026-0412"})
        sent(body, registration(1, senderKey="INK-2026-0412"), contract("K 12/7"))
        work_off(database_module)
        yield World(body, stranger, reader, submission)


def found(sender: Sender, q: str, **more: object) -> list[str]:
    answer = sender.get("/search", q=q, **more)
    assert answer.status_code == 200, answer.text
    return [each["names"]["nl"] for each in answer.json()["items"]]


def looked_up(sender: Sender, number: str) -> list[dict[str, Any]]:
    answer = sender.get("/lookup", number=number)
    assert answer.status_code in {200, 404}, answer.text
    items: list[dict[str, Any]] = answer.json().get("items", [])
    return items


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        *(("schoonmaak", 0), ("Schoonmaak GLASBEWASSING", 0), ("glasbewass", 0), ("schonmaak", 0), ("gebouw", 0)),
        *(("cafe inrichting", 1), ("verlichting", 1), ("meubliair", 1), ("stadhuizen", 1), ("de inhuur van tolken", 2)),
        *(("tolk", 2), ("inkoop water", 3)),
    ],
)
def test_a_procedure_is_found_by_beginnings_stems_and_other_spellings(world: World, typed: str, title: int) -> None:
    assert found(world.reader, typed)[0] == TITLES[title]


def test_all_words_count_and_the_name_of_a_buyer_is_among_them(world: World) -> None:
    assert found(world.reader, "tolken schoonmaak") == []
    assert found(world.reader, "tolken voorbeeldgemeente") == [TITLES[2]]
    assert len(found(world.reader, "voorbeeldgemeente", limit=3)) == 3


def test_a_hit_says_what_it_is_and_where_it_stands(world: World) -> None:
    [hit] = world.reader.get("/search", q="tolken").json()["items"]
    assert hit["kind"] == "procedure"
    assert 0 < hit["score"] < 100
    assert world.reader.get(hit["link"].removeprefix("/v1")).json()["title"] == TITLES[2]


def test_where_nothing_has_all_words_one_that_finds_something_is_suggested(world: World) -> None:
    answer = world.reader.get("/search", q="tolken quizmaster").json()
    assert (answer["items"], answer["suggestion"]) == ([], "tolken")
    assert world.reader.get("/search", q="qqqqqqqq").json() == {"items": [], "suggestion": None}


@pytest.mark.parametrize("typed", ["", "a", "a" * 10_000, "?!", "\N{RIGHT-TO-LEFT OVERRIDE}" * 3, ":*&|"])
def test_what_cannot_be_searched_by_is_refused_with_its_place(world: World, typed: str) -> None:
    for path, name in (("/search", "q"), ("/lookup", "number")):
        answer = world.reader.get(path, **{name: typed})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["location"] == name


@pytest.mark.parametrize(
    "typed", ["<script>", "' or 1=1 --", "a&b|c:*!", "\N{ARABIC LETTER BEH}" * 20, "water " * 33, "x" * 200, "💧 m²"]
)
def test_markup_operators_and_other_scripts_are_words_like_any_other(world: World, typed: str) -> None:
    assert world.reader.get("/search", q=typed).status_code == 200
    assert world.reader.get("/lookup", number=typed).status_code == 404


@pytest.mark.parametrize(
    "number",
    [
        *("123456-2026", "00123456-2026", " 123456-2026 ", "2026/S 001-123456", "2026/s 1-00123456"),
        *("https://ted.europa.eu/nl/notice/-/detail/123456-2026", "TED:NOTICE:123456-2026:TEXT:NL:HTML"),
    ],
)
def test_a_publication_number_leads_to_the_newest_version_of_its_notice(world: World, number: str) -> None:
    [item] = looked_up(world.reader, number)
    assert (item["kind"], item["knownBy"], item["id"]) == ("notice", "publication-number", NOTICE)
    assert item["version"] == "03"
    procedure = world.reader.get(item["link"].removeprefix("/v1")).json()
    assert (procedure["id"], procedure["publicationNumbers"]) == (item["procedure"], ["00123456-2026"])


@pytest.mark.parametrize(
    ("number", "version"), [(NOTICE, "03"), (NOTICE.upper(), "03"), (f"{NOTICE}-02", "02"), (f"{NOTICE}-3", "03")]
)
def test_the_identifier_of_a_notice_leads_to_the_version_it_names(world: World, number: str, version: str) -> None:
    [item] = looked_up(world.reader, number)
    assert (item["kind"], item["knownBy"], item["version"]) == ("notice", "notice-identifier", version)


def test_a_version_that_is_not_there_is_not_found(world: World) -> None:
    assert looked_up(world.reader, f"{NOTICE}-09") == []


def test_a_procedure_is_found_by_its_ocid_its_own_id_and_that_of_the_notices(world: World) -> None:
    [by_ocid] = looked_up(world.reader, "ocds-voorbeeld-000003")
    assert (by_ocid["kind"], by_ocid["knownBy"], by_ocid["title"]) == ("procedure", "ocid", TITLES[2])
    assert looked_up(world.reader, "ocds-voorbeeld-000003|000003-tender") == [by_ocid]
    [by_id] = looked_up(world.reader, by_ocid["id"])
    assert (by_id["knownBy"], by_id["id"]) == ("id", by_ocid["id"])
    [by_notices] = looked_up(world.reader, PROCEDURE)
    assert (by_notices["kind"], by_notices["knownBy"]) == ("procedure", "procedure-identifier")


def test_a_number_that_two_things_have_gives_both_and_says_as_what(world: World) -> None:
    items = looked_up(world.body, "INK-2026-0412")
    assert [(each["kind"], each["knownBy"]) for each in items] == [
        ("record", "sender-key"),
        ("submission", "idempotency-key"),
    ]
    assert items[1]["id"] == world.submission
    assert [world.body.get(each["link"].removeprefix("/v1")).status_code for each in items] == [200, 200]


@pytest.mark.parametrize(("number", "by"), [("K 12/7", "sender-key"), ("CON-2026-1", "contract-number")])
def test_a_contract_number_is_known_to_its_own_body_alone(world: World, number: str, by: str) -> None:
    [item] = looked_up(world.body, number)
    assert (item["kind"], item["knownBy"]) == ("contract", by)
    assert world.body.get(item["link"].removeprefix("/v1")).status_code == 200
    assert found(world.body, number) != []
    for other in (world.stranger, world.reader):
        assert looked_up(other, number) == []
        assert "K 12/7" not in str(other.get("/search", q=number).json()["items"])


def test_keys_of_another_body_are_not_found(world: World) -> None:
    for other in (world.stranger, world.reader):
        assert looked_up(other, "INK-2026-0412") == []


def test_none_found_says_how_numbers_look(world: World) -> None:
    answer = world.reader.http.get(
        "/v1/lookup", params={"number": "999999-2031"}, headers={**world.reader.headers, "Accept-Language": "en"}
    )
    assert answer.status_code == 404
    assert "2024/S 001-123456" in answer.json()["detail"]


def test_a_number_that_is_typed_in_search_comes_first(world: World) -> None:
    [first, *_] = world.reader.get("/search", q="2026/S 001-123456").json()["items"]
    assert (first["kind"], first["code"], first["score"]) == ("notice", NOTICE, 100)
    assert world.reader.get("/search", q="123456-2026", kind="contract").json()["items"] == []
