"""Awards, bids and contracts: what counts as an outcome, and for which lot."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.ingest.formats.ocds.reader import release_notice
from shared.procurement.money import Money
from shared.procurement.notice import Notice, SubmissionCount, winners
from tests.ingest.ocds.builders import Release, release


def read(made: Release) -> tuple[Notice, list[str]]:
    notice, findings = release_notice(made)
    return notice, [finding.rule for finding in findings]


def award(number: int, **changes: object) -> dict[str, Any]:
    made = {
        "id": f"RES-{number:04}",
        "status": "active",
        "date": "2025-03-01T00:00:00+01:00",
        "value": {"amount": 1000 * number, "currency": "EUR"},
        "suppliers": [{"id": "ORG-0002"}],
        "relatedLots": ["LOT-0001"],
    }
    return {key: value for key, value in {**made, **changes}.items() if value is not None}


def awarded(*awards: dict[str, Any], lots: int = 1, contracts: list[dict[str, Any]] | None = None) -> Release:
    """A release with these awards and without bids."""
    made = release(awards=list(awards), contracts=contracts or [])
    del made["bids"]
    made["tender"]["lots"] = [{"id": f"LOT-{number:04}"} for number in range(1, lots + 1)]
    return made


@pytest.mark.parametrize(
    ("status", "code"),
    [("active", "selec-w"), ("pending", "open-nw"), ("unsuccessful", "clos-nw"), ("cancelled", "clos-nw")],
)
def test_the_status_of_an_award_is_that_of_its_lot(status: str, code: str) -> None:
    notice, rules = read(awarded(award(1, status=status)))
    assert [result.status for result in notice.results] == [code]
    assert rules == []
    assert bool(winners(notice)) == (status == "active")


def test_an_unknown_status_is_unknown_and_said_to_be() -> None:
    notice, rules = read(awarded(award(1, status="gegund")))
    assert notice.results[0].status is None
    assert rules == ["OC-020"]


def test_an_award_that_replaces_a_cancelled_one_decides_the_lot() -> None:
    notice, _ = read(awarded(award(1, status="cancelled", date="2025-01-01T00:00:00Z"), award(2)))
    assert len(notice.results) == 1
    assert notice.results[0].status == "selec-w"
    assert notice.results[0].awarded_on == date(2025, 3, 1)
    assert [tender.value for tender in winners(notice)] == [Money(Decimal(2000), "EUR")]


def test_awards_to_several_suppliers_of_one_lot_are_one_result_with_several_winners() -> None:
    notice, _ = read(awarded(award(1), award(2, suppliers=[{"id": "ORG-0009", "name": "Fictief Tweede B.V."}])))
    assert len(notice.results) == 1
    assert {tender.tender_id: tender.tenderers for tender in winners(notice)} == {
        "RES-0001": ("ORG-0002",),
        "RES-0002": ("ORG-0009",),
    }


def test_suppliers_of_one_award_tendered_together() -> None:
    notice, _ = read(awarded(award(1, suppliers=[{"id": "ORG-0002"}, {"id": "ORG-0009", "name": "Fictief"}])))
    assert [tender.tenderers for tender in winners(notice)] == [("ORG-0002", "ORG-0009")]


def test_the_only_award_without_lots_covers_all_but_its_value_is_divided_over_none() -> None:
    notice, rules = read(awarded(award(1, relatedLots=None), lots=2))
    assert [(result.lot_id, result.status) for result in notice.results] == [
        ("LOT-0001", "selec-w"),
        ("LOT-0002", "selec-w"),
    ]
    assert [tender.value for tender in notice.tenders] == [None, None]
    assert rules == ["OC-018"]
    assert notice.total_value == Money(Decimal(1000), "EUR")
    assert [(contract.value, contract.lot_ids) for contract in notice.contracts] == [
        (Money(Decimal(1000), "EUR"), ("LOT-0001", "LOT-0002"))
    ]


def test_of_several_awards_one_without_lots_counts_for_no_lot_and_keeps_its_winner_and_value() -> None:
    notice, rules = read(awarded(award(1), award(2, relatedLots=None), lots=2))
    assert [(result.lot_id, result.status) for result in notice.results] == [("LOT-0001", "selec-w"), ("", "selec-w")]
    assert {tender.lot_id: tender.value for tender in winners(notice)} == {
        "LOT-0001": Money(Decimal(1000), "EUR"),
        "": Money(Decimal(2000), "EUR"),
    }
    assert rules == ["OC-017"]


def test_the_lots_of_an_award_are_found_by_its_bids() -> None:
    made = release()
    made["tender"]["lots"].append({"id": "LOT-0002"})
    del made["awards"][0]["relatedLots"]
    notice, rules = read(made)
    assert [result.lot_id for result in notice.results] == ["LOT-0001"]
    assert rules == []


def test_an_award_of_a_lot_that_does_not_exist_counts_for_no_lot() -> None:
    notice, rules = read(awarded(award(1, relatedLots=["MISSING"])))
    assert [(result.lot_id, result.status) for result in notice.results] == [("", "selec-w")]
    assert rules == ["OC-016", "OC-017"]


def test_an_award_with_an_empty_list_of_lots_is_one_that_names_none() -> None:
    one, _ = read(awarded(award(1, relatedLots=[])))
    assert [result.lot_id for result in one.results] == ["LOT-0001"]
    several, rules = read(awarded(award(1, relatedLots=[]), award(2, relatedLots=[]), lots=2))
    assert [result.lot_id for result in several.results] == [""]
    assert rules == ["OC-017", "OC-017"]


def test_an_award_that_says_nothing_is_no_result() -> None:
    notice, rules = read(awarded({"id": "CON-0001", "buyers": [{"id": "ORG-0001"}]}))
    assert notice.results == ()
    assert rules == ["OC-019"]


def test_an_award_with_a_supplier_but_no_status_is_one() -> None:
    notice, _ = read(awarded(award(1, status=None)))
    assert notice.results[0].status == "selec-w"


def test_bids_that_lost_are_tenders_but_no_winners() -> None:
    made = release()
    made["bids"]["details"].append(
        {"id": "TEN-0002", "rank": 2, "tenderers": [{"id": "ORG-0009", "name": "Fictief"}], "relatedLots": ["LOT-0001"]}
    )
    notice, _ = read(made)
    assert [tender.tender_id for tender in notice.tenders] == ["TEN-0001", "TEN-0002"]
    assert [tender.tender_id for tender in winners(notice)] == ["TEN-0001"]
    assert [organisation.ref for organisation in notice.organisations] == ["ORG-0002", "ORG-0009"]


def test_the_value_of_an_award_is_that_of_its_only_bid_when_the_bid_states_none() -> None:
    made = release()
    del made["bids"]["details"][0]["value"]
    notice, _ = read(made)
    assert notice.tenders[0].value == Money(Decimal("1100000.5"), "EUR")


def test_the_value_of_an_award_of_several_bids_stands_on_its_contract() -> None:
    made = release()
    del made["bids"]["details"][0]["value"]
    made["bids"]["details"].append({"id": "TEN-0002", "relatedLots": ["LOT-0001"]})
    made["awards"][0]["relatedBids"].append("TEN-0002")
    notice, _ = read(made)
    assert [tender.value for tender in notice.tenders] == [None, None]
    assert [(contract.contract_id, contract.value) for contract in notice.contracts] == [
        ("CON-0001", Money(Decimal("1100000.5"), "EUR"))
    ]


def test_a_bid_for_several_lots_has_no_value_for_one_of_them() -> None:
    made = release()
    made["tender"]["lots"].append({"id": "LOT-0002"})
    made["bids"]["details"][0]["relatedLots"] = ["LOT-0001", "LOT-0002"]
    notice, rules = read(made)
    assert rules == ["OC-018"]
    assert {tender.lot_id for tender in notice.tenders} == {"LOT-0001", "LOT-0002"}


def test_an_award_without_contract_beside_others_with_one_wins_as_well() -> None:
    contracts = [{"id": "CON-1", "awardID": "RES-0001", "value": {"amount": 990, "currency": "EUR"}}]
    notice, _ = read(awarded(award(1), award(2, relatedLots=["LOT-0002"]), lots=2, contracts=contracts))
    assert [(tender.lot_id, tender.value) for tender in winners(notice)] == [
        ("LOT-0001", Money(Decimal(1000), "EUR")),
        ("LOT-0002", Money(Decimal(2000), "EUR")),
    ]
    assert notice.contracts[0].value == Money(Decimal(990), "EUR")


def test_a_contract_knows_its_award_its_dates_and_its_framework() -> None:
    related = [{"id": "1", "relationship": ["framework"], "scheme": "ojs-notice-id", "identifier": "123-2023"}]
    made = release()
    made["contracts"][0]["relatedProcesses"] = related
    contract = read(made)[0].contracts[0]
    assert (contract.awarded_on, contract.concluded_on) == (date(2025, 3, 1), date(2025, 3, 28))
    assert contract.framework is True
    assert contract.lot_ids == ("LOT-0001",)


def test_a_cancelled_contract_is_none() -> None:
    made = release()
    made["contracts"][0]["status"] = "cancelled"
    assert read(made)[0].contracts == ()


@pytest.mark.parametrize(
    ("measure", "kind"),
    [
        ("bids", "tenders"),
        ("requests", "part-req"),
        ("electronicBids", "t-esubm"),
        ("smeBids", "t-sme"),
        ("microBids", "t-micro"),
        ("foreignBidsFromEU", "t-oth-eea"),
        ("foreignBidsFromNonEU", "t-no-eea"),
        ("disqualifiedBids", "t-verif-inad"),
        ("validBids", "validBids"),
    ],
)
def test_measures_are_kinds_of_submissions(measure: str, kind: str) -> None:
    made = release()
    made["bids"]["statistics"] = [{"id": "1", "measure": measure, "value": 7.0, "relatedLot": "LOT-0001"}]
    assert read(made)[0].results[0].submissions == (SubmissionCount(kind, 7),)


def test_amounts_among_the_statistics_are_no_counts() -> None:
    made = release()
    made["bids"]["statistics"] = [{"id": "1", "measure": "lowestValidBidValue", "value": 4725722}]
    assert read(made)[0].results[0].submissions == ()


def test_a_withheld_number_of_tenders_is_unknown() -> None:
    made = release()
    made["bids"]["statistics"] = [{"id": "1", "measure": "bids", "value": -1, "relatedLots": ["LOT-0001"]}]
    notice, rules = read(made)
    assert notice.results[0].submissions == (SubmissionCount("tenders", None),)
    assert rules == ["OC-023"]


def test_a_statistic_that_names_no_lot_counts_only_where_there_is_one() -> None:
    made = release()
    made["bids"]["statistics"] = [{"id": "1", "measure": "bids", "value": 4}]
    assert read(made)[0].results[0].submissions == (SubmissionCount("tenders", 4),)
    made["tender"]["lots"].append({"id": "LOT-0002"})
    notice, rules = read(made)
    assert notice.results[0].submissions == ()
    assert rules == ["OC-017"]


def test_the_number_of_tenderers_is_that_of_tenders_when_nobody_tendered_together() -> None:
    made = awarded(award(1))
    made["tender"]["numberOfTenderers"] = 1
    assert read(made)[0].results[0].submissions == (SubmissionCount("tenders", 1),)
    made["awards"][0]["suppliers"].append({"id": "ORG-0009", "name": "Fictief"})
    assert read(made)[0].results[0].submissions == ()


def test_lots_that_the_tender_calls_cancelled_are_closed_without_winner() -> None:
    made = awarded(award(1), lots=2)
    made["tender"]["lots"][1]["status"] = "cancelled"
    assert {result.lot_id: result.status for result in read(made)[0].results} == {
        "LOT-0001": "selec-w",
        "LOT-0002": "clos-nw",
    }


def test_an_unsuccessful_tender_closes_all_its_lots() -> None:
    made = awarded(lots=2)
    made["tender"]["status"] = "unsuccessful"
    assert [result.status for result in read(made)[0].results] == ["clos-nw", "clos-nw"]


def test_framework_maximum_and_re_estimated_value_come_from_the_award() -> None:
    made = awarded(
        award(1, maximumValue={"amount": 9000, "currency": "EUR"}, estimatedValue={"amount": 8000, "currency": "EUR"})
    )
    result = read(made)[0].results[0]
    assert (result.framework_maximum, result.re_estimated_value) == (
        Money(Decimal(9000), "EUR"),
        Money(Decimal(8000), "EUR"),
    )


def test_vehicles_bought_are_counted_by_kind() -> None:
    items = [
        {"id": "1", "quantity": 5, "additionalClassifications": [{"scheme": "vehicles", "id": "vehicles"}]},
        {"id": "2", "quantity": 3, "additionalClassifications": [{"scheme": "vehicles", "id": "vehicles-clean"}]},
    ]
    assert read(awarded(award(1, items=items)))[0].results[0].vehicles == (("vehicles", 5), ("vehicles-clean", 3))


def test_withheld_fields_stand_where_they_belong() -> None:
    made = release(
        withheldInformation=[
            {"id": "win-ten-val-TEN-0001", "field": "win-ten-val", "availabilityDate": "2030-01-01T00:00:00+01:00"},
            {"id": "max-val-RES-0001", "field": "max-val"},
            {"id": "awa-cri-nam-LOT-0001", "field": "awa-cri-nam"},
            {"id": "not-val-X", "field": "not-val"},
        ]
    )
    made["bids"]["details"][0]["value"] = {"amount": -1, "currency": "EUR"}
    notice, rules = read(made)
    tender = notice.tenders[0]
    assert tender.withheld[0].term == "BT-720"
    assert tender.withheld[0].until == date(2030, 1, 1)
    assert tender.withheld[0].place == "/withheldInformation/0"
    assert notice.results[0].withheld[0].term == "BT-709"
    assert notice.lots[0].withheld[0].term == "BT-734"
    assert notice.withheld[0].term == "BT-161"
    assert rules == ["OC-023"]


def test_an_award_that_does_not_name_its_bid_is_matched_by_its_suppliers() -> None:
    made = release()
    del made["awards"][0]["relatedBids"], made["contracts"][0]["relatedBids"]
    notice, _ = read(made)
    assert [tender.tender_id for tender in notice.tenders] == ["TEN-0001"]
    assert [tender.tender_id for tender in winners(notice)] == ["TEN-0001"]


def test_an_award_for_two_lots_with_a_bid_for_each_gives_each_lot_its_own_winner() -> None:
    made = release()
    made["tender"]["lots"].append({"id": "LOT-0002"})
    second = {"id": "TEN-0002", "relatedLots": ["LOT-0002"], "tenderers": [{"id": "ORG-0009", "name": "Fictief"}]}
    made["bids"]["details"].append(second)
    made["awards"][0].update(relatedLots=["LOT-0001", "LOT-0002"], relatedBids=["TEN-0001", "TEN-0002"])
    made["contracts"][0]["relatedBids"] = ["TEN-0001", "TEN-0002"]
    notice, _ = read(made)
    assert {(tender.tender_id, tender.lot_id) for tender in winners(notice)} == {
        ("TEN-0001", "LOT-0001"),
        ("TEN-0002", "LOT-0002"),
    }
    assert [(result.lot_id, result.tender_ids) for result in notice.results] == [
        ("LOT-0001", ("TEN-0001",)),
        ("LOT-0002", ("TEN-0002",)),
    ]


@pytest.mark.parametrize("odd", [{"a": 1}, ["x"], 5, True])
def test_codes_of_another_type_are_passed_over(odd: object) -> None:
    items = [{"id": odd, "quantity": odd, "additionalClassifications": [{"scheme": "vehicles", "id": odd}]}]
    made = awarded(award(1, items=items), lots=2)
    made["tender"]["lots"][1]["status"] = odd
    made["parties"][1]["details"]["scale"] = odd
    assert read(made)[0].results[0].vehicles == ()
