"""Whether a commitment was met: what is known decides, silence does not, and what cannot be compared shows nothing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.ingest.contracts.rules.observed import observations
from services.ingest.contracts.rules.verdict import Status, Verdict, asked, status, verdict
from services.ingest.data_contracts.contract import Commitment
from services.ingest.data_contracts.performance_report import PerformanceReport
from services.ingest.own_records.rules.months import month_ends
from tests.ingest.own_records.records import observed, report, social_return

BEGIN = date(2024, 9, 1)
FIRST, SECOND = ("2024-09-01", "2025-02-28"), ("2025-03-01", "2025-08-31")


def judged(promise: dict[str, Any], *seen: dict[str, Any], begin: date = BEGIN) -> Verdict:
    commitment = Commitment.model_validate(promise)
    stated = report("NAK-1", *seen)
    stated.pop("format")
    listed = [("NAK-1", PerformanceReport.model_validate(stated), True)] if seen else []
    return verdict(commitment, observations(listed, {commitment.key: commitment}), starts_on=begin)


@pytest.mark.parametrize(
    ("compare", "values", "met"),
    [
        ("at-least", (40, 60), True),
        ("at-least", (40, 59), False),
        ("at-least", (100,), True),
        ("at-least", (99,), None),
        ("at-most", (40, 60), True),
        ("at-most", (40, 61), False),
        ("at-most", (101,), False),
        ("at-most", (1,), None),
        ("equal", (40, 60), True),
        ("equal", (40, 61), False),
        ("equal", (101,), False),
        ("equal", (100,), None),
    ],
)
def test_a_part_that_was_not_reported_leaves_it_open_unless_it_is_certain(
    compare: str, values: tuple[int, ...], met: bool | None
) -> None:
    halves = [observed(*half, realised=value) for half, value in zip((FIRST, SECOND), values, strict=False)]
    assert judged(social_return(target=100, compare=compare), *halves).met is met


def test_nothing_reported_is_not_shown_and_not_a_no() -> None:
    assert judged(social_return()) == Verdict()


def test_what_ends_after_the_due_date_came_too_late() -> None:
    assert judged(social_return(target=1), observed("2024-09-01", "2025-09-30")).met is None


def test_an_avoided_amount_may_still_turn_so_it_needs_all_days() -> None:
    weighed: dict[str, Any] = {"unit": "TNE", "realised": 1, "reference": 50}
    promise = social_return(unit="TNE", target=10, indicator=...)
    assert judged(promise, observed(*FIRST, **weighed)).met is None
    assert judged(promise, observed(*FIRST, **weighed), observed(*SECOND, **weighed)).met is True


def test_a_share_is_that_of_all_it_is_a_part_of_and_no_mean_of_shares() -> None:
    promise = social_return(unit="P1", target=50, indicator=...)
    halves = [observed(*FIRST, unit="KGM", realised=9, total=10), observed(*SECOND, unit="KGM", realised=10, total=90)]
    shown = judged(promise, *halves)
    assert (shown.met, shown.realised) == (False, Decimal(19))


@pytest.mark.parametrize(
    "other",
    [
        {"method": {"name": "building-blocks", "table": "another", "version": "2025"}},
        {"unit": "USD"},
        {"reading": "state"},
    ],
    ids=str,
)
def test_what_was_measured_otherwise_is_never_added(other: dict[str, Any]) -> None:
    assert judged(social_return(target=1), observed(*FIRST), observed(*SECOND, **other)) == Verdict()


def test_periods_that_overlap_are_never_added() -> None:
    assert judged(social_return(target=1), observed(*FIRST), observed("2025-02-28", "2025-08-31")) == Verdict()


def test_a_running_total_speaks_by_its_last_reading_and_a_year_by_what_it_added() -> None:
    first, second = (observed("2024-09-01", until, reading="cumulative", realised=value)
                     for until, value in (("2025-08-31", 70), ("2026-08-31", 100)))  # fmt: skip
    whole = social_return(target=100, dueOn="2026-08-31")
    assert judged(whole, first, second).realised == 100
    assert judged({**whole, "basis": "per-year"}, first, second).realised == 30
    assert judged({**whole, "basis": "per-year"}, second) == Verdict()


def test_a_state_speaks_by_its_last_reading_of_the_year_before_the_due_date() -> None:
    promise = social_return(target=5, dueOn="2028-02-29", unit="C62", indicator=...)
    stated: dict[str, Any] = {"reading": "state", "unit": "C62", "realised": 6}
    assert judged(promise, observed("2024-09-01", "2027-03-01", **stated)).met is True
    assert judged(promise, observed("2024-09-01", "2027-02-28", **stated)).met is None


@pytest.mark.parametrize(
    ("due", "met", "expected"),
    [
        ("2026-01-01", True, Status.NOT_YET_DUE),
        ("2025-12-31", True, Status.MET),
        ("2025-12-31", False, Status.NOT_MET),
        ("2025-12-31", None, Status.NOT_SHOWN),
        (..., None, Status.UNDATED),
    ],
)
def test_how_a_commitment_stands_on_a_day(due: object, met: bool | None, expected: Status) -> None:
    commitment = Commitment.model_validate(social_return(dueOn=due))
    assert status(commitment, Verdict(met), today=date(2026, 1, 1)) is expected


def test_a_running_total_and_a_state_are_asked_for_once() -> None:
    commitment = Commitment.model_validate(social_return(target=1000))
    for reading, first in (("cumulative", BEGIN), ("state", date(2025, 8, 31))):
        stated = report("NAK-1", observed("2024-09-01", "2024-12-31", reading=reading, realised=1))
        stated.pop("format")
        seen = observations([("NAK-1", PerformanceReport.model_validate(stated), True)], {"C1": commitment})
        [(begin, end, kind)] = asked(commitment, seen, starts_on=BEGIN, ends_on=None)
        if reading == "cumulative":
            assert (begin, end, kind) == (first, date(2025, 8, 31), reading)
        else:
            assert (begin, end, kind) == (first, first, reading)


def test_a_contract_stands_on_the_last_days_within_it() -> None:
    assert list(month_ends(date(2024, 2, 29), date(2024, 4, 29))) == [date(2024, 2, 29), date(2024, 3, 31)]
    assert list(month_ends(date(2024, 4, 2), date(2024, 4, 29))) == []
    assert len(list(month_ends(date(2024, 2, 29), None))) == 120 + 1
