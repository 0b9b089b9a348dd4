"""The oracle itself: its reading of expressions, the example of the counting rules, and the bounds as extremes."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from services.kpi.definitions.facts import facts
from tests.oracle.answers import Months
from tests.oracle.card import OracleCard, card_of, every_card
from tests.oracle.expression import Row, reading
from tests.oracle.figures import figure_of, parts_of, rounded

KINDS = [(True, True), (True, False), (True, None), (None, True), (None, False), (None, None), (False, True)]
ROW: Row = {"a": 3, "b": Decimal("0.5"), "n": None, "t": "works", "yes": True, "no": False, "day": date(2025, 3, 1)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a = 3", True),
        ("a <> 3 or yes", True),
        ("not (a > 2 and no)", True),
        ("n = 1", None),
        ("n = 1 and no", False),
        ("n = 1 or yes", True),
        ("not n = 1", None),
        ("t in ('works', 'services')", True),
        ("t not in ('works')", False),
        ("n in (1, 2)", None),
        ("a between 1 and 3", True),
        ("a not between 1 and 3", False),
        ("a + b * 2 - 1", Decimal(3)),
        ("-a * (b + b)", Decimal(-3)),
        ("a + n", None),
        ("day >= '2025-03-01'", True),
        ("no or no and yes", False),
        ("yes", True),
        ("true", True),
    ],
)
def test_an_expression_is_read_with_three_values(text: str, value: object) -> None:
    assert reading(text)(ROW) == value


def share(**measure: Any) -> OracleCard:  # noqa: ANN401 - properties of a measure
    stated = {"kind": "share", "fact": "lot", "counted_on": "awarded_on", "time": "flow"}
    return card_of({"code": "TST-P01", "measure": {**stated, "population": "member", "hit": "said", **measure}})


def rows(kinds: Iterable[tuple[bool | None, bool | None]]) -> list[Row]:
    return [{"member": member, "said": said} for member, said in kinds]


def test_the_bounds_are_the_extremes_over_all_ways_to_settle_what_is_doubtful() -> None:
    figure = figure_of(share(), parts_of(share(), rows(KINDS)))
    settled: list[Fraction] = []
    for now in product(product((True, False), repeat=2), repeat=len(KINDS)):
        if any(
            old not in (None, new)
            for kind, given in zip(KINDS, now, strict=True)
            for old, new in zip(kind, given, strict=True)
        ):
            continue
        hits = [said for member, said in now if member]
        settled.append(Fraction(sum(hits), len(hits)))
    assert (figure.lower, figure.upper) == (min(settled), max(settled))


def test_the_example_of_the_rules_gives_its_figures() -> None:
    times = (41, 12, 230, 25, 5, 888, 402)
    parts = parts_of(share(), rows(kind for kind, number in zip(KINDS, times, strict=True) for _ in range(number)))
    figure = figure_of(share(), parts)
    assert figure.value is None
    assert figure.reason == "coverage-too-low"
    assert parts["out"] == 402
    assert [rounded(each, places=4) for each in (figure.lower, figure.upper, figure.answers)] == [
        Fraction("0.0349"),
        Fraction("0.9900"),
        Fraction("0.0441"),
    ]


def test_rows_without_an_amount_are_counted_apart() -> None:
    card = share(weight="amount")
    weighed = [
        {**row, "amount": amount}
        for row, amount in zip(rows([(True, True), (True, False), (True, True)]), (300, 100, None), strict=True)
    ]
    parts = parts_of(card, weighed)
    assert figure_of(card, parts).value == Fraction(3, 4)
    assert parts["without_amount"] == 1


def test_a_sum_is_at_least_and_a_mean_has_no_bounds() -> None:
    known = [{"member": True, "amount": amount} for amount in (3, 5, None)]
    for kind, value, lower in (("sum", Fraction(8), Fraction(8)), ("mean", Fraction(4), None)):
        card = share(kind=kind, value="amount", hit=None, non_negative=True)
        figure = figure_of(card, parts_of(card, known))
        assert (figure.value, figure.lower, figure.upper, figure.answers) == (value, lower, None, Fraction(2, 3))
        assert figure_of(card, parts_of(card, [])).reason == "no-rows"


def test_periods_are_cut_to_the_months_asked_for() -> None:
    assert Months("2025-02", "2025-07").split("quarter") == [
        Months("2025-02", "2025-03"),
        Months("2025-04", "2025-06"),
        Months("2025-07", "2025-07"),
    ]
    assert Months("2024-11", "2025-02").split("year") == [Months("2024-11", "2024-12"), Months("2025-01", "2025-02")]


def test_every_card_names_columns_of_its_fact() -> None:
    for card in every_card().values():
        assert card.columns <= facts()[card.fact].columns.keys()
