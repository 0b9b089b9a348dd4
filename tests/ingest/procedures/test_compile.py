"""How a procedure is counted (counting rules C2, C3, C5, C10-C17 and part 1), rule by rule."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import date
from decimal import Decimal

import pytest

from shared.procurement.money import Money
from shared.procurement.notice import (
    Contract,
    Lot,
    LotKind,
    LotResult,
    Stage,
    SubmissionCount,
    Tender,
)
from shared.procurement.themes import ThemeState
from tests.ingest.procedures.builders import (
    BUYER,
    MUNICIPALITY,
    PROVINCE,
    SECOND_BUYER,
    call,
    euro,
    kept,
    lot,
    result,
    texts,
)
from tests.ingest.procedures.compiling import compiled, of_kept, only_lot, with_codes


def test_groups_and_planning_parts_are_no_lots() -> None:
    group = Lot("GLO-0001", "/*/g", kind=LotKind.GROUP)
    part = Lot("PAR-0001", "/*/p", kind=LotKind.PART)
    assert [compiled_lot.lot_id for compiled_lot in compiled(call(lots=(lot(), group, part))).lots] == ["LOT-0001"]


@pytest.mark.parametrize(
    ("stage", "counted"),
    [
        (Stage.CALL, True),
        (Stage.DIRECT_AWARD, True),
        (Stage.RESULT, True),
        (Stage.PLANNING, False),
        (Stage.QUALIFICATION, False),
        (Stage.CALL_FOR_INTEREST, False),
        (Stage.SUBCONTRACT, False),
        (Stage.MODIFICATION, False),
        (Stage.COMPLETION, False),
    ],
)
def test_only_a_call_a_direct_award_or_a_result_is_a_procurement(stage: Stage, *, counted: bool) -> None:
    procedure = compiled(call(stage=stage))
    assert procedure.counted is counted
    assert all(compiled_lot.counted is counted for compiled_lot in procedure.lots)


def test_a_lot_closed_without_winner_is_not_counted() -> None:
    procedure = compiled(call(), result(status="clos-nw"))
    assert (procedure.counted, procedure.cancelled, procedure.state) == (False, True, "cancelled")
    assert not procedure.lots[0].counted


def test_a_cancelling_change_notice_takes_the_procedure_out() -> None:
    cancelled = dataclasses.replace(call(), version="02", change_reason="cancel")
    assert compiled(call(), cancelled).state == "cancelled"


@pytest.mark.parametrize("reason", ["cancel-intent", "susp-review", "cor-buy", "update-add"])
def test_other_change_reasons_change_nothing_about_counting(reason: str) -> None:
    assert compiled(dataclasses.replace(call(), version="02", change_reason=reason)).counted


def test_a_running_lot_counts_by_launch_and_has_no_award_date() -> None:
    procedure = compiled(call(), result(status="open-nw"))
    assert (procedure.state, procedure.dimensions.awarded_on) == ("running", None)
    assert procedure.dimensions.launched_on == date(2025, 3, 3)


def test_joint_procurement_counts_under_the_marked_lead() -> None:
    lead = dataclasses.replace(SECOND_BUYER, lead=True)
    procedure = compiled(call(buyers=(BUYER, lead)))
    assert procedure.dimensions.lead_body == PROVINCE.key
    assert procedure.took_part == (MUNICIPALITY.key, PROVINCE.key)
    assert procedure.joint


def test_without_a_marked_lead_the_first_buyer_leads() -> None:
    procedure = compiled(call(buyers=(SECOND_BUYER, BUYER)))
    assert procedure.dimensions.lead_body == PROVINCE.key
    assert "CMP-008" in {finding.rule for finding in procedure.findings}


def test_an_unknown_buyer_is_kept_under_unknown() -> None:
    stranger = dataclasses.replace(BUYER.organisation, identifiers=(("kvk", "99999999"),))
    procedure = compiled(call(buyers=(dataclasses.replace(BUYER, organisation=stranger),)))
    assert (procedure.dimensions.lead_body, procedure.dimensions.tier) == (None, None)
    assert procedure.counted


def test_a_dynamic_purchasing_system_is_no_procurement_and_each_award_a_row() -> None:
    system = call(lots=(lot(dps="dps-list"),))
    second = result("44444444-4444-4444-8444-444444444444", value=euro(7_000))
    procedure = compiled(system, result(value=euro(5_000)), second)
    assert not procedure.counted
    assert procedure.dps
    awards = [compiled_lot for compiled_lot in procedure.lots if compiled_lot.counted]
    assert {compiled_lot.competition for compiled_lot in procedure.lots} == {"dps"}
    assert sorted(award.awarded_value or 0 for award in awards) == [5_000, 7_000]
    assert [compiled_lot.counted for compiled_lot in procedure.lots].count(False) == 1


def test_a_call_off_is_no_procurement() -> None:
    under = result(
        procedure_type="neg-wo-call",
        lots=(lot(framework="none"),),
        contracts=(Contract("CON-0001", ("TEN-0001",), awarded_on=date(2025, 6, 18), framework=True),),
    )
    assert not compiled(under).counted


def test_a_correction_keeps_the_launch_of_the_first_version() -> None:
    second = dataclasses.replace(call(title="nieuw"), version="02", dispatched_on=date(2025, 5, 5), dispatched_at=None)
    procedure = compiled(second, call(title="oud"))
    assert procedure.dimensions.launched_on == date(2025, 3, 3)
    assert procedure.title == "nieuw"


def test_a_higher_version_replaces_its_notice_whole() -> None:
    second = dataclasses.replace(call(lots=(lot(),)), version="02")
    assert only_lot(with_codes(("BT-775", "opp")), second).themes["social-return"] is ThemeState.SILENT


def test_a_change_notice_with_its_own_id_replaces_what_it_changes() -> None:
    change = call(
        "55555555-5555-4555-8555-555555555555",
        changes_notice="11111111-1111-4111-8111-111111111111-01",
        dispatched_on=date(2025, 4, 4),
    )
    assert only_lot(with_codes(("BT-775", "opp")), change).themes["social-return"] is ThemeState.SILENT


def test_two_contents_of_one_version_count_where_they_agree() -> None:
    notice = with_codes(("BT-774", "clim-mitig"), ("BT-775", "opp"))
    other = with_codes(("BT-774", "clim-mitig"))
    procedure = compiled(notice, other)
    assert procedure.lots[0].themes["climate"] is ThemeState.YES
    assert procedure.lots[0].themes["social-return"] is ThemeState.CONFLICTING
    assert "CMP-005" in {finding.rule for finding in procedure.findings}
    higher = dataclasses.replace(notice, version="02")
    assert compiled(notice, other, higher).lots[0].themes["social-return"] is ThemeState.YES


def test_the_award_decision_places_the_lot() -> None:
    compiled_lot = only_lot(call(), result())
    assert compiled_lot.dimensions.awarded_on == date(2025, 6, 18)


def test_without_decision_the_conclusion_and_then_the_dispatch_places_it() -> None:
    concluded = result(contracts=(Contract("CON-0001", ("TEN-0001",), concluded_on=date(2025, 6, 30)),))
    assert only_lot(concluded).dimensions.awarded_on == date(2025, 6, 30)
    undated = result(contracts=(Contract("CON-0001", ("TEN-0001",)),))
    later = dataclasses.replace(undated, version="02", dispatched_on=date(2025, 9, 9))
    assert only_lot(undated, later).dimensions.awarded_on == date(2025, 7, 1)


def test_the_value_is_the_sum_of_the_winning_tenders() -> None:
    tenders = tuple(Tender(f"TEN-{n}", "LOT-0001", euro(n * 100)) for n in (1, 2, 3))
    compiled_lot = only_lot(result(tenders=tenders, contracts=(Contract("CON-0001", ("TEN-1", "TEN-2")),)))
    assert (compiled_lot.awarded_value, compiled_lot.value_basis) == (Decimal(300), "tenders")


@pytest.mark.parametrize("placeholder", ["-1", "0", "1"])
def test_placeholders_are_no_amounts(placeholder: str) -> None:
    compiled_lot = only_lot(result(value=euro(placeholder)))
    assert (compiled_lot.awarded_value, compiled_lot.value_state) == (None, "silent")


def test_another_currency_is_unknown_not_zero() -> None:
    compiled_lot = only_lot(result(value=Money(Decimal(5000), "PLN")))
    assert (compiled_lot.awarded_value, compiled_lot.value_state) == (None, "no-rate")
    assert not compiled_lot.winners[0].currency_known


def test_a_total_that_contradicts_the_tenders_makes_both_conflicting() -> None:
    compiled_lot = only_lot(result(value=euro(3_500_000), total_value=euro(350_000)))
    assert (compiled_lot.awarded_value, compiled_lot.value_state) == (None, "conflicting")
    assert only_lot(result(value=euro(350_000), total_value=euro(350_000))).value_state == "known"


def test_the_value_of_a_framework_is_its_ceiling() -> None:
    framework = result(
        lots=(lot(framework="fa-wo-rc", framework_maximum=euro(900_000)),), framework_maximum=euro(800_000)
    )
    compiled_lot = only_lot(framework)
    assert (compiled_lot.awarded_value, compiled_lot.value_basis) == (Decimal(800_000), "ceiling")
    (outcome,) = framework.results
    re_estimated = dataclasses.replace(
        framework, results=(dataclasses.replace(outcome, re_estimated_value=euro(700_000)),)
    )
    assert only_lot(re_estimated).awarded_value == Decimal(700_000)


def test_electronic_tenders_alone_are_not_the_number_of_tenders() -> None:
    (outcome,) = result().results
    electronic = dataclasses.replace(outcome, submissions=(SubmissionCount("t-esubm", 3),))
    compiled_lot = only_lot(result(results=(electronic,)))
    assert (compiled_lot.tenders_received, compiled_lot.tenders_received_state) == (None, "silent")
    assert only_lot(result(received=1)).tenders_received == 1


@pytest.mark.parametrize(
    ("sizes", "sme"),
    [
        (("small",), True),
        (("micro", "medium", "sme"), True),
        (("large",), False),
        (("small", None), None),
        (("large", None), False),
        ((None,), None),
    ],
)
def test_a_group_is_sme_when_all_members_are(sizes: tuple[str | None, ...], *, sme: bool | None) -> None:
    assert only_lot(result(sizes=sizes)).winners[0].sme is sme


def test_strategic_fields_are_complete_with_a_specific_code_or_an_uncontradicted_none() -> None:
    assert compiled(with_codes(("BT-805", "eu"))).strategic_fields_complete
    assert not compiled(with_codes(("BT-805", "none"))).strategic_fields_complete
    assert not compiled(with_codes(("BT-06", "env-imp"))).strategic_fields_complete
    assert not compiled(with_codes(("BT-06", "none"), texts=texts("Social Return"))).strategic_fields_complete


def test_the_order_of_arrival_plays_no_part() -> None:
    notices = kept(
        with_codes(("BT-774", "clim-mitig")),
        with_codes(("BT-775", "opp")),
        dataclasses.replace(with_codes(("BT-06", "none")), notice_id="33333333-3333-4333-8333-333333333333"),
        result(),
        dataclasses.replace(result(value=euro(5)), version="02"),
    )
    expected = of_kept(notices)
    for shuffled in itertools.permutations(notices):
        procedure = of_kept(list(shuffled))
        assert dataclasses.replace(procedure, findings=()) == dataclasses.replace(expected, findings=())
        assert sorted(map(repr, procedure.findings)) == sorted(map(repr, expected.findings))


def test_a_result_that_names_no_lot_makes_none() -> None:
    nameless = LotResult("RES-0001", "", "/*/r", status="selec-w")
    assert [compiled_lot.lot_id for compiled_lot in compiled(result(results=(nameless,))).lots] == ["LOT-0001"]


def test_the_ceiling_may_be_said_in_the_call_alone() -> None:
    framework = lot(framework="fa-wo-rc", framework_maximum=euro(900_000))
    compiled_lot = only_lot(call(lots=(framework,)), result())
    assert (compiled_lot.awarded_value, compiled_lot.value_basis, compiled_lot.framework) == (
        Decimal(900_000),
        "ceiling",
        True,
    )


def test_a_duration_that_one_lot_leaves_open_is_unknown() -> None:
    first = lot("LOT-0001", duration_months=Decimal(3))
    assert compiled(call(lots=(first,))).duration_months == Decimal(3)
    assert compiled(call(lots=(first, lot("LOT-0002")))).duration_months is None
