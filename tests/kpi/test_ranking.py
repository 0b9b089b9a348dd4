"""Who leads and who lags: by what is certain, coverage beside it, and never below the least coverage (rule C25)."""

# ruff: noqa: S311 - seeded chance makes a failing run repeatable

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.kpi.scorecards.rules.ranking import NotComparable, Place, Standing, places
from services.kpi.values.rules.figures import Figure
from tests.kpi.asking import refresh
from tests.kpi.builders import ALot, AProcedure, Procurement
from tests.kpi.fact_rows import facts_of
from tests.oracle.card import cards
from tests.oracle.figures import Figure as OracleFigure
from tests.oracle.figures import figure_of, parts_of, rounded
from tests.services import running_services

YEAR = {"from": "2025-01", "until": "2025-12"}
BODIES = [f"https://identifier.overheid.nl/tooi/id/gemeente/gm91{number:02}" for number in range(24)]
ASSOCIATION = "https://identifier.overheid.nl/tooi/id/vereniging/vng9"


def standing(
    lower: Fraction | None, upper: Fraction | None, *, answers: Fraction = Fraction(1), units: int = 50
) -> Standing:
    return Standing(Figure(lower, lower, upper, answers, None), units)


def certain(share: int, of: int) -> Standing:
    return standing(Fraction(share, of), Fraction(share, of))


def test_the_order_is_by_the_lower_bound_and_not_by_the_value() -> None:
    sure = Standing(Figure(Fraction(6, 10), Fraction(6, 10), Fraction(6, 10), Fraction(1), None), 100)
    hopeful = Standing(Figure(Fraction(9, 10), Fraction(1, 10), Fraction(2, 10), Fraction(9, 10), None), 100)
    placed = places({"hopeful": hopeful, "sure": sure}, "higher")
    assert (placed["sure"].place, placed["hopeful"].place) == (1, 2)


def test_where_less_is_better_the_least_comes_first() -> None:
    placed = places({"much": certain(8, 10), "little": certain(2, 10)}, "lower")
    assert (placed["little"].place, placed["much"].place) == (1, 2)


def test_bodies_whose_bounds_overlap_share_a_place_and_the_next_place_leaves_room() -> None:
    first = standing(Fraction(7, 10), Fraction(9, 10))
    second = standing(Fraction(6, 10), Fraction(7, 10))
    third = standing(Fraction(1, 10), Fraction(2, 10))
    placed = places({"a": first, "b": second, "c": third}, "higher")
    assert [(placed[body].place, placed[body].shared_by) for body in "abc"] == [(1, 2), (1, 2), (3, 1)]
    assert [(placed[body].ahead, placed[body].behind) for body in "abc"] == [(0, 1), (0, 1), (2, 0)]


@pytest.mark.parametrize(
    ("given_standing", "reason"),
    [
        (standing(Fraction(1), Fraction(1), answers=Fraction(79, 100)), NotComparable.COVERAGE_TOO_LOW),
        (standing(Fraction(1), Fraction(1), units=9), NotComparable.TOO_FEW),
        (standing(Fraction(1), None), NotComparable.NO_BOUNDS),
        (standing(None, Fraction(1)), NotComparable.NO_VALUE),
    ],
)
def test_who_is_not_comparable_has_no_place_and_a_reason(given_standing: Standing, reason: NotComparable) -> None:
    placed = places({"a": given_standing, "b": certain(1, 2)}, "higher")
    assert placed["a"] == Place(None, reason=reason)
    assert placed["b"].place == 1


def test_at_the_least_coverage_and_the_least_number_a_body_is_listed() -> None:
    placed = places({"a": standing(Fraction(1), Fraction(1), answers=Fraction(8, 10), units=10)}, "higher")
    assert placed["a"].place == 1


def test_an_indicator_without_a_direction_ranks_nobody() -> None:
    assert places({"a": certain(1, 2)}, "none")["a"].reason is NotComparable.NO_DIRECTION


SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 6)), max_size=12)


@given(SPANS, st.sampled_from(["higher", "lower"]))
def test_places_say_nothing_that_the_bounds_do_not(spans: list[tuple[int, int]], direction: str) -> None:
    bodies = {str(number): standing(Fraction(low), Fraction(low + width)) for number, (low, width) in enumerate(spans)}
    placed = places(bodies, direction)  # type: ignore[arg-type]
    better = dict.fromkeys(bodies, 0)
    worse = dict.fromkeys(bodies, 0)
    for one, other in combinations(bodies, 2):
        (low, width), (other_low, other_width) = spans[int(one)], spans[int(other)]
        if low <= other_low + other_width and other_low <= low + width:
            assert placed[one].place == placed[other].place
            continue
        above = one if (low > other_low) == (direction == "higher") else other
        below = other if above == one else one
        better[below] += 1
        worse[above] += 1
        assert (placed[above].place or 0) <= (placed[below].place or 0)
    assert {body: (each.ahead, each.behind) for body, each in placed.items()} == {
        body: (better[body], worse[body]) for body in bodies
    }
    shared = Counter(each.place for each in placed.values())
    assert all(each.shared_by == shared[each.place] for each in placed.values())
    for each in placed.values():
        assert each.place == 1 + sum(number for place, number in shared.items() if (place or 0) < (each.place or 0))


@dataclass(frozen=True)
class House:
    reader: httpx.Client
    procedures: list[AProcedure]


@pytest.fixture(scope="module")
def house(database_module: str) -> Iterator[House]:
    """A year of municipalities: some answer always, some often, some hardly, some buy little, one is silent."""
    owner = create_engine(database_module, poolclass=NullPool)
    kpi = create_engine(role_url(database_module, "ppds_kpi"), poolclass=NullPool)
    chance = random.Random(25)
    procedures = [
        AProcedure(
            number=at * 100 + number,
            body=body,
            tier="municipality",
            complete=None if chance.random() < (at % 5) * 0.08 else chance.random() < at / len(BODIES),
            lots=(ALot(awarded_value=Decimal(1000 + at)),),
        )
        for at, body in enumerate(BODIES[:-1])
        for number in range(8 if at % 7 == 3 else 25)
    ]
    Procurement(owner).put(*procedures)
    with owner.begin() as connection:
        for uri in (*BODIES, ASSOCIATION):
            kind, tier = ("umbrella-association", "other") if uri == ASSOCIATION else ("municipality", "municipality")
            connection.execute(
                text("insert into registry.party (uri, kind, tier, source) values (:uri, :kind, :tier, 'test')"),
                {"uri": uri, "kind": kind, "tier": tier},
            )
        connection.execute(
            text(
                "insert into registry.membership (member_id, association_id, valid)"
                " select m.id, a.id, '[2020-01-01,)' from registry.party m, registry.party a"
                " where m.uri = any(:members) and a.uri = :association"
            ),
            {"members": BODIES[:6], "association": ASSOCIATION},
        )
    refresh(kpi)
    with running_services(database_module, only=("registry", "kpi"), workers=()) as running:
        yield House(running.http("kpi", "kpi:read"), procedures)
    kpi.dispose()
    owner.dispose()


def test_the_ranking_is_that_of_a_loop_over_the_rows(house: House) -> None:
    answer = house.reader.get("/indicators/ALG-P12/ranking", params={**YEAR, "tier": "municipality"}).json()
    card = cards()["ALG-P12"]
    rows = facts_of(house.procedures)[card.fact]
    expected: dict[str, tuple[OracleFigure, Fraction | int, str | None]] = {}
    for body in BODIES:
        own = [row for row in rows if row["lead_body"] == body and row[card.counted_on[0]] is not None]
        parts = parts_of(card, own)
        figure = figure_of(card, parts)
        answered = sum(parts.get(part, 0) for part in ("in_yes", "in_no"))
        reason: str | None
        if figure.answers is not None and figure.answers < Fraction(8, 10):
            reason = "coverage-below-0.8"
        elif figure.value is None:
            reason = "no-value"
        else:
            reason = "fewer-than-10-units" if answered < 10 else None
        expected[body] = (figure, answered, reason)
    assert {row["organisation"]: row["standing"]["notComparable"] for row in answer["rows"]} == {
        body: reason for body, (_, _, reason) in expected.items()
    }
    assert len({reason for _, _, reason in expected.values()}) == 4
    for row in answer["rows"]:
        figure, answered, _ = expected[row["organisation"]]
        assert row["countedUnits"] == answered
        shown = {name: None if row[name] is None else Fraction(str(row[name])) for name in ("value", "lower", "upper")}
        assert shown == {name: rounded(getattr(figure, name), places=4) for name in shown}
    listed = [row for row in answer["rows"] if row["standing"]["place"] is not None]
    assert answer["listed"] == len(listed) > 5
    assert answer["bodies"] == len(BODIES)
    assert [row["lower"] for row in listed] == sorted((row["lower"] for row in listed), reverse=True)
    for one, other in combinations(listed, 2):
        if one["lower"] <= other["upper"] and other["lower"] <= one["upper"]:
            assert one["standing"]["place"] == other["standing"]["place"]


def test_the_members_of_an_association_are_compared_among_themselves(house: House) -> None:
    answer = house.reader.get("/indicators/ALG-P12/ranking", params={**YEAR, "memberOf": ASSOCIATION}).json()
    assert {row["organisation"] for row in answer["rows"]} == set(BODIES[:6])


def test_an_association_without_members_is_no_empty_list(house: House) -> None:
    answer = house.reader.get("/indicators/ALG-P12/ranking", params={**YEAR, "memberOf": BODIES[0]})
    assert [error["code"] for error in answer.json()["errors"]] == ["no-members"]


def test_pages_of_a_ranking_follow_each_other(house: House) -> None:
    asked = {**YEAR, "tier": "municipality", "limit": "7"}
    whole = house.reader.get("/indicators/ALG-P12/ranking", params={**YEAR, "tier": "municipality"}).json()["rows"]
    rows: list[object] = []
    cursor = None
    while True:
        page = house.reader.get(
            "/indicators/ALG-P12/ranking", params={**asked, **({"cursor": cursor} if cursor else {})}
        ).json()
        rows += page["rows"]
        cursor = page["next"]
        if cursor is None:
            break
    assert rows == whole
