"""Bounds are the exact extremes over all ways to settle the doubtful rows; reasons stand where a value does not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.kpi.cells.rules.parts import Parts
from services.kpi.values.rules.figures import Figure, Reason, figure_of, shown

SEVEN = ("in_yes", "in_no", "in_unknown", "undetermined_yes", "undetermined_no", "undetermined_unknown", "out")


@dataclass(frozen=True)
class Measure:
    kind: str = "share"
    minimum_coverage: Decimal = Decimal("0.5")
    scale: tuple[Decimal, Decimal] | None = None
    non_negative: bool = False


def share_parts(counts: Sequence[int]) -> Parts:
    given = dict(zip(SEVEN, (Decimal(count) for count in counts), strict=True))
    return Parts(**given, rows=Decimal(sum(counts[:6])))


def settled(counts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Every way to settle the doubtful rows, as (yes, all that are in)."""
    yes, no, unknown, maybe_yes, maybe_no, maybe_unknown, _ = counts
    # A doubtful row ends as: out, in and yes, in and no. Equal rows are alike, so their numbers are enough.
    for known, entered_yes, entered_no in product(range(unknown + 1), range(maybe_yes + 1), range(maybe_no + 1)):
        for entered_unknown in range(maybe_unknown + 1):
            for unknown_yes in range(entered_unknown + 1):
                certain = yes + no + unknown
                yield yes + known + entered_yes + unknown_yes, certain + entered_yes + entered_no + entered_unknown


@given(st.tuples(*(st.integers(0, 3) for _ in SEVEN)))
@settings(max_examples=300, deadline=None)
def test_bounds_of_a_share_are_the_extremes_of_brute_force(counts: tuple[int, ...]) -> None:
    figure = figure_of(share_parts(counts), Measure())
    shares = [Fraction(hits, rows) for hits, rows in settled(counts) if rows]
    if sum(counts[:3]):
        assert figure.lower == min(shares)
        assert figure.upper == max(shares)
    elif sum(counts[:6]) == 0:
        assert figure == Figure(None, None, None, None, Reason.NO_ROWS)
    else:
        assert figure.reason is Reason.NOTHING_CERTAIN
        assert figure.lower is None or figure.lower <= min(shares)
        assert figure.upper is None or figure.upper >= max(shares)


@given(st.tuples(*(st.integers(0, 50) for _ in SEVEN)))
def test_value_lies_between_its_bounds_and_needs_coverage(counts: tuple[int, ...]) -> None:
    figure = figure_of(share_parts(counts), Measure())
    assert (figure.value is None) == (figure.reason is not None)
    if figure.value is not None:
        assert figure.lower is not None
        assert figure.upper is not None
        assert figure.lower <= figure.value <= figure.upper
        assert figure.answers is not None
        assert figure.answers >= Fraction(1, 2)


@given(st.tuples(*(st.integers(0, 50) for _ in SEVEN)))
def test_a_silent_record_never_moves_a_value_that_stays_shown(counts: tuple[int, ...]) -> None:
    before = figure_of(share_parts(counts), Measure())
    silent = (*counts[:2], counts[2] + 1, *counts[3:])
    after = figure_of(share_parts(silent), Measure())
    if before.value is not None and after.value is not None:
        assert before.value == after.value


@given(st.lists(st.tuples(*(st.integers(0, 9) for _ in SEVEN)), max_size=5))
def test_parts_add_up(many: list[tuple[int, ...]]) -> None:
    whole = tuple(sum(each) for each in zip(*many, strict=True)) if many else (0,) * 7
    assert sum((share_parts(counts) for counts in many), start=Parts()) == share_parts(whole)


def test_the_worked_example_of_the_rules() -> None:
    figure = figure_of(share_parts((41, 12, 230, 25, 5, 888, 402)), Measure())
    assert figure.value is None
    assert figure.reason is Reason.COVERAGE_TOO_LOW
    found = [shown(each, places=4) for each in (figure.lower, figure.upper, figure.answers) if each is not None]
    assert found == [Decimal("0.0349"), Decimal("0.9900"), Decimal("0.0441")]


def test_a_bound_of_nothing_over_nothing_does_not_exist() -> None:
    only_yes = figure_of(share_parts((0, 0, 0, 3, 0, 0, 0)), Measure())
    assert (only_yes.lower, only_yes.upper, only_yes.reason) == (None, Fraction(1), Reason.NOTHING_CERTAIN)
    only_no = figure_of(share_parts((0, 0, 0, 0, 3, 0, 0)), Measure())
    assert (only_no.lower, only_no.upper, only_no.reason) == (Fraction(0), None, Reason.NOTHING_CERTAIN)


def test_a_card_may_ask_for_more_coverage() -> None:
    parts = share_parts((3, 3, 4, 0, 0, 0, 0))
    assert figure_of(parts, Measure()).value == Fraction(1, 2)
    assert figure_of(parts, Measure(minimum_coverage=Decimal("0.7"))).reason is Reason.COVERAGE_TOO_LOW


def test_a_value_share_without_amounts_has_no_value() -> None:
    nothing_known = Parts(rows=Decimal(4), without_amount=Decimal(4))
    assert figure_of(nothing_known, Measure()).reason is Reason.COVERAGE_TOO_LOW
    all_zero = Parts(rows=Decimal(4))
    assert figure_of(all_zero, Measure()).reason is Reason.ZERO_DENOMINATOR


def test_a_sum_is_at_least_what_is_known() -> None:
    parts = Parts(in_known=Decimal(3), in_unknown=Decimal(1), in_sum=Decimal("10.50"), rows=Decimal(4))
    figure = figure_of(parts, Measure(kind="sum", non_negative=True))
    assert (figure.value, figure.lower, figure.upper) == (Fraction(21, 2), Fraction(21, 2), None)
    figure = figure_of(parts, Measure(kind="sum"))
    assert (figure.lower, figure.upper) == (None, None)


@given(
    st.lists(st.integers(1, 5), max_size=6),
    st.integers(0, 3),
    st.lists(st.integers(1, 5), max_size=3),
    st.integers(0, 2),
)
def test_bounds_of_a_mean_hold_on_a_closed_scale(
    known: list[int], unknown: int, doubtful: list[int], lost: int
) -> None:
    parts = Parts(
        in_known=Decimal(len(known)),
        in_unknown=Decimal(unknown),
        in_sum=Decimal(sum(known)),
        undetermined_known=Decimal(len(doubtful)),
        undetermined_unknown=Decimal(lost),
        undetermined_sum=Decimal(sum(doubtful)),
        rows=Decimal(len(known) + unknown + len(doubtful) + lost),
    )
    figure = figure_of(parts, Measure(kind="mean", scale=(Decimal(1), Decimal(5))))
    if not known and not unknown:
        assert figure.lower is None
        return
    assert figure.lower is not None
    assert figure.upper is not None
    for entered in range(2 ** len(doubtful)):
        chosen = [value for place, value in enumerate(doubtful) if entered >> place & 1]
        for end in (1, 5):
            for more in range(lost + 1):
                values = [*known, *[end] * (unknown + more), *chosen]
                assert figure.lower <= Fraction(sum(values), len(values)) <= figure.upper
    assert figure_of(parts, Measure(kind="mean")).lower is None


def test_a_ratio_divides_sums_and_knows_no_zero_denominator() -> None:
    parts = Parts(in_known=Decimal(2), in_sum=Decimal(30), in_base=Decimal(12), rows=Decimal(2))
    assert figure_of(parts, Measure(kind="ratio")).value == Fraction(5, 2)
    nothing = Parts(in_known=Decimal(2), in_sum=Decimal(30), rows=Decimal(2))
    assert figure_of(nothing, Measure(kind="ratio")).reason is Reason.ZERO_DENOMINATOR


def test_a_count_has_the_doubtful_rows_as_its_upper_bound() -> None:
    figure = figure_of(
        Parts(in_known=Decimal(5), undetermined_known=Decimal(2), rows=Decimal(7)), Measure(kind="count")
    )
    assert (figure.value, figure.lower, figure.upper) == (Fraction(5), Fraction(5), Fraction(7))
    assert figure_of(Parts(out=Decimal(3)), Measure(kind="count")).value == 0
    assert figure_of(Parts(), Measure(kind="count")).reason is Reason.NO_ROWS


@pytest.mark.parametrize(
    ("exact", "places", "expected"),
    [
        (Fraction(18, 8), 1, "2.3"),
        (Fraction(-18, 8), 1, "-2.3"),
        (Fraction(44, 101), 2, "0.44"),
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(2, 3), 4, "0.6667"),
        (Fraction(10**30 + 1, 2), 0, str((10**30 + 2) // 2)),
    ],
)
def test_figures_are_rounded_half_away_from_zero(exact: Fraction, places: int, expected: str) -> None:
    assert shown(exact, places=places) == Decimal(expected)
