"""The export of the register of overheidsorganisaties, in a small sample of fictitious bodies."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from deploy.embedded import role_url
from deploy.local_registry import LocalRegistry
from services.registry.parties.rules.records import PartyRecord
from services.registry.party_lists.operations import ImportReport, import_parties, load_built_in_parties
from services.registry.party_lists.rules.roo_export import is_xml, read_roo_export
from shared.uploaded_csv import UnreadableList
from tests.registry.builders import BZK, ZUID_HOLLAND, person_headers, registry_on, session_on

SCHEMA = "https://organisaties.overheid.nl/static/schema/oo/export"
TOOI = "https://identifier.overheid.nl/tooi/id"
JANUARY, JUNE = date(2026, 1, 1), date(2026, 6, 1)

MINISTRY = f"""
  <p:organisatie p:systeemId="90000001" p:resourceIdentifierTOOI="{TOOI}/ministerie/mnre9001">
    <p:naam>Ministerie van Voorbeelden</p:naam>
    <p:afkorting>VB</p:afkorting>
    <p:types><p:type>Ministerie</p:type></p:types>
    <p:functies><p:functie><p:naam>directeur</p:naam><p:medewerkers><p:medewerker><p:naam>A. Fictief</p:naam>
      </p:medewerker></p:medewerkers></p:functie></p:functies>
    <p:organisaties>
      <p:organisatie p:systeemId="90000002">
        <p:naam>Directie Voorbeelden</p:naam>
        <p:types><p:type>Organisatieonderdeel</p:type></p:types>
        <p:organisaties>
          <p:organisatie p:systeemId="90000003" p:resourceIdentifierTOOI="{TOOI}/oorg/oorg90003">
            <p:naam>Agentschap Voorbeeld</p:naam>
            <p:types><p:type>Agentschap</p:type></p:types>
            <p:identificatiecodes>
              <p:resourceIdentifier p:naam="OIN">00000001003214345000</p:resourceIdentifier>
              <p:resourceIdentifier p:naam="KVK-nummer">9000000X</p:resourceIdentifier>
              <p:resourceIdentifier p:naam="rsin">003214345</p:resourceIdentifier>
              <p:resourceIdentifier p:naam="btw-nummer">NL003214345B01</p:resourceIdentifier>
            </p:identificatiecodes>
          </p:organisatie>
        </p:organisaties>
      </p:organisatie>
    </p:organisaties>
  </p:organisatie>"""
MUNICIPALITY = f"""
  <p:organisatie p:systeemId="90000004" p:resourceIdentifierTOOI="{TOOI}/gemeente/gm9998">
    <p:naam>Gemeente Voorbeeldstad</p:naam>
    <p:types><p:type>Gemeente</p:type></p:types>
    <p:adressen><p:adres><p:adresType>Bezoekadres</p:adresType><p:provincie>{ZUID_HOLLAND}</p:provincie></p:adres>
    </p:adressen>
  </p:organisatie>"""
INSPECTORATE = f"""
  <p:organisatie p:systeemId="90000005">
    <p:naam>Inspectie van Voorbeelden</p:naam>
    <p:types><p:type>Inspectie</p:type></p:types>
    <p:relatieMetMinisterie p:systeemId="1" p:resourceIdentifierTOOI="{BZK}">BZK</p:relatieMetMinisterie>
    <p:eindDatum>2025-01-01</p:eindDatum>
  </p:organisatie>"""


def export(*organisations: str, version: str = "2.6.9", before: str = "") -> bytes:
    namespace = f'xmlns:p="{SCHEMA}/{version}"'
    inner = "".join(organisations)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<p:overheidsorganisaties {namespace}><p:organisaties>{inner}'
        "</p:organisaties></p:overheidsorganisaties>"
    ).encode()


def records(content: bytes) -> dict[str, PartyRecord]:
    return {record.name: record for record in read_roo_export(content).records}


@pytest.fixture
def register(database: str) -> str:
    """A database whose register has the ministries, provinces and umbrella associations."""
    with session_on(database) as session:
        load_built_in_parties(session, on=JANUARY)
    return database


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module) as client:
        yield client


def load(database: str, content: bytes, *, on: date = JANUARY) -> ImportReport:
    with session_on(database) as session:
        return import_parties(session, content, actor="test", source="test export", on=on)


def test_organisations_are_read_wherever_they_stand_with_the_nearest_party_above_as_parent() -> None:
    organisations = records(export(MINISTRY, MUNICIPALITY, INSPECTORATE))

    assert list(organisations) == [
        "Agentschap Voorbeeld",
        "Ministerie van Voorbeelden",
        "Voorbeeldstad",
        "Inspectie van Voorbeelden",
    ]
    agency = organisations["Agentschap Voorbeeld"]
    assert agency.parent == f"{TOOI}/ministerie/mnre9001"
    assert {(identifier.scheme, identifier.value) for identifier in agency.identifiers} == {
        ("tooi", f"{TOOI}/oorg/oorg90003"),
        ("oin", "00000001003214345000"),
        ("rsin", "003214345"),
        ("roo", "90000003"),
    }
    assert (
        organisations["Ministerie van Voorbeelden"].abbreviation,
        organisations["Ministerie van Voorbeelden"].parent,
    ) == (
        "VB",
        None,
    )
    assert organisations["Voorbeeldstad"].province == ZUID_HOLLAND
    inspectorate = organisations["Inspectie van Voorbeelden"]
    assert inspectorate.uri == "https://identifier.ppds.example/id/roo/90000005"
    assert (inspectorate.parent, inspectorate.valid_until) == (BZK, date(2025, 1, 1))


def test_a_wrong_number_is_left_out_with_its_line() -> None:
    (finding,) = read_roo_export(export(MINISTRY)).findings

    assert (finding.column, finding.problem, finding.value) == ("kvk", "bad-identifier", "9000000X")
    assert finding.line > 1


@pytest.mark.parametrize("version", ["2.6.1", "2.6.13", "3.0"])
def test_the_namespace_of_any_version_is_read(version: str) -> None:
    assert list(records(export(MUNICIPALITY, version=version))) == ["Voorbeeldstad"]


def test_elements_without_a_namespace_are_read_too() -> None:
    plain = export(MUNICIPALITY).replace(b"<p:", b"<").replace(b"</p:", b"</")

    assert list(records(plain)) == ["Voorbeeldstad"]


def test_utf_16_is_read_and_known_as_xml() -> None:
    wide = export(MUNICIPALITY).decode().replace("UTF-8", "UTF-16").encode("utf-16")

    assert is_xml(wide)
    assert list(records(wide)) == ["Voorbeeldstad"]


BOMB = '<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (export(MUNICIPALITY, before=BOMB), "DTD"),
        (export(MUNICIPALITY.replace("Gemeente Voorbeeldstad", "&b;"), before=BOMB), "DTD"),
        (export(MUNICIPALITY.replace("Gemeente Voorbeeldstad", "&a;"), before=OUTSIDE), "DTD"),
        (export(MUNICIPALITY)[:-20], "well-formed"),
        (export(MUNICIPALITY.replace("Gemeente", "&nbsp;")), "well-formed"),
        (b"<x/>", "no element"),
        (b"<x><overheidsorganisaties/></x>", "outermost"),
        (f'<organisatie xmlns="{SCHEMA}/2.6.9"/>'.encode(), "outermost"),
        (b'<overheidsorganisaties xmlns="urn:other"/>', "namespace"),
        (b'<?xml version="1.0" encoding="no-such"?><overheidsorganisaties/>', "encoding|well-formed"),
        (b"<", "well-formed"),
    ],
)
def test_what_is_no_such_export_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableList, match=reason):
        read_roo_export(content)


def test_an_organisation_without_a_name_is_refused_and_the_others_count() -> None:
    nameless = MUNICIPALITY.replace("Gemeente Voorbeeldstad", " ").replace("gm9998", "gm9997")
    found = read_roo_export(export(nameless, MUNICIPALITY.replace("90000004", "90000006")))

    assert [finding.problem for finding in found.findings] == ["no-name"]
    assert [record.name for record in found.records] == ["Voorbeeldstad"]


def test_an_import_builds_the_tree_and_a_second_one_changes_nothing(register: str) -> None:
    content = export(MINISTRY, MUNICIPALITY, INSPECTORATE)
    first = load(register, content)
    again = load(register, content, on=JUNE)

    assert len(first.created) == 4
    assert (again.created, again.changed, again.ended, again.unchanged) == ((), (), (), 4)
    with session_on(register) as session:
        tree = session.execute(
            text(
                "select child.uri, parent.uri from registry.party child"
                " join registry.party parent on parent.id = child.parent_id"
            )
        ).all()
        ended = session.scalars(text("select party from registry.party_current where valid_until is not null")).all()
    assert {tuple(row) for row in tree} == {
        (f"{TOOI}/oorg/oorg90003", f"{TOOI}/ministerie/mnre9001"),
        ("https://identifier.ppds.example/id/roo/90000005", BZK),
    }
    assert ended == ["https://identifier.ppds.example/id/roo/90000005"]


def test_an_end_in_a_later_export_ends_the_party_on_that_day(register: str) -> None:
    load(register, export(MUNICIPALITY))
    over = MUNICIPALITY.replace("</p:types>", "</p:types><p:eindDatum>2026-03-01</p:eindDatum>")
    report = load(register, export(over), on=JUNE)

    assert [ending.party for ending in report.ended] == [f"{TOOI}/gemeente/gm9998"]
    assert load(register, export(over), on=JUNE).unchanged == 1
    with session_on(register) as session:
        end = session.execute(text("select valid_until from registry.party where uri like '%gm9998'")).scalar_one()
    assert end == date(2026, 3, 1)


def test_organisations_that_name_each_other_as_parent_form_no_cycle(register: str) -> None:
    def agency(number: int, parent: int) -> str:
        return f"""<p:organisatie p:systeemId="{number}"><p:naam>Agentschap {number}</p:naam>
          <p:types><p:type>Agentschap</p:type></p:types>
          <p:relatieMetMinisterie p:systeemId="{parent}"/></p:organisatie>"""

    report = load(register, export(agency(90000011, 90000012), agency(90000012, 90000011)))

    assert len(report.created) == 2
    assert [(finding.column, finding.problem) for finding in report.findings] == [("parent", "cycle")]


def test_an_operator_reads_an_export_from_a_file(register: str, tmp_path: Path) -> None:
    file = tmp_path / "exportOO.xml"
    file.write_bytes(export(MINISTRY, MUNICIPALITY))
    desk = LocalRegistry(role_url(register, "ppds_registry"))

    assert len(desk.import_parties(file, dry_run=True).created) == 3
    assert len(desk.import_parties(file).created) == 3
    assert desk.import_parties(file).unchanged == 3


def test_an_administrator_sends_the_export_over_http(http: TestClient) -> None:
    headers = {**person_headers("registry:parties"), "Content-Type": "application/xml", "Accept-Language": "en"}
    answer = http.post("/v1/parties/_import", content=export(MUNICIPALITY), headers=headers)
    wrong = http.post("/v1/parties/_import", content=export(MUNICIPALITY, before=BOMB), headers=headers)

    assert [record["party"] for record in answer.json()["created"]] == [f"{TOOI}/gemeente/gm9998"]
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (400, "unreadable-list")
