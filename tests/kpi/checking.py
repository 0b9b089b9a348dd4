"""Comparing an answer of the service with naive tallies, row by row."""

from datetime import date
from fractions import Fraction

from services.kpi.values.rules.figures import shown
from services.kpi.values.schemas.answer import AnswerOut, RowOut
from tests.kpi.naive import CARDS, Tally

YEAR = {date(2025, month, 1): 0 for month in range(1, 13)}
WORDS = {"productChain": "product_chain", "purchaseType": "purchase_type"}


def key_of(row: RowOut, group_by: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(getattr(row, WORDS.get(name, name)) for name in group_by)


def check(
    answer: AnswerOut,
    expected: dict[tuple[tuple[str, ...], int], Tally],
    group_by: tuple[str, ...],
    *,
    buckets: int = 1,
) -> None:
    """Every row equals its tally, and no group with rows is missing."""
    seen = {}
    for place, row in enumerate(answer.rows):
        seen[key_of(row, group_by), place % buckets] = row
    assert set(expected) <= set(seen)
    for key, row in seen.items():
        tally = expected.get(key) or Tally(CARDS[answer.indicator][0])
        check_row(answer, row, tally)


def check_row(answer: AnswerOut, row: RowOut, tally: Tally) -> None:
    value, lower, upper, covered, reason = tally.figure()
    places = 2 if tally.kind == "sum" else 4
    assert row.reason == reason
    assert (row.value, row.lower, row.upper) == tuple(number(each, places) for each in (value, lower, upper))
    assert row.coverage is not None
    assert row.coverage.answers == number(covered, 4)
    assert row.counts is not None
    if tally.kind == "value share":
        assert row.counts.without_amount == tally.without_amount
    if "share" in tally.kind:
        stated = row.counts.in_, row.counts.undetermined
        for member, side in zip((True, None), stated, strict=True):
            counted = [tally.counts[member, says] for says in (True, False, None)]
            assert [side.yes, side.no, side.unknown] == [float(count) for count in counted]
        assert row.counts.out == float(tally.counts[False, None])
    if row.coverage.bodies is not None and row.coverage.bodies.with_data is not None:
        assert row.coverage.bodies.with_data == len(tally.bodies)


def number(exact: Fraction | None, places: int) -> float | None:
    return None if exact is None else float(shown(exact, places=places))
