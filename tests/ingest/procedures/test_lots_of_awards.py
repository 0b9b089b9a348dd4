"""Awards over several lots, and awards that do not say their lot: what is known of the whole is guessed of no part."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from services.ingest.formats.eforms.reader import read as read_eforms
from services.ingest.formats.parsed import Limits
from services.ingest.procedures.rules.compile import compile_procedure
from services.ingest.procedures.store.rows import WINNER, winner_rows
from shared.procurement.notice import Contract, LotResult, Notice, Tender
from shared.procurement.procedure import CompiledProcedure
from tests.ingest.eforms.builders import changed
from tests.ingest.procedures.builders import REGISTER, call, euro, kept, lot, result
from tests.ingest.procedures.outcomes import Release, award, by_lot, compiled, findings, given, release

_ROW = UUID(int=1)
TWO = (lot("LOT-0001"), lot("LOT-0002"))


def values(procedure: CompiledProcedure) -> dict[str, tuple[Decimal | None, str]]:
    return {name: (lot.awarded_value, lot.value_state) for name, lot in by_lot(procedure).items()}


# --- over several lots ---


@pytest.mark.parametrize("source", ["own", "given"])
def test_a_value_over_two_lots_belongs_to_neither_and_counts_once_in_the_procedure(source: str) -> None:
    own = [release(award(1, "1", "2", amount=60_000), award(2, "2", amount=40_000))]
    releases = given("award-over-two-lots.json") if source == "given" else own
    procedure = compiled(*releases)
    assert values(procedure) == {"1": (None, "over-lots"), "2": (None, "over-lots")}
    assert procedure.awarded_value == 100_000
    assert [lot.state for lot in procedure.lots] == ["awarded", "awarded"]
    assert {name: [winner.tender_id for winner in lot.winners] for name, lot in by_lot(procedure).items()} == {
        "1": ["A1"],
        "2": ["A1", "A2"],
    }
    assert ("OC-018", "/awards/0/value") in [(each.rule, each.location) for each in findings(*releases)]


def test_a_lot_beside_it_keeps_its_own_value() -> None:
    made = release(award(1, "1", "2", amount=60_000), award(2, "3", amount=40_000), lots=("1", "2", "3"))
    procedure = compiled(made)
    assert values(procedure)["3"] == (Decimal(40_000), "known")
    assert procedure.awarded_value == 100_000


@pytest.mark.parametrize("amounts", ["on the contract", "on the bid"])
def test_a_contract_or_bid_over_two_lots_counts_once(amounts: str) -> None:
    value = {"amount": 60_000, "currency": "EUR"}
    made = release(award(1, "1", "2"))
    if amounts == "on the contract":
        made["contracts"] = [{"id": "C1", "awardID": "A1", "value": value}]
    else:
        made["awards"][0]["relatedBids"] = ["B1"]
        made["bids"] = {"details": [{"id": "B1", "value": value, "relatedLots": ["1", "2"]}]}
    procedure = compiled(made)
    assert values(procedure) == {"1": (None, "over-lots"), "2": (None, "over-lots")}
    assert procedure.awarded_value == 60_000


def test_a_bid_over_two_lots_of_which_one_was_won_is_known_of_neither() -> None:
    made = release(award(1, "1", relatedBids=["B1"]), award(2, "2", amount=40_000))
    value = {"amount": 60_000, "currency": "EUR"}
    made["bids"] = {"details": [{"id": "B1", "value": value, "relatedLots": ["1", "2"]}]}
    procedure = compiled(made)
    assert values(procedure)["1"] == (None, "over-lots")
    assert procedure.awarded_value is None


def test_an_award_states_its_own_value_beside_a_bid_over_more_lots() -> None:
    made = release(award(1, "1", amount=25_000, relatedBids=["B1"]))
    value = {"amount": 60_000, "currency": "EUR"}
    made["bids"] = {"details": [{"id": "B1", "value": value, "relatedLots": ["1", "2"]}]}
    assert values(compiled(made))["1"] == (Decimal(25_000), "known")


def test_one_unknown_amount_leaves_the_procedure_unknown() -> None:
    procedure = compiled(release(award(1, "1", "2", amount=60_000), award(2, "2")))
    assert values(procedure) == {"1": (None, "over-lots"), "2": (None, "silent")}
    assert procedure.awarded_value is None


def eforms_result(results: tuple[LotResult, ...], tenders: tuple[Tender, ...], *contracts: Contract) -> Notice:
    return result(lots=TWO, results=results, tenders=tenders, contracts=contracts)


@pytest.mark.parametrize("reference", ["LotTender><cbc:ID>TEN-0001", "SettledContract><cbc:ID>CON-0001"])
def test_a_tender_or_contract_that_two_lots_rest_on_is_for_both_in_eforms(reference: str) -> None:
    tag = reference.partition(">")[0]
    body = changed("award", (_CLOSED, "selec-w"), (_REASON, f"<efac:{reference}</cbc:ID></efac:{tag}>"))
    notice = read_eforms(body, limits=Limits()).notice
    assert notice is not None
    shared = [tender for tender in notice.tenders if tender.tender_id == "TEN-0001"]
    assert [(tender.lot_id, tender.lots_of_value) for tender in shared] == [("LOT-0001", 2), ("LOT-0002", 2)]


def test_a_tender_that_the_result_of_another_lot_alone_names_stays_with_its_own_lot() -> None:
    body = changed(
        "award",
        ('<cbc:ID schemeName="tender">TEN-0002</cbc:ID>', "<cbc:ID>TEN-0009</cbc:ID>"),
        (_CLOSED, "selec-w"),
        (_REASON, "<efac:LotTender><cbc:ID>TEN-0002</cbc:ID></efac:LotTender>"),
    )
    notice = read_eforms(body, limits=Limits()).notice
    assert notice is not None
    assert {(each.tender_id, each.lot_id, each.lots_of_value) for each in notice.tenders} == {
        ("TEN-0001", "LOT-0001", 1),
        ("TEN-0002", "LOT-0001", 1),
    }


_CLOSED = "clos-nw"
_REASON = """<efac:DecisionReason>
                <efbc:DecisionReasonCode listName="non-award-justification">no-rece</efbc:DecisionReasonCode>
              </efac:DecisionReason>"""


def test_a_tender_for_both_lots_counts_once() -> None:
    notice = eforms_result(
        tuple(
            LotResult(f"RES-{n}", f"LOT-000{n}", "/*", "selec-w", tender_ids=("TEN-1",), contract_ids=("CON-1",))
            for n in (1, 2)
        ),
        tuple(Tender("TEN-1", f"LOT-000{n}", euro(60_000), lots_of_value=2) for n in (1, 2)),
        Contract("CON-1", ("TEN-1",), awarded_on=date(2025, 6, 18)),
    )
    procedure = compile_procedure("key", kept(call(lots=TWO), notice), register=REGISTER)
    assert procedure is not None
    assert values(procedure) == {"LOT-0001": (None, "over-lots"), "LOT-0002": (None, "over-lots")}
    assert procedure.awarded_value == 60_000
    assert [winner.value for lot in procedure.lots for winner in lot.winners] == [None, None]


# --- without a lot ---


def no_lots(source: str) -> list[Release]:
    return (
        given("awards-without-lots.json")
        if source == "given"
        else [release(award(1, amount=60_000), award(2, amount=40_000))]
    )


@pytest.mark.parametrize("source", ["own", "given"])
def test_awards_that_do_not_say_their_lot_award_the_procedure_and_leave_each_lot_open(source: str) -> None:
    procedure = compiled(*no_lots(source))
    assert (procedure.state, procedure.counted, procedure.awarded_value) == ("awarded", True, Decimal(100_000))
    assert procedure.dimensions.awarded_on == date(2025, 2, 20)
    for lot_ in procedure.lots:
        assert (lot_.state, lot_.counted, lot_.awarded_value, lot_.value_state) == (None, True, None, "lot-unknown")
        assert lot_.dimensions.awarded_on == date(2025, 2, 20)  # so that it stands in the period it widens
        assert lot_.winners == ()
    assert [winner.tender_id for winner in procedure.winners] == ["A1", "A2"]


def test_winners_of_awards_without_a_lot_are_rows_of_their_own() -> None:
    procedure = compiled(*no_lots("own"))
    rows = [dict(zip(WINNER, row, strict=True)) for row in winner_rows(procedure, row_id=_ROW, change=1)]
    assert [
        (row["lot_id"], row["tender_id"], row["counted"], row["competition"], row["awarded_on"]) for row in rows
    ] == [
        ("", "A1", True, "call", date(2025, 2, 20)),
        ("", "A2", True, "call", date(2025, 2, 20)),
    ]


def test_a_lot_with_an_award_of_its_own_is_awarded_and_the_others_may_be() -> None:
    made = release(award(1, "1", amount=60_000), award(2, amount=40_000), lots=("1", "2", "3"))
    procedure = compiled(made)
    assert [lot.state for lot in procedure.lots] == ["awarded", None, None]
    assert values(procedure)["1"] == (Decimal(60_000), "known")
    assert procedure.awarded_value == 100_000


def test_where_no_lot_is_open_one_of_the_awarded_ones_got_more_than_it_says() -> None:
    made = release(award(1, "1", amount=60_000), award(2, "2", amount=30_000), award(3, amount=10_000))
    procedure = compiled(made)
    assert [lot.state for lot in procedure.lots] == ["awarded", "awarded"]
    assert values(procedure) == {"1": (None, "lot-unknown"), "2": (None, "lot-unknown")}
    assert procedure.awarded_value == 100_000


def test_a_lot_that_was_closed_stays_closed() -> None:
    made = release(award(1, amount=60_000), award(2, amount=40_000))
    made["tender"]["lots"][0]["status"] = "cancelled"
    assert [lot.state for lot in compiled(made).lots] == ["cancelled", None]


def test_an_unsuccessful_award_without_a_lot_awards_nothing() -> None:
    made = release(award(1, status="unsuccessful"), award(2, status="unsuccessful"))
    procedure = compiled(made)
    assert (procedure.state, [lot.state for lot in procedure.lots]) == ("running", ["running", "running"])
    assert procedure.winners == ()


def test_a_result_in_eforms_that_names_no_lot_is_for_that_of_its_tenders() -> None:
    notice = read_eforms(changed("award", (_LOT_OF_RESULT, "")), limits=Limits()).notice
    assert notice is not None
    assert [each.lot_id for each in notice.results] == ["LOT-0001", "LOT-0002"]


def test_a_tender_in_eforms_that_names_no_lot_is_for_that_of_its_result() -> None:
    body = changed(
        "award", ("TPA-0001</cbc:ID>\n" + _END_OF_PARTY + _LOT_OF_RESULT, "TPA-0001</cbc:ID>" + _END_OF_PARTY)
    )
    notice = read_eforms(body, limits=Limits()).notice
    assert notice is not None
    assert [(each.tender_id, each.lot_id) for each in notice.tenders] == [
        ("TEN-0001", "LOT-0001"),
        ("TEN-0002", "LOT-0001"),
    ]


def test_results_in_eforms_that_say_no_lot_at_all_award_the_procedure() -> None:
    notice = result(
        lots=TWO,
        results=(LotResult("RES-1", "", "/*", "selec-w", tender_ids=("TEN-1",)),),
        tenders=(Tender("TEN-1", "", euro(60_000)),),
        contracts=(),
    )
    procedure = compile_procedure("key", kept(call(lots=TWO), notice), register=REGISTER)
    assert procedure is not None
    assert (procedure.state, procedure.awarded_value) == ("awarded", Decimal(60_000))
    assert [(each.state, each.value_state) for each in procedure.lots] == [(None, "lot-unknown")] * 2
    assert {each.dimensions.awarded_on for each in procedure.lots} == {date(2025, 7, 1)}


_END_OF_PARTY = "              </efac:TenderingParty>\n              "
_LOT_OF_RESULT = """<efac:TenderLot>
                <cbc:ID schemeName="Lot">LOT-0001</cbc:ID>
              </efac:TenderLot>"""
