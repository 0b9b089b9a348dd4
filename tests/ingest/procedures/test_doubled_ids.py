"""Two things with one id are two, with a warning that names both places; word for word the same they are one."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from services.ingest.formats.ocds.merge import merge_releases
from shared.procurement.finding import Severity
from tests.ingest.eforms.builders import changed
from tests.ingest.eforms.builders import parsed as parsed_eforms
from tests.ingest.procedures.outcomes import Release, award, by_lot, compiled, findings, given, of_parsed, release


def value(amount: int) -> dict[str, object]:
    return {"amount": amount, "currency": "EUR"}


def doubled_award(**fields: Any) -> Release:  # noqa: ANN401 - any member of a release
    return release(award(1, "1", amount=60_000), award(1, "2", amount=40_000), **fields)


def told(*releases: Release) -> list[tuple[str, str, bool, bool]]:
    """Findings on doubled ids: rule, place, and whether both sentences name the other place."""
    return [
        (each.rule, each.location, "/awards/0/id" in each.nl, "/awards/0/id" in each.en)
        for each in findings(*releases)
        if each.rule in {"OC-022", "OC-033"}
    ]


@pytest.mark.parametrize("source", ["own", "own, one release", "given"])
def test_two_awards_with_one_id_are_both_kept(source: str) -> None:
    releases = given("doubled-award-ids.json") if source == "given" else [doubled_award()]
    if source == "own":
        releases.append(doubled_award(id="r2", date="2025-03-02T10:00:00Z"))
    procedure = compiled(*releases)
    assert {name: (lot.state, lot.awarded_value) for name, lot in by_lot(procedure).items()} == {
        "1": ("awarded", Decimal(60_000)),
        "2": ("awarded", Decimal(40_000)),
    }
    assert procedure.awarded_value == 100_000
    assert told(*releases) == [("OC-022", "/awards/1/id", True, True)] * len(releases)
    assert {each.severity for each in findings(*releases) if each.rule == "OC-022"} == {Severity.WARNING}


def test_a_later_release_changes_the_one_of_two_that_it_agrees_with_most() -> None:
    later = release(award(1, "2", amount=45_000), award(1, "1", amount=60_000), id="r2", date="2025-03-02T10:00:00Z")
    lots = by_lot(compiled(doubled_award(), later))
    assert {name: lot.awarded_value for name, lot in lots.items()} == {"1": Decimal(60_000), "2": Decimal(45_000)}


def test_an_award_that_stands_twice_word_for_word_counts_once() -> None:
    twice = release(award(1, "1", amount=60_000), award(1, "1", amount=60_000))
    assert told(twice) == [("OC-033", "/awards/1/id", True, True)]
    later = release(award(1, "1", amount=50_000), id="r2", date="2025-03-02T10:00:00Z")
    assert by_lot(compiled(twice))["1"].awarded_value == 60_000
    assert by_lot(compiled(twice, later))["1"].awarded_value == 50_000


def test_contracts_with_one_id_are_both_kept_each_with_its_award() -> None:
    made = release(award(1, "1"), award(2, "2"))
    made["contracts"] = [
        {"id": "C1", "awardID": "A1", "value": value(60_000)},
        {"id": "C1", "awardID": "A2", "value": value(40_000)},
    ]
    again = deepcopy(made) | {"id": "r2", "date": "2025-03-02T10:00:00Z"}
    assert "/contracts/1/id" in [each.location for each in findings(made) if each.rule == "OC-022"]
    for procedure in (compiled(made), compiled(made, again)):
        assert {name: lot.awarded_value for name, lot in by_lot(procedure).items()} == {"1": 60_000, "2": 40_000}


def test_a_contract_of_a_doubled_award_is_for_that_of_its_value_else_for_both() -> None:
    made = release(award(1, "1"), award(1, "2"), contracts=[{"id": "C1", "awardID": "A1", "value": value(100_000)}])
    assert {lot.value_state for lot in compiled(made).lots} == {"over-lots"}
    assert compiled(made).awarded_value == 100_000
    made["awards"][0]["value"] = value(100_000)
    lots = by_lot(compiled(made))
    assert (lots["1"].awarded_value, lots["2"].value_state) == (Decimal(100_000), "silent")


def test_lots_with_one_id_are_both_lots_and_an_award_of_it_says_not_which() -> None:
    made = release(award(1, "1", amount=60_000), lots=("1", "1"))
    made["tender"]["lots"][0]["title"], made["tender"]["lots"][1]["title"] = "Noord", "Zuid"
    made["tender"]["items"] = [{"id": "1", "relatedLot": "1", "classification": {"scheme": "CPV", "id": "45233130"}}]
    assert ("OC-022", "/tender/lots/1/id") in [(each.rule, each.location) for each in findings(made)]
    again = deepcopy(made) | {"id": "r2", "date": "2025-03-02T10:00:00Z"}
    for procedure in (compiled(made), compiled(made, again)):
        assert [lot.title for lot in procedure.lots] == ["Noord", "Zuid"]
        assert [(lot.state, lot.value_state, lot.cpv) for lot in procedure.lots] == [(None, "lot-unknown", None)] * 2
        assert (procedure.state, procedure.awarded_value) == ("awarded", Decimal(60_000))


def test_bids_with_one_id_go_to_the_award_of_their_lot() -> None:
    made = release(award(1, "1", relatedBids=["B1"]), award(2, "2", relatedBids=["B1"]))
    made["bids"] = {
        "details": [
            {"id": "B1", "value": value(60_000), "relatedLots": ["1"], "tenderers": [{"id": "S1"}]},
            {"id": "B1", "value": value(40_000), "relatedLots": ["2"], "tenderers": [{"id": "S1"}]},
        ]
    }
    assert {name: lot.awarded_value for name, lot in by_lot(compiled(made)).items()} == {"1": 60_000, "2": 40_000}


def test_a_party_that_stands_there_once_for_each_role_is_one() -> None:
    made = release(award(1, "1", amount=60_000))
    made["parties"][0]["roles"] = ["procuringEntity"]
    made["parties"].append({"id": "B1", "name": "Voorbeeldgemeente Eikstad", "roles": ["buyer"]})
    assert [each.rule for each in findings(made)] == []
    assert [buyer["name"] for buyer in compiled(made).buyers] == ["Voorbeeldgemeente Eikstad"]


def test_parties_with_one_id_are_told_apart_by_name_and_role() -> None:
    made = release(award(1, "1", amount=60_000), award(2, "2", amount=40_000))
    made["parties"].append({"id": "S1", "name": "Fictief Grondwerk B.V.", "roles": ["supplier"]})
    made["parties"].append({"id": "B1", "name": "Fictief Beton B.V.", "roles": ["supplier"]})
    made["awards"][1]["suppliers"] = [{"id": "S1", "name": "Fictief Grondwerk B.V."}]
    del made["buyer"]["name"]
    procedure = compiled(made)
    assert [each.location for each in findings(made) if each.rule == "OC-022"] == ["/parties/2/id", "/parties/3/id"]
    assert [buyer["name"] for buyer in procedure.buyers] == ["Voorbeeldgemeente Eikstad"]
    named = {name: lot.winners[0].suppliers[0]["name"] for name, lot in by_lot(procedure).items()}
    assert named == {"1": "Fictief Bouwbedrijf B.V.", "2": "Fictief Grondwerk B.V."}


def test_a_reference_to_a_doubled_party_without_a_name_knows_only_what_both_say() -> None:
    made = release(award(1, "1", amount=60_000, suppliers=[{"id": "S1"}]))
    made["parties"].append({"id": "S1", "name": "Fictief Grondwerk B.V.", "details": {"scale": "small"}})
    [winner] = by_lot(compiled(made))["1"].winners
    assert winner.suppliers == ({"name": None, "identifier": None, "country": None, "size": "small"},)
    assert winner.sme is True


@pytest.mark.parametrize("key", ["items", "documents"])
def test_merging_keeps_two_items_or_documents_with_one_id_apart(key: str) -> None:
    elements = [{"id": "1", "relatedLot": "1", "title": "a"}, {"id": "1", "relatedLot": "2", "title": "b"}]
    changed_one = elements[1] | {"title": "c"}
    first: Release = {"ocid": "ocds-voorbeeld-1", "id": "r1", "date": "2025-03-01T00:00:00Z", "tender": {key: elements}}
    second = first | {"id": "r2", "date": "2025-03-02T00:00:00Z", "tender": {key: [changed_one, elements[0]]}}
    assert merge_releases([first])["tender"] == {key: elements}
    assert merge_releases([first, second])["tender"] == {key: [elements[0], changed_one]}


# --- eForms ---

_TENDER_2 = '<cbc:ID schemeName="tender">TEN-0002</cbc:ID>\n              <cbc:RankCode>'
_RESULT_2 = '<cbc:ID schemeName="result">RES-0002</cbc:ID>'


def test_results_with_one_identifier_are_both_read_in_eforms() -> None:
    parsed = parsed_eforms(changed("award", (_RESULT_2, _RESULT_2.replace("0002", "0001"))))
    [said] = [each for each in parsed.findings if each.rule == "EF-030"]
    assert parsed.notice is not None
    first, second = parsed.notice.results
    assert (said.location, first.place in said.nl, first.place in said.en) == (second.place, True, True)
    assert [(each.lot_id, each.status) for each in (first, second)] == [
        ("LOT-0001", "selec-w"),
        ("LOT-0002", "clos-nw"),
    ]


def test_tenders_with_one_identifier_for_one_lot_leave_the_winner_unknown_in_eforms() -> None:
    parsed = parsed_eforms(changed("award", (_TENDER_2, _TENDER_2.replace("0002", "0001"))))
    assert [each.rule for each in parsed.findings] == ["EF-030", "EF-031"]
    assert parsed.notice is not None
    assert [each.tender_id for each in parsed.notice.tenders] == ["TEN-0001", "TEN-0001#2"]
    lot = by_lot(of_parsed(parsed))["LOT-0001"]
    assert (lot.state, lot.winners) == ("awarded", ())


def test_tenders_with_one_identifier_for_two_lots_go_to_the_result_of_their_lot_in_eforms() -> None:
    lot_of_second = """<cbc:ID schemeName="tendering-party">TPA-0002</cbc:ID>
              </efac:TenderingParty>
              <efac:TenderLot>
                <cbc:ID schemeName="Lot">LOT-000"""
    body = changed(
        "award",
        (_TENDER_2, _TENDER_2.replace("0002", "0001")),
        (f"{lot_of_second}1", f"{lot_of_second}2"),
        ("clos-nw", "selec-w"),
        ("<efac:DecisionReason>", "<efac:LotTender><cbc:ID>TEN-0001</cbc:ID></efac:LotTender><efac:DecisionReason>"),
    )
    notice = parsed_eforms(body).notice
    assert notice is not None
    assert {(each.tender_id, each.lot_id, each.lots_of_value) for each in notice.tenders} == {
        ("TEN-0001", "LOT-0001", 1),
        ("TEN-0001#2", "LOT-0002", 1),
    }
    assert [each.tender_ids[:1] for each in notice.results] == [("TEN-0001",), ("TEN-0001#2",)]


def test_lots_with_one_identifier_are_both_lots_in_eforms() -> None:
    lot_2 = '<cbc:ID schemeName="Lot">LOT-0002</cbc:ID>\n    <cac:'
    notice = parsed_eforms(changed("award", (lot_2, lot_2.replace("0002", "0001")))).notice
    assert notice is not None
    assert [each.lot_id for each in notice.lots] == ["LOT-0001", "LOT-0001#2"]
    assert [each.lot_id for each in notice.results] == ["", "LOT-0002"]
