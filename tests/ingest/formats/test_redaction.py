"""Contacts, however they are written, are in nothing that any format gives or keeps."""

from collections.abc import Callable
from dataclasses import asdict

import orjson
import pytest

from services.ingest.formats import body, table
from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.formats.source_format import START, RawRecord
from shared.procurement.erased import NOBODY
from tests.contacts import CONTACTS, SECRET
from tests.ingest.eforms.builders import changed
from tests.ingest.ocds.builders import release
from tests.ingest.own_records.records import registration
from tests.ingest.ted_xml.builders import award
from tests.ingest.tenderned.publications import publication


def _eforms(text: str) -> bytes:
    written = text.replace("&", "&amp;")
    return changed("call", ("</cbc:Description>", f" {written}</cbc:Description>"))


def _ocds(text: str) -> bytes:
    made = release()
    made["tender"]["description"] = text
    made["tender"]["lots"][0]["title"] = text
    made["tender"]["coveredBy"] = [text]
    made["vrij"] = [{"diep": [text]}]
    return orjson.dumps(made)


def _own_record(text: str) -> bytes:
    return orjson.dumps({**registration(), "toelichting": text, "contact": {"name": text}, "lijst": [{"diep": [text]}]})


def _table(text: str) -> bytes:
    headings = {"sleutel": "BON-1", "datum": "2026-04-14", "wat": "cpv:39130000", "staffel": "2", "opmerking": text}
    rows = [[2, *headings.values()]]
    stated = {"format": "ppds-registration", "sheet": "", "headings": [*headings], "headingsRow": 1, "rows": rows}
    return orjson.dumps(stated)


def _ted_xml(text: str) -> bytes:
    written = text.replace("&", "&amp;")
    return award().replace(b"Schoonmaak van kantoren", f"Schoonmaak {written}".encode())


def _tenderned(text: str) -> bytes:
    return orjson.dumps({**publication(), "opdrachtBeschrijving": text, "vrij": [{"diep": [text]}]})


WITH: dict[str, Callable[[str], bytes]] = {
    "ted-xml": _ted_xml,
    "eforms": _eforms,
    "tenderned": _tenderned,
    "ocds": _ocds,
    "ppds-json": _own_record,
    "ppds-csv": _table,
    "ppds-xlsx": _table,
}


def read(name: str, document: bytes) -> Parsed:
    raw = RawRecord(1, "", START, document, format=table.format_named(name))
    return body.read(raw, limits=Limits(), erased=NOBODY)


def test_every_format_stands_in_this_test() -> None:
    assert set(WITH) == {source.name for source in table.FORMATS}


@pytest.mark.parametrize("spelling", CONTACTS)
@pytest.mark.parametrize("name", WITH)
def test_a_contact_is_removed_however_it_is_written(name: str, spelling: str) -> None:
    parsed = read(name, WITH[name](f"Vragen aan {CONTACTS[spelling]} graag."))
    stated = parsed.notice or parsed.own
    assert stated is not None
    content = None if parsed.release is None else parsed.release.content
    said = f"{parsed.kept.decode()} {asdict(stated)} {parsed.findings} {content}"
    assert SECRET[spelling] not in said.replace("&amp;", "&")
    assert "[verwijderd]" in parsed.kept.decode()


@pytest.mark.parametrize("name", WITH)
def test_reading_a_kept_copy_again_removes_nothing_more(name: str) -> None:
    first = read(name, WITH[name](" en ".join(CONTACTS.values())))
    assert read(name, first.kept).kept == first.kept
