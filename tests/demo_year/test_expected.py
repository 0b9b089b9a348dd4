"""What the ledger of the year says of the indicators: the oracle over the ledger's own rows."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest

from tests.demo_year.conftest import Year
from tests.oracle import ledger_rows
from tests.oracle.answers import Key, Months, groups
from tests.oracle.card import cards, grouped_as_needed
from tests.oracle.expression import Row
from tests.oracle.figures import Figure, Parts, figure_of, parts_of

YEAR = Months("2025-01", "2025-12")


@pytest.fixture(scope="module")
def rows(year: Year) -> dict[str, list[Row]]:
    return ledger_rows.facts_of(year.ledger)


def parts_in(
    rows: Mapping[str, Sequence[Row]],
    code: str,
    *group_by: str,
    placed_on: str = "awarded_on",
    granularity: str | None = None,
) -> dict[Key, Parts]:
    card = cards()[code]
    parts = YEAR.split(granularity)
    grouped = groups(card, rows[card.fact], group_by=group_by, placed_on=placed_on, parts=parts)
    return {key: parts_of(card, each) for key, each in grouped.items()}


def figures_in(rows: Mapping[str, Sequence[Row]], code: str, *group_by: str) -> list[Figure]:
    return [figure_of(cards()[code], parts) for parts in parts_in(rows, code, *group_by).values()]


@pytest.mark.parametrize("placed_on", ["awarded_on", "launched_on"])
def test_groups_of_a_partition_add_up_to_the_whole(rows: Mapping[str, Sequence[Row]], placed_on: str) -> None:
    for code in ledger_rows.known_cards(rows):
        [whole] = parts_in(rows, code, placed_on=placed_on).values()
        for dimension in ("tier", "organisation", "nature", "productChain"):
            parts = parts_in(rows, code, dimension, placed_on=placed_on).values()
            added = {name: sum((each.get(name, Fraction(0)) for each in parts), Fraction(0)) for name in whole}
            assert added == whole, (code, dimension)


def test_a_value_lies_between_its_bounds(rows: Mapping[str, Sequence[Row]]) -> None:
    compared = 0
    for code in ledger_rows.known_cards(rows):
        if cards()[code].kind == "share":
            for figure in figures_in(rows, code, *grouped_as_needed(code, ("tier",))):
                if figure.value is not None:
                    assert figure.lower is not None
                    assert figure.upper is not None
                    assert 0 <= figure.lower <= figure.value <= figure.upper <= 1
                    compared += 1
    assert compared > 20


def test_months_add_up_to_the_year(rows: Mapping[str, Sequence[Row]]) -> None:
    months = parts_in(rows, "MKT-P01", granularity="month")
    [whole] = parts_in(rows, "MKT-P01").values()
    assert len(months) == 12
    assert sum(parts["rows"] for parts in months.values()) == whole["rows"]


def test_some_figures_are_shown_and_others_have_too_little_coverage(rows: Mapping[str, Sequence[Row]]) -> None:
    assert {figure.reason for figure in figures_in(rows, "ALG-P15", "tier", "theme")} == {
        None,
        "coverage-too-low",
    }
    assert {figure.reason for figure in figures_in(rows, "SOR-P01", "tier")} == {
        "coverage-too-low",
        "nothing-certain",
    }


@pytest.mark.parametrize(
    ("cpv", "relevant"), [("31527260", None), ("79100000", False), ("90919200", True), (None, None)]
)
def test_a_guessed_product_chain_leaves_membership_open(cpv: str | None, relevant: bool | None) -> None:
    assert ledger_rows.relevant_in_chain(cpv)["relevant_diversity_inclusion"] is relevant
