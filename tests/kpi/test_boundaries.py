"""Figures in the boundaries of a day: what merged counts as its successor, a split is not cast back (rule C23)."""

# ruff: noqa: S311 - seeded chance makes a failing run repeatable

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.kpi.values.rules.boundaries import Succession, boundaries_on
from shared.errors import BadInput
from tests.kpi.asking import ask, refresh
from tests.kpi.builders import BODIES, AProcedure, Procurement, random_procedure, register
from tests.kpi.fact_rows import verify
from tests.oracle.card import cards, grouped_as_needed

A, B, C, D = "a", "b", "c", "d"
LINKS = {"rows": {"__all__": {"links"}}}


def merger(predecessor: str, successor: str, year: int) -> Succession:
    return Succession(predecessor, successor, "merger", date(year, 1, 1))


def split(predecessor: str, successor: str, year: int) -> Succession:
    return Succession(predecessor, successor, "split", date(year, 1, 1))


def test_a_merged_body_counts_as_its_successor() -> None:
    boundaries = boundaries_on(date(2026, 1, 1), [merger(A, C, 2026), merger(B, C, 2026)])
    assert (boundaries.successor(A), boundaries.successor(B), boundaries.successor(C), boundaries.successor(D)) == (
        C,
        C,
        C,
        D,
    )
    assert boundaries.members(C) == (C, A, B)


def test_a_merger_after_that_day_has_not_happened() -> None:
    boundaries = boundaries_on(date(2025, 12, 31), [merger(A, C, 2026)])
    assert boundaries.successor(A) == A
    assert boundaries.cast_back == ()


def test_mergers_follow_each_other_to_the_body_at_the_end() -> None:
    boundaries = boundaries_on(date(2026, 1, 1), [merger(B, C, 2024), merger(A, B, 2020)])
    assert boundaries.successor(A) == C
    assert boundaries_on(date(2022, 1, 1), [merger(B, C, 2024), merger(A, B, 2020)]).successor(A) == B


def test_a_partner_that_keeps_its_key_stays_itself() -> None:
    boundaries = boundaries_on(date(2026, 1, 1), [merger(A, A, 2026), merger(B, A, 2026)])
    assert (boundaries.successor(A), boundaries.successor(B)) == (A, A)


def test_a_renaming_that_changes_the_key_continues_the_series() -> None:
    renamed = Succession(A, B, "renaming", date(2025, 1, 1))
    assert boundaries_on(date(2026, 1, 1), [renamed]).successor(A) == B


def test_a_split_is_not_cast_back_and_the_answer_can_say_so() -> None:
    happened = [split(A, B, 2025), split(A, C, 2025), merger(D, A, 2020)]
    boundaries = boundaries_on(date(2026, 1, 1), happened)
    assert (boundaries.successor(A), boundaries.successor(D)) == (A, A)
    assert {(succession.predecessor, succession.successor) for succession in boundaries.not_cast_back} == {
        (A, B),
        (A, C),
    }


def test_a_body_that_went_into_two_others_was_split_whatever_it_is_called() -> None:
    boundaries = boundaries_on(date(2026, 1, 1), [merger(A, B, 2024), merger(A, C, 2025)])
    assert boundaries.successor(A) == A
    assert len(boundaries.not_cast_back) == 2


def test_a_name_that_came_back_stands_for_itself() -> None:
    renamed = [Succession(A, B, "renaming", date(2020, 1, 1)), Succession(B, A, "renaming", date(2022, 1, 1))]
    boundaries = boundaries_on(date(2026, 1, 1), renamed)
    assert (boundaries.successor(A), boundaries.successor(B)) == (A, A)
    assert boundaries_on(date(2021, 1, 1), renamed).successor(A) == B


@given(st.permutations("abcdefgh"), st.lists(st.integers(2019, 2026), min_size=7, max_size=7))
def test_every_body_is_counted_in_exactly_one_place(order: list[str], years: list[int]) -> None:
    # Each body goes into one that comes later in this order: no circles, whatever the years.
    happened = [merger(old, new, year) for old, new, year in zip(order, order[1:], sorted(years), strict=False)]
    boundaries = boundaries_on(date(2030, 1, 1), happened)
    assert {boundaries.successor(name) for name in order} == {order[-1]}
    assert sorted(boundaries.members(order[-1])) == sorted(order)


KEPT, MERGED, DIVIDED = (body for body, tier in BODIES.items() if tier == "municipality")
PART = "https://identifier.overheid.nl/tooi/id/gemeente/gm9004"
MERGER_DAY = date(2026, 1, 1)


@dataclass(frozen=True)
class World:
    """A year of procurement by bodies of which one has since gone into another, and one was split."""

    procedures: list[AProcedure]
    connection: Connection


@pytest.fixture(scope="module")
def world(database_module: str) -> Iterator[World]:
    owner = create_engine(database_module, poolclass=NullPool)
    kpi = create_engine(role_url(database_module, "ppds_kpi"), poolclass=NullPool)
    chance = random.Random(20260101)
    procedures = [random_procedure(chance, number) for number in range(1, 150)]
    Procurement(owner).put(*procedures)
    with owner.begin() as connection:
        register(connection, PART)
        record(connection, "merger", MERGER_DAY, before=(KEPT, MERGED), after=(KEPT,))
        record(connection, "split", MERGER_DAY, before=(DIVIDED,), after=(DIVIDED, PART))
    refresh(kpi)
    with kpi.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield World(procedures, connection)
    kpi.dispose()
    owner.dispose()


def record(connection: Connection, kind: str, day: date, *, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Put an event into the register as its own operation does."""
    event = connection.execute(
        text(
            "insert into registry.succession_event (kind, effective_on, source, recorded_by)"
            " values (:kind, :day, 'test', 'test') returning id"
        ),
        {"kind": kind, "day": day},
    ).scalar_one()
    for role, parties in (("predecessor", before), ("successor", after)):
        for party in parties:
            connection.execute(
                text(
                    "insert into registry.succession_party (event_id, role, party_id)"
                    " select :event, :role, id from registry.party where uri = :party"
                ),
                {"event": event, "role": role, "party": party},
            )


@pytest.mark.parametrize("group_by", [("organisation",), ("tier",), ("tier", "organisation"), ()], ids="+".join)
@pytest.mark.parametrize("code", cards())
def test_figures_in_boundaries_are_those_of_the_oracle_over_renamed_bodies(
    world: World, code: str, group_by: tuple[str, ...]
) -> None:
    grouped = grouped_as_needed(code, group_by)
    answer = ask(world.connection, code, from_="2025-01", until="2025-12", groupBy=list(grouped), boundaries=MERGER_DAY)
    merged = [each.moved(body=KEPT) if each.body == MERGED else each for each in world.procedures]
    verify(answer, merged)


def test_without_boundaries_a_merger_changes_nothing(world: World) -> None:
    answer = ask(
        world.connection, "ALG-P12", from_="2025-01", until="2025-12", groupBy=["organisation"], countedOn="awarded"
    )
    verify(answer, world.procedures)
    assert "boundaries" not in answer.model_fields_set


def test_boundaries_of_a_day_before_the_merger_are_the_old_ones(world: World) -> None:
    asked = {"from_": "2025-01", "until": "2025-12", "groupBy": ["organisation"]}
    before = ask(world.connection, "ALG-P12", **asked, boundaries=date(2025, 12, 31)).model_dump(exclude=LINKS)
    assert before["rows"] == ask(world.connection, "ALG-P12", **asked).model_dump(exclude=LINKS)["rows"]


def test_a_filter_on_a_merged_body_is_one_on_its_successor_with_all_its_combinations(world: World) -> None:
    asked = {
        "from_": "2025-01",
        "until": "2025-12",
        "groupBy": ["organisation", "nature", "threshold"],
        "countedOn": "awarded",
    }
    answer = ask(world.connection, "ALG-P12", **asked, organisation=[MERGED], boundaries=MERGER_DAY)
    merged = [each.moved(body=KEPT) for each in world.procedures if each.body in {KEPT, MERGED}]
    verify(answer, merged)


def test_the_register_is_counted_in_the_same_boundaries(world: World) -> None:
    asked = {"from_": "2025-01", "until": "2025-12", "groupBy": ["tier"], "tier": ["municipality"]}
    for told, bodies in (({}, 4), ({"boundaries": MERGER_DAY}, 3)):
        [row] = ask(world.connection, "ALG-P12", **asked, **told).rows
        assert row.coverage is not None
        assert row.coverage.bodies is not None
        assert row.coverage.bodies.in_register == bodies


def test_the_answer_says_what_was_cast_back_and_what_was_not(world: World) -> None:
    answer = ask(world.connection, "ALG-P12", from_="2025-01", until="2025-12", boundaries=MERGER_DAY)
    assert answer.boundaries is not None
    assert [(succession.predecessor, succession.successor) for succession in answer.boundaries.cast_back] == [
        (MERGED, KEPT)
    ]
    assert [(succession.predecessor, succession.successor) for succession in answer.boundaries.not_cast_back] == [
        (DIVIDED, PART)
    ]


def test_boundaries_together_with_as_of_are_refused(world: World) -> None:
    with pytest.raises(BadInput) as refused:
        ask(world.connection, "ALG-P12", from_="2025-01", until="2025-12", boundaries=MERGER_DAY, asOf="1")
    assert [error.rule for error in refused.value.errors] == ["not-with-as-of"]


def test_a_merged_body_sees_nothing_of_the_body_it_went_into(world: World) -> None:
    asked = {"from_": "2025-01", "until": "2025-12", "view": "own", "boundaries": MERGER_DAY}
    with pytest.raises(BadInput) as refused:
        ask(world.connection, "ALG-P12", **asked, party=MERGED)
    assert [error.rule for error in refused.value.errors] == ["merged-body"]
    assert ask(world.connection, "ALG-P12", **asked, party=KEPT).rows
