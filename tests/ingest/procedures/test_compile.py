"""How a procedure is counted (counting rules C2, C3, C5, C10-C17 and part 1), rule by rule."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.ingest.procedures.rules.compile import compile_procedure
from services.ingest.procedures.rules.kept import KeptNotice
from shared.procurement.money import Money
from shared.procurement.notice import (
    Contract,
    Lot,
    LotKind,
    LotResult,
    Notice,
    Stage,
    SubmissionCount,
    Tender,
    Withheld,
)
from shared.procurement.procedure import CompiledLot, CompiledProcedure
from shared.procurement.themes import THEMES, ThemeState
from tests.ingest.procedures.builders import (
    BUYER,
    MUNICIPALITY,
    PROVINCE,
    REGISTER,
    SECOND_BUYER,
    call,
    codes,
    euro,
    kept,
    lot,
    result,
    texts,
)


def compiled(*notices: Notice) -> CompiledProcedure:
    return of_kept(kept(*notices))


def of_kept(notices: list[KeptNotice]) -> CompiledProcedure:
    found = compile_procedure("bt04:test", notices, register=REGISTER)
    assert found is not None
    return found


def only_lot(*notices: Notice) -> CompiledLot:
    (found,) = compiled(*notices).lots
    return found


def with_codes(*pairs: tuple[str, str], **fields: Any) -> Notice:  # noqa: ANN401 - any field of a lot
    return call(lots=(lot(codes=codes(*pairs), **fields),))


def states(found: CompiledLot) -> dict[str, str]:
    return {theme: state.value for theme, state in found.themes.items()}


ALL_SILENT = dict.fromkeys(THEMES, "silent")
ALL_NO = dict.fromkeys(THEMES, "no")


# --- themes: part 1 -----------------------------------------------------------------------------------------


def test_a_lot_without_strategic_codes_is_silent_on_every_theme() -> None:
    found = only_lot(call())
    assert states(found) == ALL_SILENT
    assert found.any_theme is ThemeState.SILENT


def test_not_reserved_says_nothing_about_social_return() -> None:
    found = only_lot(with_codes(("BT-71", "none"), ("BT-736", "no")))
    assert states(found) == ALL_SILENT
    assert found.reserved is ThemeState.NO


def test_a_sheltered_workshop_says_yes_to_social_return() -> None:
    found = only_lot(with_codes(("BT-71", "res-ws")))
    assert states(found) == ALL_SILENT | {"social-return": "yes"}
    assert found.reserved is ThemeState.YES


@pytest.mark.parametrize(
    ("term", "code", "theme"),
    [
        ("BT-774", "clim-mitig", "climate"),
        ("BT-774", "circ-econ", "circular"),
        ("BT-774", "pollu-prev", "pollution-biodiversity"),
        ("BT-774", "biodiv-eco", "pollution-biodiversity"),
        ("BT-774", "water-mar", "pollution-biodiversity"),
        ("BT-775", "hum-right", "human-rights-labour"),
        ("BT-775", "work-cond", "human-rights-labour"),
        ("BT-775", "opp", "social-return"),
        ("BT-775", "acc-all", "diversity-inclusion"),
        ("BT-754", "inc", "diversity-inclusion"),
        ("BT-736", "yes", "social-return"),
    ],
)
def test_a_specific_code_says_yes_to_its_theme_alone(term: str, code: str, theme: str) -> None:
    found = only_lot(with_codes((term, code)))
    assert states(found) == ALL_SILENT | {theme: "yes"}
    assert found.any_theme is ThemeState.YES
    assert [(one.term, one.code) for one in found.evidence if one.theme == theme] == [(term, code)]


@pytest.mark.parametrize(("term", "code"), [("BT-06", "env-imp"), ("BT-06", "soc-obj"), ("BT-805", "national")])
def test_some_theme_is_yes_to_none_in_particular(term: str, code: str) -> None:
    found = only_lot(with_codes((term, code)))
    assert states(found) == ALL_SILENT
    assert found.any_theme is ThemeState.YES


def test_climate_adaptation_is_a_local_theme_and_no_climate() -> None:
    found = only_lot(with_codes(("BT-774", "clim-adapt")))
    assert states(found) == ALL_SILENT
    assert "climate-adaptation" in found.local_themes


def test_none_says_no_to_all_themes() -> None:
    found = only_lot(with_codes(("BT-06", "none")))
    assert states(found) == ALL_NO
    assert found.any_theme is ThemeState.NO
    assert found.strategic_fields_complete


def test_none_beside_a_specific_yes_is_a_yes_with_a_finding() -> None:
    found = compiled(with_codes(("BT-06", "none"), ("BT-774", "circ-econ")))
    assert states(found.lots[0]) == ALL_NO | {"circular": "yes"}
    assert [one.rule for one in found.findings] == ["CMP-003"]


def test_none_beside_some_theme_leaves_every_theme_conflicting() -> None:
    found = compiled(with_codes(("BT-06", "none"), ("BT-805", "eu")))
    assert set(states(found.lots[0]).values()) == {"conflicting"}
    assert found.lots[0].any_theme is ThemeState.YES
    assert "CMP-004" in {one.rule for one in found.findings}


def test_a_criterion_text_makes_no_yes() -> None:
    found = only_lot(call(lots=(lot(texts=texts("CO2-prestatieladder certificaat")),)))
    assert states(found) == ALL_SILENT
    assert found.signals_in_text == ("climate",)


def test_a_criterion_text_beside_none_makes_its_theme_conflicting() -> None:
    found = only_lot(with_codes(("BT-06", "none"), texts=texts("Social Return (criterium 5)")))
    assert states(found) == ALL_NO | {"social-return": "conflicting"}


def test_a_withheld_code_is_neither_yes_nor_no() -> None:
    found = only_lot(call(lots=(lot(withheld=(Withheld("BT-774", date(2030, 1, 1), "/*/x"),)),)))
    assert found.themes["climate"] is ThemeState.WITHHELD
    assert found.themes["social-return"] is ThemeState.SILENT


def test_what_is_withheld_does_not_override_an_older_answer() -> None:
    withheld = lot(withheld=(Withheld("BT-774", None, "/*/x"),))
    found = only_lot(with_codes(("BT-774", "clim-mitig")), result(lots=(withheld,)))
    assert found.themes["climate"] is ThemeState.YES


def test_silence_of_the_result_overrides_nothing() -> None:
    assert only_lot(with_codes(("BT-775", "opp")), result()).themes["social-return"] is ThemeState.YES


def test_the_result_outranks_the_call_however_late_the_call_was_corrected() -> None:
    corrected = dataclasses.replace(with_codes(("BT-06", "none")), version="02", dispatched_on=date(2025, 12, 1))
    found = only_lot(corrected, result(lots=(lot(codes=codes(("BT-774", "clim-mitig"))),)))
    assert found.themes["climate"] is ThemeState.YES


def test_yes_and_no_on_one_rank_is_conflicting() -> None:
    other = dataclasses.replace(with_codes(("BT-06", "none")), notice_id="33333333-3333-4333-8333-333333333333")
    found = compiled(with_codes(("BT-774", "clim-mitig")), other)
    assert found.lots[0].themes["climate"] is ThemeState.CONFLICTING
    assert "CMP-002" in {one.rule for one in found.findings}


def test_the_buyers_own_notice_outranks_a_harvested_one() -> None:
    own = kept(with_codes(("BT-774", "clim-mitig")))
    other = dataclasses.replace(with_codes(("BT-06", "none")), notice_id="33333333-3333-4333-8333-333333333333")
    (found,) = of_kept([*kept(other, harvested=True), *own]).lots
    assert found.themes["climate"] is ThemeState.YES


def test_clean_vehicles_in_the_result_say_yes_to_climate() -> None:
    vehicles = LotResult("RES-0001", "LOT-0001", "/*/r", status="selec-w", vehicles=(("vehicles-clean", 2),))
    assert only_lot(result(results=(vehicles,))).themes["climate"] is ThemeState.YES
    none = dataclasses.replace(vehicles, vehicles=(("vehicles", 5), ("vehicles-clean", 0)))
    assert only_lot(result(results=(none,))).themes["climate"] is ThemeState.SILENT


# --- procedures: C2, C3, C11-C14 ----------------------------------------------------------------------------


def two_lots(first: tuple[tuple[str, str], ...], second: tuple[tuple[str, str], ...]) -> CompiledProcedure:
    return compiled(call(lots=(lot("LOT-0001", codes=codes(*first)), lot("LOT-0002", codes=codes(*second)))))


def test_one_lot_that_says_yes_makes_the_procedure_say_yes() -> None:
    assert two_lots((("BT-775", "opp"),), ()).themes["social-return"] is True


def test_a_procedure_says_no_only_when_every_counted_lot_does() -> None:
    assert two_lots((("BT-06", "none"),), (("BT-06", "none"),)).themes["climate"] is False
    assert two_lots((("BT-06", "none"),), ()).themes["climate"] is None


def test_groups_and_planning_parts_are_no_lots() -> None:
    group = Lot("GLO-0001", "/*/g", kind=LotKind.GROUP)
    part = Lot("PAR-0001", "/*/p", kind=LotKind.PART)
    assert [one.lot_id for one in compiled(call(lots=(lot(), group, part))).lots] == ["LOT-0001"]


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
    found = compiled(call(stage=stage))
    assert found.counted is counted
    assert all(one.counted is counted for one in found.lots)


def test_a_lot_closed_without_winner_is_not_counted() -> None:
    found = compiled(call(), result(status="clos-nw"))
    assert (found.counted, found.cancelled, found.state) == (False, True, "cancelled")
    assert not found.lots[0].counted


def test_a_cancelling_change_notice_takes_the_procedure_out() -> None:
    cancelled = dataclasses.replace(call(), version="02", change_reason="cancel")
    assert compiled(call(), cancelled).state == "cancelled"


@pytest.mark.parametrize("reason", ["cancel-intent", "susp-review", "cor-buy", "update-add"])
def test_other_change_reasons_change_nothing_about_counting(reason: str) -> None:
    assert compiled(dataclasses.replace(call(), version="02", change_reason=reason)).counted


def test_a_running_lot_counts_by_launch_and_has_no_award_date() -> None:
    found = compiled(call(), result(status="open-nw"))
    assert (found.state, found.dimensions.awarded_on) == ("running", None)
    assert found.dimensions.launched_on == date(2025, 3, 3)


def test_joint_procurement_counts_under_the_marked_lead() -> None:
    lead = dataclasses.replace(SECOND_BUYER, lead=True)
    found = compiled(call(buyers=(BUYER, lead)))
    assert found.dimensions.lead_body == PROVINCE.key
    assert found.took_part == (MUNICIPALITY.key, PROVINCE.key)
    assert found.joint


def test_without_a_marked_lead_the_first_buyer_leads() -> None:
    found = compiled(call(buyers=(SECOND_BUYER, BUYER)))
    assert found.dimensions.lead_body == PROVINCE.key
    assert "CMP-008" in {one.rule for one in found.findings}


def test_an_unknown_buyer_is_kept_under_unknown() -> None:
    stranger = dataclasses.replace(BUYER.organisation, identifiers=(("kvk", "99999999"),))
    found = compiled(call(buyers=(dataclasses.replace(BUYER, organisation=stranger),)))
    assert (found.dimensions.lead_body, found.dimensions.tier) == (None, None)
    assert found.counted


def test_a_dynamic_purchasing_system_is_no_procurement_and_each_award_a_row() -> None:
    system = call(lots=(lot(dps="dps-list"),))
    second = result("44444444-4444-4444-8444-444444444444", value=euro(7_000))
    found = compiled(system, result(value=euro(5_000)), second)
    assert not found.counted
    assert found.dps
    awards = [one for one in found.lots if one.counted]
    assert {one.competition for one in found.lots} == {"dps"}
    assert sorted(one.awarded_value or 0 for one in awards) == [5_000, 7_000]
    assert [one.counted for one in found.lots].count(False) == 1


def test_a_call_off_is_no_procurement() -> None:
    under = result(
        procedure_type="neg-wo-call",
        lots=(lot(framework="none"),),
        contracts=(Contract("CON-0001", ("TEN-0001",), awarded_on=date(2025, 6, 18), framework=True),),
    )
    assert not compiled(under).counted


# --- dates and corrections: C5, C7, C10 ---------------------------------------------------------------------


def test_a_correction_keeps_the_launch_of_the_first_version() -> None:
    second = dataclasses.replace(call(title="nieuw"), version="02", dispatched_on=date(2025, 5, 5), dispatched_at=None)
    found = compiled(second, call(title="oud"))
    assert found.dimensions.launched_on == date(2025, 3, 3)
    assert found.title == "nieuw"


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
    one = with_codes(("BT-774", "clim-mitig"), ("BT-775", "opp"))
    other = with_codes(("BT-774", "clim-mitig"))
    found = compiled(one, other)
    assert found.lots[0].themes["climate"] is ThemeState.YES
    assert found.lots[0].themes["social-return"] is ThemeState.CONFLICTING
    assert "CMP-005" in {finding.rule for finding in found.findings}
    higher = dataclasses.replace(one, version="02")
    assert compiled(one, other, higher).lots[0].themes["social-return"] is ThemeState.YES


def test_the_award_decision_places_the_lot() -> None:
    found = only_lot(call(), result())
    assert found.dimensions.awarded_on == date(2025, 6, 18)


def test_without_decision_the_conclusion_and_then_the_dispatch_places_it() -> None:
    concluded = result(contracts=(Contract("CON-0001", ("TEN-0001",), concluded_on=date(2025, 6, 30)),))
    assert only_lot(concluded).dimensions.awarded_on == date(2025, 6, 30)
    undated = result(contracts=(Contract("CON-0001", ("TEN-0001",)),))
    later = dataclasses.replace(undated, version="02", dispatched_on=date(2025, 9, 9))
    assert only_lot(undated, later).dimensions.awarded_on == date(2025, 7, 1)


# --- values, tenders, SME: C12, C16, C17, part 5 -------------------------------------------------------------


def test_the_value_is_the_sum_of_the_winning_tenders() -> None:
    tenders = tuple(Tender(f"TEN-{n}", "LOT-0001", euro(n * 100)) for n in (1, 2, 3))
    found = only_lot(result(tenders=tenders, contracts=(Contract("CON-0001", ("TEN-1", "TEN-2")),)))
    assert (found.awarded_value, found.value_basis) == (Decimal(300), "tenders")


@pytest.mark.parametrize("placeholder", ["-1", "0", "1"])
def test_placeholders_are_no_amounts(placeholder: str) -> None:
    found = only_lot(result(value=euro(placeholder)))
    assert (found.awarded_value, found.value_state) == (None, "silent")


def test_another_currency_is_unknown_not_zero() -> None:
    found = only_lot(result(value=Money(Decimal(5000), "PLN")))
    assert (found.awarded_value, found.value_state) == (None, "no-rate")
    assert not found.winners[0].currency_known


def test_a_total_that_contradicts_the_tenders_makes_both_conflicting() -> None:
    found = only_lot(result(value=euro(3_500_000), total_value=euro(350_000)))
    assert (found.awarded_value, found.value_state) == (None, "conflicting")
    assert only_lot(result(value=euro(350_000), total_value=euro(350_000))).value_state == "known"


def test_the_value_of_a_framework_is_its_ceiling() -> None:
    framework = result(
        lots=(lot(framework="fa-wo-rc", framework_maximum=euro(900_000)),), framework_maximum=euro(800_000)
    )
    found = only_lot(framework)
    assert (found.awarded_value, found.value_basis) == (Decimal(800_000), "ceiling")
    (outcome,) = framework.results
    re_estimated = dataclasses.replace(
        framework, results=(dataclasses.replace(outcome, re_estimated_value=euro(700_000)),)
    )
    assert only_lot(re_estimated).awarded_value == Decimal(700_000)


def test_electronic_tenders_alone_are_not_the_number_of_tenders() -> None:
    (outcome,) = result().results
    electronic = dataclasses.replace(outcome, submissions=(SubmissionCount("t-esubm", 3),))
    found = only_lot(result(results=(electronic,)))
    assert (found.tenders_received, found.tenders_received_state) == (None, "silent")
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


# --- order of arrival ---------------------------------------------------------------------------------------


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
        found = of_kept(list(shuffled))
        assert dataclasses.replace(found, findings=()) == dataclasses.replace(expected, findings=())
        assert sorted(map(repr, found.findings)) == sorted(map(repr, expected.findings))


def test_a_result_that_names_no_lot_makes_none() -> None:
    nameless = LotResult("RES-0001", "", "/*/r", status="selec-w")
    assert [one.lot_id for one in compiled(result(results=(nameless,))).lots] == ["LOT-0001"]


def test_the_ceiling_may_be_said_in_the_call_alone() -> None:
    framework = lot(framework="fa-wo-rc", framework_maximum=euro(900_000))
    found = only_lot(call(lots=(framework,)), result())
    assert (found.awarded_value, found.value_basis, found.framework) == (Decimal(900_000), "ceiling", True)


def test_a_duration_that_one_lot_leaves_open_is_unknown() -> None:
    first = lot("LOT-0001", duration_months=Decimal(3))
    assert compiled(call(lots=(first,))).duration_months == Decimal(3)
    assert compiled(call(lots=(first, lot("LOT-0002")))).duration_months is None
