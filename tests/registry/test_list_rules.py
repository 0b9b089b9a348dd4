"""A version of a list is checked as a whole: every fault with its line and column."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from services.registry.lists.rules.csv_form import read_table, write_table
from services.registry.lists.rules.faults import MOST_ROWS, ListFault, begins_too_early, codes_in, faults_of, referred
from services.registry.lists.rules.shapes import SHAPES
from shared.reference.lists import columns_of, reference_lists, rows
from shared.uploaded_csv import UnreadableList

NAMES = [declared.name for declared in reference_lists()]


def of_code(name: str) -> list[dict[str, str]]:
    return [dict(row) for row in rows(name, columns_of(name))]


def check(name: str, entries: Sequence[Mapping[str, str]], *, columns: Sequence[str] | None = None) -> list[ListFault]:
    """Check against the lists of the code."""
    known = {entry: codes_in(entry, of_code(entry.name)) for entry in referred(name)}
    return list(faults_of(name, columns or columns_of(name), entries, known=known))


def found(faults: Sequence[ListFault]) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.finding.rule) for fault in faults]


def changed(name: str, line: int, **cells: str) -> list[dict[str, str]]:
    """The list of the code with other cells in one line (the heading is line 1)."""
    entries = of_code(name)
    entries[line - 2] |= cells
    return entries


def test_every_list_of_the_code_has_a_shape_and_keeps_its_own_rules() -> None:
    assert set(SHAPES) == set(NAMES)
    assert [fault for name in NAMES for fault in check(name, of_code(name))] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_shape_of_a_list_has_the_columns_of_its_file(name: str) -> None:
    assert tuple(SHAPES[name].columns) == columns_of(name)


@pytest.mark.parametrize("name", NAMES)
def test_only_a_list_that_may_name_nothing_may_be_empty(name: str) -> None:
    expected = [] if name in {"cpv-chains-unmapped", "yearly-chains"} else [(1, "", "empty-list")]

    assert found(check(name, [])) == expected


def test_all_faults_come_at_once_in_the_order_of_lines() -> None:
    entries = changed("product-chains", 4, cluster="sea", priority="yes", climate="huge")
    entries[10]["nl"] = ""
    entries[20]["code"] = entries[0]["code"]

    assert found(check("product-chains", entries)) == [
        (4, "climate", "bad-value"),
        (4, "cluster", "unknown-reference"),
        (4, "priority", "bad-value"),
        (12, "nl", "missing-value"),
        (22, "code", "duplicate-key"),
    ]


def test_a_fault_says_what_was_expected_and_which_line_it_collides_with() -> None:
    entries = changed("product-chains", 3, code="audiovisuele-apparatuur", climate="huge")

    faults = check("product-chains", entries)

    assert [(fault.finding.en, fault.finding.nl) for fault in faults] == [
        (
            "“huge” is not false (blank), true (filled, size unknown), small, medium or large. Correct the cell.",
            "“huge” is niet false (leeg), true (gevuld, grootte onbekend), small, medium of large. Herstel de cel.",
        ),
        (
            "Line 2 has the same code: “audiovisuele-apparatuur”. Remove one of them.",
            "Regel 2 heeft hetzelfde in code: “audiovisuele-apparatuur”. Verwijder er een.",
        ),
    ]


@pytest.mark.parametrize("size", ["false", "true", "small", "medium", "large"])
def test_the_size_of_an_impact_can_be_stated_later(size: str) -> None:
    assert check("product-chains", changed("product-chains", 2, climate=size)) == []


def test_an_unknown_or_missing_column_is_told_before_anything_else() -> None:
    faults = check("clusters", [{"code": "", "nl": "", "colour": ""}], columns=("code", "nl", "colour", "nl"))

    assert found(faults) == [
        (1, "nl", "unknown-column"),
        (1, "colour", "unknown-column"),
        (1, "en", "missing-column"),
    ]


@pytest.mark.parametrize(
    ("name", "cells", "fault"),
    [
        ("cpv-chains", {"chain": "boats"}, (2, "chain", "unknown-reference")),
        ("cpv-chains", {"cpv_prefix": "3"}, (2, "cpv_prefix", "bad-value")),
        ("cpv-chains", {"quality": "D"}, (2, "quality", "bad-value")),
        ("theme-codes", {"themes": "climate;weather"}, (2, "themes", "unknown-reference")),
        ("theme-codes", {"themes": "climate;climate"}, (2, "themes", "bad-value")),
        ("themes", {"list": "agenda-2040"}, (2, "list", "unknown-reference")),
        ("text-signals", {"pattern": "("}, (2, "pattern", "bad-value")),
        ("isv-categories-10", {"became": "schoenen"}, (2, "became", "unknown-reference")),
        ("eu-thresholds", {"amount_eur": "0"}, (2, "amount_eur", "bad-value")),
        ("eu-thresholds", {"amount_eur": "134.000"}, (2, "amount_eur", "bad-value")),
        ("eu-thresholds", {"valid_from": "2014-02-30"}, (2, "valid_from", "bad-value")),
        ("eu-thresholds", {"valid_until": "2013-12-31"}, (2, "valid_until", "bad-range")),
        ("light-regime", {"cpv_from": "99999999"}, (2, "cpv_to", "bad-range")),
        ("scales", {"level": "4"}, (2, "level", "bad-range")),
        ("scales", {"scale": "stars"}, (2, "scale", "bad-value")),
        ("spend-bands", {"band": "9" * 5000}, (2, "band", "bad-value")),
        ("rijk-categories", {"plan_year": "soon"}, (2, "plan_year", "bad-value")),
        ("rijk-categories", {"nl": "x" * 2001}, (2, "nl", "bad-value")),
        ("rijk-categories", {"code": "a/b"}, (2, "code", "bad-value")),
    ],
)
def test_a_wrong_cell_is_named(name: str, cells: dict[str, str], fault: tuple[int, str, str]) -> None:
    assert fault in found(check(name, changed(name, 2, **cells)))


def test_a_list_by_which_notices_cannot_be_read_is_refused() -> None:
    [fault] = check("theme-codes", changed("theme-codes", 2, note="accessible=perhaps"))

    assert (fault.line, fault.finding.rule) == (1, "unusable")
    assert "Notices cannot be read by this list" in fault.finding.en


def test_the_average_of_a_band_is_recomputed() -> None:
    assert found(check("spend-bands", changed("spend-bands", 4, average_eur="30000"))) == [
        (4, "average_eur", "wrong-average")
    ]
    assert found(check("spend-bands", changed("spend-bands", 4, max_eur="1"))) == [(4, "max_eur", "bad-range")]


def test_thresholds_of_one_kind_do_not_overlap() -> None:
    entries = of_code("eu-thresholds")
    entries.append(entries[0] | {"valid_from": "2015-06-01", "valid_until": "2015-07-01"})
    last = len(entries) + 1

    assert found(check("eu-thresholds", entries)) == [(last, "valid_from", "overlapping-period")]
    assert "line 2" in check("eu-thresholds", entries)[0].finding.en


def test_the_chains_of_a_year_come_from_the_twenty_priority_chains() -> None:
    chains = of_code("product-chains")
    priority = [row["code"] for row in chains if row["priority"] == "true"]
    entries = [{"year": str(2027 + place), "chain": chain, "reason": ""} for place, chain in enumerate(priority)]
    assert (len(priority), check("yearly-chains", entries)) == (20, [])

    for chain in ("kantoormeubilair", "boats"):
        entries[3]["chain"] = chain
        [fault] = check("yearly-chains", entries)
        assert (fault.line, fault.column, fault.finding.rule) == (5, "chain", "unknown-reference")
        assert (
            fault.finding.en == f"The list product-chains does not have “{chain}” as priority. Use a code of that list."
        )
        assert (
            fault.finding.nl
            == f"De lijst product-chains heeft niet “{chain}” als priority. Gebruik een code van die lijst."
        )


def test_every_amount_is_in_one_spend_band() -> None:
    gap = changed("spend-bands", 5, min_eur="50002", average_eur="75001")
    overlap = changed("spend-bands", 5, min_eur="49999", average_eur="75000")
    open_between = changed("spend-bands", 5, max_eur="", average_eur="50001")
    backwards = list(reversed(of_code("spend-bands")))

    assert found(check("spend-bands", gap)) == [(5, "min_eur", "bad-range")]
    assert found(check("spend-bands", overlap)) == [(5, "min_eur", "bad-range")]
    assert found(check("spend-bands", open_between)) == [(5, "max_eur", "bad-range")]
    assert check("spend-bands", backwards) == []


def test_a_sixth_chain_of_a_year_is_one_too_many() -> None:
    chains = [row["code"] for row in of_code("product-chains") if row["priority"] == "true"]
    entries = [{"year": "2027", "chain": chain, "reason": ""} for chain in chains[:6]]
    entries.append({"year": "2028", "chain": chains[0], "reason": ""})

    assert found(check("yearly-chains", entries)) == [(7, "chain", "bad-range")]


def test_a_list_has_a_most_number_of_rows() -> None:
    assert found(check("clusters", [{"code": "x"}] * (MOST_ROWS + 1))) == [(1, "", "too-many-rows")]


@pytest.mark.parametrize(("day", "early"), [(1, True), (2, True), (3, False)])
def test_a_version_begins_after_the_newest_published_one(day: int, *, early: bool) -> None:
    assert begins_too_early(date(2026, 1, day), newest=date(2026, 1, 2)) is early
    assert begins_too_early(date(2026, 1, day), newest=None) is False


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_as_csv_reads_back_the_same(name: str) -> None:
    table = read_table(write_table(columns_of(name), of_code(name)).encode())

    assert table.columns == columns_of(name)
    assert list(table.entries) == of_code(name)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no heading"),
        (b"\xff\xfe", "no UTF-8"),
        (b"code,nl\nx\n", "Line 2 has 1 cells where the heading has 2"),
        (b'code\n"open', "no CSV"),
        (b"code\nx\0\n", "NUL"),
    ],
)
def test_what_is_no_csv_is_refused_with_the_place(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableList, match=message):
        read_table(content)
