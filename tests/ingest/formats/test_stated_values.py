"""Each format of published documents says where each value stands in the kept copy; what is withheld is not stated."""

import json
from datetime import date

import pytest

from services.ingest.formats.ocds.source import OCDS
from services.ingest.formats.parsed import Limits
from services.ingest.formats.source_format import START, RawRecord, SourceFormat, StatedValue
from services.ingest.formats.table import FORMATS, is_published
from services.ingest.formats.ted_xml.source import TED_XML
from shared.procurement.erased import NOBODY
from tests.ingest.ted_xml.builders import award, awarded, call

ON = date(2026, 12, 1)


def stated(source: SourceFormat, body: bytes, *, on: date = ON) -> list[StatedValue]:
    assert source.stated_in is not None
    kept = source.read(RawRecord(1, "/", START, body), limits=Limits(), erased=NOBODY).kept
    return list(source.stated_in(kept, limits=Limits(), on=on))


def test_what_a_body_says_of_itself_is_no_published_document() -> None:
    assert {each.name for each in FORMATS if is_published(each.name)} == {"eforms", "ocds", "ted-xml"}
    assert not is_published("ppds-supplement")


def test_a_notice_of_before_eforms_says_where_each_value_stands_and_no_contact() -> None:
    values = stated(TED_XML, call())
    assert len({each.place for each in values}) == len(values) > 20
    assert "Noord" in {each.value for each in values}
    assert not [each for each in values if "voorbeeld.nl" in each.value or "de Vries" in each.value]


@pytest.mark.parametrize("held", [' PUBLICATION="NO"', ""])
def test_a_value_of_before_eforms_that_is_not_to_be_published_is_not_stated(held: str) -> None:
    inside = f"<VALUES{held}><VAL_TOTAL CURRENCY='EUR'>5550001</VAL_TOTAL></VALUES>"
    values = stated(TED_XML, award(awarded("<LOT_NO>1</LOT_NO>", inside=inside)))
    assert any("5550001" in each.value for each in values) is not bool(held)


@pytest.mark.parametrize(
    ("until", "is_stated"), [("2030-01-01T00:00:00Z", False), (None, False), ("2020-01-01T00:00:00Z", True)]
)
def test_a_release_that_withholds_states_nothing_until_its_day(until: str | None, *, is_stated: bool) -> None:
    held = {"id": "win-ten-val-1", "field": "win-ten-val", **({} if until is None else {"availabilityDate": until})}
    release = {"ocid": "ocds-1", "id": "1", "date": "2026-01-01T00:00:00Z", "withheldInformation": [held]}
    body = json.dumps(release).encode()
    assert bool(stated(OCDS, body)) is is_stated


def test_a_json_pointer_leads_to_each_value_of_a_release() -> None:
    values = stated(OCDS, b'{"ocid": "ocds-1", "id": "1", "tender": {"lots": [{"title": "Weg"}]}}')
    assert StatedValue("tender.lots.title", "Weg", "/tender/lots/0/title") in values
