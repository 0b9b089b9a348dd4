"""The day of launch and the day of award: unknown where no source tells, or where none can be believed."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.ingest.procedures.rules.compile import compile_procedure
from services.ingest.procedures.store.rows import PROCEDURE, places, procedure_row
from shared.procurement.finding import Severity
from shared.procurement.notice import Contract, Notice, Stage
from shared.procurement.procedure import CompiledProcedure
from tests.ingest.eforms.builders import changed
from tests.ingest.eforms.builders import parsed as parsed_eforms
from tests.ingest.procedures.builders import REGISTER, call, kept, result
from tests.ingest.procedures.outcomes import award, by_lot, compiled, findings, given, of_parsed, release

RECEIVED = date(2025, 3, 4)
_ROW = UUID(int=1)


def procedure_of(*notices: Notice, received_on: date | None = None) -> CompiledProcedure:
    known = [replace(each, received_on=received_on) for each in kept(*notices)]
    procedure = compile_procedure("key", known, register=REGISTER)
    assert procedure is not None
    return procedure


def decided(on: date, **fields: Any) -> Notice:  # noqa: ANN401 - any field of a notice
    return result(contracts=(Contract("CON-0001", ("TEN-0001",), awarded_on=on),), **fields)


# --- launch ---


@pytest.mark.parametrize("source", ["own", "given"])
def test_without_a_call_the_launch_is_unknown_and_not_after_the_award(source: str) -> None:
    if source == "given":
        root = os.environ.get("PPDS_TEST_DATA")
        if root is None:
            pytest.skip("PPDS_TEST_DATA does not say where the examples of the SDK are")
        [path] = (Path(root) / "eforms" / "sdk-examples").rglob("can_24_maximal.xml")
        procedure, bound = of_parsed(parsed_eforms(path.read_bytes())), date(2023, 3, 23)
    else:
        procedure, bound = procedure_of(result()), date(2025, 6, 18)
    assert (procedure.dimensions.launched_on, procedure.dimensions.launched_not_after) == (None, bound)
    assert {each.dimensions.launched_on for each in procedure.lots} == {None}
    assert {each.dimensions.launched_not_after for each in procedure.lots} == {bound}


def test_an_announcement_of_a_direct_award_bounds_the_launch_too() -> None:
    announced = replace(result("33333333-3333-4333-8333-333333333333"), stage=Stage.DIRECT_AWARD, contracts=())
    announced = replace(announced, dispatched_on=date(2025, 5, 1))
    assert procedure_of(announced, result()).dimensions.launched_not_after == date(2025, 5, 1)


def test_a_known_call_is_the_launch_and_needs_no_bound() -> None:
    dimensions = procedure_of(call(), result()).dimensions
    assert (dimensions.launched_on, dimensions.launched_not_after) == (date(2025, 3, 3), None)


def test_a_plan_launches_and_bounds_nothing() -> None:
    dimensions = procedure_of(call(stage=Stage.PLANNING)).dimensions
    assert (dimensions.launched_on, dimensions.launched_not_after) == (None, None)


def test_a_procedure_without_a_call_stands_in_the_month_of_its_bound_and_says_so() -> None:
    procedure = procedure_of(result())
    row = dict(zip(PROCEDURE, procedure_row(procedure, row_id=_ROW, digest="", change=1), strict=True))
    assert (row["launched_on"], row["launch_known"]) == (date(2025, 6, 18), False)
    assert {(each.counted_on, each.month) for each in places(procedure)} == {
        ("awarded_on", date(2025, 6, 1)),
        ("launched_on", date(2025, 6, 1)),
    }


# --- award ---


@pytest.mark.parametrize("source", ["own", "given"])
def test_a_decision_that_cannot_be_is_unknown_with_a_warning_and_the_lot_stands_on_the_first_result(
    source: str,
) -> None:
    own = [release(award(1, "1", date="1970-01-01T00:00:00Z"), award(2, "2", date="2052-02-20T00:00:00Z"))]
    releases = given("placeholder-dates.json") if source == "given" else own
    procedure = compiled(*releases)
    assert {name: each.dimensions.awarded_on for name, each in by_lot(procedure).items()} == {
        "1": date(2025, 3, 1),
        "2": date(2025, 3, 1),
    }
    told = [(each.rule, each.severity, each.location, each.value) for each in findings(*releases)]
    assert ("OC-030", Severity.WARNING, "/awards/0/date", told[0][3]) in told
    assert ("OC-032", Severity.WARNING, "/awards/1/date", "2052-02-20") in told
    said = [(each.rule, each.location, each.value) for each in procedure.findings if each.rule == "CMP-010"]
    assert said == [("CMP-010", "/lots/2/awardedOn", "2052-02-20")]


@pytest.mark.parametrize(("on", "believed"), [(date(2025, 7, 6), True), (date(2025, 7, 7), False)])
def test_a_decision_after_the_day_of_receipt_is_not_believed(on: date, believed: bool) -> None:
    """A day as written may be one ahead of the day of receipt, which is told in UTC."""
    procedure = procedure_of(call(), decided(on), received_on=date(2025, 7, 5))
    assert procedure.dimensions.awarded_on == (on if believed else date(2025, 7, 1))
    assert [each.value for each in procedure.findings if each.rule == "CMP-010"] == ([] if believed else [str(on)])


@pytest.mark.parametrize(("on", "believed"), [(date(2024, 3, 2), True), (date(2024, 3, 1), False)])
def test_a_decision_years_before_the_call_is_not_believed(on: date, believed: bool) -> None:
    procedure = procedure_of(call(), decided(on))
    assert procedure.dimensions.awarded_on == (on if believed else date(2025, 7, 1))
    assert [each.value for each in procedure.findings if each.rule == "CMP-010"] == ([] if believed else [str(on)])


@pytest.mark.parametrize(("on", "believed"), [(date(2015, 7, 1), True), (date(1925, 6, 18), False)])
def test_without_a_call_a_decision_may_be_old_but_not_of_another_century(on: date, believed: bool) -> None:
    assert procedure_of(decided(on)).dimensions.awarded_on == (on if believed else date(2025, 7, 1))


def test_the_conclusion_of_the_contract_stands_in_for_a_decision_that_is_not_believed() -> None:
    contract = Contract("CON-0001", ("TEN-0001",), awarded_on=date(2052, 6, 18), concluded_on=date(2025, 6, 25))
    assert procedure_of(call(), result(contracts=(contract,))).dimensions.awarded_on == date(2025, 6, 25)


def test_an_award_of_which_no_day_is_known_is_said_to_stand_in_no_period() -> None:
    procedure = procedure_of(result(contracts=(), dispatched_on=None))
    assert procedure.dimensions.awarded_on is None
    assert [(each.rule, each.location) for each in procedure.findings if each.rule == "CMP-011"] == [
        ("CMP-011", "/lots/LOT-0001/awardedOn")
    ]


def test_a_call_dispatched_far_ahead_of_its_receipt_launches_nothing() -> None:
    procedure = procedure_of(call(dispatched_on=date(2052, 3, 1)), received_on=RECEIVED)
    assert procedure.dimensions.launched_on is None


@pytest.mark.parametrize("day", ["2052-12-31", "1925-12-31"])
def test_a_decision_far_from_its_notice_is_said_to_the_sender_in_eforms(day: str) -> None:
    parsed = parsed_eforms(changed("award", ("<cbc:AwardDate>2025-12-31-03:00<", f"<cbc:AwardDate>{day}Z<")))
    assert [(each.rule, each.severity, each.value) for each in parsed.findings] == [("EF-043", Severity.WARNING, day)]
    assert parsed.notice is not None
    assert of_parsed(parsed).lots[0].dimensions.awarded_on == date(2026, 1, 20)  # the contract was concluded then
