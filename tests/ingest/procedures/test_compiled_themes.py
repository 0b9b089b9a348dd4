"""Themes of a lot and of a procedure (C1, C2): who says yes, who says no, and who outranks whom."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from shared.procurement.notice import (
    LotResult,
    Withheld,
)
from shared.procurement.procedure import CompiledLot, CompiledProcedure
from shared.procurement.themes import THEMES, ThemeState
from tests.ingest.procedures.builders import (
    call,
    codes,
    kept,
    lot,
    result,
    texts,
)
from tests.ingest.procedures.compiling import compiled, of_kept, only_lot, with_codes


def states(found: CompiledLot) -> dict[str, str]:
    return {theme: state.value for theme, state in found.themes.items()}


ALL_SILENT = dict.fromkeys(THEMES, "silent")


ALL_NO = dict.fromkeys(THEMES, "no")


def test_a_lot_without_strategic_codes_is_silent_on_every_theme() -> None:
    compiled_lot = only_lot(call())
    assert states(compiled_lot) == ALL_SILENT
    assert compiled_lot.any_theme is ThemeState.SILENT


def test_not_reserved_says_nothing_about_social_return() -> None:
    compiled_lot = only_lot(with_codes(("BT-71", "none"), ("BT-736", "no")))
    assert states(compiled_lot) == ALL_SILENT
    assert compiled_lot.reserved is ThemeState.NO


def test_a_sheltered_workshop_says_yes_to_social_return() -> None:
    compiled_lot = only_lot(with_codes(("BT-71", "res-ws")))
    assert states(compiled_lot) == ALL_SILENT | {"social-return": "yes"}
    assert compiled_lot.reserved is ThemeState.YES


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
    compiled_lot = only_lot(with_codes((term, code)))
    assert states(compiled_lot) == ALL_SILENT | {theme: "yes"}
    assert compiled_lot.any_theme is ThemeState.YES
    assert [(evidence.term, evidence.code) for evidence in compiled_lot.evidence if evidence.theme == theme] == [
        (term, code)
    ]


@pytest.mark.parametrize(("term", "code"), [("BT-06", "env-imp"), ("BT-06", "soc-obj"), ("BT-805", "national")])
def test_some_theme_is_yes_to_none_in_particular(term: str, code: str) -> None:
    compiled_lot = only_lot(with_codes((term, code)))
    assert states(compiled_lot) == ALL_SILENT
    assert compiled_lot.any_theme is ThemeState.YES


def test_climate_adaptation_is_a_local_theme_and_no_climate() -> None:
    compiled_lot = only_lot(with_codes(("BT-774", "clim-adapt")))
    assert states(compiled_lot) == ALL_SILENT
    assert "climate-adaptation" in compiled_lot.local_themes


def test_none_says_no_to_all_themes() -> None:
    compiled_lot = only_lot(with_codes(("BT-06", "none")))
    assert states(compiled_lot) == ALL_NO
    assert compiled_lot.any_theme is ThemeState.NO
    assert compiled_lot.strategic_fields_complete


def test_none_beside_a_specific_yes_is_a_yes_with_a_finding() -> None:
    procedure = compiled(with_codes(("BT-06", "none"), ("BT-774", "circ-econ")))
    assert states(procedure.lots[0]) == ALL_NO | {"circular": "yes"}
    assert [finding.rule for finding in procedure.findings] == ["CMP-003"]


def test_none_beside_some_theme_leaves_every_theme_conflicting() -> None:
    procedure = compiled(with_codes(("BT-06", "none"), ("BT-805", "eu")))
    assert set(states(procedure.lots[0]).values()) == {"conflicting"}
    assert procedure.lots[0].any_theme is ThemeState.YES
    assert "CMP-004" in {finding.rule for finding in procedure.findings}


def test_a_criterion_text_makes_no_yes() -> None:
    compiled_lot = only_lot(call(lots=(lot(texts=texts("CO2-prestatieladder certificaat")),)))
    assert states(compiled_lot) == ALL_SILENT
    assert compiled_lot.signals_in_text == ("climate",)


def test_a_criterion_text_beside_none_makes_its_theme_conflicting() -> None:
    compiled_lot = only_lot(with_codes(("BT-06", "none"), texts=texts("Social Return (criterium 5)")))
    assert states(compiled_lot) == ALL_NO | {"social-return": "conflicting"}


def test_a_withheld_code_is_neither_yes_nor_no() -> None:
    compiled_lot = only_lot(call(lots=(lot(withheld=(Withheld("BT-774", date(2030, 1, 1), "/*/x"),)),)))
    assert compiled_lot.themes["climate"] is ThemeState.WITHHELD
    assert compiled_lot.themes["social-return"] is ThemeState.SILENT


def test_what_is_withheld_does_not_override_an_older_answer() -> None:
    withheld = lot(withheld=(Withheld("BT-774", None, "/*/x"),))
    compiled_lot = only_lot(with_codes(("BT-774", "clim-mitig")), result(lots=(withheld,)))
    assert compiled_lot.themes["climate"] is ThemeState.YES


def test_silence_of_the_result_overrides_nothing() -> None:
    assert only_lot(with_codes(("BT-775", "opp")), result()).themes["social-return"] is ThemeState.YES


def test_the_result_outranks_the_call_however_late_the_call_was_corrected() -> None:
    corrected = dataclasses.replace(with_codes(("BT-06", "none")), version="02", dispatched_on=date(2025, 12, 1))
    compiled_lot = only_lot(corrected, result(lots=(lot(codes=codes(("BT-774", "clim-mitig"))),)))
    assert compiled_lot.themes["climate"] is ThemeState.YES


def test_yes_and_no_on_one_rank_is_conflicting() -> None:
    other = dataclasses.replace(with_codes(("BT-06", "none")), notice_id="33333333-3333-4333-8333-333333333333")
    procedure = compiled(with_codes(("BT-774", "clim-mitig")), other)
    assert procedure.lots[0].themes["climate"] is ThemeState.CONFLICTING
    assert "CMP-002" in {finding.rule for finding in procedure.findings}


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


def two_lots(first: tuple[tuple[str, str], ...], second: tuple[tuple[str, str], ...]) -> CompiledProcedure:
    return compiled(call(lots=(lot("LOT-0001", codes=codes(*first)), lot("LOT-0002", codes=codes(*second)))))


def test_one_lot_that_says_yes_makes_the_procedure_say_yes() -> None:
    assert two_lots((("BT-775", "opp"),), ()).themes["social-return"] is True


def test_a_procedure_says_no_only_when_every_counted_lot_does() -> None:
    assert two_lots((("BT-06", "none"),), (("BT-06", "none"),)).themes["climate"] is False
    assert two_lots((("BT-06", "none"),), ()).themes["climate"] is None
