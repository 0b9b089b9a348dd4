"""Which version of a reference list rules on a day."""

from collections.abc import Sequence
from datetime import date

import pytest

from shared.reference.lists import Entry, rows
from shared.reference.product_chains import MAPPING_COLUMNS
from shared.reference.published import READ_LISTS, PublishedVersion, ReferenceLists, problem_of
from shared.reference.thresholds import AMOUNT_COLUMNS

CANTEEN = "55520000"


def _mapping(chain: str) -> Sequence[Entry]:
    return [dict(zip(MAPPING_COLUMNS, ("55", chain, "A", "as published"), strict=True))]


def _mapped(version: str, since: date, chain: str) -> PublishedVersion:
    return PublishedVersion("cpv-chains", version, since, _mapping(chain))


def _chain(lists: ReferenceLists, day: date | None) -> str | None:
    match = lists.on(day).chains.chain_of(CANTEEN)
    return match.chain if match else None


def test_a_version_rules_from_its_first_day_until_the_next_begins() -> None:
    lists = ReferenceLists(
        [
            _mapped("3", date(2027, 1, 1), "wegen"),
            _mapped("1", date(2026, 1, 1), "catering"),
            _mapped("2", date(2026, 6, 1), "schoonmaak"),
        ]
    )

    assert [_chain(lists, date(2026, 5, 31)), _chain(lists, date(2026, 6, 1))] == ["catering", "schoonmaak"]
    assert [_chain(lists, date(2026, 12, 31)), _chain(lists, date(2027, 1, 1))] == ["schoonmaak", "wegen"]
    assert _chain(lists, date(2099, 1, 1)) == "wegen"


def test_the_first_version_rules_the_days_before_it_as_well() -> None:
    lists = ReferenceLists([_mapped("1", date(2026, 1, 1), "catering"), _mapped("2", date(2026, 6, 1), "wegen")])

    assert _chain(lists, date(2019, 7, 1)) == "catering"


def test_a_day_that_nobody_stated_has_the_newest_version() -> None:
    lists = ReferenceLists([_mapped("1", date(2026, 1, 1), "catering"), _mapped("2", date(2099, 1, 1), "wegen")])

    assert _chain(lists, None) == "wegen"
    assert lists.newest.chains.chain_of(CANTEEN) == lists.on(None).chains.chain_of(CANTEEN)


def test_a_list_that_was_never_published_is_the_one_of_the_files() -> None:
    lists = ReferenceLists([_mapped("9", date(2026, 1, 1), "wegen")])

    assert _chain(lists, date(2026, 2, 1)) == "wegen"
    assert lists.newest.theme_codes.known == ReferenceLists.built_in().newest.theme_codes.known
    assert ReferenceLists([]).newest.chains.mapped == ReferenceLists.built_in().newest.chains.mapped


def test_lists_by_which_no_notice_is_read_change_nothing() -> None:
    lists = ReferenceLists([PublishedVersion("tiers", "2", date(2026, 1, 1), [{"code": "x"}])])

    assert lists.on(date(2026, 1, 1)) == lists.on(date(2020, 1, 1))


def test_what_does_not_turn_keeps_what_it_remembers() -> None:
    lists = ReferenceLists([_mapped("1", date(2026, 1, 1), "catering"), _mapped("2", date(2026, 6, 1), "wegen")])
    before, after = lists.on(date(2026, 5, 31)), lists.on(date(2026, 6, 1))

    assert before.chains is not after.chains
    assert before.theme_codes is after.theme_codes
    assert before.text_signals is after.text_signals
    assert before.thresholds is after.thresholds


def test_lists_that_turn_on_different_days_each_rule_from_their_own() -> None:
    amounts = [
        {**row, "amount_eur": "1"} for row in rows("eu-thresholds", AMOUNT_COLUMNS) if row["valid_from"] > "2025"
    ]
    lists = ReferenceLists(
        [
            PublishedVersion("eu-thresholds", "1", date(2014, 1, 1), rows("eu-thresholds", AMOUNT_COLUMNS)),
            PublishedVersion("eu-thresholds", "2", date(2026, 3, 1), amounts),
            _mapped("1", date(2026, 1, 1), "catering"),
            _mapped("2", date(2026, 6, 1), "wegen"),
        ]
    )
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 6, 1)]

    assert [min(entry.amount for entry in lists.on(day).thresholds.table) for day in days] == [134_000, 1, 1]
    assert [_chain(lists, day) for day in days] == ["catering", "catering", "wegen"]


@pytest.mark.parametrize("name", READ_LISTS)
def test_the_lists_of_the_files_can_be_read_and_rows_without_their_columns_cannot(name: str) -> None:
    assert "column" in (problem_of(name, "2", [{"nothing": "here"}]) or "")
    assert problem_of(name, "2", []) is None


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("cpv-chains", {"cpv_prefix": "55", "chain": "catering", "quality": "D", "reason": ""}),
        ("text-signals", {"theme": "climate", "language": "nl", "pattern": "(?i)klimaat"}),
        ("theme-codes", dict.fromkeys(("term", "code", "says", "themes", "note", "specific", "reason"), "x")),
        ("eu-thresholds", dict.fromkeys(AMOUNT_COLUMNS, "x")),
        ("eu-thresholds", {**rows("eu-thresholds", AMOUNT_COLUMNS)[0], "amount_eur": "much"}),
    ],
)
def test_a_version_that_cannot_rule_says_why(name: str, row: Entry) -> None:
    assert problem_of(name, "2", [row])


def test_a_list_by_which_no_notice_is_read_has_no_problem() -> None:
    assert problem_of("tiers", "2", [{"code": "x"}]) is None
