"""Who was erased is in nothing that is read, and everything else of the document is."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from services.ingest.formats.eforms import reader
from services.ingest.formats.ocds.reader import read_line
from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.procedures.rules.kept import keep
from shared.procurement.erased import NOBODY, Erased, identifier_mark, name_mark
from shared.procurement.notice import Notice, winners

SECRET = b"a secret of this test"
NUMBER = "87654321"
NAME = "Fietsenmaker De Voorbeeld"
AWARD = Path(__file__).parents[1] / "samples" / "eforms" / "award.xml"


def marks(*, numbers: tuple[str, ...] = (NUMBER,), names: tuple[str, ...] = (NAME,)) -> Erased:
    return Erased(
        SECRET,
        frozenset(identifier_mark(SECRET, each) for each in numbers),
        frozenset(name_mark(SECRET, each) for each in names),
    )


def award(**supplier: object) -> dict[str, Any]:
    """A release that awards to a firm and to a sole trader, who is named in a text as well."""
    trader: dict[str, Any] = {
        "id": f"NL-KVK-{NUMBER}",
        "name": NAME,
        "identifier": {"scheme": "NL-KVK", "id": NUMBER, "legalName": NAME},
        "additionalIdentifiers": [{"scheme": "VAT", "id": "NL001234567B01"}],
        "address": {"streetAddress": "Dorpsstraat 1", "country": "NLD"},
        "details": {"scale": "micro"},
        "roles": ["supplier"],
        **supplier,
    }
    firm = {"id": "f", "name": "Voorbeeldfirma BV", "identifier": {"scheme": "NL-KVK", "id": "11111111"}}
    reference = {key: trader[key] for key in ("id", "name") if key in trader}
    return {
        "ocid": "ocds-x-1",
        "id": "1",
        "date": "2025-03-01T09:00:00Z",
        "tag": ["award"],
        "buyer": {"id": "b", "name": "Voorbeeldgemeente"},
        "parties": [{"id": "b", "name": "Voorbeeldgemeente", "roles": ["buyer"]}, trader, firm],
        "tender": {
            "id": "T",
            "title": f"Onderhoud door {NAME} ({NUMBER}) en 876543219",
            "classification": {"scheme": "CPV", "id": NUMBER},
            "lots": [{"id": "1", "title": "Perceel"}],
        },
        "bids": {"details": [{"id": "bid1", "tenderers": [reference], "relatedLots": ["1"]}]},
        "awards": [
            {"id": "a1", "status": "active", "suppliers": [reference], "relatedLots": ["1"], "relatedBid": "bid1"},
            {"id": "a2", "status": "active", "suppliers": [{"id": "f", "name": "Voorbeeldfirma BV"}]},
        ],
    }


def read(release: dict[str, Any], erased: Erased = NOBODY) -> Parsed:
    return read_line(orjson.dumps(release), place="line 1", erased=erased)


def notice_of(parsed: Parsed) -> Notice:
    assert parsed.notice is not None, parsed.findings
    return parsed.notice


def test_the_name_and_the_number_go_and_the_award_stays() -> None:
    before, after = read(award()), read(award(), marks())
    text = after.kept.decode()
    for gone in (NAME, f'"NL-KVK-{NUMBER}"', "NL001234567B01", "Dorpsstraat", f"({NUMBER})"):
        assert gone in before.kept.decode()
        assert gone not in text
    assert '"country":"NLD"' in text
    assert "876543219" in text, "a longer number is another number"
    assert f'"scheme":"CPV","id":"{NUMBER}"' in text, "a code of a classification is no number of a party"
    was, now = notice_of(before), notice_of(after)
    assert [len(each.tenderers) for each in winners(now)] == [len(each.tenderers) for each in winners(was)]
    assert [replace(each, tender_ids=()) for each in now.results] == [
        replace(each, tender_ids=()) for each in was.results
    ]
    [trader] = [each for each in now.organisations if each.ref.startswith("erased-")]
    assert (trader.name, trader.identifiers, trader.country, trader.size) == (None, (), "NLD", "micro")


def test_others_are_left_as_they_are() -> None:
    firm = next(each for each in notice_of(read(award(), marks())).organisations if each.ref == "f")
    assert (firm.name, firm.identifiers) == ("Voorbeeldfirma BV", (("kvk", "11111111"),))
    other = marks(numbers=("22222222",), names=("Iemand Anders",))
    assert read(award(), other).kept == read(award()).kept


def test_a_name_alone_is_no_proof_beside_another_number() -> None:
    parsed = read(award(), marks(numbers=("22222222",)))
    assert parsed.kept == read(award()).kept
    bare = award(id="p9", identifier={"scheme": "", "id": "zonder"}, additionalIdentifiers=[])
    text = read(bare, marks(numbers=("22222222",))).kept.decode()
    assert NAME not in text
    assert '"p9"' in text


def test_a_supplier_referred_to_by_its_name_alone_keeps_its_award() -> None:
    named = award()
    named["parties"] = named["parties"][:1]
    del named["bids"], named["awards"][0]["relatedBid"]
    named["awards"][0]["suppliers"] = [{"name": NAME.upper()}]
    parsed = read(named, marks())
    assert NAME.upper() not in parsed.kept.decode()
    assert [len(each.tenderers) for each in winners(notice_of(parsed))] == [
        len(each.tenderers) for each in winners(notice_of(read(named)))
    ]


def test_reading_the_kept_copy_again_gives_what_reading_the_document_gives() -> None:
    for first in (read(award()), read(award(), marks())):
        again = read_line(first.kept, place="line 1", erased=marks())
        fresh = read(award(), marks())
        assert again.kept == fresh.kept
        assert keep(notice_of(again), release=again.release)[1] == keep(notice_of(fresh), release=fresh.release)[1]


@pytest.fixture
def notice() -> bytes:
    return AWARD.read_bytes()


def first_supplier(notice: bytes) -> tuple[str, str]:
    parsed = notice_of(reader.read(notice, limits=Limits()))
    found = next(each for each in parsed.organisations if each.name and each.identifiers)
    return found.identifiers[0][1], found.name or ""


def test_an_eforms_notice_keeps_its_winner_without_a_name(notice: bytes) -> None:
    number, name = first_supplier(notice)
    erased = marks(numbers=(number,), names=())
    before, after = reader.read(notice, limits=Limits()), reader.read(notice, limits=Limits(), erased=erased)
    for gone in (number, name):
        assert gone in before.kept.decode()
        assert gone not in after.kept.decode()
    was, now = notice_of(before), notice_of(after)
    assert winners(now) == winners(was)
    assert (now.results, now.contracts, now.buyers) == (was.results, was.contracts, was.buyers)
    for old, new in zip(was.organisations, now.organisations, strict=True):
        is_it = bool(old.identifiers) and old.identifiers[0][1] == number
        assert new == (replace(old, name=None, identifiers=()) if is_it else old)


def test_an_eforms_notice_read_again_from_its_copy_is_the_same(notice: bytes) -> None:
    erased = marks(numbers=(first_supplier(notice)[0],), names=())
    fresh = reader.read(notice, limits=Limits(), erased=erased)
    for kept in (reader.read(notice, limits=Limits()).kept, fresh.kept):
        again = reader.read(kept, limits=Limits(), erased=erased)
        assert again.kept == fresh.kept
        assert again.notice == fresh.notice


def test_a_name_is_known_however_it_is_written() -> None:
    erased = marks()
    assert erased.is_name("fietsenmaker  de voorbeeld.")
    assert not erased.is_name("Fietsenmaker De Voorbeelden")
    assert erased.number_in("KvK 87654321") == NUMBER
    assert erased.number_in("876543210") is None
