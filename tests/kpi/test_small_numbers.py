"""What may be published of quantities of suppliers, and what nobody can work out of it (C24)."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.kpi.publications.rules.small_numbers import (
    NATIONAL,
    Amount,
    Atom,
    CannotHide,
    Cell,
    Earlier,
    Table,
    hidden_cells,
    rounded_people,
    shown_as,
)

Row = tuple[str, str, str | None, int]
"""Tier, body, supplier and amount."""
A, B, C = (("body", each) for each in "abc")
SAFE = (("1", 10), ("2", 10), ("3", 10))


def table(rows: Iterable[Row], *, job: int | None = None) -> Table:
    amounts: dict[Atom, list[Amount]] = {}
    for tier, body, supplier, amount in rows:
        each = Amount(supplier, Fraction(amount), Fraction(abs(amount)))
        amounts.setdefault((tier, body), []).append(each)
    return Table({"sum": amounts}, None if job is None else Fraction(job))


def rows(**bodies: Iterable[tuple[str | None, int]]) -> list[Row]:
    return [("t", body, *each) for body, amounts in bodies.items() for each in amounts]


def test_three_suppliers_of_which_none_has_more_than_four_fifths_may_be_shown() -> None:
    assert hidden_cells(table(rows(a=[("1", 8), ("2", 1), ("3", 1)]))) == set()
    assert A in hidden_cells(table(rows(a=[("1", 81), ("2", 10), ("3", 9)])))
    assert A in hidden_cells(table(rows(a=[("1", 5), ("2", 5)])))


def test_an_unknown_supplier_is_none_of_the_three_and_may_be_the_largest() -> None:
    assert A in hidden_cells(table(rows(a=[("1", 5), ("2", 5), (None, 5)])))
    assert A in hidden_cells(table(rows(a=[*SAFE, (None, 100)])))
    assert hidden_cells(table(rows(a=[*SAFE, (None, 5)]))) == set()


def test_amounts_below_zero_count_by_their_size() -> None:
    assert A in hidden_cells(table(rows(a=[("1", -900), ("2", 10), ("3", 10)])))
    assert hidden_cells(table(rows(a=[("1", -10), ("2", 10), ("3", 10)]))) == set()


def test_where_nothing_was_delivered_three_suppliers_still_stand_behind_it() -> None:
    assert hidden_cells(table(rows(a=[("1", 0), ("2", 0), ("3", 0)]))) == set()
    assert A in hidden_cells(table(rows(a=[("1", 0)])))


def test_one_hidden_part_of_a_shown_total_hides_the_smallest_other() -> None:
    sent = rows(a=[("1", 9)], b=[("1", 20), ("2", 20), ("3", 20)], c=SAFE)
    assert hidden_cells(table(sent)) == {A, C}


def test_without_another_part_the_total_is_hidden() -> None:
    assert hidden_cells(table(rows(a=[("1", 9), ("2", 9)]))) == {A, ("tier", "t"), NATIONAL}


def test_a_remainder_of_which_one_body_is_nearly_all_is_not_left() -> None:
    """Six suppliers stand behind it, but the large body is known to within a tenth."""
    large = [("1", 45), ("2", 45)]
    sent = rows(a=large, b=[("3", 3), ("4", 3), ("5", 3)], c=[("3", 30), ("4", 30), ("5", 30)])
    assert hidden_cells(table(sent)) >= {A, B, C}


def test_a_hidden_tier_needs_another_and_the_bodies_of_it_do_not_add_up_to_it() -> None:
    sent = [("p", "d", "9", 7), *rows(a=SAFE, b=[("4", 11), ("5", 11), ("6", 11)])]
    hidden = hidden_cells(table(sent))
    assert {("tier", "p"), ("body", "d"), ("tier", "t"), A} <= hidden
    assert NATIONAL not in hidden


def test_what_was_shown_before_as_it_still_is_hides_nothing() -> None:
    """A total of then less C is A and B of then; with B of now beside it, whoever hides C instead of B gives A away."""
    smallest = [("1", 12), ("2", 12), ("3", 12)]
    then = table(rows(a=[("1", 9)], b=SAFE, c=smallest))
    now = table(rows(a=[("1", 9)], b=[*SAFE, ("4", 30)], c=smallest))
    before = hidden_cells(then)
    assert before == {A, B}
    assert hidden_cells(now) == {A, C}
    assert hidden_cells(now, earlier=[Earlier(then, before)]) == {A, B}


def test_a_figure_hidden_before_is_not_given_away_by_what_is_shown_later() -> None:
    """B was hidden for A, and is unchanged: shown now, it would be what is taken off the total of then."""
    then = table(rows(a=[("1", 9)], b=SAFE, c=[("1", 12), ("2", 12), ("3", 12)]))
    now = table(rows(a=[("1", 9), ("2", 9), ("3", 9)], b=SAFE, c=[("1", 12), ("2", 12), ("3", 12)]))
    assert hidden_cells(now) == set()
    assert B in hidden_cells(now, earlier=[Earlier(then, hidden_cells(then))])


def test_what_earlier_publications_gave_away_together_is_refused_with_its_place() -> None:
    then = table(rows(a=[("1", 9)], b=SAFE))
    with pytest.raises(CannotHide, match="body a"):
        hidden_cells(then, earlier=[Earlier(then, frozenset({A}))])


def test_people_are_known_to_a_range_only() -> None:
    assert [rounded_people(Fraction(each)) for each in (10, 12, 13, 17, 18)] == [10, 10, 15, 15, 20]
    assert shown_as(Fraction(9 * 4), Fraction(4)) == (Fraction(0), Fraction(40))
    assert shown_as(Fraction(61 * 4), Fraction(4)) == (Fraction(230), Fraction(250))


tiers = {"a": "t", "b": "t", "c": "t", "d": "u", "e": "u"}
a_row = st.tuples(st.sampled_from(sorted(tiers)), st.sampled_from(["1", "2", "3", "4", None]), st.integers(0, 12))
worlds = st.lists(a_row, min_size=1, max_size=18).map(
    lambda sent: table([(tiers[body], body, supplier, amount) for body, supplier, amount in sent])
)


@settings(max_examples=150, deadline=None)
@given(worlds)
def test_nobody_with_all_that_is_shown_can_narrow_an_unsafe_figure_down(world: Table) -> None:
    """By brute force: every combination of shown cells is added and taken off, and no amount is below zero."""
    hidden = hidden_cells(world)
    assert hidden >= world.unsafe
    for cell in world.unsafe:
        value = world.value("sum", world.cells[cell])
        least, most = by_combinations(world, hidden, cell)
        assert least <= value - Fraction(1, 5) * value
        assert most is None or most >= value + Fraction(1, 5) * value


@settings(max_examples=150, deadline=None)
@given(worlds)
def test_what_is_hidden_is_no_more_than_a_table_without_anything_shown(world: Table) -> None:
    hidden = hidden_cells(world)
    assert hidden <= set(world.cells)
    if not world.unsafe:
        assert hidden == set()
    assert hidden_cells(world) == hidden


def by_combinations(world: Table, hidden: Iterable[Cell], cell: Cell) -> tuple[Fraction, Fraction | None]:
    """Bounds from sums and differences of shown cells: over a tree these are all that there are."""
    shown = [each for each in world.cells if each not in set(hidden)]
    wanted = vector(world, [(cell, 1)])
    least, most = Fraction(0), None
    for plus in range(len(shown) + 1):
        if plus > 4:
            break
        for chosen in combinations(shown, plus):
            for signs in range(2**plus):
                signed = [(each, 1 if signs >> place & 1 else -1) for place, each in enumerate(chosen)]
                made = vector(world, signed)
                value = sum((sign * world.value("sum", world.cells[each]) for each, sign in signed), Fraction(0))
                if all(made.get(atom, 0) >= wanted.get(atom, 0) for atom in {*made, *wanted}):
                    most = value if most is None else min(most, value)
                if all(made.get(atom, 0) <= wanted.get(atom, 0) for atom in {*made, *wanted}):
                    least = max(least, value)
    return least, most


def vector(world: Table, signed: Iterable[tuple[Cell, int]]) -> Mapping[Atom, int]:
    made: dict[Atom, int] = {}
    for cell, sign in signed:
        for atom in world.cells[cell]:
            made[atom] = made.get(atom, 0) + sign
    return made
