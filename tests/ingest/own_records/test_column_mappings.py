"""Tables of other tools: read by a mapping that a body keeps, found by their headings or named."""

from collections.abc import Mapping
from typing import Any

import pytest

from services.ingest.data_contracts.column_mapping import BUILT_IN, MVI_ZET, ColumnMapping
from tests.ingest.own_records.records import findings, records
from tests.ingest.service.builders import Sender, beta, rows, work_off

TABLE = {"Content-Type": "text/csv"}
OF_TOOL: dict[str, Any] = {
    "dataContract": "ppds-registration",
    "columns": {"Inkoopnummer": "senderKey", "Besteld op": "awardedOn", "CPV": "what", "Klasse": "valueBand"},
    "values": {"valueBand": {"klein": "1", "middel": "2"}, "themes": {"duurzaam": "climate"}},
}
EXPORT = "Inkoopnummer;Besteld op;CPV;Klasse;Thema's;Kleur\r\n"
EXPORT += "4711;14-04-2026;cpv:39130000;middel;duurzaam, circulair;rood\r\n"


def put(sender: Sender, name: str, stated: Mapping[str, Any]) -> Any:  # noqa: ANN401 - an answer
    return sender.http.put(f"/v1/column-mappings/{name}", json=stated, headers=sender.headers)


def counted(database: str) -> list[tuple[Any, ...]]:
    return rows(
        database, "select sender_key, value_band, climate, circular from procurement.fact_registration order by 1"
    )


def test_a_table_is_recognised_by_its_headings_and_read_by_the_mapping(database: str, sender: Sender) -> None:
    assert put(sender, "bestelsysteem", OF_TOOL).status_code == 201
    submission = sender.sent(EXPORT.encode(), TABLE)
    work_off(database)
    assert counted(database) == [("4711", 2, True, True)]
    assert findings(sender, submission) == [("TAB-012", "row 1"), ("TAB-002", "row 1, Kleur")]
    [first, unknown] = sender.items(f"/submissions/{submission}/findings")
    assert "5 van de 6 kolommen" in first["message"]["nl"]
    assert "Bekend zijn" in unknown["message"]["nl"]


def test_without_the_mapping_the_table_is_not_understood(database: str, sender: Sender) -> None:
    submission = sender.sent(EXPORT.encode(), TABLE)
    work_off(database)
    assert findings(sender, submission) == [("TAB-001", "row 1")]


def test_a_mapping_that_is_named_is_the_only_one_that_is_tried(database: str, sender: Sender) -> None:
    other = {**OF_TOOL, "values": {**OF_TOOL["values"], "valueBand": {"middel": "3"}}}
    put(sender, "a-first", OF_TOOL)
    put(sender, "z-last", other)
    for name, band in (("z-last", 3), ("a-first", 2)):
        body = EXPORT.replace("4711", name).encode()
        sender.sent(body, {**TABLE, "Column-Mapping": name})
        work_off(database)
        assert (name, band) in [(key, value) for key, value, *_ in counted(database)]
    answer = sender.send(EXPORT.encode(), {**TABLE, "Column-Mapping": "z-lost"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "no-column-mapping"
    assert "z-last" in answer.json()["errors"][0]["detail"]


def test_the_same_table_by_another_mapping_is_another_submission(database: str, sender: Sender) -> None:
    put(sender, "first", OF_TOOL)
    first = sender.sent(EXPORT.encode(), TABLE)
    put(sender, "first", {**OF_TOOL, "values": {**OF_TOOL["values"], "valueBand": {"middel": "1"}}})
    second = sender.sent(EXPORT.encode(), TABLE)
    assert first != second
    assert sender.send(EXPORT.encode(), TABLE).status_code == 200
    work_off(database)
    assert records(sender, first)[0][0] == records(sender, second)[0][0] == "accepted"


def test_mappings_are_listed_read_changed_and_removed(sender: Sender) -> None:
    assert [put(sender, "tool", OF_TOOL).status_code for _ in range(2)] == [201, 200]
    listed = sender.get("/column-mappings").json()["items"]
    assert [(each["name"], each["builtIn"]) for each in listed] == [("tool", False), ("mvi-zet", True)]
    assert sender.get("/column-mappings/tool").json() == {**OF_TOOL, "name": "tool", "builtIn": False}
    removed = [sender.http.delete("/v1/column-mappings/tool", headers=sender.headers).status_code for _ in range(2)]
    assert removed == [204, 404]
    assert sender.get("/column-mappings/tool").status_code == 404


def test_a_mapping_of_another_body_is_neither_seen_nor_used(database: str, sender: Sender) -> None:
    put(sender, "tool", OF_TOOL)
    other = Sender(sender.http, beta(database))
    assert [each["name"] for each in other.get("/column-mappings").json()["items"]] == ["mvi-zet"]
    assert other.get("/column-mappings/tool").status_code == 404
    submission = other.sent(EXPORT.encode(), TABLE)
    work_off(database)
    assert findings(other, submission) == [("TAB-001", "row 1")]


@pytest.mark.parametrize(
    ("changed", "code", "place"),
    [
        ({"dataContract": "ppds-niets"}, "MAP-001", "/dataContract"),
        ({"columns": {"Nummer": "senderKay"}}, "MAP-002", "/columns/Nummer"),
        ({"columns": {"A": "what", "B": "what"}}, "MAP-003", "/columns/B"),
        ({"values": {"themes": {"groen": "green"}}}, "MAP-004", "/values/themes/groen"),
        ({"values": {"thema": {"groen": "climate"}}}, "MAP-002", "/values/thema"),
        ({"columns": {}}, "MAP-005", "/columns"),
        ({"columns": {"": "what"}}, "MAP-006", "/columns//[key]"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_named_at_its_place(
    sender: Sender, changed: Mapping[str, Any], code: str, place: str
) -> None:
    answer = put(sender, "tool", {**OF_TOOL, **changed})
    assert answer.status_code == 400
    assert [(each["code"], each["location"]) for each in answer.json()["errors"]] == [(code, place)]


def test_a_built_in_mapping_stays_as_it_is(sender: Sender) -> None:
    assert put(sender, "mvi-zet", OF_TOOL).status_code == 409
    assert sender.http.delete("/v1/column-mappings/mvi-zet", headers=sender.headers).status_code == 409


@pytest.mark.parametrize("mapping", BUILT_IN, ids=lambda each: each.name)
def test_a_built_in_mapping_has_no_faults(mapping: ColumnMapping) -> None:
    assert list(mapping.faults()) == []


def test_the_words_of_the_mvi_tools_are_read_as_a_supplement(database: str, sender: Sender) -> None:
    body = "Kenmerk;Publicatienummer;Perceel;Thema;Soort criterium;Ambitieniveau;Weging;Productgroep\r\n"
    body += "INK-1;00123456-2026;LOT-0001;klimaat;Gunningscriterium;Ambitieus;25;Catering\r\n"
    body += ";;;Social return;Eis;Basis;;Catering\r\n"
    submission = sender.sent(body.encode(), TABLE)
    work_off(database)
    assert records(sender, submission) == [("accepted", "supplement", "1")]
    assert ("TAB-002", "row 1, Productgroep") in findings(sender, submission)
    [(content,)] = rows(database, "select content from procurement.own_record")
    assert content["lots"][0]["criteria"] == [
        {"theme": "climate", "role": "award", "level": 3, "weightPercent": "25"},
        {"theme": "social-return", "role": "requirement", "level": 1},
    ]
    assert sender.get("/column-mappings/mvi-zet").json()["columns"] == MVI_ZET.columns
