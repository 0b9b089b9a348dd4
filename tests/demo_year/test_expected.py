from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest

from demo.expectation.figures import ExpectedFigure, figure, figures, period_of
from demo.expectation.indicators import INDICATORS, Row, relevant_to_diversity
from demo.expectation.ledger import Ledger
from tests.demo_year.conftest import Year

SHARES = [code for code, indicator in INDICATORS.items() if indicator.kind in {"share", "value-share"}]


def over_2025(
    ledger: Ledger, code: str, *group_by: str, counted_on: str = "awarded"
) -> dict[tuple[str, ...], ExpectedFigure]:
    return figures(ledger, code, first="2025-01", last="2025-12", counted_on=counted_on, group_by=group_by)


@pytest.fixture
def row(year: Year) -> Row:
    procedure = year.ledger.procedures[0]
    return Row(procedure=procedure, placed_on=date(2025, 5, 5), nature="works", cpv=None, included=True, hit=True)


def test_the_bounds_are_the_extremes_over_all_ways_to_settle_what_is_doubtful(row: Row) -> None:
    kinds = [(True, True), (True, False), (True, None), (None, True), (None, False), (None, None), (False, True)]
    rows = [replace(row, included=included, hit=hit) for included, hit in kinds]
    found = figure("share", rows)
    settled: list[Fraction] = []
    for included in product((True, False), repeat=len(kinds)):
        for hits in product((True, False), repeat=len(kinds)):
            if any(known is not None and known != now for (known, _), now in zip(kinds, included, strict=True)):
                continue
            if any(known is not None and known != now for (_, known), now in zip(kinds, hits, strict=True)):
                continue
            said = [hit for is_in, hit in zip(included, hits, strict=True) if is_in]
            settled.append(Fraction(sum(said), len(said)))
    assert (found.lower, found.upper) == (min(settled), max(settled))


def test_the_example_of_the_rules_gives_its_figures(row: Row) -> None:
    numbers = {
        (True, True): 41,
        (True, False): 12,
        (True, None): 230,
        (None, True): 25,
        (None, False): 5,
        (None, None): 888,
        (False, False): 402,
    }
    rows = [replace(row, included=key[0], hit=key[1]) for key, times in numbers.items() for _ in range(times)]
    found = figure("share", rows)
    assert found.value is None
    assert found.reason == "coverage-too-low"
    assert found.counts.out == 402
    assert round(float(found.lower or 0), 4) == 0.0349
    assert round(float(found.coverage or 0), 4) == 0.0441


def test_rows_without_an_amount_are_counted_apart(row: Row) -> None:
    rows = [
        replace(row, hit=True, amount=Decimal(300)),
        replace(row, hit=False, amount=Decimal(100)),
        replace(row, hit=True, amount=None),
    ]
    found = figure("value-share", rows)
    assert found.value == Fraction(3, 4)
    assert found.counts.without_amount == 1


def test_a_sum_is_at_least_and_a_mean_has_no_bounds(row: Row) -> None:
    rows = [replace(row, amount=Decimal(3)), replace(row, amount=Decimal(5)), replace(row, amount=None)]
    assert figure("sum", rows).value == figure("sum", rows).lower == 8
    assert figure("sum", rows).upper is None
    assert figure("mean", rows).value == 4
    assert figure("mean", rows).coverage == Fraction(2, 3)
    assert figure("mean", []).reason == "no-rows"


@pytest.mark.parametrize("code", INDICATORS)
@pytest.mark.parametrize("counted_on", ["awarded", "launched"])
def test_groups_of_a_partition_add_up_to_the_whole(year: Year, code: str, counted_on: str) -> None:
    whole = over_2025(year.ledger, code, counted_on=counted_on)[()]
    for dimension in ("tier", "organisation", "nature", "productChain"):
        groups = over_2025(year.ledger, code, dimension, counted_on=counted_on).values()
        assert sum(each.counts.rows for each in groups) == whole.counts.rows
        assert sum((each.counts.in_yes for each in groups), Decimal(0)) == whole.counts.in_yes
        assert sum((each.counts.out for each in groups), Decimal(0)) == whole.counts.out


@pytest.mark.parametrize("code", SHARES)
def test_a_value_lies_between_its_bounds(year: Year, code: str) -> None:
    for found in over_2025(year.ledger, code, "tier", "theme").values():
        if found.value is not None:
            assert found.lower is not None
            assert found.upper is not None
            assert 0 <= found.lower <= found.value <= found.upper <= 1


def test_months_add_up_to_the_year(year: Year) -> None:
    months = figures(year.ledger, "MKT-P01", first="2025-01", last="2025-12", granularity="month")
    assert len(months) == 12
    assert sum(each.counts.rows for each in months.values()) == over_2025(year.ledger, "MKT-P01")[()].counts.rows


def test_periods_are_cut_to_the_months_asked_for() -> None:
    assert period_of(date(2025, 5, 9), "quarter", first="2025-01", last="2025-12") == "2025-04/2025-06"
    assert period_of(date(2025, 5, 9), "year", first="2025-03", last="2025-05") == "2025-03/2025-05"


def test_some_figures_are_shown_and_others_have_too_little_coverage(year: Year) -> None:
    themes = over_2025(year.ledger, "ALG-P15", "tier", "theme").values()
    reasons = {found.reason for found in themes}
    assert reasons == {None, "coverage-too-low"}
    assert {found.reason for found in over_2025(year.ledger, "SOR-P01", "tier").values()} == {"nothing-certain"}


def test_a_guessed_product_chain_leaves_membership_open() -> None:
    assert relevant_to_diversity("31527260") is None
    assert relevant_to_diversity("79100000") is False
    assert relevant_to_diversity("90919200") is True
    assert relevant_to_diversity(None) is None
