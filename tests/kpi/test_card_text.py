"""The text of a proposed card: every fault at its line and column, and days that change nothing published."""

import json
import tomllib
from datetime import date

import pytest

from services.kpi.definitions.declarations.fact import ColumnType
from services.kpi.definitions.facts import facts
from services.kpi.definitions.rules.breaks import breaks
from services.kpi.definitions.rules.card import KeptCard, built_in_cards, read_card
from services.kpi.definitions.rules.compiler import compile_expression
from services.kpi.proposals.rules.changes import changes
from services.kpi.proposals.rules.days import day_faults, last_frozen_day
from services.kpi.proposals.rules.examination import examine
from services.kpi.proposals.rules.never_true import never_true
from tests.kpi.test_cards import GOOD

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("old", "new", "place", "rule", "allowed"),
    [
        ('"true"', '"climate and awarded_value / 2 > 1"', (26, 41), "card-character", "digits"),
        ('"true"', '"climate and (select circular)"', (26, 35), "card-not-in-language", "AND, OR, NOT"),
        ('"true"', '"climate and salary > 1"', (26, 27), "card-unknown-column", "awarded_value"),
        ('"true"', '"state = \'sold\'"', (26, 15), "card-never-occurs", "cancelled"),
        ('"true"', '"' + "(" * 10_000 + "climate" + ")" * 10_000 + '"', (26, 15), "card-too-long", "at most 2000"),
        ('"true"', '"' + "(" * 30 + "climate" + ")" * 30 + '"', (26, 35), "card-too-deep", "20 levels"),
        ('"true"', '"state = \'awarded\' and state = \'running\'"', (26, 15), "card-never-true", "`true` is every row"),
        ('"true"', '"""\nclimate\n  and coalesce(circular, false)"""', (28, 7), "card-not-in-language", "COALESCE"),
        ('direction = "higher"', 'direction = "higher"\nobligation = ["rijk"]', (12, 15), "literal-error", "'central'"),
        ('status = "concept"', 'status = "adopted"', (4, 10), "card-not-a-concept", "leave status out"),
        ("[names]", "[names", (13, 7), "card-no-toml", "line and column"),
        ('time = "flow"', 'time = "wave"', (25, 8), "literal-error", "'flow'"),
        ('sources = ["Test"]', "sources = " + "[" * 10_000, (1, 1), "card-too-deep", "fewer brackets"),
        ('owner = "Test"', "", (1, 1), "missing", "required"),
    ],
)  # fmt: skip
def test_a_fault_has_its_line_and_column_and_says_what_is_allowed(
    old: str, new: str, place: tuple[int, int], rule: str, allowed: str
) -> None:
    assert old in GOOD
    examined = examine(GOOD.replace(old, new, 1), "toml", on=TODAY)
    assert examined.card is None
    [fault] = examined.faults
    assert (tuple(fault.place), fault.finding.rule) == (place, rule)
    assert allowed in fault.told.en
    assert fault.told.en.startswith(f"Line {place[0]}, column {place[1]}: ")
    assert fault.told.nl.startswith(f"Regel {place[0]}, kolom {place[1]}: ")


def test_in_json_the_places_are_those_of_the_json() -> None:
    card = tomllib.loads(GOOD) | {"valid_from": "2020-01-01"}
    card["measure"] |= {"population": "climate and salary > 1", "hit": "circular is null"}
    text = json.dumps(card, indent=1)
    lines = text.splitlines()
    faults = examine(text, "json", on=TODAY).faults
    assert [fault.finding.location for fault in faults] == ["/measure/population", "/measure/hit"]
    assert [lines[fault.place.line - 1][fault.place.column - 1 :][:6] for fault in faults] == ["salary", "circul"]


@pytest.mark.parametrize("card", built_in_cards(), ids=lambda card: f"{card.code} {card.version}")
def test_a_card_of_the_program_could_be_proposed(card) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    examined = examine(card.content.replace('"status":"adopted"', '"status":"concept"'), "json", on=TODAY)
    assert [fault.told.en for fault in examined.faults] == []


@pytest.mark.parametrize(
    ("condition", "never"),
    [
        ("climate", False),
        ("not climate or circular", False),
        ("climate and not climate", True),
        ("climate = false and climate", True),
        ("state in ('awarded', 'running') and state <> 'awarded'", False),
        ("state in ('awarded', 'running') and not state in ('running', 'awarded', 'other')", True),
        ("awarded_value > 5 and awarded_value < 3", True),
        ("awarded_value > 3 and awarded_value < 5", False),
        ("awarded_value between 5 and 3", True),
        ("awarded_value > estimated_value and estimated_value > awarded_value", True),
        ("awarded_value > estimated_value and estimated_value > duration_months", False),
        ("awarded_on > '2025-01-01' and awarded_on < '2024-01-01'", True),
        ("awarded_on > '2024-01-01' and awarded_on < '2025-01-01'", False),
        ("awarded_value * 2 > 5", False),
        ("false", True),
        ("true", False),
    ],
)
def test_what_no_row_can_meet_is_found_and_nothing_else(condition: str, never: bool) -> None:
    fact = facts()["procedure"]
    compiled = compile_expression(condition, fact=fact, wanted=ColumnType.BOOLEAN)
    assert never_true(compiled, fact) is never


@pytest.mark.parametrize(
    ("today", "frozen"),
    [
        (date(2026, 9, 30), date(2024, 12, 31)),
        (date(2026, 10, 1), date(2025, 12, 31)),
        (date(2027, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_year_stands_for_good_from_its_final_data_moment_on(today: date, frozen: date) -> None:
    assert last_frozen_day(today) == frozen


def test_a_period_that_was_published_before_that_stands_as_well() -> None:
    assert last_frozen_day(TODAY, [date(2024, 12, 31)]) == date(2025, 12, 31)
    assert last_frozen_day(TODAY, [date(2026, 6, 30), date(2026, 3, 31)]) == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("day", "rules"),
    [
        (date(2025, 12, 31), ["card-period-frozen"]),
        (date(2026, 1, 1), []),
        (date(2019, 12, 31), ["card-period-frozen", "card-not-after"]),
        (date(2046, 1, 1), ["card-too-far-ahead"]),
    ],
)
def test_a_version_begins_after_what_is_published_and_after_the_one_before(day: date, rules: list[str]) -> None:
    kept = KeptCard(1, read_card(GOOD, place="test"), seeded=True, failure=None)
    faults = day_faults(day, [kept], frozen=date(2025, 12, 31), today=TODAY)
    assert [fault.rule for fault in faults] == rules


def test_a_series_breaks_where_something_else_is_counted_and_not_where_a_name_changed() -> None:
    old = read_card(GOOD, place="test")
    named = read_card(GOOD.replace('nl = "Proef"', 'nl = "Toets"'), place="test")
    counted = read_card(GOOD.replace('hit = "climate"', 'hit = "circular"'), place="test")
    stricter = read_card(GOOD.replace('time = "flow"', 'time = "flow"\nminimum_coverage = 0.8'), place="test")
    assert not breaks(old, named)
    assert not breaks(old, stricter)
    assert breaks(old, counted)
    assert [(each.property, each.before, each.after) for each in changes(old, counted)] == [
        ("/measure/hit", "climate", "circular")
    ]
    assert [each.property for each in changes(old, named)] == ["/names/nl"]
